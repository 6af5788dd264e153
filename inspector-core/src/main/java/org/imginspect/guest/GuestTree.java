package org.imginspect.guest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/**
 * The guest's files as facts and checks see them. The one place where symbolic links are followed: inside the guest's root, an
 * absolute target starts there, {@code ..} at the root stays there, and a loop ends as "absent" the way the kernel's ELOOP does.
 *
 * <p>An empty answer means proved absent. Anything unknown is an {@link ImageException}, which checks let through.
 */
public final class GuestTree {
    private final FileTree files;
    private final Limits limits;
    // Directories are asked for again and again while paths below them resolve; a bounded memory of them saves most
    // look-ups.
    private static final int RESOLVED_DIRECTORIES = 4096;
    private final Map<GuestPath, Optional<GuestPath>> resolvedDirectories = new HashMap<>();

    public GuestTree(FileTree files, Limits limits) {
        this.files = files;
        this.limits = limits;
    }

    /** The caps that hold for reads through this tree. */
    public Limits limits() {
        return limits;
    }

    /** What {@code path} leads to, links followed; empty if it is absent, dangles or loops. */
    public Optional<Node> stat(GuestPath path) throws ImageException {
        Optional<GuestPath> real = resolve(path);
        return real.isEmpty() ? Optional.empty() : files.stat(real.get());
    }

    /** What lies at {@code path} itself: links in its directories are followed, a link at its end is not. */
    public Optional<Node> lstat(GuestPath path) throws ImageException {
        Optional<GuestPath> place = place(path);
        return place.isEmpty() ? Optional.empty() : files.stat(place.get());
    }

    /** Whether {@code path} leads to anything, links followed. */
    public boolean exists(GuestPath path) throws ImageException {
        return stat(path).isPresent();
    }

    /** The path without any link that {@code path} leads to; empty if it is absent, dangles or loops. */
    public Optional<GuestPath> resolve(GuestPath path) throws ImageException {
        return follow(path, true);
    }

    /** The target of the link at {@code path}, not followed; empty if there is none or it is no link. */
    public Optional<GuestName> readLink(GuestPath path) throws ImageException {
        Optional<GuestPath> place = place(path);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        Optional<Node> node = files.stat(place.get());
        return node.isPresent() && node.get().isSymlink() ? Optional.of(files.readLink(place.get())) : Optional.empty();
    }

    /** The entries of a directory in byte order, without {@code .} and {@code ..}; none if it is absent or no directory. */
    public List<GuestName> list(GuestPath directory) throws ImageException {
        Optional<GuestPath> real = resolve(directory);
        if (real.isEmpty()) {
            return List.of();
        }
        Optional<Node> node = files.stat(real.get());
        return node.isPresent() && node.get().isDirectory() ? files.list(real.get()) : List.of();
    }

    /** The content of a regular file, links followed; empty if it is absent or no regular file. Close it after use. */
    public Optional<ByteSource> open(GuestPath file) throws ImageException {
        Optional<GuestPath> real = resolve(file);
        if (real.isEmpty()) {
            return Optional.empty();
        }
        Optional<Node> node = files.stat(real.get());
        return node.isPresent() && node.get().isFile() ? Optional.of(files.open(real.get())) : Optional.empty();
    }

    /**
     * The whole content of a regular file, links followed; empty if it is absent or no regular file.
     *
     * @throws LimitExceededException if it is longer than {@link Limits#TEXT_FILE_BYTES}
     */
    public Optional<byte[]> bytes(GuestPath file) throws ImageException {
        Optional<ByteSource> opened = open(file);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (ByteSource source = opened.get()) {
            long cap = Math.min(limits.get(Limits.TEXT_FILE_BYTES), Integer.MAX_VALUE - 8);
            if (source.size() > cap) {
                throw new LimitExceededException(
                        "file of " + source.size() + " bytes is too long to be read whole",
                        Limits.TEXT_FILE_BYTES,
                        cap,
                        source.describe());
            }
            byte[] content = new byte[(int) source.size()];
            source.readFully(0, content, 0, content.length);
            return Optional.of(content);
        }
    }

