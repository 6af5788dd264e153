package org.imginspect.io;

import java.io.InputStream;
import java.util.Objects;
import org.imginspect.error.ImageException;

/** A source from its beginning to its end as a stream, read in blocks of 64 KiB. Does not close the source. */
public final class SourceInputStream extends InputStream {
    private static final int BLOCK_BYTES = 64 * 1024;

    private final ByteSource source;
    private final byte[] block;
    private long position;
    private int blockLength;
    private int blockOffset;

    public SourceInputStream(ByteSource source) {
        this.source = source;
        this.block = new byte[(int) Math.min(BLOCK_BYTES, source.size())];
    }

    @Override
    public int read() throws ImageException {
        if (blockOffset == blockLength && !fill()) {
            return -1;
        }
        return block[blockOffset++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws ImageException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (blockOffset == blockLength) {
            if (length >= block.length) {
                int direct = (int) Math.min(length, source.size() - position);
                if (direct == 0) {
                    return -1;
                }
                source.readFully(position, into, offset, direct);
                position += direct;
                return direct;
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, blockLength - blockOffset);
        System.arraycopy(block, blockOffset, into, offset, count);
        blockOffset += count;
        return count;
    }

    @Override
    public long skip(long count) {
        if (count <= 0) {
            return 0;
        }
        int buffered = (int) Math.min(count, blockLength - blockOffset);
        blockOffset += buffered;
        long beyond = Math.min(count - buffered, source.size() - position);
        position += beyond;
        return buffered + beyond;
    }

    @Override
    public int available() {
        return blockLength - blockOffset;
    }

    private boolean fill() throws ImageException {
        blockLength = (int) Math.min(block.length, source.size() - position);
        blockOffset = 0;
        if (blockLength == 0) {
            return false;
        }
        source.readFully(position, block, 0, blockLength);
        position += blockLength;
        return true;
    }
}
