package org.imginspect.filesystem.ext4;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Reads an inode's block map: an extent tree or indirect blocks. Both are trees of a known depth whose inner blocks are all
 * different in a sound file system, so a map with more inner blocks than the volume has blocks is damaged.
 */
final class Ext4Mapping {
    private static final int EXTENT_MAGIC = 0xf30a;
    private static final int MAX_DEPTH = 5;
    private static final int HEADER_BYTES = 12;
    private static final int ENTRY_BYTES = 12;
    /** ee_len: up to this the extent is written, beyond it that much less and unwritten. */
    private static final int MAX_WRITTEN_BLOCKS = 32768;

    private final Ext4Volume volume;
    private final Ext4Inode inode;
    private final Ext4Runs runs;
    /** Where what is allocated and was never written goes to; null if nobody asks for it. */
    private final @Nullable Ext4Runs unwritten;

    private long innerBlocks;

    private Ext4Mapping(Ext4Volume volume, Ext4Inode inode, @Nullable Ext4Runs unwritten) {
        this.volume = volume;
        this.inode = inode;
        this.runs = new Ext4Runs(volume, inode.name());
        this.unwritten = unwritten;
    }

    /** What a reader of the file sees. */
    static Ext4Runs read(Ext4Volume volume, Ext4Inode inode) throws ImageException {
        return read(volume, inode, null);
    }

    /** The same, and what is allocated behind the file's end; what was never written goes to {@code unwritten}. */
    static Ext4Runs read(Ext4Volume volume, Ext4Inode inode, @Nullable Ext4Runs unwritten) throws ImageException {
        Ext4Mapping mapping = new Ext4Mapping(volume, inode, unwritten);
        Bytes root = inode.raw().slice(Ext4Inode.BLOCK_AT, Ext4Inode.BLOCK_BYTES);
        if (inode.hasFlag(Ext4Inode.FLAG_EXTENTS)) {
            mapping.readExtents(root);
        } else {
            mapping.readIndirect(root);
        }
        return mapping.runs;
    }

    private void countInnerBlock() throws ImageException {
        innerBlocks++;
        if (innerBlocks > volume.superblock().blocksCount()) {
            throw inode.damaged("its block map has more inner blocks than the volume has blocks");
        }
        long cap = volume.limits().get(Limits.EXTENTS_PER_FILE);
        if (innerBlocks > cap) {
            throw new LimitExceededException(
                    "ext4: " + inode.name() + " has more than " + cap + " blocks of extents",
                    Limits.EXTENTS_PER_FILE,
                    cap,
                    volume.where());
        }
    }

    // ---- extents ----

    /** Walks the tree in order with one cursor a level: a child must be exactly one level lower, so no cycle is possible. */
    private void readExtents(Bytes root) throws ImageException {
        Bytes[] nodes = new Bytes[MAX_DEPTH + 1];
        int[] next = new int[MAX_DEPTH + 1];
        int rootDepth = root.le16(0x6); // eh_depth, 0x6, le16
        if (rootDepth > MAX_DEPTH) {
            throw root.damaged("ext4: " + inode.name() + ": extent depth " + rootDepth + " exceeds " + MAX_DEPTH, 0x6);
        }
        checkExtentHeader(root, rootDepth);
        int level = rootDepth;
        nodes[level] = root;
        while (level <= rootDepth) {
            Bytes node = nodes[level];
            int entries = node.le16(0x2); // eh_entries, 0x2, le16
            if (level == 0) {
                for (int i = 0; i < entries; i++) {
                    addExtent(node, HEADER_BYTES + i * ENTRY_BYTES);
                }
                level++;
            } else if (next[level] == entries) {
                level++;
            } else {
                int at = HEADER_BYTES + next[level] * ENTRY_BYTES;
                next[level]++;
                level--;
                // ei_leaf_lo, 0x4, le32, and ei_leaf_hi, 0x8, le16
                long block = node.le32(at + 4) | (long) node.le16(at + 8) << 32;
                nodes[level] = readExtentBlock(block, level);
                next[level] = 0;
            }
        }
    }

    private Bytes readExtentBlock(long block, int depth) throws ImageException {
        countInnerBlock();
        Bytes node = volume.block(block, inode.name() + ": extent block");
        checkExtentHeader(node, depth);
        if (volume.checksums().enabled()) {
            // struct ext4_extent_tail after eh_max entries: et_checksum, le32
            int tail = HEADER_BYTES + ENTRY_BYTES * node.le16(0x4);
            long stored = node.le32(tail);
            long computed = volume.checksums()
                    .begin(inode.number(), inode.generation())
                    .add(node.copy(0, tail), 0, tail)
                    .value();
            if (stored != computed) {
                throw node.damaged(Ext4Checksums.mismatch("extent block of " + inode.name(), stored, computed), tail);
            }
        }
        return node;
    }

