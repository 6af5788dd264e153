package org.imginspect.filesystem.exfat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/**
 * The files of an exFAT volume as a mount without options shows them. Look-ups take names of either case, by the volume's table; lists
 * give the names that are stored.
 */
final class ExfatTree implements FileTree {
    /** About what one entry takes in memory, its name and its places in two tables included. */
    private static final int ENTRY_MEMORY_BYTES = 400;
    /** The root directory has no entry that could say when it was changed; the kernel shows when it was mounted. */
    private static final Node ROOT = new Node(Kind.DIRECTORY, 0755, 0, 0, 0, Instant.EPOCH);

    private final ExfatVolume volume;
    private final ExfatUpcase upcase;
    private final long entriesKept;

    /** By first cluster, the longest unused first. */
    private final Map<Long, ExfatDirectory> directories = new LinkedHashMap<>(16, 0.75f, true);

    private long entriesHeld;

    ExfatTree(ExfatVolume volume) throws ImageException {
        this.volume = volume;
        this.upcase = volume.upcase();
        this.entriesKept = volume.limits().get(Limits.CACHE_BYTES) / ENTRY_MEMORY_BYTES;
    }

    @Override
    public Optional<Node> stat(GuestPath path) throws ImageException {
        return path.isRoot() ? Optional.of(ROOT) : find(path).map(ExfatEntry::node);
    }

    /** What a directory holds, in its own order. */
    List<ExfatEntry> entries(GuestPath path) throws ImageException {
        ExfatStream stream = path.isRoot() ? volume.rootDirectory() : require(path, true).stream();
        return directory(stream, path).entries();
    }

    @Override
    public List<GuestName> list(GuestPath path) throws ImageException {
        List<ExfatEntry> entries = entries(path);
        List<GuestName> names = new ArrayList<>(entries.size());
        for (ExfatEntry entry : entries) {
            names.add(entry.name());
        }
        names.sort(null);
        for (int i = 1; i < names.size(); i++) {
            if (names.get(i).equals(names.get(i - 1))) {
                throw new DamagedImageException(
                        "exfat: directory " + path + " holds '" + names.get(i) + "' twice",
                        volume.bytes().describe());
            }
        }
        return names;
    }

    @Override
    public GuestName readLink(GuestPath symlink) {
        throw new IllegalArgumentException(symlink + " is no symbolic link: exFAT has none");
    }

    @Override
    public ByteSource open(GuestPath file) throws ImageException {
        return volume.open(require(file, false).stream(), file.toString());
    }

    @Override
    public Map<String, byte[]> xattrs(GuestPath path) throws ImageException {
        if (!path.isRoot() && find(path).isEmpty()) {
            throw new IllegalArgumentException(path + " does not exist");
        }
        return Map.of();
    }

    @Override
    public void close() {
        // The volume is its opener's.
    }

    private ExfatEntry require(GuestPath path, boolean directory) throws ImageException {
        Optional<ExfatEntry> found = path.isRoot() ? Optional.empty() : find(path);
        if (found.isEmpty() || found.get().isDirectory() != directory) {
            throw new IllegalArgumentException(path + " is no " + (directory ? "directory" : "regular file"));
        }
        return found.get();
    }

    private Optional<ExfatEntry> find(GuestPath path) throws ImageException {
        ExfatDirectory directory = directory(volume.rootDirectory(), GuestPath.ROOT);
        List<GuestName> names = path.names();
        List<Long> above = new ArrayList<>(names.size());
        above.add(volume.rootDirectory().firstCluster());
        GuestPath at = GuestPath.ROOT;
        for (int i = 0; i < names.size(); i++) {
            Optional<ExfatEntry> entry = directory.find(names.get(i), upcase);
            if (entry.isEmpty() || i == names.size() - 1) {
                return entry;
            }
            if (!entry.get().isDirectory()) {
                return Optional.empty();
            }
            at = at.resolve(names.get(i));
            ExfatStream stream = entry.get().stream();
            if (stream.bytes() > 0 && above.contains(stream.firstCluster())) {
                throw new DamagedImageException(
                        "exfat: directory " + at + " contains itself",
                        volume.bytes().describe());
            }
            above.add(stream.firstCluster());
            directory = directory(stream, at);
        }
        throw new IllegalStateException("a path other than the root has a name");
    }

    private ExfatDirectory directory(ExfatStream stream, GuestPath path) throws ImageException {
        // Without a cluster (the kernel's zero_size_dir) it is empty.
        Long key = stream.bytes() == 0 ? 0 : stream.firstCluster();
        ExfatDirectory known = directories.get(key);
        if (known != null) {
            return known;
        }
        ExfatDirectory directory =
                ExfatDirectory.parse(volume.open(stream, path.toString()), volume.boot(), upcase, volume.limits());
        directories.put(key, directory);
        entriesHeld += 1 + directory.entries().size();
        Iterator<ExfatDirectory> eldest = directories.values().iterator();
        while (entriesHeld > entriesKept && directories.size() > 1) {
            entriesHeld -= 1 + eldest.next().entries().size();
            eldest.remove();
        }
        return directory;
    }
}
