package org.imginspect.filesystem.ext4;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.DirectoryEntries;
import org.imginspect.filesystem.MappedFile;
import org.imginspect.filesystem.WeightedCache;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/** The files of one ext2, ext3 or ext4 file system. One thread at a time; the files' contents are free for any number. */
final class Ext4Tree implements FileTree {
    private static final int PATHS_KEPT = 4096;

    /** A directory on the way down, with all above it: a loop shows as the same inode twice. */
    private record Place(long inode, @Nullable Place above) {
        boolean isAtOrBelow(long number) {
            for (Place at = this; at != null; at = at.above) {
                if (at.inode == number) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final Place ROOT = new Place(Ext4Inode.ROOT, null);

    private final Ext4Volume volume;
    private final Ext4Inodes inodes;
    private final Ext4DirectoryReader directoryReader;
    private final WeightedCache<Long, DirectoryEntries> directories;
    private final LinkedHashMap<GuestPath, Place> places = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<GuestPath, Place> eldest) {
            return size() > PATHS_KEPT;
        }
    };

    /** The directory of the last look-up, as the bytes of its path with a slash at the end: most look-ups stay in one. */
    private byte[] lastParent = new byte[0];

    private @Nullable Place lastPlace;
    private @Nullable DirectoryEntries lastDirectory;

    private @Nullable GuestPath lastPath;
    private @Nullable Ext4Inode lastInode;

    Ext4Tree(Ext4Volume volume) throws ImageException {
        this.volume = volume;
        this.inodes = new Ext4Inodes(volume);
        this.directoryReader = new Ext4DirectoryReader(volume);
        this.directories = new WeightedCache<>(volume.limits().get(Limits.CACHE_BYTES) / 4);
        Ext4Inode root = inodes.read(Ext4Inode.ROOT);
        if (root.kind() != Kind.DIRECTORY) {
            throw root.damaged("the root is no directory");
        }
    }

    @Override
    public Optional<Node> stat(GuestPath path) throws ImageException {
        Ext4Inode inode = find(path);
        if (inode == null) {
            return Optional.empty();
        }
        boolean sized = inode.kind() == Kind.FILE || inode.kind() == Kind.SYMLINK;
        return Optional.of(new Node(
                inode.kind(),
                inode.mode() & 07777,
                inode.uid(),
                inode.gid(),
                sized ? inode.sizeBytes() : 0,
                inode.modified()));
    }

    @Override
    public List<GuestName> list(GuestPath path) throws ImageException {
        DirectoryEntries directory = directory(require(path, Kind.DIRECTORY));
        List<GuestName> names = new ArrayList<>(directory.size());
        for (int i = 0; i < directory.size(); i++) {
            names.add(directory.name(i));
        }
        return names;
    }

    @Override
    public GuestName readLink(GuestPath symlink) throws ImageException {
        Ext4Inode inode = require(symlink, Kind.SYMLINK);
        refuseEncrypted(inode, symlink);
        return GuestName.of(Ext4Symlink.target(volume, inode));
    }

    @Override
    public ByteSource open(GuestPath file) throws ImageException {
        Ext4Inode inode = require(file, Kind.FILE);
        refuseEncrypted(inode, file);
        if (inode.hasFlag(Ext4Inode.FLAG_INLINE_DATA)) {
            return new ArraySource(Ext4Symlink.inline(inode), MappedFile.describe(volume.where(), file));
        }
        return new MappedFile(volume.where(), Ext4Mapping.read(volume, inode), inode.sizeBytes(), file);
    }

    @Override
    public Map<String, byte[]> xattrs(GuestPath path) throws ImageException {
        Ext4Inode inode = find(path);
        if (inode == null) {
            throw new IllegalArgumentException(path + " does not exist");
        }
        return Ext4Xattrs.all(volume, inodes, inode);
    }

    @Override
    public void close() {
        // The volume belongs to whoever opened it.
    }

    private void refuseEncrypted(Ext4Inode inode, GuestPath path) throws UnsupportedFeatureException {
        if (inode.hasFlag(Ext4Inode.FLAG_ENCRYPT)) {
            throw new UnsupportedFeatureException("ext4: " + path + " is encrypted", volume.where());
        }
    }

    private Ext4Inode require(GuestPath path, Kind kind) throws ImageException {
        Ext4Inode inode = find(path);
        if (inode == null || inode.kind() != kind) {
            throw new IllegalArgumentException(path + " is no " + kind);
        }
        return inode;
    }

    /** The inode at a path, or null if nothing is there. */
    private @Nullable Ext4Inode find(GuestPath path) throws ImageException {
        if (lastPath != null && path.equals(lastPath)) {
            return lastInode;
        }
        Ext4Inode inode = path.isRoot() ? inodes.read(Ext4Inode.ROOT) : findBelowRoot(path);
        lastPath = path;
        lastInode = inode;
        return inode;
    }

    private @Nullable Ext4Inode findBelowRoot(GuestPath path) throws ImageException {
        byte[] text = path.toBytes();
        int nameAt = text.length;
        while (text[nameAt - 1] != '/') {
            nameAt--;
        }
        DirectoryEntries directory = lastDirectory;
        Place place = lastPlace;
        if (directory == null
                || place == null
                || !java.util.Arrays.equals(text, 0, nameAt, lastParent, 0, lastParent.length)) {
            place = place(path.parent().orElseThrow());
            if (place == null) {
                return null;
            }
            directory = directory(inodes.read(place.inode));
            lastParent = java.util.Arrays.copyOf(text, nameAt);
            lastPlace = place;
            lastDirectory = directory;
        }
        return child(place, directory, text, nameAt, text.length);
    }

    private @Nullable Ext4Inode child(Place place, DirectoryEntries directory, byte[] text, int from, int to)
            throws ImageException {
        long number = directory.find(text, from, to);
        if (number == 0) {
            return null;
        }
        Ext4Inode inode = inodes.named(number);
        if (inode.kind() == Kind.DIRECTORY && place.isAtOrBelow(number)) {
            throw inode.damaged("directory lies below itself, a loop");
        }
        return inode;
    }

    /** The directory at a path, or null if there is none. Goes up to the nearest one that is known, and down again. */
    private @Nullable Place place(GuestPath path) throws ImageException {
        Deque<GuestPath> unknown = new ArrayDeque<>();
        GuestPath at = path;
        Place place = at.isRoot() ? ROOT : places.get(at);
        while (place == null) {
            unknown.push(at);
            at = at.parent().orElseThrow();
            place = at.isRoot() ? ROOT : places.get(at);
        }
        for (GuestPath below : unknown) {
            byte[] name = below.name().toBytes();
            Ext4Inode inode = child(place, directory(inodes.read(place.inode)), name, 0, name.length);
            if (inode == null || inode.kind() != Kind.DIRECTORY) {
                return null;
            }
            place = new Place(inode.number(), place);
            places.put(below, place);
        }
        return place;
    }

    private DirectoryEntries directory(Ext4Inode inode) throws ImageException {
        DirectoryEntries known = directories.get(inode.number());
        if (known != null) {
            return known;
        }
        DirectoryEntries directory = directoryReader.read(inode);
        directories.put(inode.number(), directory, directory.bytes());
        return directory;
    }
}
