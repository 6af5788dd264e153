package org.imginspect.filesystem.ext4;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * The superblock, as far as a reader needs it. Field names are the kernel's ({@code struct ext4_super_block}); all are
 * little-endian.
 *
 * @param inodesCount number of inodes; the first has the number 1
 * @param blocksCount size of the file system in blocks
 * @param firstDataBlock the block that group 0 begins with
 * @param blockSize 1 KiB to 64 KiB
 * @param clusterSize bytes that are allocated together; {@code blockSize} without bigalloc
 * @param inodeSize bytes of one inode, a power of two
 * @param descSize bytes of one group descriptor, 32 without 64bit
 * @param groups number of block groups
 * @param uuid 16 bytes
 * @param reservedDescriptorBlocks blocks kept free behind each copy of the group descriptors, so that they can grow
 * @param backupGroups the two groups with a copy of the superblock if sparse_super2 is set
 */
record Ext4Superblock(
        long inodesCount,
        long blocksCount,
        long firstDataBlock,
        int blockSize,
        int clusterSize,
        long blocksPerGroup,
        long inodesPerGroup,
        int state,
        long creatorOs,
        long firstInode,
        int inodeSize,
        long compat,
        long incompat,
        long roCompat,
        byte[] uuid,
        long journalInode,
        int descSize,
        long firstMetaBg,
        long checksumSeed,
        long groups,
        long[] backupGroups,
        int reservedDescriptorBlocks) {

    static final int POSITION = 1024;
    static final int BYTES = 1024;
    static final int MAGIC = 0xef53;

    /** EXT4_VALID_FS of s_state: unmounted properly. */
    static final int STATE_VALID = 1;
    /** EXT4_ERROR_FS of s_state: the kernel met an error. */
    static final int STATE_ERROR = 2;

    private static final int MAX_LOG_BLOCK_SIZE = 6;
    private static final int MAX_LOG_CLUSTER_SIZE = 20;
    private static final int CHECKSUM_TYPE_CRC32C = 1;

    /** Reads it from its fixed place, checks its checksum, its features and its geometry. */
    static Ext4Superblock read(ByteSource volume) throws ImageException {
        return parse(volume.read(POSITION, BYTES), volume.size());
    }

    /** @param raw the 1024 bytes at 1024 */
    static Ext4Superblock parse(Bytes raw, long volumeBytes) throws ImageException {
        if (raw.le16(0x38) != MAGIC) { // s_magic, 0x38, le16
            throw raw.damaged(
                    "ext4: superblock magic 0x" + Integer.toHexString(raw.le16(0x38)) + " is not 0xef53", 0x38);
        }
        long revision = raw.le32(0x4c); // s_rev_level, 0x4c, le32: 0 has fixed inode sizes and no features
        long compat = raw.le32(0x5c); // s_feature_compat, 0x5c, le32
        long incompat = raw.le32(0x60); // s_feature_incompat, 0x60, le32
        long roCompat = raw.le32(0x64); // s_feature_ro_compat, 0x64, le32
        Ext4Features.gate(incompat, raw.where());
        if ((roCompat & Ext4Features.RO_COMPAT_METADATA_CSUM) != 0) {
            verifyChecksum(raw);
        }
        if (revision > 1) {
            throw raw.damaged("ext4: revision " + revision + " exceeds 1", 0x4c);
        }

        long logBlockSize = raw.le32(0x18); // s_log_block_size, 0x18, le32: 1024 << n
        if (logBlockSize > MAX_LOG_BLOCK_SIZE) {
            throw raw.damaged("ext4: block size 1024 << " + logBlockSize + " exceeds 64 KiB", 0x18);
        }
        int blockSize = 1024 << logBlockSize;
        boolean bigalloc = (roCompat & Ext4Features.RO_COMPAT_BIGALLOC) != 0;
        long logClusterSize = bigalloc ? raw.le32(0x1c) : logBlockSize; // s_log_cluster_size, 0x1c, le32: 1024 << n
        if (logClusterSize < logBlockSize || logClusterSize > MAX_LOG_CLUSTER_SIZE) {
            throw raw.damaged("ext4: cluster size 1024 << " + logClusterSize + " is out of range", 0x1c);
        }
        boolean is64 = (incompat & Ext4Features.INCOMPAT_64BIT) != 0;
        long blocksCount = raw.le32(0x4); // s_blocks_count_lo, 0x4, le32
        if (is64) {
            blocksCount |= raw.le32(0x150) << 32; // s_blocks_count_hi, 0x150, le32
        }
        long firstDataBlock = raw.le32(0x14); // s_first_data_block, 0x14, le32
        long blocksPerGroup = raw.le32(0x20); // s_blocks_per_group, 0x20, le32
        long inodesPerGroup = raw.le32(0x28); // s_inodes_per_group, 0x28, le32
        long inodesCount = raw.le32(0x0); // s_inodes_count, 0x0, le32
        int inodeSize = revision == 0 ? 128 : raw.le16(0x58); // s_inode_size, 0x58, le16
        int descSize = is64 ? raw.le16(0xfe) : 32; // s_desc_size, 0xfe, le16
        if (inodeSize < 128 || inodeSize > blockSize || Integer.bitCount(inodeSize) != 1) {
            throw raw.damaged("ext4: inode size " + inodeSize + " is no power of two from 128 to the block size", 0x58);
        }
        if (is64 && (descSize < 64 || descSize > 1024 || Integer.bitCount(descSize) != 1)) {
            throw raw.damaged("ext4: group descriptor size " + descSize + " is no power of two from 64 to 1024", 0xfe);
        }
        long maxPerGroup = (8L * blockSize) << (logClusterSize - logBlockSize);
        if (blocksPerGroup == 0 || blocksPerGroup > maxPerGroup) {
            throw raw.damaged("ext4: " + blocksPerGroup + " blocks per group are not 1 to " + maxPerGroup, 0x20);
        }
        if (inodesPerGroup < blockSize / inodeSize || inodesPerGroup > 8L * blockSize) {
            throw raw.damaged("ext4: " + inodesPerGroup + " inodes per group are out of range", 0x28);
        }
        if (blocksCount <= firstDataBlock || blocksCount > Long.MAX_VALUE / blockSize) {
            throw raw.damaged(
                    "ext4: " + Long.toUnsignedString(blocksCount) + " blocks with first data block " + firstDataBlock,
                    0x4);
        }
        if (firstDataBlock > 1) {
            throw raw.damaged("ext4: first data block " + firstDataBlock + " exceeds 1", 0x14);
        }
        if (blocksCount * blockSize > volumeBytes) {
            throw raw.damaged(
                    "ext4: the file system has " + blocksCount * blockSize + " bytes, the volume only " + volumeBytes,
                    0x4);
        }
        long groups = (blocksCount - firstDataBlock + blocksPerGroup - 1) / blocksPerGroup;
        if (groups > (1L << 32) || groups * inodesPerGroup != inodesCount) {
            throw raw.damaged(
                    "ext4: " + inodesCount + " inodes are not " + groups + " groups of " + inodesPerGroup + " each",
                    0x0);
        }
        return new Ext4Superblock(
                inodesCount,
                blocksCount,
                firstDataBlock,
                blockSize,
                1024 << logClusterSize,
                blocksPerGroup,
                inodesPerGroup,
                raw.le16(0x3a), // s_state, 0x3a, le16
                raw.le32(0x48), // s_creator_os, 0x48, le32
                revision == 0 ? 11 : raw.le32(0x54), // s_first_ino, 0x54, le32
                inodeSize,
                compat,
                incompat,
                roCompat,
                raw.copy(0x68, 16), // s_uuid, 0x68
                raw.le32(0xe0), // s_journal_inum, 0xe0, le32
                descSize,
                raw.le32(0x104), // s_first_meta_bg, 0x104, le32
                raw.le32(0x270), // s_checksum_seed, 0x270, le32
                groups,
                new long[] {raw.le32(0x24c), raw.le32(0x250)}, // s_backup_bgs, 0x24c, 2 x le32
                raw.le16(0xce)); // s_reserved_gdt_blocks, 0xce, le16
    }

    private static void verifyChecksum(Bytes raw) throws DamagedImageException {
        int type = raw.u8(0x175); // s_checksum_type, 0x175, u8
        if (type != CHECKSUM_TYPE_CRC32C) {
            throw raw.damaged("ext4: checksum type " + type + " is not 1 (crc32c)", 0x175);
        }
        long stored = raw.le32(0x3fc); // s_checksum, 0x3fc, le32: over all before it
        long computed = Ext4Checksums.unseeded(raw.copy(0, 0x3fc));
        if (stored != computed) {
            throw raw.damaged(Ext4Checksums.mismatch("superblock", stored, computed), 0x3fc);
        }
    }

    /** The block that the group begins with. */
    long firstBlock(long group) {
        return firstDataBlock + group * blocksPerGroup;
    }

    /** How many blocks the group has: the last one may be shorter. */
    long blocksIn(long group) {
        return Math.min(blocksPerGroup, blocksCount - firstBlock(group));
    }

    /** Whether group descriptors carry a checksum, without which their flags mean nothing. */
    boolean hasDescriptorChecksums() {
        return hasRoCompat(Ext4Features.RO_COMPAT_METADATA_CSUM) || hasRoCompat(Ext4Features.RO_COMPAT_GDT_CSUM);
    }

    boolean hasCompat(long bit) {
        return (compat & bit) != 0;
    }

    boolean hasIncompat(long bit) {
        return (incompat & bit) != 0;
    }

    boolean hasRoCompat(long bit) {
        return (roCompat & bit) != 0;
    }

    /** Whether the group begins with a copy of the superblock (kernel: ext4_bg_has_super). */
    boolean groupHasSuperblock(long group) {
        if (group == 0) {
            return true;
        }
        if (hasCompat(Ext4Features.COMPAT_SPARSE_SUPER2)) {
            return group == backupGroups[0] || group == backupGroups[1];
        }
        if (group == 1 || !hasRoCompat(Ext4Features.RO_COMPAT_SPARSE_SUPER)) {
            return true;
        }
        return isPower(group, 3) || isPower(group, 5) || isPower(group, 7);
    }

    private static boolean isPower(long number, int base) {
        long power = base;
        while (power < number) {
            power *= base;
        }
        return power == number;
    }
}
