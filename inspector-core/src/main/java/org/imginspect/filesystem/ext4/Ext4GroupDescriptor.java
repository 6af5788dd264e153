package org.imginspect.filesystem.ext4;

import org.imginspect.error.DamagedImageException;
import org.imginspect.io.Bytes;

/**
 * A block group's descriptor ({@code struct ext4_group_desc}), as far as a reader needs it.
 *
 * @param inodeTable the block its inode table begins with
 */
record Ext4GroupDescriptor(long inodeTable) {
    private static final int CHECKSUM_AT = 0x1e;

    /**
     * @param raw s_desc_size bytes
     * @throws DamagedImageException if its checksum, where the file system has them, is wrong
     */
    static Ext4GroupDescriptor parse(Bytes raw, long group, Ext4Superblock superblock, Ext4Checksums checksums)
            throws DamagedImageException {
        verifyChecksum(raw, group, superblock, checksums);
        long inodeTable = raw.le32(0x8); // bg_inode_table_lo, 0x8, le32
        if (superblock.hasIncompat(Ext4Features.INCOMPAT_64BIT)) {
            inodeTable |= raw.le32(0x28) << 32; // bg_inode_table_hi, 0x28, le32
        }
        return new Ext4GroupDescriptor(inodeTable);
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
