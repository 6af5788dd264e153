package org.imginspect.filesystem.ext4;

import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.Limits;

/** Where each group's inode table lies: descriptors are read and verified when a group is first used. */
final class Ext4Groups {
    private static final int PAGE = 1024;

    private final Ext4Volume volume;
    private final Ext4Superblock superblock;
    private final long[][] inodeTables;

    Ext4Groups(Ext4Volume volume) throws LimitExceededException {
        this.volume = volume;
        this.superblock = volume.superblock();
        long tableBytes = superblock.groups() * Long.BYTES;
        if (tableBytes > volume.limits().get(Limits.METADATA_TABLE_BYTES)) {
            throw new LimitExceededException(
                    "ext4: a table of " + superblock.groups() + " block groups takes " + tableBytes + " bytes",
                    Limits.METADATA_TABLE_BYTES,
                    volume.limits().get(Limits.METADATA_TABLE_BYTES),
                    volume.where());
        }
        this.inodeTables = new long[(int) (superblock.groups() / PAGE) + 1][];
    }

    /** The position in bytes of the group's inode table, all of which lies inside the file system. */
    long inodeTable(long group) throws ImageException {
        int pageIndex = (int) (group / PAGE);
        long[] page = inodeTables[pageIndex];
        if (page == null) {
            page = new long[PAGE];
            inodeTables[pageIndex] = page;
        }
        int slot = (int) (group % PAGE);
        if (page[slot] == 0) {
            page[slot] = readInodeTable(group);
        }
        return page[slot];
    }

    private long readInodeTable(long group) throws ImageException {
        return descriptor(group).inodeTable() << volume.blockShift();
    }

    /** The group's descriptor, verified; its inode table lies inside the file system. */
    Ext4GroupDescriptor descriptor(long group) throws ImageException {
        int perBlock = superblock.blockSize() / superblock.descSize();
        long block = descriptorBlock(group / perBlock, perBlock);
        int offset = (int) (group % perBlock) * superblock.descSize();
        Ext4GroupDescriptor descriptor = Ext4GroupDescriptor.parse(
                volume.block(block, "group descriptors").slice(offset, superblock.descSize()),
                group,
                superblock,
                volume.checksums());
        volume.checkBlocks(descriptor.inodeTable(), inodeTableBlocks(), "inode table of group " + group);
        return descriptor;
    }

    /** How many blocks each group's inode table has. */
    long inodeTableBlocks() {
        long tableBytes = superblock.inodesPerGroup() * superblock.inodeSize();
        return (tableBytes + superblock.blockSize() - 1) / superblock.blockSize();
    }

    /** How many blocks at the beginning of the group hold the superblock and group descriptors, room to grow included. */
    long headBlocks(long group) {
        int perBlock = superblock.blockSize() / superblock.descSize();
        boolean meta = superblock.hasIncompat(Ext4Features.INCOMPAT_META_BG);
        long copy = superblock.groupHasSuperblock(group) ? 1 : 0;
        if (!meta || group < superblock.firstMetaBg() * perBlock) {
            long all = (superblock.groups() + perBlock - 1) / perBlock;
            long descriptors = meta ? superblock.firstMetaBg() : all;
            return copy == 0 ? 0 : copy + descriptors + superblock.reservedDescriptorBlocks();
        }
        // A block of descriptors lies in the first, the second and the last group of those it describes.
        long place = group % perBlock;
        return copy + (place == 0 || place == 1 || place == perBlock - 1 ? 1 : 0);
    }

    /** The place of a block of descriptors (kernel: descriptor_loc). */
    private long descriptorBlock(long number, int perBlock) {
        boolean oneKib = superblock.blockSize() == 1024;
        if (!superblock.hasIncompat(Ext4Features.INCOMPAT_META_BG) || number < superblock.firstMetaBg()) {
            // After the superblock's own block, which is block 1 only where blocks have 1 KiB.
            return (oneKib ? 1 : 0) + 1 + number;
        }
        // With meta_bg each run of groups that one block describes begins with that block.
        long group = number * perBlock;
        long block = superblock.firstDataBlock() + group * superblock.blocksPerGroup();
        if (superblock.groupHasSuperblock(group)) {
            block++;
        }
        // bigalloc with 1 KiB blocks: group 0 begins with the boot block.
        if (oneKib && number == 0 && superblock.firstDataBlock() == 0) {
            block++;
        }
        return block;
    }
}
