package org.imginspect.filesystem.ext4;

import org.imginspect.error.DamagedImageException;
import org.imginspect.io.Bytes;

/** The tags of a descriptor block, one for each block of data behind it: a cursor. */
final class Ext4JournalTags {
    private static final int HEADER_BYTES = 12;
    private static final int FLAG_ESCAPE = 1;
    private static final int FLAG_SAME_UUID = 2;
    private static final int FLAG_LAST = 8;
    private static final int UUID_BYTES = 16;

    private final Ext4JournalSuperblock superblock;
    private final Bytes block;
    private final int tagBytes;
    private final int end;
    private int at = -1;
    private int next = HEADER_BYTES;
    private int flags;

    Ext4JournalTags(Ext4JournalSuperblock superblock, Bytes block) {
        this.superblock = superblock;
        this.block = block;
        this.tagBytes = superblock.tagBytes();
        this.end = block.length() - superblock.tailBytes();
    }

    /** Goes to the next tag; false behind the last. */
    boolean next() throws DamagedImageException {
        if ((at >= 0 && (flags & FLAG_LAST) != 0) || next + tagBytes > end) {
            return false;
        }
        at = next;
        // version 3: t_flags, 0x4, be32; before: t_checksum, 0x4, be16, and t_flags, 0x6, be16
        flags = superblock.hasChecksumV3() ? (int) block.be32(at + 4) : block.be16(at + 6);
        next = at + tagBytes + ((flags & FLAG_SAME_UUID) != 0 ? 0 : UUID_BYTES);
        return true;
    }

    int count() throws DamagedImageException {
        int count = 0;
        while (next()) {
            count++;
        }
        return count;
    }

    /** The block of the file system that the data belongs to. */
    long target() throws DamagedImageException {
        long low = block.be32(at); // t_blocknr, 0x0, be32
        return superblock.is64Bit() ? low | block.be32(at + 8) << 32 : low; // t_blocknr_high, 0x8, be32
    }

    /** The data began with the journal's magic, which was blanked so that it is not mistaken for a block of the log. */
    boolean isEscaped() {
        return (flags & FLAG_ESCAPE) != 0;
    }

    /** Whether the data has this checksum; version 2 keeps its lower half. */
    boolean matches(long checksum) throws DamagedImageException {
        return superblock.hasChecksumV3()
                ? block.be32(at + 12) == checksum // t_checksum, 0xc, be32
                : block.be16(at + 4) == (checksum & 0xffff); // t_checksum, 0x4, be16
    }
}