    /** As {@link #bytes}, decoded as UTF-8; malformed parts become U+FFFD. */
    public Optional<String> text(GuestPath file) throws ImageException {
        return bytes(file).map(content -> new String(content, StandardCharsets.UTF_8));
    }

    /** The lines of {@link #text}, without their ends (LF or CR LF); empty if it is absent or no regular file. */
    public Optional<List<String>> lines(GuestPath file) throws ImageException {
        return text(file).map(text -> text.lines().toList());
    }

    /** As {@link #bytes}, as a checked view. */
    public Optional<Bytes> view(GuestPath file) throws ImageException {
        return bytes(file).map(content -> new Bytes(content, file.toString(), 0));
    }

    /** The extended attributes of what {@code path} leads to; none if it is absent. */
    public Map<String, byte[]> xattrs(GuestPath path) throws ImageException {
        Optional<GuestPath> real = resolve(path);
        return real.isPresent() && files.stat(real.get()).isPresent() ? files.xattrs(real.get()) : Map.of();
    }

    /**
     * The paths that match a pattern, in byte order, by the rules of glob(7): {@code *}, {@code ?}, {@code [a-z]}, {@code [!a]}; a
     * leading period must be matched by a period. Links to directories are followed on the way.
     *
     * @param pattern begins with a slash
     */
    public List<GuestPath> glob(String pattern) throws ImageException {
        List<GuestPath> found = List.of(GuestPath.ROOT);
        for (byte[] rawPart : GuestPath.split(pattern.getBytes(StandardCharsets.UTF_8))) {
            String part = new String(rawPart, StandardCharsets.UTF_8);
            List<GuestPath> next = new ArrayList<>();
            for (GuestPath directory : found) {
                if (!GlobPattern.isPattern(part)) {
                    GuestPath path = directory.resolve(part);
                    if (lstat(path).isPresent()) {
                        next.add(path);
                    }
                    continue;
                }
                GlobPattern matcher = GlobPattern.compile(part);
                for (GuestName name : list(directory)) {
                    if (matcher.matches(name)) {
                        next.add(directory.resolve(name));
                    }
                }
            }
            found = next;
        }
        return found.stream().sorted().toList();
    }

    /** What a walk shows of the tree. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Called for every entry below the start, a directory before its entries, in byte order within a directory.
         *
         * @param path without links
         * @return for a directory, whether to go into it; otherwise ignored
         */
        boolean visit(GuestPath path, Node node) throws ImageException;

