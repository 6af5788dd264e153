package org.imginspect.image.vhd;

import java.util.Locale;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * The validated footer.
 *
 * @param sizeBytes of the disk
 * @param sparseOffset where the sparse header lies; nothing if the disk is fixed
 * @param dataEnd where the bytes of a fixed disk end
 * @param id the unique id in hexadecimal digits
 */
record VhdFooter(Type type, long sizeBytes, long sparseOffset, long dataEnd, String id, boolean savedState) {
    /** Disk Type. */
    enum Type {
        FIXED,
        DYNAMIC,
        DIFFERENCING;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final int BYTES = 512;
    static final String COOKIE = "conectix";
    static final int SECTOR_BYTES = 512;
    static final long VERSION = 0x0001_0000L;

    private static final int SHORT_BYTES = 511;
    private static final int CHECKSUM_AT = 0x40;
    private static final int TYPE_AT = 0x3c;
    private static final long TYPE_FIXED = 2;
    // Bit 0 temporary, bit 1 reserved and always set
    private static final long FEATURES_KNOWN = 3;
    // The largest geometry: 65535 cylinders of 16 heads of 255 sectors
    private static final long GEOMETRY_MAX_SECTORS = 65535L * 16 * 255;
    // qemu's VHD_MAX_SECTORS: 2040 GiB
    private static final long SECTORS_MAX = 0xff00_0000L;

    /** Whether a footer's cookie stands at the beginning or at the end. */
    static boolean isThere(ByteSource file) throws ImageException {
        return hasCookie(file, 0) || hasCookie(file, file.size() - BYTES) || hasCookie(file, file.size() - SHORT_BYTES);
    }

    private static boolean hasCookie(ByteSource file, long at) throws ImageException {
        return at >= 0
                && at <= file.size() - SHORT_BYTES
                && file.read(at, COOKIE.length()).latin1(0, COOKIE.length()).equals(COOKIE);
    }

    /** The copy at the beginning, or if its checksum is wrong or there is none the one at the end. */
    static VhdFooter read(ByteSource file) throws ImageException {
        long size = file.size();
        DamagedImageException wrong = null;
        VhdFooter copy = null;
        for (long at : new long[] {0, size - BYTES, size - SHORT_BYTES}) {
            if (!hasCookie(file, at)) {
                continue;
            }
            Bytes footer = file.read(at, (int) Math.min(BYTES, size - at));
            long stored = footer.be32(CHECKSUM_AT); // Checksum, 0x40, be32
            long computed = checksum(footer, CHECKSUM_AT);
            if (stored != computed) {
                if (wrong == null) {
                    wrong = footer.damaged(
                            "vhd: checksum 0x" + Long.toHexString(stored) + " of the footer should be 0x"
                                    + Long.toHexString(computed),
                            CHECKSUM_AT);
                }
            } else if (at == 0) {
                // A fixed disk has no copy: its first sector is the guest's.
                copy = footer.be32(TYPE_AT) == TYPE_FIXED ? null : checked(footer, size);
            } else {
                VhdFooter end = checked(footer, at);
                // Nor may the guest make another disk of it.
                if (copy != null && (copy.type != end.type || !copy.id.equals(end.id))) {
                    throw footer.damaged(
                            "vhd: footer of a " + end.type + " disk, and its copy at the beginning is of another, a "
                                    + copy.type + " one",
                            0x3c);
                }
                return copy == null ? end : copy;
            }
        }
        if (copy != null) {
            return copy;
        }
        throw wrong != null
                ? wrong
                : new DamagedImageException(
                        "vhd: no footer with the cookie 'conectix' at the end or the beginning", file.describe());
    }

    /** One's complement of the sum of all bytes but its own. */
    static long checksum(Bytes bytes, int checksumAt) throws ImageException {
        long sum = 0;
        for (int i = 0; i < bytes.length(); i++) {
            if (i < checksumAt || i >= checksumAt + 4) {
                sum += bytes.u8(i);
            }
        }
        return ~sum & 0xffff_ffffL;
    }

    private static VhdFooter checked(Bytes footer, long dataEnd) throws ImageException {
        long version = footer.be32(0x0c); // File Format Version, 0xc, be32
        if (version != VERSION) {
            throw unsupported(footer, "version 0x" + Long.toHexString(version) + " is not 0x10000", 0x0c);
        }
        long features = footer.be32(0x08) & ~FEATURES_KNOWN; // Features, 0x8, be32
        if (features != 0) {
            throw unsupported(footer, "unknown feature bit " + Long.numberOfTrailingZeros(features), 0x08);
        }
        long number = footer.be32(TYPE_AT); // Disk Type, 0x3c, be32
        if (number < TYPE_FIXED || number > 4) {
            throw unsupported(
                    footer, "disk type " + number + " is not 2 (fixed), 3 (dynamic) or 4 (differencing)", 0x3c);
        }
        Type type = Type.values()[(int) (number - TYPE_FIXED)];
        long size = sizeSectors(footer) * SECTOR_BYTES;
        if (type == Type.FIXED && size > dataEnd) {
            throw footer.damaged(
                    "vhd: fixed disk of " + size + " bytes has only " + dataEnd + " before its footer", 0x30);
        }
        return new VhdFooter(
                type,
                size,
                // Data Offset, 0x10, be64; all ones if fixed
                type == Type.FIXED ? 0 : footer.be64Size(0x10, "vhd: data offset"),
                dataEnd,
                id(footer, 0x44), // Unique Id, 0x44, 16 bytes
                footer.u8(0x54) != 0); // Saved State, 0x54, u8
    }

    private static long sizeSectors(Bytes footer) throws ImageException {
        // Disk Geometry, 0x38: be16 cylinders, u8 heads, u8 sectors per track
        long sectors = (long) footer.be16(0x38) * footer.u8(0x3a) * footer.u8(0x3b);
        String creator = footer.latin1(0x1c, 4); // Creator Application, 0x1c, 4 bytes
        boolean byGeometry = !creator.equals("win ")
                && !creator.equals("qem2")
                && !creator.equals("d2v ")
                && !creator.equals("CTXS")
                && !creator.startsWith("tap")
                && !creator.equals("wa\0\0");
        if (!byGeometry || sectors == GEOMETRY_MAX_SECTORS) {
            sectors = footer.be64Size(0x30, "vhd: current size") / SECTOR_BYTES; // Current Size, 0x30, be64
        }
        if (sectors > SECTORS_MAX) {
            throw footer.damaged("vhd: disk of " + sectors + " sectors exceeds " + SECTORS_MAX, 0x30);
        }
        return sectors;
    }

    /** Sixteen bytes in hexadecimal digits. */
    static String id(Bytes bytes, int at) throws ImageException {
        return String.format("%016x%016x", bytes.be64(at), bytes.be64(at + 8));
    }

    private static UnsupportedFeatureException unsupported(Bytes footer, String what, int at) {
        return new UnsupportedFeatureException("vhd: " + what, footer.where(), footer.positionOf(at));
    }
}
