package org.imginspect.filesystem.xfs;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;

/** Inodes by number: the number says where the inode lies. */
final class XfsInodes {
    private final XfsVolume volume;
    private final XfsSuperblock superblock;
    private final int inGroupBits;

    XfsInodes(XfsVolume volume) {
        this.volume = volume;
        this.superblock = volume.superblock();
        this.inGroupBits = superblock.agBlockLog() + superblock.inodesPerBlockLog();
    }

    /** An inode that a directory entry names. */
    XfsInode named(long number) throws ImageException {
        XfsInode inode = readAny(number);
        if (inode.links() == 0) {
            throw inode.damaged("is in use, but was deleted (link count 0)");
        }
        return inode;
    }

    /** As {@link #named}, of an inode that may have been deleted while it was open. */
    XfsInode readAny(long number) throws ImageException {
        Bytes raw = raw(number);
        if (raw.be16(0x0) != XfsInode.MAGIC) { // di_magic, 0x0, be16
            throw raw.damaged(
                    "xfs: inode " + number + " has the magic 0x" + Integer.toHexString(raw.be16(0)) + ", not 0x494e",
                    0);
        }
        int version = raw.u8(0x4); // di_version, 0x4, u8
        if (superblock.checksums() ? version != 3 : version != 1 && version != 2) {
            throw raw.damaged(
                    "xfs: inode " + number + " has version " + version + " in a file system of version "
                            + superblock.version(),
                    0x4);
        }
        if (superblock.checksums()) {
            verify(number, raw);
        }
        return XfsInode.parse(number, raw);
    }

    /** The inode's bytes, unverified. */
    private Bytes raw(long number) throws ImageException {
        long group = number >>> inGroupBits;
        long inGroup = number & ((1L << inGroupBits) - 1);
        long block = inGroup >>> superblock.inodesPerBlockLog();
        if (number <= 0 || group >= superblock.agCount() || block == 0 || block >= superblock.blocksIn(group)) {
            throw volume.damaged("xfs: inode " + Long.toUnsignedString(number) + " lies outside the "
                    + superblock.agCount() + " groups of " + superblock.agBlocks() + " blocks");
        }
        long index = inGroup & ((1L << superblock.inodesPerBlockLog()) - 1);
        long position =
                ((group * superblock.agBlocks() + block) << superblock.blockLog()) + index * superblock.inodeSize();
        return volume.metadata(position, superblock.inodeSize());
    }

    private void verify(long number, Bytes raw) throws DamagedImageException {
        volume.checksums().verify(raw, 0x64, "inode " + number); // di_crc, 0x64, le32
        if (raw.be64(0x98) != number) { // di_ino, 0x98, be64
            throw raw.damaged("xfs: inode " + number + " says it is " + Long.toUnsignedString(raw.be64(0x98)), 0x98);
        }
        if (!superblock.isMetaUuid(raw.copy(0xa0, 16))) { // di_uuid, 0xa0
            throw raw.damaged("xfs: inode " + number + " is of another file system", 0xa0);
        }
    }
}
