package org.imginspect.filesystem.btrfs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.filesystem.Subvolume;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/** All subvolumes with their paths from the top level, as {@code btrfs subvolume list} has them. */
final class BtrfsSubvolumes {
    private static final int INODE_REF = 12; // BTRFS_INODE_REF_KEY
    private static final int PATH_MAX_BYTES = 1 << 16;

    private final BtrfsVolume volume;
    private final BtrfsRoots roots;
    private final BtrfsData data;
    private final Map<Long, byte[]> paths = new HashMap<>();

    BtrfsSubvolumes(BtrfsVolume volume, BtrfsRoots roots, BtrfsData data) {
        this.volume = volume;
        this.roots = roots;
        this.data = data;
    }

    List<Subvolume> all(long defaultId) throws ImageException {
        paths.put(BtrfsRoot.FS_TREE, new byte[0]);
        List<Subvolume> all = new ArrayList<>();
        for (BtrfsRootItem item : roots.subvolumes()) {
            long id = item.root().id();
            byte[] path = path(id);
            all.add(new Subvolume(
                    id,
                    path.length == 0 ? GuestPath.ROOT : GuestPath.of(path),
                    item.uuid(),
                    item.parentUuid(),
                    id == defaultId,
                    item.readOnly(),
                    () -> new BtrfsTree(volume, data, id)));
        }
        return all;
    }

    /** The path with a slash before each name: up to the first subvolume whose path is known, and down again. */
    private byte[] path(long id) throws ImageException {
        List<Long> unknown = new ArrayList<>();
        List<byte[]> below = new ArrayList<>();
        long at = id;
        while (!paths.containsKey(at)) {
            if (unknown.contains(at) || unknown.size() > volume.limits().get(Limits.DIRECTORY_DEPTH)) {
                throw volume.damaged("subvolume " + id + " lies below itself, or too deep");
            }
            BtrfsRoots.Place place = roots.place(at);
            if (place == null) {
                throw volume.damaged("subvolume " + at + " hangs in no directory");
            }
            unknown.add(at);
            below.add(inside(place));
            at = place.in();
        }
        byte[] path = paths.get(at);
        for (int i = unknown.size() - 1; i >= 0; i--) {
            path = join(path, below.get(i));
            paths.put(unknown.get(i), path);
        }
        return path;
    }

    /** The path inside the subvolume that another one hangs in. */
    private byte[] inside(BtrfsRoots.Place place) throws ImageException {
        BtrfsRootItem in = roots.subvolume(place.in());
        BtrfsCursor cursor = new BtrfsCursor(volume, in.root());
        byte[] path = join(new byte[] {'/'}, place.name());
        long directory = place.directory();
        long deepest = volume.limits().get(Limits.DIRECTORY_DEPTH);
        for (int depth = 0; directory != in.directory(); depth++) {
            if (depth > deepest) {
                throw new LimitExceededException(
                        "btrfs: a subvolume more than " + deepest + " directories deep",
                        Limits.DIRECTORY_DEPTH,
                        deepest,
                        volume.where());
            }
            if (!cursor.seek(directory, INODE_REF, 0) || !cursor.is(directory, INODE_REF)) {
                throw volume.damaged(
                        "inode " + directory + " of subvolume " + in.root().id() + " has no name");
            }
            Bytes item = cursor.item();
            byte[] name = item.copy(10, item.le16(8)); // inode_ref.name_len, 0x8, le16
            path = join(join(new byte[] {'/'}, name), path);
            directory = cursor.offset();
        }
        return path;
    }

    private byte[] join(byte[] first, byte[] second) throws ImageException {
        if (first.length + second.length > PATH_MAX_BYTES) {
            throw volume.damaged("the path of a subvolume exceeds " + PATH_MAX_BYTES + " bytes");
        }
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
