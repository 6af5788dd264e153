package org.imginspect.filesystem.btrfs;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;

/**
 * What the tree of roots says of a tree ({@code struct btrfs_root_item}).
 *
 * @param directory root_dirid: the inode of its top directory
 * @param deleted whether it only waits to be freed
 * @param uuid empty for trees that are no subvolumes, and for subvolumes of before Linux 3.6
 * @param parentUuid of the subvolume that it is a snapshot of; empty if it is none
 */
record BtrfsRootItem(
        BtrfsRoot root,
        long directory,
        boolean deleted,
        boolean readOnly,
        Optional<String> uuid,
        Optional<String> parentUuid) {
    static final int ITEM = 132; // BTRFS_ROOT_ITEM_KEY
    static final int BACK_REFERENCE = 144; // BTRFS_ROOT_BACKREF_KEY
    static final int REFERENCE = 156; // BTRFS_ROOT_REF_KEY

    private static final int OLD_BYTES = 239;
    private static final int FLAG_READ_ONLY = 1;
    private static final long FLAG_DEAD = 1L << 48;

    static BtrfsRootItem parse(long id, Bytes item) throws ImageException {
        int level = item.u8(0xee); // level, 0xee, u8
        if (level > BtrfsNode.MAX_LEVEL) {
            throw item.damaged("btrfs: tree " + id + ": level " + level + " exceeds " + BtrfsNode.MAX_LEVEL, 0xee);
        }
        long generation = item.le64(0xa0); // generation, 0xa0, le64
        // Kernels that do not know what follows leave it behind unchanged, with an older generation_v2.
        boolean extended =
                item.length() > OLD_BYTES + 8 + 32 && item.le64(0xef) == generation; // generation_v2, 0xef, le64
        long flags = item.le64(0xd0); // flags, 0xd0, le64
        return new BtrfsRootItem(
                new BtrfsRoot(id, item.le64(0xb0), level, generation), // bytenr, 0xb0, le64
                item.le64(0xa8), // root_dirid, 0xa8, le64
                item.le32(0xd8) == 0 || (flags & FLAG_DEAD) != 0, // refs, 0xd8, le32
                (flags & FLAG_READ_ONLY) != 0,
                extended ? uuid(item, 0xf7) : Optional.empty(), // uuid, 0xf7, 16 bytes
                extended ? uuid(item, 0x107) : Optional.empty()); // parent_uuid, 0x107, 16 bytes
    }

    private static Optional<String> uuid(Bytes item, int at) throws ImageException {
        return item.isZero(at, 16) ? Optional.empty() : Optional.of(BtrfsSuperblock.text(item.copy(at, 16)));
    }
}
