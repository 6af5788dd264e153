package org.imginspect.filesystem.xfs;

import java.time.Instant;
import org.imginspect.error.DamagedImageException;
import org.imginspect.guest.Kind;
import org.imginspect.io.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An inode ({@code struct xfs_dinode}), as far as a reader needs it.
 *
 * @param number the group in the high bits, then the block in it, then the inode in that
 * @param sizeBytes di_size; up to 2^63 - 1
 * @param links 0 of one that was deleted while it was open
 * @param data the fork with the content
 * @param attributes the fork with the attributes; null if there is none
 * @param raw the whole inode, sb_inodesize bytes
 */
record XfsInode(
        long number,
        int mode,
        Kind kind,
        long uid,
        long gid,
        long sizeBytes,
        long links,
        int flags,
        long flags2,
        Fork data,
        @Nullable Fork attributes,
        Bytes raw) {

    static final int MAGIC = 0x494e; // IN
    static final int FORMAT_LOCAL = 1;
    static final int FORMAT_EXTENTS = 2;
    static final int FORMAT_BTREE = 3;

    private static final int FLAG_REALTIME = 0x1;
    private static final long FLAG2_BIGTIME = 0x8;
    private static final long FLAG2_NREXT64 = 0x10;
    private static final long FLAG2_METADATA = 0x20;
    private static final int CORE_BYTES_2 = 100;
    private static final int CORE_BYTES_3 = 176;
    /** Counters of nanoseconds begin where 32-bit seconds do: in 1901. */
    private static final long BIGTIME_EPOCH_OFFSET = 1L << 31;

    private static final long NANOS = 1_000_000_000L;

    /**
     * A part of the inode that holds or maps bytes.
     *
     * @param attributes whether it is the fork of attributes
     * @param format {@link #FORMAT_LOCAL}, {@link #FORMAT_EXTENTS}, {@link #FORMAT_BTREE} or another that maps nothing
     * @param extents how many extents there are, unsigned
     * @param raw the fork's bytes
     */
    record Fork(boolean attributes, int format, long extents, Bytes raw) {}

    /** @param raw sb_inodesize bytes, whose checksum was verified */
    static XfsInode parse(long number, Bytes raw) throws DamagedImageException {
        int mode = raw.be16(0x2); // di_mode, 0x2, be16
        Kind kind = kind(mode);
        if (kind == null) {
            throw raw.damaged(
                    "xfs: inode " + number
                            + (mode == 0
                                    ? " is in use, but is free"
                                    : " has the unknown file type 0" + Integer.toOctalString(mode)),
                    0x2);
        }
        int version = raw.u8(0x4); // di_version, 0x4, u8
        long size = raw.be64(0x38); // di_size, 0x38, be64
        if (size < 0) {
            throw raw.damaged("xfs: inode " + number + " has a size of 2^63 bytes or more", 0x38);
        }
        // di_onlink, 0x6, be16; di_nlink, 0x10, be32
        long links = version == 1 ? raw.be16(0x6) : raw.be32(0x10);
        long flags2 = version == 3 ? raw.be64(0x78) : 0; // di_flags2, 0x78, be64
        int core = version == 3 ? CORE_BYTES_3 : CORE_BYTES_2;
        int literal = raw.length() - core;
        int attributesAt = raw.u8(0x52) << 3; // di_forkoff, 0x52, u8, in units of 8 bytes; 0: no attributes
        if (attributesAt >= literal && attributesAt > 0) {
            throw raw.damaged(
                    "xfs: inode " + number + " has attributes at " + attributesAt + " of " + literal + " bytes", 0x52);
        }
        boolean large = (flags2 & FLAG2_NREXT64) != 0;
        // di_big_nextents, 0x18, be64, or di_nextents, 0x4c, be32
        long extents = large ? raw.be64(0x18) : raw.be32(0x4c);
        Fork data = new Fork(
                false,
                raw.u8(0x5), // di_format, 0x5, u8
                extents,
                raw.slice(core, attributesAt == 0 ? literal : attributesAt));
        Fork attributes = null;
        if (attributesAt != 0) {
            attributes = new Fork(
                    true,
                    raw.u8(0x53), // di_aformat, 0x53, s8
                    large
                            ? raw.be32(0x4c)
                            : raw.be16(0x50), // di_big_anextents, 0x4c, be32, or di_anextents, 0x50, be16
                    raw.slice(core + attributesAt, literal - attributesAt));
        }
        return new XfsInode(
                number,
                mode,
                kind,
                raw.be32(0x8), // di_uid, 0x8, be32
                raw.be32(0xc), // di_gid, 0xc, be32
                size,
                links,
                raw.be16(0x5a), // di_flags, 0x5a, be16
                flags2,
                data,
                attributes,
                raw);
    }

    private static @Nullable Kind kind(int mode) {
        return switch (mode >> 12) {
            case 0x1 -> Kind.FIFO;
            case 0x2 -> Kind.CHARACTER_DEVICE;
            case 0x4 -> Kind.DIRECTORY;
            case 0x6 -> Kind.BLOCK_DEVICE;
            case 0x8 -> Kind.FILE;
            case 0xa -> Kind.SYMLINK;
            case 0xc -> Kind.SOCKET;
            default -> null;
        };
    }

    /** Whether its content lies on the realtime device. */
    boolean isRealtime() {
        return kind == Kind.FILE && (flags & FLAG_REALTIME) != 0;
    }

    /** Whether it is the file system's own (METADIR). */
    boolean isMetadata() {
        return (flags2 & FLAG2_METADATA) != 0;
    }

    /** Time of the last change of the content: 64 bits of nanoseconds, or 32 of seconds and 32 of nanoseconds. */
    Instant modified() throws DamagedImageException {
        long stamp = raw.be64(0x28); // di_mtime, 0x28, be64, or be32 t_sec, signed, and be32 t_nsec
        if ((flags2 & FLAG2_BIGTIME) != 0) {
            return Instant.ofEpochSecond(
                    Long.divideUnsigned(stamp, NANOS) - BIGTIME_EPOCH_OFFSET, Long.remainderUnsigned(stamp, NANOS));
        }
        return Instant.ofEpochSecond(stamp >> 32, stamp & 0xffff_ffffL);
    }

    /** How errors call it. */
    String name() {
        return "inode " + number;
    }

    DamagedImageException damaged(String what) {
        return raw.damaged("xfs: " + name() + ": " + what, 0);
    }
}
