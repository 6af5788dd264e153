package org.imginspect.filesystem.btrfs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.WeightedCache;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/**
 * The files of one subvolume and of those that hang in it, as a mount of it shows them. One thread at a time; the files'
 * contents are free for any number.
 */
final class BtrfsTree implements FileTree {
    private static final int PATHS_KEPT = 4096;
    private static final int LINK_MAX_BYTES = 65536;

    /** BTRFS_FT_* by kind. */
    private static final Map<Kind, Integer> TYPES = Map.of(
            Kind.FILE, 1,
            Kind.DIRECTORY, 2,
            Kind.CHARACTER_DEVICE, 3,
            Kind.BLOCK_DEVICE, 4,
            Kind.FIFO, 5,
            Kind.SOCKET, 6,
            Kind.SYMLINK, 7);

    /** What a path leads to. */
    private record Found(BtrfsSubtree tree, BtrfsInode inode) {
        /** Stands where a subvolume was when the snapshot was made. */
        boolean isEmpty() {
            return inode.number() == BtrfsInode.EMPTY_SUBVOLUME;
        }
    }

    /** A directory on the way down, with all above it: a loop shows as the same inode twice. */
    private record Place(Found directory, @Nullable Place above) {
        boolean isAtOrBelow(Found other) {
            for (Place at = this; at != null; at = at.above) {
                if (at.directory.inode.number() == other.inode.number() && at.directory.tree.id() == other.tree.id()) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A directory in all subvolumes. */
    private record Key(long subvolume, long inode) {}

    private final BtrfsVolume volume;
    private final BtrfsRoots roots;
    private final BtrfsData data;
    private final BtrfsSubtree.Cursors cursors;
    private final Place top;
    private final Map<Long, BtrfsSubtree> subtrees = new HashMap<>();
    private final WeightedCache<Key, BtrfsDirectory> directories;
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
    private @Nullable BtrfsDirectory lastDirectory;

    private @Nullable GuestPath lastPath;
    private @Nullable Found lastFound;

    BtrfsTree(BtrfsVolume volume, BtrfsData data, long subvolume) throws ImageException {
        this.volume = volume;
        this.roots = new BtrfsRoots(volume);
        this.data = data;
        this.cursors = new BtrfsSubtree.Cursors(volume);
        this.directories = new WeightedCache<>(volume.limits().get(Limits.CACHE_BYTES) / 4);
        BtrfsSubtree tree = subtree(subvolume);
        this.top = new Place(new Found(tree, tree.top()), null);
    }

    @Override
    public Optional<Node> stat(GuestPath path) throws ImageException {
        Found found = find(path);
        return found == null ? Optional.empty() : Optional.of(found.inode.node());
    }

    @Override
    public List<GuestName> list(GuestPath path) throws ImageException {
        BtrfsDirectory directory = directory(require(path, Kind.DIRECTORY));
        List<GuestName> names = new ArrayList<>(directory.size());
        for (int i = 0; i < directory.size(); i++) {
            names.add(directory.name(i));
        }
        return names;
    }

    @Override
    public GuestName readLink(GuestPath symlink) throws ImageException {
        Found found = require(symlink, Kind.SYMLINK);
        long size = found.inode.sizeBytes();
        if (size > LINK_MAX_BYTES) {
            throw volume.damaged("the link " + symlink + " of " + size + " bytes exceeds " + LINK_MAX_BYTES);
        }
        byte[] target = new byte[(int) size];
        content(found, symlink).readFully(0, target, 0, target.length);
        return GuestName.of(target);
    }

    @Override
    public ByteSource open(GuestPath file) throws ImageException {
        return content(require(file, Kind.FILE), file);
    }

    @Override
    public Map<String, byte[]> xattrs(GuestPath path) throws ImageException {
        Found found = find(path);
        if (found == null) {
            throw new IllegalArgumentException(path + " does not exist");
        }
        return found.isEmpty() ? Map.of() : BtrfsXattrs.all(found.tree.cursor(), found.inode.number());
    }

    @Override
    public void close() {
        // The volume belongs to whoever opened it.
    }

    private BtrfsFile content(Found found, GuestPath path) {
        return new BtrfsFile(volume, data, found.tree.root(), found.inode, path);
    }

    private Found require(GuestPath path, Kind kind) throws ImageException {
        Found found = find(path);
        if (found == null || found.inode.kind() != kind) {
            throw new IllegalArgumentException(path + " is no " + kind);
        }
        return found;
    }

    /** What lies at a path, or null if nothing does. */
    private @Nullable Found find(GuestPath path) throws ImageException {
        if (lastPath != null && path.equals(lastPath)) {
            return lastFound;
        }
        Found found = path.isRoot() ? top.directory : findBelowRoot(path);
        lastPath = path;
        lastFound = found;
        return found;
    }

    private @Nullable Found findBelowRoot(GuestPath path) throws ImageException {
        byte[] text = path.toBytes();
        int nameAt = text.length;
        while (text[nameAt - 1] != '/') {
            nameAt--;
        }
        BtrfsDirectory directory = lastDirectory;
        Place place = lastPlace;
        if (directory == null || place == null || !Arrays.equals(text, 0, nameAt, lastParent, 0, lastParent.length)) {
            place = place(path.parent().orElseThrow());
            if (place == null) {
                return null;
            }
            directory = directory(place.directory);
            lastParent = Arrays.copyOf(text, nameAt);
            lastPlace = place;
            lastDirectory = directory;
        }
        return child(place, directory, text, nameAt, text.length);
    }

    private @Nullable Found child(Place place, BtrfsDirectory directory, byte[] text, int from, int to)
            throws ImageException {
        int entry = directory.find(text, from, to);
        if (entry < 0) {
            return null;
        }
        Found parent = place.directory;
        long target = directory.target(entry);
        Found found;
        if (!directory.isSubvolume(entry)) {
            found = new Found(parent.tree, parent.tree.inode(target));
        } else if (roots.hangs(target, parent.tree.id(), parent.inode.number(), Arrays.copyOfRange(text, from, to))) {
            BtrfsSubtree tree = subtree(target);
            found = new Found(tree, tree.top());
        } else {
            found = new Found(parent.tree, BtrfsInode.emptySubvolume(parent.inode));
        }
        if (TYPES.getOrDefault(found.inode.kind(), 0) != directory.type(entry)) {
            throw volume.damaged("inode " + target + " of subvolume " + found.tree.id() + " is a " + found.inode.kind()
                    + ", but its entry says type " + directory.type(entry));
        }
        if (found.inode.kind() == Kind.DIRECTORY && !found.isEmpty() && place.isAtOrBelow(found)) {
            throw volume.damaged(
                    "directory inode " + target + " of subvolume " + found.tree.id() + " lies below itself, a loop");
        }
        return found;
    }

    /** The directory at a path, or null if there is none. Goes up to the nearest one that is known, and down again. */
    private @Nullable Place place(GuestPath path) throws ImageException {
        Deque<GuestPath> unknown = new ArrayDeque<>();
        GuestPath at = path;
        Place place = at.isRoot() ? top : places.get(at);
        while (place == null) {
            unknown.push(at);
            at = at.parent().orElseThrow();
            place = at.isRoot() ? top : places.get(at);
        }
        for (GuestPath below : unknown) {
            byte[] name = below.name().toBytes();
            Found found = child(place, directory(place.directory), name, 0, name.length);
            if (found == null || found.inode.kind() != Kind.DIRECTORY) {
                return null;
            }
            place = new Place(found, place);
            places.put(below, place);
        }
        return place;
    }

    private BtrfsDirectory directory(Found found) throws ImageException {
        if (found.isEmpty()) {
            return new BtrfsDirectory.Builder().build();
        }
        Key key = new Key(found.tree.id(), found.inode.number());
        BtrfsDirectory known = directories.get(key);
        if (known != null) {
            return known;
        }
        BtrfsDirectory directory = BtrfsDirectories.read(volume, found.tree.cursor(), key.inode);
        directories.put(key, directory, directory.bytes());
        return directory;
    }

    private BtrfsSubtree subtree(long id) throws ImageException {
        BtrfsSubtree known = subtrees.get(id);
        if (known == null) {
            known = new BtrfsSubtree(volume, roots.subvolume(id), cursors);
            subtrees.put(id, known);
        }
        return known;
    }
}
