package org.imginspect.filesystem.xfs;

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
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/** The files of one XFS. One thread at a time; the files' contents are free for any number. */
final class XfsTree implements FileTree {
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

    private final XfsVolume volume;
    private final Place rootPlace;
    private final XfsInodes inodes;
    private final XfsDirectoryReader directoryReader;
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
    private @Nullable XfsInode lastInode;

    XfsTree(XfsVolume volume) throws ImageException {
        this.volume = volume;
        this.inodes = new XfsInodes(volume);
        this.rootPlace = new Place(volume.superblock().rootInode(), null);
        this.directoryReader = new XfsDirectoryReader(volume);
        this.directories = new WeightedCache<>(volume.limits().get(Limits.CACHE_BYTES) / 4);
        XfsInode root = inodes.named(rootPlace.inode);
        if (root.kind() != Kind.DIRECTORY) {
            throw root.damaged("the root is no directory");
        }
    }

    @Override
    public Optional<Node> stat(GuestPath path) throws ImageException {
        XfsInode inode = find(path);
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
        XfsInode inode = require(symlink, Kind.SYMLINK);
        return GuestName.of(XfsSymlink.target(volume, inode));
    }

    @Override
    public ByteSource open(GuestPath file) throws ImageException {
        XfsInode inode = require(file, Kind.FILE);
        if (inode.isRealtime()) {
            throw new UnsupportedFeatureException(
                    "xfs: " + file + " lies on the realtime device, which is not read", volume.where());
        }
        return new MappedFile(volume.where(), XfsMapping.read(volume, inode, inode.data()), inode.sizeBytes(), file);
    }

    @Override
    public Map<String, byte[]> xattrs(GuestPath path) throws ImageException {
        XfsInode inode = find(path);
        if (inode == null) {
            throw new IllegalArgumentException(path + " does not exist");
        }
        return XfsXattrs.all(volume, inode);
    }

    @Override
    public void close() {
        // The volume belongs to whoever opened it.
    }

    private XfsInode require(GuestPath path, Kind kind) throws ImageException {
        XfsInode inode = find(path);
        if (inode == null || inode.kind() != kind) {
            throw new IllegalArgumentException(path + " is no " + kind);
        }
        return inode;
    }

    /** The inode at a path, or null if nothing is there. */
    private @Nullable XfsInode find(GuestPath path) throws ImageException {
        if (lastPath != null && path.equals(lastPath)) {
            return lastInode;
        }
        XfsInode inode = path.isRoot() ? inodes.named(rootPlace.inode) : findBelowRoot(path);
        lastPath = path;
        lastInode = inode;
        return inode;
    }

    private @Nullable XfsInode findBelowRoot(GuestPath path) throws ImageException {
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
            directory = directory(inodes.named(place.inode));
            lastParent = java.util.Arrays.copyOf(text, nameAt);
            lastPlace = place;
            lastDirectory = directory;
        }
        return child(place, directory, text, nameAt, text.length);
    }

    private @Nullable XfsInode child(Place place, DirectoryEntries directory, byte[] text, int from, int to)
            throws ImageException {
        long number = directory.find(text, from, to);
        if (number == 0) {
            return null;
        }
        XfsInode inode = inodes.named(number);
        if (inode.kind() == Kind.DIRECTORY && place.isAtOrBelow(number)) {
            throw inode.damaged("directory lies below itself, a loop");
        }
        return inode;
    }

    /** The directory at a path, or null if there is none. Goes up to the nearest one that is known, and down again. */
    private @Nullable Place place(GuestPath path) throws ImageException {
        Deque<GuestPath> unknown = new ArrayDeque<>();
        GuestPath at = path;
        Place place = at.isRoot() ? rootPlace : places.get(at);
        while (place == null) {
            unknown.push(at);
            at = at.parent().orElseThrow();
            place = at.isRoot() ? rootPlace : places.get(at);
        }
        for (GuestPath below : unknown) {
            byte[] name = below.name().toBytes();
            XfsInode inode = child(place, directory(inodes.named(place.inode)), name, 0, name.length);
            if (inode == null || inode.kind() != Kind.DIRECTORY) {
                return null;
            }
            place = new Place(inode.number(), place);
            places.put(below, place);
        }
        return place;
    }

    private DirectoryEntries directory(XfsInode inode) throws ImageException {
        DirectoryEntries known = directories.get(inode.number());
        if (known != null) {
            return known;
        }
        DirectoryEntries directory = directoryReader.read(inode);
        directories.put(inode.number(), directory, directory.bytes());
        return directory;
    }
}