    private void checkExtentHeader(Bytes node, int depth) throws DamagedImageException {
        int magic = node.le16(0x0); // eh_magic, 0x0, le16
        int entries = node.le16(0x2); // eh_entries, 0x2, le16
        int max = node.le16(0x4); // eh_max, 0x4, le16
        int found = node.le16(0x6); // eh_depth, 0x6, le16
        if (magic != EXTENT_MAGIC) {
            throw node.damaged(
                    "ext4: " + inode.name() + ": extent magic 0x" + Integer.toHexString(magic) + " is not 0xf30a", 0x0);
        }
        if (found != depth) {
            throw node.damaged("ext4: " + inode.name() + ": extent depth " + found + " is not " + depth, 0x6);
        }
        int room = (node.length() - HEADER_BYTES) / ENTRY_BYTES;
        if (max == 0 || max > room) {
            throw node.damaged("ext4: " + inode.name() + ": room for " + max + " extents, not 1 to " + room, 0x4);
        }
        if (entries > max || (entries == 0 && depth > 0)) {
            throw node.damaged("ext4: " + inode.name() + ": " + entries + " extents in room for " + max, 0x2);
        }
    }

    private void addExtent(Bytes node, int at) throws ImageException {
        long logical = node.le32(at); // ee_block, 0x0, le32
        int length = node.le16(at + 4); // ee_len, 0x4, le16
        long physical = node.le32(at + 8) | (long) node.le16(at + 6) << 32; // ee_start_lo, 0x8; ee_start_hi, 0x6
        if (length == 0 || logical + length > 1L << 32) {
            throw node.damaged("ext4: " + inode.name() + ": extent of " + length + " blocks at " + logical, at);
        }
        if (length > MAX_WRITTEN_BLOCKS) {
            // Allocated, never written: reads as zeros, but must lie inside all the same.
            volume.checkBlocks(physical, length - MAX_WRITTEN_BLOCKS, inode.name());
            if (unwritten != null) {
                unwritten.add(logical, physical, length - MAX_WRITTEN_BLOCKS);
            }
            return;
        }
        runs.add(logical, physical, length);
    }

    // ---- indirect blocks ----

    /** i_block: 12 direct blocks, then one each that is indirect once, twice and three times. */
    private void readIndirect(Bytes root) throws ImageException {
        long blocks = unwritten == null ? blocksOf(inode.sizeBytes()) : Long.MAX_VALUE;
        for (int i = 0; i < 12; i++) {
            addIndirect(i, root.le32(4 * i));
        }
        int perBlock = volume.blockSize() / 4;
        long at = 12;
        long span = perBlock;
        for (int levels = 1; levels <= 3 && at < blocks; levels++) {
            long block = root.le32(4 * (11 + levels));
            if (block != 0) {
                readIndirectTree(block, levels, at, blocks);
            }
            at += span;
            span *= perBlock;
        }
    }

    private void readIndirectTree(long top, int levels, long firstLogical, long endLogical) throws ImageException {
        int perBlock = volume.blockSize() / 4;
        Bytes[] nodes = new Bytes[levels];
        int[] next = new int[levels];
        nodes[levels - 1] = readIndirectBlock(top);
        int level = levels - 1;
        long logical = firstLogical;
        while (level < levels && logical < endLogical) {
            if (next[level] == perBlock) {
                level++;
                continue;
            }
            long block = nodes[level].le32(4 * next[level]);
            next[level]++;
            if (level == 0) {
                addIndirect(logical, block);
                logical++;
            } else if (block == 0) {
                long span = perBlock;
                for (int i = 1; i < level; i++) {
                    span *= perBlock;
                }
                logical += span;
            } else {
                level--;
                nodes[level] = readIndirectBlock(block);
                next[level] = 0;
            }
        }
    }

    private Bytes readIndirectBlock(long block) throws ImageException {
        countInnerBlock();
        return volume.block(block, inode.name() + ": indirect block");
    }

    private void addIndirect(long logical, long block) throws ImageException {
        if (block != 0) {
            runs.add(logical, block, 1);
        }
    }

    private long blocksOf(long bytes) {
        long size = volume.blockSize();
        return bytes / size + (bytes % size == 0 ? 0 : 1);
    }
}
