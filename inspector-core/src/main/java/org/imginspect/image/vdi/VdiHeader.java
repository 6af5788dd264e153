package org.imginspect.image.vdi;

import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * The validated header. Offsets and sizes are bytes, never negative.
 *
 * @param blocks entries of the block map, enough for the disk
 * @param blocksAllocated how many of them the header says are stored
 * @param extraBytes what lies in the file before each block's data
 * @param uuid the image's own, as VirtualBox prints it
 */
record VdiHeader(
        boolean fixed,
        long sizeBytes,
        long blockBytes,
        long extraBytes,
        long blocks,
        long blocksAllocated,
        long mapOffset,
        long dataOffset,
        String uuid) {

    static final int SIGNATURE_AT = 0x40;
    static final long SIGNATURE = 0xbeda107fL;
    static final int BYTES = 0x200;
    static final int SECTOR_BYTES = 512;

    private static final int VERSION_1_1 = 0x0001_0001;
    // VirtualBox takes powers of two of at least a sector; qemu 1 MiB and nothing else.
    private static final long BLOCK_MAX_BYTES = 1L << 30;
    // qemu's VDI_BLOCKS_IN_IMAGE_MAX
    private static final long BLOCKS_MAX = 0x3fff_ffff;

    static VdiHeader read(ByteSource file) throws ImageException {
        Bytes head = file.read(0, (int) Math.min(file.size(), BYTES));
        if (head.length() < BYTES || head.le32(SIGNATURE_AT) != SIGNATURE) { // signature, 0x40, le32
            throw head.damaged("vdi: no signature 0xbeda107f in a header of 512 bytes", 0);
        }
        long version = head.le32(0x44); // version, 0x44, le32
        if (version != VERSION_1_1) {
            throw unsupported(head, "version " + (version >> 16) + "." + (version & 0xffff) + " is not 1.1", 0x44);
        }
        long type = head.le32(0x4c); // image_type, 0x4c, le32
        if (type == 3 || type == 4) {
            throw unsupported(
                    head,
                    (type == 3 ? "undo" : "differencing") + " image of parent " + uuid(head, 0x1a8)
                            + ", which the file does not name; 'VBoxManage clonemedium IN OUT' makes a file that"
                            + " stands alone",
                    0x4c);
        }
        if (type != 1 && type != 2) {
            throw unsupported(head, "image_type " + type + " is neither 1 (dynamic) nor 2 (static)", 0x4c);
        }
        // uuid_link, 0x1a8, and uuid_parent, 0x1b8: 16 bytes each
        if (!head.isZero(0x1a8, 32)) {
            throw unsupported(head, "names a parent, " + uuid(head, 0x1a8) + ", but is not differencing", 0x1a8);
        }
        long sector = head.le32(0x168); // sector_size, 0x168, le32
        if (sector != SECTOR_BYTES) {
            throw unsupported(head, "sector_size " + sector + " is not 512", 0x168);
        }
        return checked(head, type == 2);
    }

    private static VdiHeader checked(Bytes head, boolean fixed) throws ImageException {
        long blockBytes = head.le32(0x178); // block_size, 0x178, le32, bytes
        if (blockBytes < SECTOR_BYTES || blockBytes > BLOCK_MAX_BYTES || Long.bitCount(blockBytes) != 1) {
            throw head.damaged("vdi: block_size " + blockBytes + " is not a power of two from 512 to 1 GiB", 0x178);
        }
        long extraBytes = head.le32(0x17c); // block_extra, 0x17c, le32, bytes
        if (extraBytes > BLOCK_MAX_BYTES) {
            throw head.damaged("vdi: block_extra " + extraBytes + " exceeds 1 GiB", 0x17c);
        }
        long blocks = head.le32(0x180); // blocks_in_image, 0x180, le32
        if (blocks > BLOCKS_MAX) {
            throw head.damaged("vdi: blocks_in_image " + blocks + " exceeds " + BLOCKS_MAX, 0x180);
        }
        long size = head.le64Size(0x170, "vdi: disk_size"); // disk_size, 0x170, le64, bytes
        // At most 2^30 blocks of 2^30 bytes: no overflow.
        if (size > blocks * blockBytes) {
            throw head.damaged(
                    "vdi: disk_size " + size + " exceeds the " + blocks + " blocks of " + blockBytes + " bytes", 0x170);
        }
        return new VdiHeader(
                fixed,
                // VBoxManage convertfromraw writes odd sizes; what lies behind is part of the last block.
                (size + SECTOR_BYTES - 1) & -SECTOR_BYTES,
                blockBytes,
                extraBytes,
                blocks,
                head.le32(0x184), // blocks_allocated, 0x184, le32
                head.le32(0x154), // offset_bmap, 0x154, le32
                head.le32(0x158), // offset_data, 0x158, le32
                uuid(head, 0x188)); // uuid_image, 0x188
    }

    private static String uuid(Bytes head, int at) throws ImageException {
        return String.format(
                "%08x-%04x-%04x-%04x-%012x",
                head.le32(at),
                head.le16(at + 4),
                head.le16(at + 6),
                head.be16(at + 8),
                head.be64(at + 8) & 0xffff_ffff_ffffL);
    }

    private static UnsupportedFeatureException unsupported(Bytes head, String what, int at) {
        return new UnsupportedFeatureException("vdi: " + what, head.where(), at);
    }
}
