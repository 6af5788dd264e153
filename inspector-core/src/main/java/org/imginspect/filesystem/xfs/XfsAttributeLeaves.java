package org.imginspect.filesystem.xfs;

import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/** The leaf blocks of an attribute fork, from the one that the index's first pointers lead to, each naming the next. */
final class XfsAttributeLeaves {
    private static final int LEAF_4 = 0xfbee;
    private static final int NODE_4 = 0xfebe;
    private static final int LEAF_5 = 0x3bee;
    private static final int NODE_5 = 0x3ebe;
    private static final int INFO_BYTES_4 = 12;
    private static final int INFO_BYTES_5 = 56;
    private static final int LEAF_HEADER_4 = 32;
    private static final int LEAF_HEADER_5 = 80;
    private static final int NODE_HEADER_4 = 16;
    private static final int NODE_HEADER_5 = 64;
    private static final int ENTRY_BYTES = 8;
    /** XFS_DA_NODE_MAXDEPTH. */
    private static final int MAX_DEPTH = 5;

    private final XfsVolume volume;
    private final XfsInode inode;
    private final XfsRuns runs;
    private final boolean five;
    private final int info;

    /** Told of each entry. */
    interface Sink {
        void entry(Bytes leaf, int at) throws ImageException;
    }

    XfsAttributeLeaves(XfsVolume volume, XfsInode inode, XfsRuns runs) {
        this.volume = volume;
        this.inode = inode;
        this.runs = runs;
        this.five = volume.superblock().checksums();
        this.info = five ? INFO_BYTES_5 : INFO_BYTES_4;
    }

    void each(Sink sink) throws ImageException {
        long blocks = 0;
        for (int i = 0; i < runs.count(); i++) {
            blocks += runs.length(i);
        }
        Bytes leaf = firstLeaf();
        for (long met = 1; ; met++) {
            entries(leaf, sink);
            long next = leaf.be32(0x0); // forw, 0x0, be32
            if (next == 0) {
                return;
            }
            if (met >= blocks) {
                throw inode.damaged("attribute blocks that follow each other in a circle");
            }
            long cap = volume.limits().get(Limits.METADATA_TABLE_BYTES);
            if (met * volume.blockSize() >= cap) {
                throw new LimitExceededException(
                        "xfs: " + inode.name() + " has more than " + met + " blocks of attributes",
                        Limits.METADATA_TABLE_BYTES,
                        cap,
                        volume.where());
            }
            leaf = block(next);
            if (!isLeaf(leaf)) {
                throw leaf.damaged("xfs: " + inode.name() + ": attribute block follows that is no leaf", 0x8);
            }
        }
    }

    private Bytes firstLeaf() throws ImageException {
        Bytes block = block(0);
        int expected = -1;
        while (!isLeaf(block)) {
            int count = block.be16(info); // count, be16, and level, be16, behind the info
            int level = block.be16(info + 2);
            int header = five ? NODE_HEADER_5 : NODE_HEADER_4;
            if (level < 1
                    || level > MAX_DEPTH
                    || (expected >= 0 && level != expected)
                    || count < 1
                    || count > (block.length() - header) / ENTRY_BYTES) {
                throw block.damaged(
                        "xfs: " + inode.name() + ": attribute index of level " + level + " with " + count + " entries",
                        info);
            }
            expected = level - 1;
            block = block(block.be32(header + 4)); // struct xfs_da_node_entry: hashval, 0x0, be32; before, 0x4, be32
        }
        if (expected > 0) {
            throw block.damaged("xfs: " + inode.name() + ": attribute leaf where level " + expected + " should be", 0);
        }
        return block;
    }

    private boolean isLeaf(Bytes block) throws ImageException {
        return block.be16(0x8) == (five ? LEAF_5 : LEAF_4); // magic, 0x8, be16
    }

    private Bytes block(long number) throws ImageException {
        long physical = runs.physicalBlock(number);
        if (physical == 0) {
            throw inode.damaged("attribute block " + number + " is a hole");
        }
        Bytes block = volume.block(physical, inode.name() + ": attribute block");
        int magic = block.be16(0x8);
        if (magic != (five ? LEAF_5 : LEAF_4) && magic != (five ? NODE_5 : NODE_4)) {
            throw block.damaged(
                    "xfs: " + inode.name() + ": attribute block has the magic 0x" + Integer.toHexString(magic), 0x8);
        }
        volume.verify(block, XfsVolume.Fields.INDEX, inode.number(), "attribute block of " + inode.name());
        return block;
    }

    private void entries(Bytes leaf, Sink sink) throws ImageException {
        int count = leaf.be16(info); // count, be16, behind the info
        int header = five ? LEAF_HEADER_5 : LEAF_HEADER_4;
        if (count > (leaf.length() - header) / ENTRY_BYTES) {
            throw leaf.damaged("xfs: " + inode.name() + ": attribute block with " + count + " entries", info);
        }
        for (int i = 0; i < count; i++) {
            sink.entry(leaf, header + i * ENTRY_BYTES);
        }
    }
}
