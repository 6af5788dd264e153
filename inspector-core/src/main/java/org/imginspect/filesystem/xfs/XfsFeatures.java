package org.imginspect.filesystem.xfs;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Bytes;

/** Feature bits, and which of them stand in a reader's way. */
final class XfsFeatures {
    // sb_versionnum, version 4
    static final int VERSION_MASK = 0xf;
    static final int V4_LOGV2 = 0x400;
    private static final int V4_EXTENT_FLAGS = 0x1000;
    private static final int V4_DIRECTORIES_2 = 0x2000;
    private static final int V4_MORE_BITS = 0x8000;
    /** attr, nlink, quota, align, dalign, logv2, sector, extflg, dirv2, borg (names compared without case), morebits. */
    private static final int V4_KNOWN = 0x10
            | 0x20
            | 0x40
            | 0x80
            | 0x100
            | V4_LOGV2
            | 0x800
            | V4_EXTENT_FLAGS
            | V4_DIRECTORIES_2
            | 0x4000
            | V4_MORE_BITS;

    // sb_features2, version 4
    private static final long FEATURES2_FTYPE = 0x200;
    /** lazysbcount, attr2, projid32, ftype. */
    private static final long FEATURES2_KNOWN = 0x2 | 0x8 | 0x80 | FEATURES2_FTYPE;

    // sb_features_incompat, version 5
    private static final long INCOMPAT_FTYPE = 0x1;
    static final long INCOMPAT_META_UUID = 0x4;
    static final long INCOMPAT_NEEDSREPAIR = 0x10;
    static final long INCOMPAT_NREXT64 = 0x20;
    private static final String[] INCOMPAT_NAMES = {
        "FTYPE",
        "SPINODES",
        "META_UUID",
        "BIGTIME",
        "NEEDSREPAIR",
        "NREXT64",
        "EXCHRANGE",
        "PARENT",
        "METADIR",
        "ZONED",
        "ZONE_GAPS"
    };
    /** FTYPE to METADIR. */
    private static final long INCOMPAT_SUPPORTED = 0x1ff;

    private XfsFeatures() {}

    /** The version, 4 or 5, of a superblock all of whose features are supported. */
    static int gate(Bytes raw) throws DamagedImageException, UnsupportedFeatureException {
        int versionBits = raw.be16(0x64); // sb_versionnum, 0x64, be16
        int version = versionBits & VERSION_MASK;
        if (version == 5) {
            gateIncompat(raw);
            return version;
        }
        if (version != 4) {
            throw new UnsupportedFeatureException(
                    "xfs: superblock version " + version + " is not 4 or 5", raw.where(), raw.positionOf(0x64));
        }
        if ((versionBits & V4_DIRECTORIES_2) == 0 || (versionBits & V4_EXTENT_FLAGS) == 0) {
            throw new UnsupportedFeatureException(
                    "xfs: version 4 without directories of version 2 or flags of unwritten extents (sb_versionnum 0x"
                            + Integer.toHexString(versionBits) + "), as before 2002",
                    raw.where(),
                    raw.positionOf(0x64));
        }
        int unknown = versionBits & ~(V4_KNOWN | VERSION_MASK);
        long unknown2 = features2(raw) & ~FEATURES2_KNOWN;
        if (unknown != 0 || unknown2 != 0) {
            throw new UnsupportedFeatureException(
                    "xfs: unknown features of version 4: sb_versionnum 0x" + Integer.toHexString(unknown)
                            + ", sb_features2 0x" + Long.toHexString(unknown2),
                    raw.where(),
                    raw.positionOf(0x64));
        }
        return version;
    }

    private static void gateIncompat(Bytes raw) throws DamagedImageException, UnsupportedFeatureException {
        long unsupported = raw.be32(0xd8) & ~INCOMPAT_SUPPORTED; // sb_features_incompat, 0xd8, be32
        if (unsupported == 0) {
            return;
        }
        StringBuilder names = new StringBuilder();
        for (int bit = 0; bit < 32; bit++) {
            if ((unsupported & 1L << bit) != 0) {
                names.append(names.length() == 0 ? "" : ", ")
                        .append(bit < INCOMPAT_NAMES.length ? INCOMPAT_NAMES[bit] : "unknown")
                        .append(" 0x")
                        .append(Long.toHexString(1L << bit));
            }
        }
        throw new UnsupportedFeatureException(
                "xfs: incompatible feature " + names + " is not supported", raw.where(), raw.positionOf(0xd8));
    }

    /** Whether directory entries have a type byte. */
    static boolean fileTypes(Bytes raw, int version) throws DamagedImageException {
        return version == 5 ? (raw.be32(0xd8) & INCOMPAT_FTYPE) != 0 : (features2(raw) & FEATURES2_FTYPE) != 0;
    }

    /** Those of version 4; what 64-bit kernels of old wrote into the place behind counts too, as in the kernel. */
    private static long features2(Bytes raw) throws DamagedImageException {
        if ((raw.be16(0x64) & V4_MORE_BITS) == 0) {
            return 0;
        }
        return raw.be32(0xc8) | raw.be32(0xcc); // sb_features2, 0xc8, be32; sb_bad_features2, 0xcc, be32
    }
}
