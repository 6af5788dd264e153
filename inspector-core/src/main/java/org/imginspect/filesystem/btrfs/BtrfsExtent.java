package org.imginspect.filesystem.btrfs;

import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Bytes;

/**
 * A stretch of a file ({@code struct btrfs_file_extent_item}), or a hole between two.
 *
 * @param start in the file
 * @param end behind the last byte, in the file
 * @param disk disk_bytenr: the logical address of the extent on the devices
 * @param diskLength disk_num_bytes: of the extent there, compressed if it is
 * @param offset of {@code start} in the extent's content
 * @param ramLength ram_bytes: of the extent's content
 * @param packed of an inline extent its bytes as stored
 */
record BtrfsExtent(
        long start,
        long end,
        Type type,
        Compression compression,
        long disk,
        long diskLength,
        long offset,
        long ramLength,
        Bytes packed) {
    static final int ITEM = 108; // BTRFS_EXTENT_DATA_KEY

    /** BTRFS_MAX_COMPRESSED and BTRFS_MAX_UNCOMPRESSED. */
    static final int COMPRESSED_MAX_BYTES = 128 << 10;

    private static final int INLINE_AT = 21;
    private static final int REGULAR_BYTES = 53;
    private static final Bytes NONE = new Bytes(new byte[0], "", 0);

    /** Where the bytes are. */
    enum Type {
        INLINE,
        REGULAR,
        /** Reads as zeros: never written, or a hole. */
        ZEROS
    }

    /** How an extent is compressed, in the order of its numbers. */
    enum Compression {
        NONE,
        ZLIB,
        LZO,
        ZSTD
    }

    static BtrfsExtent hole(long start, long end) {
        return new BtrfsExtent(start, end, Type.ZEROS, Compression.NONE, 0, 0, 0, 0, NONE);
    }

    static BtrfsExtent parse(long inode, long start, Bytes item, int sectorSize) throws ImageException {
        String what = "btrfs: extent 0x" + Long.toHexString(start) + " of inode " + inode + ": ";
        int packing = item.u8(0x10); // compression, 0x10, u8
        if (packing >= Compression.values().length) {
            throw new UnsupportedFeatureException(what + "compression " + packing + " is not supported", item.where());
        }
        Compression compression = Compression.values()[packing];
        if (item.u8(0x11) != 0 || item.le16(0x12) != 0) { // encryption, 0x11, u8; other_encoding, 0x12, le16
            throw new UnsupportedFeatureException(what + "encryption is not supported", item.where());
        }
        int type = item.u8(0x14); // type, 0x14, u8
        long ramLength = item.le64(0x8); // ram_bytes, 0x8, le64
        if (compression != Compression.NONE && (ramLength <= 0 || ramLength > COMPRESSED_MAX_BYTES)) {
            throw item.damaged(
                    what + Long.toUnsignedString(ramLength) + " compressed bytes exceed " + COMPRESSED_MAX_BYTES, 0x8);
        }
        if (type == 0) {
            Bytes packed = item.slice(INLINE_AT, item.length() - INLINE_AT);
            if (start != 0 || (compression == Compression.NONE && ramLength != packed.length())) {
                throw item.damaged(
                        what + packed.length() + " inline bytes instead of " + Long.toUnsignedString(ramLength), 0x8);
            }
            return new BtrfsExtent(0, ramLength, Type.INLINE, compression, 0, 0, 0, ramLength, packed);
        }
        if (type > 2 || item.length() != REGULAR_BYTES) {
            throw item.damaged(what + "of type " + type + " and " + item.length() + " bytes", 0x14);
        }
        long disk = item.le64Size(0x15, "btrfs: disk_bytenr"); // disk_bytenr, 0x15, le64
        long diskLength = item.le64Size(0x1d, "btrfs: disk_num_bytes"); // disk_num_bytes, 0x1d, le64
        long offset = item.le64Size(0x25, "btrfs: offset of an extent"); // offset, 0x25, le64
        long length = item.le64Size(0x2d, "btrfs: num_bytes"); // num_bytes, 0x2d, le64
        if (start < 0 || length == 0 || length > Long.MAX_VALUE - start) {
            throw item.damaged(what + length + " bytes", 0x2d);
        }
        if (disk == 0) {
            return hole(start, start + length);
        }
        if (((start | disk | diskLength | offset | length) & (sectorSize - 1)) != 0) {
            throw item.damaged(what + "not made of whole sectors", 0x15);
        }
        boolean packed = compression != Compression.NONE;
        if (offset > Long.MAX_VALUE - length
                || offset + length > (packed ? ramLength : diskLength)
                || disk > Long.MAX_VALUE - diskLength
                || (packed && diskLength > COMPRESSED_MAX_BYTES)) {
            throw item.damaged(
                    what + length + " bytes from " + offset + " on leave the " + ramLength + " bytes (" + diskLength
                            + " on disk) that there are",
                    0x25);
        }
        return new BtrfsExtent(
                start,
                start + length,
                type == 1 ? Type.REGULAR : Type.ZEROS,
                compression,
                disk,
                diskLength,
                offset,
                ramLength,
                NONE);
    }
}
