package org.imginspect.compress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An lz4 legacy frame (lz4_Frame_format.md, "Legacy frame"): magic 0x184C2102, then blocks, each le32 compressed size and that many
 * bytes that make at most 8 MiB. It ends with the input or with a size that no block can have, which belongs to whatever follows.
 */
final class Lz4LegacyStream extends InputStream {
    private static final int MAGIC = 0x184c2102;
    private static final int BLOCK_MAX_BYTES = 8 << 20;
    // LZ4_COMPRESSBOUND(8 MiB)
    private static final int COMPRESSED_MAX_BYTES = BLOCK_MAX_BYTES + BLOCK_MAX_BYTES / 255 + 16;

    private final MemberInput in;
    private final byte[] single = new byte[1];
    private @Nullable InputStream block;
    private int blockBytes;
    private boolean ended;

    Lz4LegacyStream(MemberInput in) throws IOException {
        this.in = in;
        if (!in.available(4) || le32(in.peek(4)) != MAGIC) {
            throw new IOException("no magic 0x184c2102");
        }
        in.take(4);
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (!ended) {
            InputStream current = block;
            if (current == null) {
                current = nextBlock();
                if (current == null) {
                    break;
                }
                block = current;
            }
            int count = current.read(into, offset, length);
            if (count > 0) {
                blockBytes += count;
                if (blockBytes > BLOCK_MAX_BYTES) {
                    throw new IOException("a block makes more than 8 MiB");
                }
                return count;
            }
            block = null;
        }
        return -1;
    }

    private @Nullable InputStream nextBlock() throws IOException {
        byte[] head = in.peek(4);
        if (head.length == 4) {
            int size = le32(head);
            if (size > 0 && size <= COMPRESSED_MAX_BYTES) {
                in.take(4);
                blockBytes = 0;
                return new BlockLZ4CompressorInputStream(new Part(in, size));
            }
        }
        // A zero size is padding; anything else that is no size begins another frame or archive.
        ended = true;
        return null;
    }

    private static int le32(byte[] bytes) {
        return (bytes[0] & 0xff) | ((bytes[1] & 0xff) << 8) | ((bytes[2] & 0xff) << 16) | ((bytes[3] & 0xff) << 24);
    }

    /** A fixed number of bytes; fewer than that is an error. */
    private static final class Part extends InputStream {
        private final MemberInput in;
        private int left;

        Part(MemberInput in, int left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            if (left == 0) {
                return -1;
            }
            int value = in.read();
            if (value < 0) {
                throw new EOFException();
            }
            left--;
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left == 0) {
                return length == 0 ? 0 : -1;
            }
            int count = in.read(into, offset, Math.min(length, left));
            if (count < 0) {
                throw new EOFException();
            }
            left -= count;
            return count;
        }
    }
}
