package org.imginspect.guest;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.imginspect.error.ImageException;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.jspecify.annotations.Nullable;

/** A tree made in memory: for tests and for the examples on the checks' pages. */
public final class MemoryFileTree implements FileTree {
    private record Entry(
            Node node,
            byte[] content,
            Map<String, byte[]> xattrs,
            @Nullable Supplier<? extends ImageException> damage) {}

    private final Map<GuestPath, Entry> entries;
    private final Map<GuestPath, TreeSet<GuestName>> children;

    private MemoryFileTree(Map<GuestPath, Entry> entries) {
        this.entries = entries;
        this.children = new TreeMap<>();
        entries.forEach((path, entry) -> {
            if (entry.node.isDirectory()) {
                children.computeIfAbsent(path, any -> new TreeSet<>());
            }
            path.parent()
                    .ifPresent(parent -> children.computeIfAbsent(parent, any -> new TreeSet<>())
                            .add(path.name()));
        });
    }

    /** An empty tree to be filled: only the root directory. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Optional<Node> stat(GuestPath path) throws ImageException {
        Entry entry = entries.get(path);
        return entry == null ? Optional.empty() : Optional.of(entry.node);
    }

    @Override
    public List<GuestName> list(GuestPath directory) throws ImageException {
        require(directory, Kind.DIRECTORY);
        return List.copyOf(Objects.requireNonNull(children.get(directory)));
    }

    @Override
    public GuestName readLink(GuestPath symlink) throws ImageException {
        return GuestName.of(require(symlink, Kind.SYMLINK).content);
    }

    @Override
    public ByteSource open(GuestPath file) throws ImageException {
        return new ArraySource(require(file, Kind.FILE).content, "memory > " + file);
    }

    @Override
    public Map<String, byte[]> xattrs(GuestPath path) throws ImageException {
        Entry entry = entries.get(path);
        if (entry == null) {
            throw new IllegalArgumentException(path + " does not exist");
        }
        return entry.xattrs;
    }

    private Entry require(GuestPath path, Kind kind) throws ImageException {
        Entry entry = entries.get(path);
        if (entry == null || entry.node.kind() != kind) {
            throw new IllegalArgumentException(path + " is no " + kind);
        }
        if (entry.damage != null) {
            throw entry.damage.get();
        }
        return entry;
    }

    @Override
    public void close() {
        // Nothing was opened.
    }

    /** Fills a tree. Missing parent directories are made (0755, root); a later entry at the same path replaces the earlier. */
    public static final class Builder {
        private final Map<GuestPath, Entry> entries = new LinkedHashMap<>();

        private Builder() {
            put(GuestPath.ROOT, Kind.DIRECTORY, 0755, 0, 0, new byte[0], null);
        }

        /** A regular file of root's, 0644. */
        public Builder file(String path, String content) {
            return file(path, content.getBytes(StandardCharsets.UTF_8), 0644, 0, 0);
        }

        public Builder file(String path, byte[] content, int permissions, long uid, long gid) {
            return put(GuestPath.of(path), Kind.FILE, permissions, uid, gid, content.clone(), null);
        }

        /** A directory of root's, 0755. */
        public Builder directory(String path) {
            return directory(path, 0755, 0, 0);
        }

        public Builder directory(String path, int permissions, long uid, long gid) {
            return put(GuestPath.of(path), Kind.DIRECTORY, permissions, uid, gid, new byte[0], null);
        }

        public Builder symlink(String path, String target) {
            return put(GuestPath.of(path), Kind.SYMLINK, 0777, 0, 0, target.getBytes(StandardCharsets.UTF_8), null);
        }

        /** A device, FIFO or socket. */
        public Builder special(String path, Kind kind) {
            return put(GuestPath.of(path), kind, 0600, 0, 0, new byte[0], null);
        }

        /** A regular file whose content, or a directory whose list, cannot be read. */
        public Builder damaged(String path, Kind kind, Supplier<? extends ImageException> damage) {
            return put(GuestPath.of(path), kind, kind == Kind.DIRECTORY ? 0755 : 0644, 0, 0, new byte[0], damage);
        }

        /** An extended attribute of an entry that is there. */
        public Builder xattr(String path, String name, byte[] value) {
            GuestPath at = GuestPath.of(path);
            Entry entry = Objects.requireNonNull(entries.get(at), () -> path + " does not exist");
            Map<String, byte[]> xattrs = new TreeMap<>(entry.xattrs);
            xattrs.put(name, value.clone());
            entries.put(at, new Entry(entry.node, entry.content, xattrs, entry.damage));
            return this;
        }

        /** Changes the time of modification of an entry that is there; it is 2026-01-01T00:00:00Z otherwise. */
        public Builder modified(String path, Instant modified) {
            GuestPath at = GuestPath.of(path);
            Entry entry = Objects.requireNonNull(entries.get(at), () -> path + " does not exist");
            Node node = entry.node;
            entries.put(
                    at,
                    new Entry(
                            new Node(
                                    node.kind(),
                                    node.permissions(),
                                    node.uid(),
                                    node.gid(),
                                    node.sizeBytes(),
                                    modified),
                            entry.content,
                            entry.xattrs,
                            entry.damage));
            return this;
        }

        /** The tree, which later calls of this builder do not change. */
        public MemoryFileTree build() {
            return new MemoryFileTree(new TreeMap<>(entries));
        }

        private Builder put(
                GuestPath path,
                Kind kind,
                int permissions,
                long uid,
                long gid,
                byte[] content,
                @Nullable Supplier<? extends ImageException> damage) {
            Optional<GuestPath> parent = path.parent();
            if (parent.isPresent()) {
                Entry above = entries.get(parent.get());
                if (above == null) {
                    put(parent.get(), Kind.DIRECTORY, 0755, 0, 0, new byte[0], null);
                } else if (!above.node.isDirectory()) {
                    throw new IllegalArgumentException(parent.get() + " is no directory");
                }
            }
            // What cannot be read is not empty: an empty unit, say, is a masked one and need not be opened.
            long sizeBytes = damage != null && kind == Kind.FILE ? 4096 : content.length;
            Node node = new Node(kind, permissions, uid, gid, sizeBytes, Instant.parse("2026-01-01T00:00:00Z"));
            entries.put(path, new Entry(node, content, Map.of(), damage));
            return this;
        }
    }
}
