package org.imginspect.filesystem.xfs;

import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;

/** The headers of allocation groups, a sector each behind the group's superblock, and the B+trees whose roots they name. */
final class XfsGroups {
    private static final int AGF_MAGIC = 0x58414746; // XAGF
    private static final int AGI_MAGIC = 0x58414749; // XAGI
    private static final int AGFL_MAGIC = 0x5841464c; // XAFL
    private static final int AGFL_HEADER_BYTES = 36;
    private static final int BNO_MAGIC_4 = 0x41425442; // ABTB
    private static final int BNO_MAGIC_5 = 0x41423342; // AB3B
    private static final int INO_MAGIC_4 = 0x49414254; // IABT
    private static final int INO_MAGIC_5 = 0x49414233; // IAB3
    private static final int HEADER_BYTES_4 = 16;
    private static final int HEADER_BYTES_5 = 56;
    private static final int POINTER_BYTES = 4;
    /** XFS_BTREE_MAXLEVELS. */
    private static final int MAX_LEVELS = 9;

    private final XfsVolume volume;
    private final XfsSuperblock superblock;
    private final boolean five;

    /** Told of each record of a tree, in order. */
    interface Records {
        void record(Bytes leaf, int at) throws ImageException;
    }

    XfsGroups(XfsVolume volume) {
        this.volume = volume;
        this.superblock = volume.superblock();
        this.five = superblock.checksums();
    }

    /** The records of free extents by block: startblock, 0x0, be32; blockcount, 0x4, be32. */
    void free(long group, Records records) throws ImageException {
        Bytes agf = freeHeader(group);
        // agf_roots[0], 0x10, be32, and agf_levels[0], 0x1c, be32
        walk(group, agf.be32(0x10), agf.be32(0x1c), five ? BNO_MAGIC_5 : BNO_MAGIC_4, 8, 8, records);
    }

    /** The blocks that the group keeps in hand for its trees, in no order. */
    long[] freeList(long group) throws ImageException {
        Bytes agf = freeHeader(group);
        Bytes list = header(group, 3, AGFL_MAGIC, 32, 4, 8, "free list");
        int listAt = five ? AGFL_HEADER_BYTES : 0;
        int room = (superblock.sectorSize() - listAt) / 4;
        long first = agf.be32(0x28); // agf_flfirst, 0x28, be32
        long last = agf.be32(0x2c); // agf_fllast, 0x2c, be32
        long count = agf.be32(0x30); // agf_flcount, 0x30, be32
        long inRing = count == 0 ? 0 : last >= first ? last - first + 1 : room - first + last + 1;
        if (first >= room || last >= room || count > room || inRing != count) {
            throw agf.damaged(
                    "xfs: group " + group + " has " + count + " blocks in its free list from " + first + " to " + last
                            + " of " + room,
                    0x28);
        }
        long[] blocks = new long[(int) count];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = list.be32(listAt + 4 * (int) ((first + i) % room));
        }
        return blocks;
    }

    /** The records of inodes: 64 each. startino, 0x0, be32; free, 0x8, be64: a bit for each that is free or does not exist. */
    void inodes(long group, Records records) throws ImageException {
        Bytes agi = header(group, 2, AGI_MAGIC, 312, 8, 296, "inode header"); // agi_crc, 0x138; agi_uuid, 0x128
        // agi_root, 0x14, be32, and agi_level, 0x18, be32
        walk(group, agi.be32(0x14), agi.be32(0x18), five ? INO_MAGIC_5 : INO_MAGIC_4, 16, 4, records);
    }

    private Bytes freeHeader(long group) throws ImageException {
        return header(group, 1, AGF_MAGIC, 216, 8, 64, "free space header"); // agf_crc, 0xd8; agf_uuid, 0x40
    }

    /** A sector at the group's start. The free list of version 4 has no header. */
    private Bytes header(long group, int sector, int magic, int checksumAt, int numberAt, int uuidAt, String what)
            throws ImageException {
        long position =
                ((group * superblock.agBlocks()) << volume.blockShift()) + (long) sector * superblock.sectorSize();
        Bytes bytes = volume.metadata(position, superblock.sectorSize());
        if (magic == AGFL_MAGIC && !five) {
            return bytes;
        }
        if ((int) bytes.be32(0x0) != magic || bytes.be32(numberAt) != group) {
            throw bytes.damaged(
                    "xfs: " + what + " of group " + group + " has the magic 0x" + Long.toHexString(bytes.be32(0))
                            + " and is of group " + bytes.be32(numberAt),
                    0);
        }
        if (five) {
            volume.checksums().verify(bytes, checksumAt, what + " of group " + group);
            if (!superblock.isMetaUuid(bytes.copy(uuidAt, 16))) {
                throw bytes.damaged("xfs: " + what + " of group " + group + " is of another file system", uuidAt);
            }
        }
        return bytes;
    }

    /** Walks a tree in order with one cursor a level: a child must be exactly one level lower, so no cycle is possible. */
    private void walk(long group, long root, long levels, int magic, int recordBytes, int keyBytes, Records records)
            throws ImageException {
        if (levels < 1 || levels > MAX_LEVELS) {
            throw volume.damaged("xfs: tree of " + levels + " levels in group " + group + ", not 1 to " + MAX_LEVELS);
        }
        int header = five ? HEADER_BYTES_5 : HEADER_BYTES_4;
        int childRoom = (volume.blockSize() - header) / (keyBytes + POINTER_BYTES);
        int recordRoom = (volume.blockSize() - header) / recordBytes;
        Bytes[] nodes = new Bytes[(int) levels];
        int[] next = new int[(int) levels];
        int level = (int) levels - 1;
        nodes[level] = block(group, root, level, magic);
        long blocks = 0;
        while (level < levels) {
            Bytes node = nodes[level];
            int count = node.be16(0x6); // bb_numrecs, 0x6, be16
            if (count > (level == 0 ? recordRoom : childRoom)) {
                throw node.damaged("xfs: tree block of group " + group + " has " + count + " entries", 0x6);
            }
            if (level == 0) {
                for (int i = 0; i < count; i++) {
                    records.record(node, header + i * recordBytes);
                }
                level++;
            } else if (next[level] == count) {
                level++;
            } else {
                long child = node.be32(header + childRoom * keyBytes + next[level] * POINTER_BYTES);
                next[level]++;
                level--;
                if (++blocks > superblock.agBlocks()) {
                    throw volume.damaged("xfs: tree of group " + group + " has more blocks than the group");
                }
                nodes[level] = block(group, child, level, magic);
                next[level] = 0;
            }
        }
    }

    private Bytes block(long group, long number, int level, int magic) throws ImageException {
        String what = "tree block of group " + group;
        Bytes block = volume.block(volume.inGroup(group, number, what), what);
        if ((int) block.be32(0x0) != magic || block.be16(0x4) != level) { // bb_magic, 0x0, be32; bb_level, 0x4, be16
            throw block.damaged(
                    "xfs: " + what + " has the magic 0x" + Long.toHexString(block.be32(0)) + " and level "
                            + block.be16(4) + ", not 0x" + Integer.toHexString(magic) + " and " + level,
                    0);
        }
        volume.verify(block, XfsVolume.Fields.SHORT_BTREE, group, what);
        return block;
    }
}
