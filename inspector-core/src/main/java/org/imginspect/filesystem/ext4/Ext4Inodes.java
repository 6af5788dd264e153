package org.imginspect.filesystem.ext4;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;

/** Inodes by number. */
final class Ext4Inodes {
    private static final int CHECKSUM_LO_AT = 0x7c;
    private static final int CHECKSUM_HI_AT = 0x82;

    private final Ext4Volume volume;
    private final Ext4Superblock superblock;
    private final Ext4Groups groups;
    private final byte[] scratch;

    Ext4Inodes(Ext4Volume volume) throws ImageException {
        this(volume, new Ext4Groups(volume));
    }

    Ext4Inodes(Ext4Volume volume, Ext4Groups groups) {
        this.volume = volume;
        this.superblock = volume.superblock();
        this.groups = groups;
        this.scratch = new byte[superblock.inodeSize()];
    }

    /** An inode that a directory entry names: the root or one that is not reserved. */
    Ext4Inode named(long number) throws ImageException {
        if (number != Ext4Inode.ROOT && number < superblock.firstInode()) {
            throw volume.damaged("ext4: a directory entry names the reserved inode " + number);
        }
        return read(number);
    }

    Ext4Inode read(long number) throws ImageException {
        return Ext4Inode.parse(number, raw(number), superblock);
    }

    /** As {@link #read}, of an inode that may have been deleted while it was open. */
    Ext4Inode readAny(long number) throws ImageException {
        return Ext4Inode.parseAny(number, raw(number), superblock);
    }

    private Bytes raw(long number) throws ImageException {
        if (number < 1 || number > superblock.inodesCount()) {
            throw volume.damaged(
                    "ext4: inode " + number + " is not one of the " + superblock.inodesCount() + " there are");
        }
        long group = (number - 1) / superblock.inodesPerGroup();
        long index = (number - 1) % superblock.inodesPerGroup();
        Bytes raw = volume.metadata(groups.inodeTable(group) + index * superblock.inodeSize(), superblock.inodeSize());
        if (volume.checksums().enabled()) {
            verifyChecksum(number, raw);
        }
        return raw;
    }

    private void verifyChecksum(long number, Bytes raw) throws DamagedImageException {
        int size = superblock.inodeSize();
        raw.copyTo(0, scratch, 0, size);
        long stored = raw.le16(CHECKSUM_LO_AT); // l_i_checksum_lo, 0x7c, le16
        scratch[CHECKSUM_LO_AT] = 0;
        scratch[CHECKSUM_LO_AT + 1] = 0;
        // i_checksum_hi, 0x82, le16: there if i_extra_isize covers it
        boolean wide = size > Ext4Inode.BASE_BYTES && raw.le16(0x80) >= CHECKSUM_HI_AT + 2 - Ext4Inode.BASE_BYTES;
        if (wide) {
            stored |= (long) raw.le16(CHECKSUM_HI_AT) << 16;
            scratch[CHECKSUM_HI_AT] = 0;
            scratch[CHECKSUM_HI_AT + 1] = 0;
        }
        long computed = volume.checksums()
                .begin(number, raw.le32(0x64)) // i_generation, 0x64, le32
                .add(scratch, 0, size)
                .value();
        if (!wide) {
            computed &= 0xffff;
        }
        if (stored != computed) {
            throw raw.damaged(Ext4Checksums.mismatch("inode " + number, stored, computed), CHECKSUM_LO_AT);
        }
    }
}
