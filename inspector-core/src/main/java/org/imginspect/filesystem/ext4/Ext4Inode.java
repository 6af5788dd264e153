package org.imginspect.filesystem.ext4;

import java.time.Instant;
import org.imginspect.error.DamagedImageException;
import org.imginspect.guest.Kind;
import org.imginspect.io.Bytes;

/**
 * An inode ({@code struct ext4_inode}), as far as a reader needs it.
 *
 * @param number counts from 1
 * @param sizeBytes i_size; of a file up to 2^63 - 1
 * @param sectors i_blocks in units of 512 bytes
 * @param generation goes into the seed of checksums
 * @param attributeBlock i_file_acl: the block with extended attributes, 0 for none
 * @param extraBytes i_extra_isize: fields after the first 128 bytes
 * @param raw the whole inode, s_inode_size bytes
 */
record Ext4Inode(
        long number,
        int mode,
        Kind kind,
        long uid,
        long gid,
        long sizeBytes,
        int links,
        long sectors,
        long flags,
        long generation,
        long attributeBlock,
        int extraBytes,
        Bytes raw) {

    static final long ROOT = 2;
    /** i_block: 15 block numbers, or an extent tree's root, or a link's target, or the content itself. */
    static final int BLOCK_AT = 0x28;

    static final int BLOCK_BYTES = 60;
    static final int BASE_BYTES = 128;

    static final long FLAG_ENCRYPT = 0x800;
    static final long FLAG_INDEX = 0x1000;
    static final long FLAG_HUGE_FILE = 0x40000;
    static final long FLAG_EXTENTS = 0x80000;
    static final long FLAG_EA_INODE = 0x200000;
    static final long FLAG_INLINE_DATA = 0x10000000;

    /**
     * @param raw s_inode_size bytes, whose checksum was verified
     */
    static Ext4Inode parse(long number, Bytes raw, Ext4Superblock superblock) throws DamagedImageException {
        if (raw.le16(0x1a) == 0) { // i_links_count, 0x1a, le16
            throw raw.damaged("ext4: inode " + number + " is in use, but was deleted (link count 0)", 0x1a);
        }
        return parseAny(number, raw, superblock);
    }

    /** As {@link #parse}, of an inode that may have been deleted while it was open. */
    static Ext4Inode parseAny(long number, Bytes raw, Ext4Superblock superblock) throws DamagedImageException {
        int mode = raw.le16(0x0); // i_mode, 0x0, le16
        int links = raw.le16(0x1a); // i_links_count, 0x1a, le16
        Kind kind = kind(mode);
        if (kind == null) {
            throw raw.damaged(
                    "ext4: inode " + number + " has the unknown file type 0" + Integer.toOctalString(mode), 0);
        }
        int extra = 0;
        if (superblock.inodeSize() > BASE_BYTES) {
            extra = raw.le16(0x80); // i_extra_isize, 0x80, le16
            if (BASE_BYTES + extra > superblock.inodeSize() || (extra & 3) != 0) {
                throw raw.damaged("ext4: inode " + number + " has " + extra + " extra bytes", 0x80);
            }
        }
        long flags = raw.le32(0x20); // i_flags, 0x20, le32
        long size = raw.le32(0x4); // i_size_lo, 0x4, le32
        if (kind == Kind.FILE || superblock.hasIncompat(Ext4Features.INCOMPAT_LARGEDIR)) {
            size |= raw.le32(0x6c) << 32; // i_size_high, 0x6c, le32
        }
        if (size < 0) {
            throw raw.damaged("ext4: inode " + number + " has a size of 2^63 bytes or more", 0x6c);
        }
        long sectors = raw.le32(0x1c); // i_blocks_lo, 0x1c, le32
        if (superblock.hasRoCompat(Ext4Features.RO_COMPAT_HUGE_FILE)) {
            sectors |= (long) raw.le16(0x74) << 32; // l_i_blocks_high, 0x74, le16
            if ((flags & FLAG_HUGE_FILE) != 0) {
                sectors *= superblock.blockSize() / 512;
            }
        }
        long attributeBlock = raw.le32(0x68); // i_file_acl_lo, 0x68, le32
        if (superblock.hasIncompat(Ext4Features.INCOMPAT_64BIT)) {
            attributeBlock |= (long) raw.le16(0x76) << 32; // l_i_file_acl_high, 0x76, le16
        }
        return new Ext4Inode(
                number,
                mode,
                kind,
                raw.le16(0x2) | (long) raw.le16(0x78) << 16, // i_uid, 0x2, and l_i_uid_high, 0x78, le16
                raw.le16(0x18) | (long) raw.le16(0x7a) << 16, // i_gid, 0x18, and l_i_gid_high, 0x7a, le16
                size,
                links,
                sectors,
                flags,
                raw.le32(0x64), // i_generation, 0x64, le32
                attributeBlock,
                extra,
                raw);
    }

    private static @org.jspecify.annotations.Nullable Kind kind(int mode) {
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

    boolean hasFlag(long flag) {
        return (flags & flag) != 0;
    }

    /** Time of the last change of the content; beyond 2038 and to the nanosecond where the inode has room for it. */
    Instant modified() throws DamagedImageException {
        long seconds = (int) raw.le32(0x10); // i_mtime, 0x10, le32, signed
        // i_mtime_extra, 0x88, le32: two bits of epoch, thirty of nanoseconds
        if (BASE_BYTES + extraBytes < 0x8c) {
            return Instant.ofEpochSecond(seconds);
        }
        long extra = raw.le32(0x88);
        return Instant.ofEpochSecond(seconds + ((extra & 3) << 32), extra >>> 2);
    }

    /** How errors call it. */
    String name() {
        return "inode " + number;
    }

    DamagedImageException damaged(String what) {
        return raw.damaged("ext4: " + name() + ": " + what, 0);
    }
}
