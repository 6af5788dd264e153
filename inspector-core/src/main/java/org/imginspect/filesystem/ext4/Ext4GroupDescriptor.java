package org.imginspect.filesystem.ext4;

import org.imginspect.error.DamagedImageException;
import org.imginspect.io.Bytes;

/**
 * A block group's descriptor ({@code struct ext4_group_desc}), as far as a reader needs it.
 *
 * @param inodeTable the block its inode table begins with
 * @param blockBitmap the block that tells which of the group's clusters are in use
 * @param inodeBitmap the block that tells which of its inodes are in use
 * @param blocksUninitialised whether the block bitmap was never written: only the group's own metadata is in use
 * @param inodesUninitialised whether the inode bitmap was never written: no inode is in use
 * @param blockBitmapChecksum 32 bits, or 16 with short descriptors
 * @param inodeBitmapChecksum likewise
 */
record Ext4GroupDescriptor(
        long inodeTable,
        long blockBitmap,
        long inodeBitmap,
        boolean blocksUninitialised,
        boolean inodesUninitialised,
        long blockBitmapChecksum,
        long inodeBitmapChecksum) {
    private static final int FLAG_INODE_UNINIT = 1;
    private static final int FLAG_BLOCK_UNINIT = 2;
    /** The descriptor's length from which on it has the upper halves of the bitmaps' checksums. */
    static final int WIDE_CHECKSUM_BYTES = 0x3c;

    private static final int CHECKSUM_AT = 0x1e;

    /**
     * @param raw s_desc_size bytes
     * @throws DamagedImageException if its checksum, where the file system has them, is wrong
     */
    static Ext4GroupDescriptor parse(Bytes raw, long group, Ext4Superblock superblock, Ext4Checksums checksums)
            throws DamagedImageException {
        verifyChecksum(raw, group, superblock, checksums);
        long inodeTable = raw.le32(0x8); // bg_inode_table_lo, 0x8, le32
        long blockBitmap = raw.le32(0x0); // bg_block_bitmap_lo, 0x0, le32
        long inodeBitmap = raw.le32(0x4); // bg_inode_bitmap_lo, 0x4, le32
        long blockChecksum = raw.le16(0x18); // bg_block_bitmap_csum_lo, 0x18, le16
        long inodeChecksum = raw.le16(0x1a); // bg_inode_bitmap_csum_lo, 0x1a, le16
        if (superblock.hasIncompat(Ext4Features.INCOMPAT_64BIT)) {
            inodeTable |= raw.le32(0x28) << 32; // bg_inode_table_hi, 0x28, le32
            blockBitmap |= raw.le32(0x20) << 32; // bg_block_bitmap_hi, 0x20, le32
            inodeBitmap |= raw.le32(0x24) << 32; // bg_inode_bitmap_hi, 0x24, le32
        }
        if (superblock.descSize() >= WIDE_CHECKSUM_BYTES) {
            blockChecksum |= (long) raw.le16(0x38) << 16; // bg_block_bitmap_csum_hi, 0x38, le16
            inodeChecksum |= (long) raw.le16(0x3a) << 16; // bg_inode_bitmap_csum_hi, 0x3a, le16
        }
        int flags = superblock.hasDescriptorChecksums() ? raw.le16(0x12) : 0; // bg_flags, 0x12, le16
        return new Ext4GroupDescriptor(
                inodeTable,
                blockBitmap,
                inodeBitmap,
                (flags & FLAG_BLOCK_UNINIT) != 0,
                (flags & FLAG_INODE_UNINIT) != 0,
                blockChecksum,
                inodeChecksum);
    }

    private static void verifyChecksum(Bytes raw, long group, Ext4Superblock superblock, Ext4Checksums checksums)
            throws DamagedImageException {
        boolean crc32c = superblock.hasRoCompat(Ext4Features.RO_COMPAT_METADATA_CSUM);
        if (!crc32c && !superblock.hasRoCompat(Ext4Features.RO_COMPAT_GDT_CSUM)) {
            return;
        }
        byte[] bytes = raw.copy(0, superblock.descSize());
        int stored = raw.le16(CHECKSUM_AT); // bg_checksum, 0x1e, le16
        int computed;
        if (crc32c) {
            computed = (int) checksums
                            .begin()
                            .addLe32(group)
                            .add(bytes, 0, CHECKSUM_AT)
                            .addZeros(2)
                            .add(bytes, CHECKSUM_AT + 2, bytes.length - CHECKSUM_AT - 2)
                            .value()
                    & 0xffff;
        } else {
            byte[] number = new byte[4];
            Ext4Checksums.putLe32(number, 0, (int) group);
            int crc = Ext4Checksums.crc16(0xffff, superblock.uuid(), 0, 16);
            crc = Ext4Checksums.crc16(crc, number, 0, 4);
            crc = Ext4Checksums.crc16(crc, bytes, 0, CHECKSUM_AT);
            // The checksum's own place is left out here, not counted as zeros.
            computed = Ext4Checksums.crc16(crc, bytes, CHECKSUM_AT + 2, bytes.length - CHECKSUM_AT - 2);
        }
        if (stored != computed) {
            throw raw.damaged(Ext4Checksums.mismatch("descriptor of group " + group, stored, computed), CHECKSUM_AT);
        }
    }
}
