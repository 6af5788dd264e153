package org.imginspect.filesystem.xfs;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.guest.Kind;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Reads the block map of a fork: records in the inode, or a B+tree whose root lies there ({@code struct xfs_bmdr_block}) and whose
 * blocks begin with {@code struct xfs_btree_block}. A child is exactly one level lower, so no cycle is possible; the number of
 * extents that the inode counts must come out.
 */
final class XfsMapping {
    private static final int MAGIC_4 = 0x424d4150; // BMAP
    private static final int MAGIC_5 = 0x424d4133; // BMA3
    private static final int HEADER_BYTES_4 = 24;
    private static final int HEADER_BYTES_5 = 72;
    private static final int ROOT_HEADER_BYTES = 4;
    private static final int RECORD_BYTES = 16;
    private static final int KEY_BYTES = 8;
    private static final int POINTER_BYTES = 8;
    /** XFS_BTREE_MAXLEVELS. */
    private static final int MAX_LEVELS = 9;
    /** The low 21 bits of a record's second word. */
    private static final long COUNT_MASK = (1L << 21) - 1;

    private final XfsVolume volume;
    private final XfsInode inode;
    private final XfsInode.Fork fork;
    private final XfsRuns runs;
    /** Where what is allocated and was never written goes to; null if nobody asks for it. */
    private final @Nullable XfsRuns unwritten;

    private long records;
    private long nextLogical;

    private XfsMapping(XfsVolume volume, XfsInode inode, XfsInode.Fork fork, @Nullable XfsRuns unwritten) {
        this.volume = volume;
        this.inode = inode;
        this.fork = fork;
        this.runs = new XfsRuns(volume, inode.name());
        this.unwritten = unwritten;
    }

    /** What a reader of the fork sees. */
    static XfsRuns read(XfsVolume volume, XfsInode inode, XfsInode.Fork fork) throws ImageException {
        return read(volume, inode, fork, null);
    }

    /** The same; what was allocated and never written goes to {@code unwritten}. */
    static XfsRuns read(XfsVolume volume, XfsInode inode, XfsInode.Fork fork, @Nullable XfsRuns unwritten)
            throws ImageException {
        XfsMapping mapping = new XfsMapping(volume, inode, fork, unwritten);
        long cap = volume.limits().get(Limits.EXTENTS_PER_FILE);
        if (Long.compareUnsigned(fork.extents(), cap) > 0) {
            // More than there are blocks: that is no limit of ours.
            if (Long.compareUnsigned(fork.extents(), volume.superblock().blocks()) > 0) {
                throw inode.damaged(Long.toUnsignedString(fork.extents()) + " extents, but the volume has "
                        + volume.superblock().blocks() + " blocks");
            }
            throw new LimitExceededException(
                    "xfs: " + inode.name() + " has " + fork.extents() + " extents",
                    Limits.EXTENTS_PER_FILE,
                    cap,
                    volume.where());
        }
        switch (fork.format()) {
            case XfsInode.FORMAT_EXTENTS -> mapping.readInline();
            case XfsInode.FORMAT_BTREE -> mapping.readTree();
            default -> throw inode.damaged("fork of format " + fork.format() + " has no block map");
        }
        return mapping.runs;
    }

    private void readInline() throws ImageException {
        int room = fork.raw().length() / RECORD_BYTES;
        if (fork.extents() > room) {
            throw inode.damaged(fork.extents() + " extents in room for " + room);
        }
        addRecords(fork.raw(), 0, (int) fork.extents());
    }

