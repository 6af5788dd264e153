package org.imginspect.filesystem.btrfs;

import java.util.Arrays;
import java.util.HexFormat;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Bytes;

/**
 * The superblock ({@code struct btrfs_super_block}) of one device, as far as a reader needs it.
 *
 * @param raw its 4096 bytes
 * @param uuid fsid: what the file system is called
 * @param metadataUuid what its blocks of metadata carry: the same, or the one it had before its UUID was changed
 * @param generation of the commit that it belongs to
 * @param root where the tree of tree roots begins
 * @param logRoot where the tree of what was fsynced since the commit begins; 0 for none
 * @param deviceId devid of the device that it lies on
 * @param deviceUuid uuid of the device that it lies on
 */
record BtrfsSuperblock(
        Bytes raw,
        byte[] uuid,
        byte[] metadataUuid,
        long generation,
        long root,
        int rootLevel,
        long chunkRoot,
        long chunkRootGeneration,
        int chunkRootLevel,
        long logRoot,
        long rootDirectory,
        long deviceCount,
        int sectorSize,
        int nodeSize,
        BtrfsChecksum checksum,
        long flags,
        long deviceId,
        byte[] deviceUuid,
        Bytes systemChunks) {
    /** Where it lies, and where its copies do. */
    static final long[] POSITIONS = {64L << 10, 64L << 20, 256L << 30};

    static final int BYTES = 4096;
    static final int MAGIC_AT = 0x40;
    static final String MAGIC = "_BHRfS_M";

    private static final int SYSTEM_CHUNKS_AT = 0x32b;
    private static final int SYSTEM_CHUNKS_BYTES = 2048;
    private static final int BLOCK_MIN_BYTES = 4096;
    private static final int BLOCK_MAX_BYTES = 65536;
    private static final int MAX_LEVEL = 7;

    /**
     * @param position where it lies
     * @throws DamagedImageException if it is no superblock, or one that contradicts itself
     * @throws UnsupportedFeatureException if it is sound, but has a feature that is not read
     */
    static BtrfsSuperblock parse(Bytes raw, long position) throws ImageException {
        if (!raw.latin1(MAGIC_AT, 8).equals(MAGIC)) { // magic, 0x40, 8 bytes
            throw raw.damaged("btrfs: the superblock has no magic", MAGIC_AT);
        }
        BtrfsChecksum checksum = BtrfsChecksum.of(raw.le16(0xc4), raw.where()); // csum_type, 0xc4, le16
        byte[] bytes = raw.copy(0, BYTES);
        if (!checksum.matches(bytes, 0x20, BYTES - 0x20, bytes, 0)) { // csum, 0x0, 32 bytes
            throw raw.damaged("btrfs: the checksum of the superblock does not match", 0);
        }
        if (raw.le64(0x30) != position) { // bytenr, 0x30, le64
            throw raw.damaged(
                    "btrfs: the superblock at 0x" + Long.toHexString(position) + " says that it lies at 0x"
                            + Long.toHexString(raw.le64(0x30)),
                    0x30);
        }
        long flags = raw.le64(0x38); // flags, 0x38, le64
        BtrfsFeatures.checkFlags(flags, raw.where());
        long incompat = raw.le64(0xbc); // incompat_flags, 0xbc, le64
        BtrfsFeatures.check(incompat, raw.where());
        byte[] uuid = raw.copy(0x20, 16); // fsid, 0x20, 16 bytes
        boolean renamed = (incompat & BtrfsFeatures.METADATA_UUID) != 0;
        byte[] metadataUuid = renamed ? raw.copy(0x23b, 16) : uuid; // metadata_uuid, 0x23b, 16 bytes
        int sectorSize = blockSize(raw, 0x90, "sector"); // sectorsize, 0x90, le32
        int nodeSize = blockSize(raw, 0x94, "node"); // nodesize, 0x94, le32
        if (nodeSize < sectorSize) {
            throw raw.damaged("btrfs: nodes of " + nodeSize + " bytes are smaller than sectors of " + sectorSize, 0x94);
        }
        long systemBytes = raw.le32(0xa0); // sys_chunk_array_size, 0xa0, le32
        if (systemBytes > SYSTEM_CHUNKS_BYTES) {
            throw raw.damaged("btrfs: " + systemBytes + " bytes of system chunks exceed " + SYSTEM_CHUNKS_BYTES, 0xa0);
        }
        long devices = raw.le64(0x88); // num_devices, 0x88, le64
        if (devices < 1 || devices > 0xffff) {
            throw raw.damaged("btrfs: " + Long.toUnsignedString(devices) + " devices", 0x88);
        }
        return new BtrfsSuperblock(
                raw,
                uuid,
                metadataUuid,
                raw.le64(0x48), // generation, 0x48, le64
                raw.le64(0x50), // root, 0x50, le64
                level(raw, 0xc6), // root_level, 0xc6, u8
                raw.le64(0x58), // chunk_root, 0x58, le64
                raw.le64(0xa4), // chunk_root_generation, 0xa4, le64
                level(raw, 0xc7), // chunk_root_level, 0xc7, u8
                raw.le64(0x60), // log_root, 0x60, le64
                raw.le64(0x80), // root_dir_objectid, 0x80, le64
                devices,
                sectorSize,
                nodeSize,
                checksum,
                flags,
                raw.le64(0xc9), // dev_item.devid, 0xc9, le64
                raw.copy(0xc9 + 0x42, 16), // dev_item.uuid, 0x10b, 16 bytes
                raw.slice(SYSTEM_CHUNKS_AT, (int) systemBytes)); // sys_chunk_array, 0x32b, 2048 bytes
    }

    boolean isOfSameFileSystem(BtrfsSuperblock other) {
        return Arrays.equals(uuid, other.uuid) && Arrays.equals(metadataUuid, other.metadataUuid);
    }

    /** As tools print a UUID. */
    static String text(byte[] uuid) {
        String hex = HexFormat.of().formatHex(uuid);
        return hex.substring(0, 8)
                + '-'
                + hex.substring(8, 12)
                + '-'
                + hex.substring(12, 16)
                + '-'
                + hex.substring(16, 20)
                + '-'
                + hex.substring(20);
    }

    private static int blockSize(Bytes raw, int at, String what) throws DamagedImageException {
        long size = raw.le32(at);
        if (Long.bitCount(size) != 1 || size < BLOCK_MIN_BYTES || size > BLOCK_MAX_BYTES) {
            throw raw.damaged(
                    "btrfs: a " + what + " of " + size + " bytes is no power of two from " + BLOCK_MIN_BYTES + " to "
                            + BLOCK_MAX_BYTES,
                    at);
        }
        return (int) size;
    }

    private static int level(Bytes raw, int at) throws DamagedImageException {
        int level = raw.u8(at);
        if (level > MAX_LEVEL) {
            throw raw.damaged("btrfs: tree level " + level + " exceeds " + MAX_LEVEL, at);
        }
        return level;
    }
}
