package org.imginspect.filesystem.btrfs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/** The tree of roots: where all other trees begin, and how subvolumes hang in each other. Not for several threads. */
final class BtrfsRoots {
    private static final int DIR_ITEM = 84; // BTRFS_DIR_ITEM_KEY
    private static final byte[] DEFAULT = "default".getBytes(StandardCharsets.US_ASCII);

    /** What a subvolume takes in memory, with its path. */
    private static final int BYTES_EACH = 512;

    private final BtrfsVolume volume;
    private final BtrfsCursor cursor;
    private final Map<Long, BtrfsRootItem> known = new HashMap<>();

    BtrfsRoots(BtrfsVolume volume) {
        this.volume = volume;
        BtrfsSuperblock superblock = volume.superblock();
        this.cursor = new BtrfsCursor(
                volume,
                new BtrfsRoot(BtrfsRoot.ROOT_TREE, superblock.root(), superblock.rootLevel(), superblock.generation()));
    }

    /** A tree by its number, or null if there is none. */
    @Nullable
    BtrfsRootItem find(long id) throws ImageException {
        BtrfsRootItem item = known.get(id);
        if (item != null) {
            return item;
        }
        // The key's offset of a snapshot is the commit that it was made in; the last one counts.
        if (!cursor.floor(id, BtrfsRootItem.ITEM, -1) || !cursor.is(id, BtrfsRootItem.ITEM)) {
            return null;
        }
        item = BtrfsRootItem.parse(id, cursor.item());
        known.put(id, item);
        return item;
    }

    /** A subvolume that is not deleted. */
    BtrfsRootItem subvolume(long id) throws ImageException {
        BtrfsRootItem item = find(id);
        if (item == null || item.deleted()) {
            throw volume.damaged("there is no subvolume " + id);
        }
        return item;
    }

    /** The subvolumes that are not deleted, the top level among them, by number. */
    List<BtrfsRootItem> subvolumes() throws ImageException {
        List<Long> ids = new ArrayList<>();
        long most = volume.limits().get(Limits.METADATA_TABLE_BYTES) / BYTES_EACH;
        ids.add(BtrfsRoot.FS_TREE);
        long last = BtrfsRoot.FS_TREE;
        for (boolean found = cursor.seek(BtrfsRoot.FIRST_FREE, 0, 0);
                found && Long.compareUnsigned(cursor.objectId(), BtrfsRoot.LAST_FREE) <= 0;
                found = cursor.next()) {
            if (cursor.type() == BtrfsRootItem.ITEM && cursor.objectId() != last) {
                last = cursor.objectId();
                ids.add(last);
                if (ids.size() > most) {
                    throw new LimitExceededException(
                            "btrfs: more than " + most + " subvolumes",
                            Limits.METADATA_TABLE_BYTES,
                            volume.limits().get(Limits.METADATA_TABLE_BYTES),
                            volume.where());
                }
            }
        }
        List<BtrfsRootItem> subvolumes = new ArrayList<>();
        for (long id : ids) {
            BtrfsRootItem item = find(id);
            if (item != null && !item.deleted()) {
                subvolumes.add(item);
            }
        }
        return subvolumes;
    }

    /** The number of the subvolume that a mount without options shows. */
    long defaultSubvolume() throws ImageException {
        long directory = volume.superblock().rootDirectory();
        for (boolean found = cursor.seek(directory, DIR_ITEM, 0);
                found && cursor.is(directory, DIR_ITEM);
                found = cursor.next()) {
            Bytes item = cursor.item();
            for (int at = 0; at < item.length(); ) {
                BtrfsDirItem entry = BtrfsDirItem.parse(item, at);
                if (Arrays.equals(entry.name(), DEFAULT)) {
                    if (entry.targetType() != BtrfsRootItem.ITEM) {
                        throw item.damaged("btrfs: the default subvolume is none", at);
                    }
                    return entry.target();
                }
                at += entry.bytes();
            }
        }
        return BtrfsRoot.FS_TREE;
    }

    /** Whether a subvolume hangs in that directory of another one under that name. A snapshot's copy of an entry does not count. */
    boolean hangs(long subvolume, long in, long directory, byte[] name) throws ImageException {
        if (!cursor.find(in, BtrfsRootItem.REFERENCE, subvolume)) {
            return false;
        }
        Place place = place(cursor.item());
        return place.directory == directory && Arrays.equals(place.name, name);
    }

    /** @param directory an inode of the subvolume {@code in} */
    record Place(long in, long directory, byte[] name) {}

    /** Where a subvolume hangs, or null if it hangs nowhere. */
    @Nullable
    Place place(long subvolume) throws ImageException {
        if (!cursor.seek(subvolume, BtrfsRootItem.BACK_REFERENCE, 0)
                || !cursor.is(subvolume, BtrfsRootItem.BACK_REFERENCE)) {
            return null;
        }
        Place place = place(cursor.item());
        return new Place(cursor.offset(), place.directory, place.name);
    }

    /** {@code struct btrfs_root_ref}. */
    private static Place place(Bytes item) throws ImageException {
        int length = item.le16(0x10); // name_len, 0x10, le16
        return new Place(0, item.le64(0), item.copy(0x12, length)); // dirid, 0x0, le64
    }
}
