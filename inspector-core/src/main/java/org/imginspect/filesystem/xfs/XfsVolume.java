package org.imginspect.filesystem.xfs;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.WeightedCache;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/** The volume in blocks, whose numbers have the group in their high bits; metadata is read and kept in chunks. */
final class XfsVolume {
    /** Small enough to be cheap, large enough that an inode cluster is in one; the largest block. */
    private static final int CHUNK_BYTES = 64 << 10;

    private final ByteSource source;
    private final XfsSuperblock superblock;
    private final XfsChecksums checksums = new XfsChecksums();
    private final Limits limits;
    private final int blockLog;
    private final int agBlockLog;
    private final long agBlockMask;
    private final WeightedCache<Long, Bytes> chunks;
    private long lastIndex = -1;
    private @Nullable Bytes lastChunk;

    XfsVolume(ByteSource source, XfsSuperblock superblock, Limits limits) {
        this.source = source;
        this.superblock = superblock;
        this.limits = limits;
        this.blockLog = superblock.blockLog();
        this.agBlockLog = superblock.agBlockLog();
        this.agBlockMask = (1L << agBlockLog) - 1;
        this.chunks = new WeightedCache<>(Math.max(limits.get(Limits.CACHE_BYTES) / 2, 4L * CHUNK_BYTES));
    }

    XfsSuperblock superblock() {
        return superblock;
    }

    XfsChecksums checksums() {
        return checksums;
    }

    Limits limits() {
        return limits;
    }

    int blockSize() {
        return superblock.blockSize();
    }

    int blockShift() {
        return blockLog;
    }

    String where() {
        return source.describe();
    }

    /** {@code count} blocks from {@code block}, which must lie inside one group. */
    void checkBlocks(long block, long count, String what) throws DamagedImageException {
        long group = block >>> agBlockLog;
        long inGroup = block & agBlockMask;
        long blocks = group < superblock.agCount() && group >= 0 ? superblock.blocksIn(group) : 0;
        // Block 0 of a group is a superblock: nothing else ever lies there.
        if (inGroup == 0 || count < 0 || inGroup >= blocks || count > blocks - inGroup) {
            throw damaged("xfs: " + what + ": block " + inGroup
                    + (count == 1 ? "" : " and the " + (count - 1) + " after it")
                    + " lie outside group " + Long.toUnsignedString(group) + ", one of " + superblock.agCount()
                    + ", which has " + blocks);
        }
    }

    /** The number of a block that is counted from its group's start. */
    long inGroup(long group, long block, String what) throws DamagedImageException {
        if (block >= superblock.blocksIn(group)) {
            throw damaged("xfs: " + what + ": block " + block + " of group " + group + ", which has "
                    + superblock.blocksIn(group));
        }
        return group << agBlockLog | block;
    }

    /** Where in the volume a block lies that {@link #checkBlocks} found to be there. */
    long position(long block) {
        return ((block >>> agBlockLog) * superblock.agBlocks() + (block & agBlockMask)) << blockLog;
    }

    DamagedImageException damaged(String what) {
        return new DamagedImageException(what, where());
    }

    /** Bytes of blocks that were checked to lie inside. Any number of threads at once. */
    void read(long positionBytes, byte[] into, int offset, int length) throws ImageException {
        source.readFully(positionBytes, into, offset, length);
    }

    /** One block of metadata, from memory if it was read before. */
    Bytes block(long block, String what) throws ImageException {
        checkBlocks(block, 1, what);
        return metadata(position(block), superblock.blockSize());
    }

    /** Metadata that does not cross a multiple of 64 KiB: a block, an inode. */
    Bytes metadata(long positionBytes, int length) throws ImageException {
        long index = positionBytes / CHUNK_BYTES;
        Bytes chunk = index == lastIndex ? lastChunk : null;
        if (chunk == null) {
            chunk = chunk(index);
            lastIndex = index;
            lastChunk = chunk;
        }
        return chunk.slice((int) (positionBytes % CHUNK_BYTES), length);
    }

    private Bytes chunk(long index) throws ImageException {
        Bytes known = chunks.get(index);
        if (known != null) {
            return known;
        }
        long position = index * CHUNK_BYTES;
        byte[] bytes = new byte[(int) Math.min(CHUNK_BYTES, source.size() - position)];
        read(position, bytes, 0, bytes.length);
        Bytes chunk = new Bytes(bytes, where(), position);
        chunks.put(index, chunk, CHUNK_BYTES);
        return chunk;
    }

    /**
     * What metadata of version 5 says of itself: its checksum, where it lies, whose file system it is of and who owns it. Version 4 has
     * none of it.
     *
     * @param fields where the block keeps them
     */
    void verify(Bytes block, Fields fields, long owner, String what) throws ImageException {
        if (!superblock.checksums()) {
            return;
        }
        checksums.verify(block, fields.checksum, what);
        long address = block.be64(fields.address);
        if (address != block.positionOf(0) >>> 9) {
            throw block.damaged(
                    "xfs: " + what + " says it lies at sector " + Long.toUnsignedString(address) + ", not "
                            + (block.positionOf(0) >>> 9),
                    fields.address);
        }
        if (!superblock.isMetaUuid(block.copy(fields.uuid, 16))) {
            throw block.damaged("xfs: " + what + " is of another file system", fields.uuid);
        }
        long found = fields.wideOwner ? block.be64(fields.owner) : block.be32(fields.owner);
        if (found != owner) {
            throw block.damaged(
                    "xfs: " + what + " is owned by " + Long.toUnsignedString(found) + ", not " + owner, fields.owner);
        }
    }

    /** Where blocks of version 5 keep what they say of themselves: byte offsets. */
    enum Fields {
        /** struct xfs_btree_block_lhdr: bb_blkno, bb_uuid, bb_owner, bb_crc */
        LONG_BTREE(64, 24, 40, 56, true),
        /** struct xfs_btree_block_shdr */
        SHORT_BTREE(52, 16, 32, 48, false),
        /** struct xfs_dir3_blk_hdr: crc, blkno, uuid, owner */
        DIRECTORY(4, 8, 24, 40, true),
        /** struct xfs_da3_blkinfo: crc, blkno, uuid, owner */
        INDEX(12, 16, 32, 48, true),
        /** struct xfs_dsymlink_hdr: sl_crc, sl_blkno, sl_uuid, sl_owner */
        SYMLINK(12, 40, 16, 32, true),
        /** struct xfs_attr3_rmt_hdr: rm_crc, rm_blkno, rm_uuid, rm_owner */
        ATTRIBUTE_VALUE(12, 40, 16, 32, true);

        private final int checksum;
        private final int address;
        private final int uuid;
        private final int owner;
        private final boolean wideOwner;

        Fields(int checksum, int address, int uuid, int owner, boolean wideOwner) {
            this.checksum = checksum;
            this.address = address;
            this.uuid = uuid;
            this.owner = owner;
            this.wideOwner = wideOwner;
        }
    }
}
