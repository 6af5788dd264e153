package org.imginspect.filesystem.btrfs;

import java.time.DateTimeException;
import java.time.Instant;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.Node;
import org.imginspect.io.Bytes;

/**
 * An inode ({@code struct btrfs_inode_item}), as far as a reader needs it.
 *
 * @param number objectid in its subvolume
 * @param sizeBytes 0 to 2^63 - 1
 */
record BtrfsInode(long number, int mode, Kind kind, long uid, long gid, long sizeBytes, long flags, Instant modified) {
    static final int ITEM = 1; // BTRFS_INODE_ITEM_KEY
    static final int BYTES = 160;

    /** The number of the directory that stands where a snapshot has no subvolume: BTRFS_EMPTY_SUBVOL_DIR_OBJECTID. */
    static final long EMPTY_SUBVOLUME = 2;

    private static final long FLAG_NODATASUM = 1;

    static BtrfsInode parse(long number, Bytes item) throws ImageException {
        int mode = (int) item.le32(0x34); // mode, 0x34, le32
        Kind kind = switch (mode >> 12) {
            case 0x1 -> Kind.FIFO;
            case 0x2 -> Kind.CHARACTER_DEVICE;
            case 0x4 -> Kind.DIRECTORY;
            case 0x6 -> Kind.BLOCK_DEVICE;
            case 0x8 -> Kind.FILE;
            case 0xa -> Kind.SYMLINK;
            case 0xc -> Kind.SOCKET;
            default ->
                throw item.damaged(
                        "btrfs: inode " + number + " has the unknown file type 0" + Integer.toOctalString(mode), 0x34);
        };
        return new BtrfsInode(
                number,
                mode,
                kind,
                item.le32(0x2c), // uid, 0x2c, le32
                item.le32(0x30), // gid, 0x30, le32
                item.le64Size(0x10, "btrfs: size of an inode"), // size, 0x10, le64
                item.le64(0x40), // flags, 0x40, le64
                time(number, item, 0x88)); // mtime, 0x88, le64 seconds, le32 nanoseconds
    }

    /** What the kernel shows where a subvolume was not taken along into a snapshot; it has no time of its own. */
    static BtrfsInode emptySubvolume(BtrfsInode parent) {
        return new BtrfsInode(EMPTY_SUBVOLUME, 040755, Kind.DIRECTORY, parent.uid, parent.gid, 0, 0, parent.modified);
    }

    boolean hasDataSums() {
        return (flags & FLAG_NODATASUM) == 0;
    }

    Node node() {
        boolean sized = kind == Kind.FILE || kind == Kind.SYMLINK;
        return new Node(kind, mode & 07777, uid, gid, sized ? sizeBytes : 0, modified);
    }

    private static Instant time(long number, Bytes item, int at) throws DamagedImageException {
        long nanos = item.le32(at + 8);
        if (nanos >= 1_000_000_000) {
            throw item.damaged("btrfs: inode " + number + " has a time with " + nanos + " nanoseconds", at + 8);
        }
        try {
            return Instant.ofEpochSecond(item.le64(at), nanos);
        } catch (DateTimeException e) {
            throw new DamagedImageException(
                    "btrfs: inode " + number + " has a time of " + item.le64(at) + " seconds", item.where(), e);
        }
    }
}