        /**
         * Whether {@link #visit} may be left out for this path if nothing lies below it, so that it need not be looked at. Asked only
         * where an engine can prove that nothing does.
         */
        default boolean passes(GuestPath path) {
            return false;
        }
    }

    /**
     * Shows everything below {@code start} (whose own path is resolved first), following no link. Does nothing if {@code start} is
     * absent or no directory.
     *
     * @throws LimitExceededException beyond {@link Limits#NODES_WALKED} entries or {@link Limits#DIRECTORY_DEPTH} levels
     */
    public void walk(GuestPath start, Visitor visitor) throws ImageException {
        Optional<GuestPath> real = resolve(start);
        if (real.isEmpty()) {
            return;
        }
        Optional<Node> top = files.stat(real.get());
        if (top.isEmpty() || !top.get().isDirectory()) {
            return;
        }
        record Open(GuestPath directory, java.util.Iterator<GuestName> rest) {}
        Deque<Open> stack = new ArrayDeque<>();
        stack.push(new Open(real.get(), files.list(real.get()).iterator()));
        long nodes = 0;
        while (!stack.isEmpty()) {
            Open open = stack.element();
            if (!open.rest.hasNext()) {
                stack.pop();
                continue;
            }
            GuestPath path = open.directory.resolve(open.rest.next());
            if (++nodes > limits.get(Limits.NODES_WALKED)) {
                throw new LimitExceededException(
                        "more files than may be walked",
                        Limits.NODES_WALKED,
                        limits.get(Limits.NODES_WALKED),
                        start.toString());
            }
            if (files.hasNothingBelow(path) && visitor.passes(path)) {
                continue;
            }
            Optional<Node> node = files.stat(path);
            if (node.isEmpty()) {
                // A mount point's parent lists a name whose file system says it is not there: cannot happen in a sound
                // tree.
                throw new org.imginspect.error.DamagedImageException(
                        "directory entry leads to nothing", path.toString());
            }
            if (visitor.visit(path, node.get()) && node.get().isDirectory()) {
                if (stack.size() >= limits.get(Limits.DIRECTORY_DEPTH)) {
                    throw new LimitExceededException(
                            "directories lie too deep",
                            Limits.DIRECTORY_DEPTH,
                            limits.get(Limits.DIRECTORY_DEPTH),
                            path.toString());
                }
                stack.push(new Open(path, files.list(path).iterator()));
            }
        }
    }

    /** See {@link FileTree#willOpen}; the paths hold no links, as a walk shows them. */
    public void willOpen(Collection<GuestPath> paths) throws ImageException {
        files.willOpen(paths);
    }

    private Optional<GuestPath> place(GuestPath path) throws ImageException {
        return follow(path, false);
    }

    /** The kernel's path walk (namei) with the guest's root as the root. */
    private Optional<GuestPath> follow(GuestPath path, boolean lastToo) throws ImageException {
        if (path.isRoot()) {
            return Optional.of(path);
        }
        Optional<GuestPath> directory = directory(path.parent().orElseThrow());
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        GuestPath place = directory.get().resolve(path.name());
        if (!lastToo) {
            return Optional.of(place);
        }
        Optional<Node> node = files.stat(place);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        return node.get().isSymlink() ? followLinks(place) : Optional.of(place);
    }

    private Optional<GuestPath> directory(GuestPath path) throws ImageException {
        Optional<GuestPath> known = resolvedDirectories.get(path);
        if (known != null) {
            return known;
        }
        Optional<GuestPath> real = followLinks(path);
        if (real.isPresent() && !files.stat(real.get()).map(Node::isDirectory).orElse(false)) {
            real = Optional.empty();
        }
        if (resolvedDirectories.size() >= RESOLVED_DIRECTORIES) {
            resolvedDirectories.clear();
        }
        resolvedDirectories.put(path, real);
        return real;
    }

    private Optional<GuestPath> followLinks(GuestPath path) throws ImageException {
        Deque<byte[]> rest = new ArrayDeque<>(GuestPath.split(path.toBytes()));
        GuestPath at = GuestPath.ROOT;
        long hops = 0;
        while (!rest.isEmpty()) {
            byte[] part = rest.pop();
            if (Arrays.equals(part, new byte[] {'.'})) {
                continue;
            }
            if (Arrays.equals(part, new byte[] {'.', '.'})) {
                at = at.parent().orElse(at);
                continue;
            }
            GuestPath next = at.resolve(GuestName.of(part));
            Optional<Node> node = files.stat(next);
            if (node.isEmpty()) {
                return Optional.empty();
            }
            if (node.get().isSymlink()) {
                if (++hops > limits.get(Limits.SYMLINK_HOPS)) {
                    return Optional.empty(); // ELOOP: nobody can open it, so for the guest it is not there.
                }
                byte[] target = files.readLink(next).raw();
                if (target.length == 0) {
                    return Optional.empty(); // ENOENT, as the kernel answers for an empty target.
                }
                List<byte[]> parts = GuestPath.split(target);
                for (int i = parts.size() - 1; i >= 0; i--) {
                    rest.push(parts.get(i));
                }
                if (target[0] == '/') {
                    at = GuestPath.ROOT;
                }
                continue;
            }
            if (!rest.isEmpty() && !node.get().isDirectory()) {
                return Optional.empty(); // ENOTDIR
            }
            at = next;
        }
        return Optional.of(at);
    }
}
