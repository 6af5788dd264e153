package org.imginspect.filesystem.ext4;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.WeightedCache;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/** The volume in blocks: what the journal holds comes before what lies in place; metadata is read and kept in chunks. */
final class Ext4Volume {
    /** Small enough to be cheap, large enough that the inodes of a directory share a few; the usual cluster of qcow2. */
    private static final int CHUNK_BYTES = 64 << 10;

    private final ByteSource source;
    private final Ext4Superblock superblock;
    private final Ext4Checksums checksums;
    private final Limits limits;
    private final int blockShift;
    private final @Nullable Ext4Overlay overlay;
    private final WeightedCache<Long, Bytes> chunks;
    private long lastIndex = -1;
    private @Nullable Bytes lastChunk;

    Ext4Volume(ByteSource source, Ext4Superblock superblock, Limits limits, @Nullable Ext4Overlay overlay) {
        this.source = source;
        this.superblock = superblock;
        this.checksums = new Ext4Checksums(superblock);
        this.limits = limits;
        this.blockShift = Integer.numberOfTrailingZeros(superblock.blockSize());
        this.overlay = overlay;
        this.chunks = new WeightedCache<>(Math.max(limits.get(Limits.CACHE_BYTES) / 2, 4L * CHUNK_BYTES));
    }

    Ext4Superblock superblock() {
        return superblock;
    }

    Ext4Checksums checksums() {
        return checksums;
    }

    Limits limits() {
        return limits;
    }

    int blockSize() {
        return superblock.blockSize();
    }

    int blockShift() {
        return blockShift;
    }

    String where() {
        return source.describe();
    }

    /** {@code count} blocks from {@code block}, which must lie inside the file system. */
    void checkBlocks(long block, long count, String what) throws DamagedImageException {
        long total = superblock.blocksCount();
        if (block <= 0 || count < 0 || block > total || count > total - block) {
            throw damaged("ext4: " + what + ": block " + Long.toUnsignedString(block)
                    + (count == 1 ? "" : " and the " + (count - 1) + " after it")
                    + " lie outside the " + total + " blocks there are");
        }
    }

    DamagedImageException damaged(String what) {
        return new DamagedImageException(what, where());
    }

    /** Bytes of blocks that were checked to lie inside. Any number of threads at once. */
    void read(long positionBytes, byte[] into, int offset, int length) throws ImageException {
        source.readFully(positionBytes, into, offset, length);
        if (overlay != null) {
            overlay.patch(source, positionBytes, into, offset, length);
        }
    }

    /** One block of metadata, from memory if it was read before. */
    Bytes block(long block, String what) throws ImageException {
        checkBlocks(block, 1, what);
        return metadata(block << blockShift, superblock.blockSize());
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
}
