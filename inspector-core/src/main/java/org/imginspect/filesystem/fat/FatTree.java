package org.imginspect.filesystem.fat;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/**
 * The files of a FAT volume as a mount without options shows them. Look-ups take names as vfat does: ASCII letters of either case,
 * the long or the short name; lists give the names that are stored.
 */
final class FatTree implements FileTree {
    private static final int DIRECTORIES_KEPT = 256;
    /** The root directory has no entry that could say when it was changed. */
    private static final Node ROOT = new Node(Kind.DIRECTORY, 0755, 0, 0, 0, Instant.EPOCH);

    private final ByteSource volume;
    private final FatBootSector boot;
    private final FatTable table;
    private final Limits limits;

    /** By first cluster; the root's is 0. */
    private final Map<Long, FatDirectory> directories = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, FatDirectory> eldest) {
            return size() > DIRECTORIES_KEPT;
        }
    };

    FatTree(ByteSource volume, FatBootSector boot, Limits limits) {
        this.volume = volume;
        this.boot = boot;
        this.table = new FatTable(volume, boot);
        this.limits = limits;
    }

    FatTable table() {
        return table;
    }

    FatDirectory root() throws ImageException {
        return directory(0, "/");
    }

    @Override
    public Optional<Node> stat(GuestPath path) throws ImageException {
        return path.isRoot() ? Optional.of(ROOT) : find(path).map(FatEntry::node);
    }

    /** What a directory holds, in its own order. */
    List<FatEntry> entries(GuestPath path) throws ImageException {
        if (path.isRoot()) {
            return root().entries();
        }
        return directory(require(path, true).firstCluster(), path.toString()).entries();
    }

    @Override
    public List<GuestName> list(GuestPath path) throws ImageException {
        List<FatEntry> entries = entries(path);
        List<GuestName> names = new ArrayList<>(entries.size());
        for (FatEntry entry : entries) {
            names.add(entry.name());
        }
        names.sort(null);
        for (int i = 1; i < names.size(); i++) {
            if (names.get(i).equals(names.get(i - 1))) {
                throw new DamagedImageException(
                        "vfat: directory " + path + " holds '" + names.get(i) + "' twice", volume.describe());
            }
        }
        return names;
    }

    @Override
    public GuestName readLink(GuestPath symlink) {
        throw new IllegalArgumentException(symlink + " is no symbolic link: FAT has none");
    }

    @Override
    public ByteSource open(GuestPath file) throws ImageException {
        return FatFile.open(volume, boot, table, require(file, false), file.toString(), limits);
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

    private FatEntry require(GuestPath path, boolean directory) throws ImageException {
        Optional<FatEntry> found = path.isRoot() ? Optional.empty() : find(path);
        if (found.isEmpty() || found.get().isDirectory() != directory) {
            throw new IllegalArgumentException(path + " is no " + (directory ? "directory" : "regular file"));
        }
        return found.get();
    }

    private Optional<FatEntry> find(GuestPath path) throws ImageException {
        FatDirectory directory = root();
        List<GuestName> names = path.names();
        List<Long> above = new ArrayList<>();
        above.add(boot.rootCluster());
        GuestPath at = GuestPath.ROOT;
        for (int i = 0; i < names.size(); i++) {
            Optional<FatEntry> entry = directory.find(names.get(i));
            if (entry.isEmpty() || i == names.size() - 1) {
                return entry;
            }
            if (!entry.get().isDirectory()) {
                return Optional.empty();
            }
            at = at.resolve(names.get(i));
            long cluster = entry.get().firstCluster();
            if (above.contains(cluster)) {
                throw new DamagedImageException("vfat: directory " + at + " contains itself", volume.describe());
            }
            above.add(cluster);
            directory = directory(cluster, at.toString());
        }
        throw new IllegalStateException("a path other than the root has a name");
    }

    private FatDirectory directory(long firstCluster, String path) throws ImageException {
        FatDirectory known = directories.get(firstCluster);
        if (known != null) {
            return known;
        }
        boolean fixedRoot = firstCluster == 0 && path.equals("/") && boot.fatBits() != 32;
        Bytes content = fixedRoot
                ? volume.read(boot.rootStartBytes(), boot.rootEntries() * FatBootSector.ENTRY_BYTES)
                : chain(path.equals("/") ? boot.rootCluster() : firstCluster, path);
        FatDirectory directory = FatDirectory.parse(content, boot.fatBits() == 32);
        directories.put(firstCluster, directory);
        return directory;
    }

    private Bytes chain(long firstCluster, String path) throws ImageException {
        FatTable.Chain chain = table.new Chain(firstCluster, path);
        ByteArrayOutputStream content = new ByteArrayOutputStream(boot.clusterBytes());
        byte[] cluster = new byte[boot.clusterBytes()];
        long cap = Math.min(limits.get(Limits.DIRECTORY_ENTRIES), Integer.MAX_VALUE / 64) * FatBootSector.ENTRY_BYTES;
        do {
            if (content.size() > cap) {
                throw new LimitExceededException(
                        "vfat: directory " + path + " is longer than is read",
                        Limits.DIRECTORY_ENTRIES,
                        limits.get(Limits.DIRECTORY_ENTRIES),
                        volume.describe());
            }
            volume.readFully(boot.clusterStart(chain.cluster()), cluster, 0, cluster.length);
            content.writeBytes(cluster);
        } while (chain.next());
        return new Bytes(content.toByteArray(), volume.describe() + " > " + path, 0);
    }
}
