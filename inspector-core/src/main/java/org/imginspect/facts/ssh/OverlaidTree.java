package org.imginspect.facts.ssh;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;

/** A guest's files with one that something will write at the first boot; its directory must be there, or be made with it. */
final class OverlaidTree implements FileTree {
    private final GuestTree below;
    private final GuestPath file;
    private final byte[] content;

    OverlaidTree(GuestTree below, GuestPath file, byte[] content) {
        this.below = below;
        this.file = file;
        this.content = content;
    }

    private boolean isNewDirectory(GuestPath path) {
        return file.startsWith(path) && !file.equals(path);
    }

    @Override
    public Optional<Node> stat(GuestPath path) throws ImageException {
        if (path.equals(file)) {
            return Optional.of(new Node(Kind.FILE, 0600, 0, 0, content.length, Instant.EPOCH));
        }
        Optional<Node> node = below.lstat(path);
        return node.isEmpty() && isNewDirectory(path)
                ? Optional.of(new Node(Kind.DIRECTORY, 0755, 0, 0, 0, Instant.EPOCH))
                : node;
    }

    @Override
    public List<GuestName> list(GuestPath directory) throws ImageException {
        List<GuestName> names = below.list(directory);
        if (!isNewDirectory(directory)) {
            return names;
        }
        List<GuestPath> paths = new ArrayList<>();
        for (GuestName name : names) {
            paths.add(directory.resolve(name));
        }
        paths.add(directory.resolve(
                file.names().get(directory.isRoot() ? 0 : directory.names().size())));
        List<GuestName> sorted = new ArrayList<>();
        for (GuestPath path : new TreeSet<>(paths)) {
            sorted.add(path.name());
        }
        return sorted;
    }

    @Override
    public GuestName readLink(GuestPath symlink) throws ImageException {
        return below.readLink(symlink)
                .orElseThrow(() -> new DamagedImageException("a link leads nowhere", symlink.toString()));
    }

    @Override
    public ByteSource open(GuestPath path) throws ImageException {
        if (path.equals(file)) {
            return new ArraySource(content, file.toString());
        }
        return below.open(path).orElseThrow(() -> new DamagedImageException("a file is gone", path.toString()));
    }

    @Override
    public Map<String, byte[]> xattrs(GuestPath path) throws ImageException {
        return path.equals(file) ? Map.of() : below.xattrs(path);
    }

    @Override
    public void close() {
        // What lies below belongs to somebody else.
    }
}
