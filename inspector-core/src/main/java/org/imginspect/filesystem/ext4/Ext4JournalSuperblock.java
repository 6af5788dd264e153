package org.imginspect.filesystem.ext4;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Bytes;

/**
 * The first block of the journal ({@code struct journal_superblock_s}), all big-endian.
 *
 * @param blocks length of the journal in blocks
 * @param end the block behind the last of the log; behind it lie fast commits, if any
 * @param first the first block of the log
 * @param sequence number of the transaction that {@code start} begins with
 * @param start the block that replay begins at; 0 if there is nothing to replay
 * @param errno an error that the kernel kept for the next mount, 0 for none
 */
record Ext4JournalSuperblock(
        long blocks,
        long end,
        long first,
        int sequence,
        long start,
        int errno,
        long compat,
        long incompat,
        byte[] uuid) {

    static final long MAGIC = 0xc03b3998L;
    static final int TYPE_DESCRIPTOR = 1;
    static final int TYPE_COMMIT = 2;
    static final int TYPE_REVOKE = 5;
    private static final int TYPE_SUPERBLOCK_V1 = 3;
    private static final int TYPE_SUPERBLOCK_V2 = 4;

    private static final long COMPAT_CHECKSUM = 0x1;
    private static final long INCOMPAT_64BIT = 0x2;
    private static final long INCOMPAT_ASYNC_COMMIT = 0x4;
    private static final long INCOMPAT_CSUM_V2 = 0x8;
    private static final long INCOMPAT_CSUM_V3 = 0x10;
    private static final long INCOMPAT_FAST_COMMIT = 0x20;
    private static final long INCOMPAT_KNOWN = 0x3f; // the above and revoke, 0x1
    private static final int CHECKSUM_CRC32C = 4;
    private static final int BYTES = 1024;
    private static final int CHECKSUM_AT = 0xfc;
    private static final long MIN_LOG_BLOCKS = 1024;
    private static final long DEFAULT_FAST_COMMIT_BLOCKS = 256;

    /** @param availableBlocks what the journal's file has room for */
    static Ext4JournalSuperblock parse(Bytes raw, int blockSize, long availableBlocks) throws ImageException {
        if (raw.be32(0x0) != MAGIC) { // h_magic, 0x0, be32
            throw raw.damaged("jbd2: superblock has no magic 0xc03b3998", 0x0);
        }
        long type = raw.be32(0x4); // h_blocktype, 0x4, be32
        if (type != TYPE_SUPERBLOCK_V1 && type != TYPE_SUPERBLOCK_V2) {
            throw raw.damaged("jbd2: superblock has block type " + type + ", not 3 or 4", 0x4);
        }
        if (raw.be32(0xc) != blockSize) { // s_blocksize, 0xc, be32
            throw raw.damaged("jbd2: block size " + raw.be32(0xc) + " is not the file system's " + blockSize, 0xc);
        }
        long blocks = raw.be32(0x10); // s_maxlen, 0x10, be32
        if (blocks > availableBlocks) {
            throw raw.damaged("jbd2: " + blocks + " blocks exceed the journal's " + availableBlocks, 0x10);
        }
        boolean v2 = type == TYPE_SUPERBLOCK_V2;
        long compat = v2 ? raw.be32(0x24) : 0; // s_feature_compat, 0x24, be32
        long incompat = v2 ? raw.be32(0x28) : 0; // s_feature_incompat, 0x28, be32
        long roCompat = v2 ? raw.be32(0x2c) : 0; // s_feature_ro_compat, 0x2c, be32
        if ((incompat & ~INCOMPAT_KNOWN) != 0 || roCompat != 0) {
            throw new UnsupportedFeatureException(
                    "jbd2: features 0x" + Long.toHexString(incompat) + " and 0x" + Long.toHexString(roCompat)
                            + " hold bits of unknown meaning",
                    raw.where(),
                    raw.positionOf(0x28));
        }
        checkChecksum(raw, compat, incompat);
        long end = blocks;
        if ((incompat & INCOMPAT_FAST_COMMIT) != 0) {
            long fast = raw.be32(0x54); // s_num_fc_blks, 0x54, be32
            fast = fast == 0 ? DEFAULT_FAST_COMMIT_BLOCKS : fast;
            if (blocks - fast >= MIN_LOG_BLOCKS) {
                end = blocks - fast;
            }
        }
        long first = raw.be32(0x14); // s_first, 0x14, be32
        long start = raw.be32(0x1c); // s_start, 0x1c, be32
        if (first == 0 || first >= end || (start != 0 && (start < first || start >= end))) {
            throw raw.damaged("jbd2: log of blocks " + first + " to " + end + " starts at " + start, 0x14);
        }
        return new Ext4JournalSuperblock(
                blocks,
                end,
                first,
                (int) raw.be32(0x18), // s_sequence, 0x18, be32
                start,
                (int) raw.be32(0x20), // s_errno, 0x20, be32
                compat,
                incompat,
                raw.copy(0x30, 16)); // s_uuid, 0x30
    }

    private static void checkChecksum(Bytes raw, long compat, long incompat) throws DamagedImageException {
        boolean csum2 = (incompat & INCOMPAT_CSUM_V2) != 0;
        boolean csum3 = (incompat & INCOMPAT_CSUM_V3) != 0;
        if ((csum2 && csum3) || ((csum2 || csum3) && (compat & COMPAT_CHECKSUM) != 0)) {
            throw raw.damaged("jbd2: more than one kind of checksum is in use", 0x28);
        }
        if (!csum2 && !csum3) {
            return;
        }
        if (raw.u8(0x50) != CHECKSUM_CRC32C) { // s_checksum_type, 0x50, u8
            throw raw.damaged("jbd2: checksum type " + raw.u8(0x50) + " is not 4 (crc32c)", 0x50);
        }
        byte[] bytes = raw.copy(0, BYTES);
        Ext4Checksums.putLe32(bytes, CHECKSUM_AT, 0);
        long stored = raw.be32(CHECKSUM_AT); // s_checksum, 0xfc, be32
        long computed = Ext4Checksums.unseeded(bytes);
        if (stored != computed) {
            throw raw.damaged(Ext4Checksums.mismatch("journal superblock", stored, computed), CHECKSUM_AT);
        }
    }

    boolean is64Bit() {
        return (incompat & INCOMPAT_64BIT) != 0;
    }

    /** Checksums version 1: a CRC-32 of the whole transaction in its commit block. */
    boolean hasChecksumV1() {
        return (compat & COMPAT_CHECKSUM) != 0;
    }

    boolean hasChecksumV3() {
        return (incompat & INCOMPAT_CSUM_V3) != 0;
    }

    /** Checksums version 2 or 3: a CRC-32C in every block of the log and for every block of data. */
    boolean hasChecksumV2Or3() {
        return (incompat & (INCOMPAT_CSUM_V2 | INCOMPAT_CSUM_V3)) != 0;
    }

    boolean hasAsyncCommit() {
        return (incompat & INCOMPAT_ASYNC_COMMIT) != 0;
    }

    boolean hasFastCommit() {
        return (incompat & INCOMPAT_FAST_COMMIT) != 0;
    }

    /** Bytes at the end of descriptor and revocation blocks that hold their checksum. */
    int tailBytes() {
        return hasChecksumV2Or3() ? 4 : 0;
    }

    /** Bytes of one tag without the UUID that may follow (journal_tag_bytes). */
    int tagBytes() {
        if (hasChecksumV3()) {
            return 16;
        }
        // t_blocknr, t_checksum, t_flags, t_blocknr_high; version 2 counts two bytes more by an old mistake
        return 8 + (is64Bit() ? 4 : 0) + (hasChecksumV2Or3() ? 2 : 0);
    }
}
