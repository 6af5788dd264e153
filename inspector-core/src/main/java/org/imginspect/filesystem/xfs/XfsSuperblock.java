package org.imginspect.filesystem.xfs;

import java.util.Arrays;
import java.util.List;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * The superblock ({@code struct xfs_dsb}) of allocation group 0, checked as far as the geometry must hold for everything else.
 *
 * @param version 4 or 5: 5 has checksums and owners in all metadata
 * @param incompat sb_features_incompat of version 5, 0 of version 4
 * @param blocks sb_dblocks: of the data device, all groups together
 * @param agBlocks sb_agblocks: of each group but the last, which may be shorter
 * @param agBlockLog sb_agblklog: bits of a block number inside its group
 * @param directoryBlockSize of directories' blocks, a multiple of the block size up to 64 KiB
 * @param logStart sb_logstart: the block the log begins with; 0 if it lies on another device
 * @param logBlocks sb_logblocks
 * @param uuid sb_uuid: what users see and what the log carries
 * @param metaUuid what metadata of version 5 carries
 * @param internalInodes files of the file system's own: bitmaps of the realtime device, quotas
 */
record XfsSuperblock(
        int version,
        long incompat,
        boolean fileTypes,
        int blockSize,
        int blockLog,
        int sectorSize,
        long blocks,
        long agBlocks,
        long agCount,
        int agBlockLog,
        int inodeSize,
        int inodesPerBlockLog,
        int directoryBlockSize,
        long rootInode,
        long logStart,
        long logBlocks,
        boolean logVersion2,
        byte[] uuid,
        byte[] metaUuid,
        List<Long> internalInodes) {

    static final long MAGIC = 0x58465342L; // XFSB
    /** The smallest sector: all fields lie in it, whatever sb_sectsize says. */
    static final int BYTES = 512;

    private static final int MIN_AG_BLOCKS = 64;
    private static final int MAX_BLOCK_LOG = 16;

    static XfsSuperblock read(ByteSource volume) throws ImageException {
        Bytes raw = volume.read(0, BYTES);
        if (raw.be32(0x0) != MAGIC) { // sb_magicnum, 0x0, be32
            throw raw.damaged("xfs: superblock magic 0x" + Long.toHexString(raw.be32(0)) + " is not 0x58465342", 0);
        }
        int sectorLog = log(raw, 0x79, 9, 15, "sb_sectlog"); // sb_sectlog, 0x79, u8
        int sectorSize = raw.be16(0x66); // sb_sectsize, 0x66, be16
        same(raw, 0x66, "sector size", sectorSize, 1L << sectorLog);
        int version = XfsFeatures.gate(raw);
        if (version == 5) {
            // sb_crc, 0xe0, le32: over the whole sector
            new XfsChecksums().verify(volume.read(0, sectorSize), 0xe0, "superblock");
        }
        if (raw.u8(0x7e) != 0) { // sb_inprogress, 0x7e, u8
            throw raw.damaged("xfs: mkfs or a copy was not finished (sb_inprogress is set)", 0x7e);
        }
        XfsSuperblock superblock = geometry(raw, version, sectorSize);
        long bytes = superblock.blocks * superblock.blockSize;
        if (bytes > volume.size()) {
            throw raw.damaged("xfs: the file system has " + bytes + " bytes, the volume only " + volume.size(), 0x8);
        }
        return superblock;
    }

    private static XfsSuperblock geometry(Bytes raw, int version, int sectorSize) throws DamagedImageException {
        int blockLog = log(raw, 0x78, 9, MAX_BLOCK_LOG, "sb_blocklog"); // sb_blocklog, 0x78, u8
        int inodeLog = log(raw, 0x7a, 8, 11, "sb_inodelog"); // sb_inodelog, 0x7a, u8
        int blockSize = 1 << blockLog;
        int inodeSize = 1 << inodeLog;
        same(raw, 0x4, "block size", raw.be32(0x4), blockSize); // sb_blocksize, 0x4, be32
        same(raw, 0x68, "inode size", raw.be16(0x68), inodeSize); // sb_inodesize, 0x68, be16
        if (sectorSize > blockSize) {
            throw raw.damaged("xfs: sector size " + sectorSize + " exceeds the block size " + blockSize, 0x66);
        }
        // sb_inopblock, 0x6a, be16, and sb_inopblog, 0x7b, u8
        int inodesPerBlockLog = blockLog - inodeLog;
        if (inodesPerBlockLog < 0) {
            throw raw.damaged("xfs: inode size " + inodeSize + " exceeds the block size " + blockSize, 0x68);
        }
        same(raw, 0x7b, "log of inodes per block", raw.u8(0x7b), inodesPerBlockLog);
        same(raw, 0x6a, "inodes per block", raw.be16(0x6a), 1L << inodesPerBlockLog);
        int directoryLog = raw.u8(0xc0); // sb_dirblklog, 0xc0, u8
        if (blockLog + directoryLog > MAX_BLOCK_LOG) {
            throw raw.damaged("xfs: directory blocks of 2^" + (blockLog + directoryLog) + " bytes exceed 64 KiB", 0xc0);
        }
        long blocks = raw.be64Size(0x8, "xfs: sb_dblocks"); // sb_dblocks, 0x8, be64
        long agBlocks = raw.be32(0x54); // sb_agblocks, 0x54, be32
        long agCount = raw.be32(0x58); // sb_agcount, 0x58, be32
        int agBlockLog = raw.u8(0x7c); // sb_agblklog, 0x7c, u8
        if (agBlocks < MIN_AG_BLOCKS
                || agBlockLog > 31
                || agBlocks > 1L << agBlockLog
                || agBlocks <= (1L << agBlockLog) / 2) {
            throw raw.damaged("xfs: groups of " + agBlocks + " blocks with numbers of " + agBlockLog + " bits", 0x54);
        }
        // agBlocks and agCount have 32 bits each: their product fits into 64.
        if (agCount == 0
                || blocks > Long.MAX_VALUE >> MAX_BLOCK_LOG
                || blocks <= (agCount - 1) * agBlocks
                || Long.compareUnsigned(blocks, agCount * agBlocks) > 0) {
            throw raw.damaged("xfs: " + blocks + " blocks in " + agCount + " groups of " + agBlocks, 0x8);
        }
        long logStart = raw.be64(0x30); // sb_logstart, 0x30, be64
        long incompat = version == 5 ? raw.be32(0xd8) : 0; // sb_features_incompat, 0xd8, be32
        byte[] uuid = raw.copy(0x20, 16); // sb_uuid, 0x20
        boolean ownMetaUuid = (incompat & XfsFeatures.INCOMPAT_META_UUID) != 0;
        return new XfsSuperblock(
                version,
                incompat,
                XfsFeatures.fileTypes(raw, version),
                blockSize,
                blockLog,
                sectorSize,
                blocks,
                agBlocks,
                agCount,
                agBlockLog,
                inodeSize,
                inodesPerBlockLog,
                blockSize << directoryLog,
                raw.be64(0x38), // sb_rootino, 0x38, be64
                logStart,
                raw.be32(0x60), // sb_logblocks, 0x60, be32
                version == 5 || (raw.be16(0x64) & XfsFeatures.V4_LOGV2) != 0,
                uuid,
                ownMetaUuid ? raw.copy(0xf8, 16) : uuid, // sb_meta_uuid, 0xf8
                internalInodes(raw, version));
    }

    private static List<Long> internalInodes(Bytes raw, int version) throws DamagedImageException {
        return List.of(
                raw.be64(0x40), // sb_rbmino, 0x40, be64
                raw.be64(0x48), // sb_rsumino, 0x48, be64
                raw.be64(0xa0), // sb_uquotino, 0xa0, be64
                raw.be64(0xa8), // sb_gquotino, 0xa8, be64
                version == 5 ? raw.be64(0xe8) : 0); // sb_pquotino, 0xe8, be64
    }

    private static int log(Bytes raw, int at, int min, int max, String field) throws DamagedImageException {
        int log = raw.u8(at);
        if (log < min || log > max) {
            throw raw.damaged("xfs: " + field + " " + log + " is not " + min + " to " + max, at);
        }
        return log;
    }

    private static void same(Bytes raw, int at, String what, long found, long expected) throws DamagedImageException {
        if (found != expected) {
            throw raw.damaged("xfs: " + what + " " + found + " is not " + expected, at);
        }
    }

    boolean checksums() {
        return version == 5;
    }

    boolean hasIncompat(long bit) {
        return (incompat & bit) != 0;
    }

    /** How many blocks the group has. */
    long blocksIn(long group) {
        return group == agCount - 1 ? blocks - group * agBlocks : agBlocks;
    }

    /** Whether the inode is a file of the file system's own, which no directory names or the one of metadata does. */
    boolean isInternal(XfsInode inode) {
        return inode.isMetadata() || internalInodes.contains(inode.number());
    }

    boolean isMetaUuid(byte[] found) {
        return Arrays.equals(metaUuid, found);
    }
}