    private void readTree() throws ImageException {
        Bytes root = fork.raw();
        int levels = root.be16(0x0); // bb_level, 0x0, be16
        int rootRecords = root.be16(0x2); // bb_numrecs, 0x2, be16
        int rootRoom = (root.length() - ROOT_HEADER_BYTES) / (KEY_BYTES + POINTER_BYTES);
        if (levels < 1 || levels > MAX_LEVELS) {
            throw inode.damaged("extent tree of " + levels + " levels, not 1 to " + MAX_LEVELS);
        }
        if (rootRecords < 1 || rootRecords > rootRoom) {
            throw inode.damaged("extent tree's root has " + rootRecords + " children in room for " + rootRoom);
        }
        int header = volume.superblock().checksums() ? HEADER_BYTES_5 : HEADER_BYTES_4;
        int blockRoom = (volume.blockSize() - header) / (KEY_BYTES + POINTER_BYTES);
        Bytes[] nodes = new Bytes[levels + 1];
        int[] next = new int[levels + 1];
        int[] count = new int[levels + 1];
        int[] pointersAt = new int[levels + 1];
        int level = levels;
        nodes[level] = root;
        count[level] = rootRecords;
        pointersAt[level] = ROOT_HEADER_BYTES + rootRoom * KEY_BYTES;
        while (level <= levels) {
            if (next[level] == count[level]) {
                level++;
                continue;
            }
            long child = nodes[level].be64(pointersAt[level] + next[level] * POINTER_BYTES);
            next[level]++;
            Bytes block = readBlock(child, level - 1);
            int records = block.be16(0x6); // bb_numrecs, 0x6, be16
            if (level == 1) {
                if (records < 1 || records > (block.length() - header) / RECORD_BYTES) {
                    throw block.damaged("xfs: " + inode.name() + ": extent block has " + records + " records", 0x6);
                }
                addRecords(block, header, records);
            } else {
                if (records < 1 || records > blockRoom) {
                    throw block.damaged(
                            "xfs: " + inode.name() + ": extent block has " + records + " children in room for "
                                    + blockRoom,
                            0x6);
                }
                level--;
                nodes[level] = block;
                next[level] = 0;
                count[level] = records;
                pointersAt[level] = header + blockRoom * KEY_BYTES;
            }
        }
        if (records != fork.extents()) {
            throw inode.damaged(records + " extents are mapped, but " + fork.extents() + " are counted");
        }
    }

    private Bytes readBlock(long number, int level) throws ImageException {
        Bytes block = volume.block(number, inode.name() + ": extent block");
        boolean five = volume.superblock().checksums();
        long magic = block.be32(0x0); // bb_magic, 0x0, be32
        if (magic != (five ? MAGIC_5 : MAGIC_4)) {
            throw block.damaged(
                    "xfs: " + inode.name() + ": extent block has the magic 0x" + Long.toHexString(magic), 0x0);
        }
        volume.verify(block, XfsVolume.Fields.LONG_BTREE, inode.number(), "extent block of " + inode.name());
        int found = block.be16(0x4); // bb_level, 0x4, be16
        if (found != level) {
            throw block.damaged("xfs: " + inode.name() + ": extent block has level " + found + ", not " + level, 0x4);
        }
        return block;
    }

    private void addRecords(Bytes from, int at, int count) throws ImageException {
        records += count;
        if (records > fork.extents()) {
            throw inode.damaged("more extents are mapped than the " + fork.extents() + " that are counted");
        }
        for (int i = 0; i < count; i++) {
            addRecord(from, at + i * RECORD_BYTES);
        }
    }

    /** 128 bits: 1 unwritten, 54 file block, 52 volume block, 21 length. */
    private void addRecord(Bytes from, int at) throws ImageException {
        long high = from.be64(at);
        long low = from.be64(at + 8);
        long logical = (high & Long.MAX_VALUE) >>> 9;
        long physical = (high & 0x1ff) << 43 | low >>> 21;
        long blocks = low & COUNT_MASK;
        if (blocks == 0 || logical < nextLogical) {
            throw from.damaged(
                    "xfs: " + inode.name() + ": extent of " + blocks + " blocks at " + logical
                            + ", where the one before ends at " + nextLogical,
                    at);
        }
        nextLogical = logical + blocks;
        if (high < 0) {
            // Allocated, never written: reads as zeros, but must lie inside all the same.
            checkUnwritten(physical, blocks);
            if (unwritten != null) {
                unwritten.add(logical, physical, blocks);
            }
            return;
        }
        runs.add(logical, physical, blocks);
    }

    private void checkUnwritten(long physical, long blocks) throws DamagedImageException {
        if (fork.attributes() || inode.kind() != Kind.FILE) {
            throw inode.damaged("an extent that was never written, which only files' contents may have");
        }
        volume.checkBlocks(physical, blocks, inode.name());
    }
}
