package org.imginspect.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import org.imginspect.error.UnsupportedFeatureException;

/** zstd frames (RFC 8878). A class of its own, so that the native library is loaded only when there is something to decode. */
final class ZstdDecoder extends InputStream {
    // ZSTD_WINDOWLOG_LIMIT_DEFAULT: what zstd -d accepts without --long
    private static final int WINDOW_LOG_MAX = 27;
    private static final int BUFFER_BYTES = 128 * 1024;
    // Contexts are 150 KiB of native memory and dear to make; kept for the next block.
    private static final ArrayBlockingQueue<ZstdDecompressCtx> SPARE = new ArrayBlockingQueue<>(8);

    private final MemberInput in;
    private final String where;
    private final ZstdDecompressCtx context;
    private final ByteBuffer source = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final ByteBuffer target = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final byte[] single = new byte[1];
    private boolean frameDone;
    private boolean closed;

    ZstdDecoder(MemberInput in, String where) {
        this.in = in;
        this.where = where;
        this.context = new ZstdDecompressCtx();
        context.setLongMax(WINDOW_LOG_MAX);
        target.limit(0);
    }

    /** Decodes frames from an array until {@code outLength} bytes are there; returns how many there are, fewer if the input ends. */
    static int decode(byte[] in, int inOffset, int inLength, byte[] out, int outOffset, int outLength)
            throws IOException {
        return decode(in, inOffset, inLength, out, outOffset, outLength, Integer.MAX_VALUE);
    }

    /** Decodes the first frame, which must not hold more than {@code outLength} bytes; returns how many it holds. */
    static int decodeFrame(byte[] in, int inOffset, int inLength, byte[] out, int outOffset, int outLength)
            throws IOException {
        return decode(in, inOffset, inLength, out, outOffset, outLength, 1);
    }

    private static int decode(
            byte[] in, int inOffset, int inLength, byte[] out, int outOffset, int outLength, int frames)
            throws IOException {
        ZstdDecompressCtx context = SPARE.poll();
        if (context == null) {
            context = new ZstdDecompressCtx();
        }
        int done = 0;
        int used = 0;
        try {
            // qemu: a compressed cluster may consist of more than one frame; behind the last one is anything.
            for (int i = 0; i < frames && done < outLength && used < inLength; i++) {
                long frame = Zstd.findFrameCompressedSize(in, inOffset + used, inLength - used);
                if (Zstd.isError(frame) || frame <= 0 || frame > inLength - used) {
                    throw new IOException(Zstd.getErrorName(frame));
                }
                done += context.decompressByteArray(
                        out, outOffset + done, outLength - done, in, inOffset + used, (int) frame);
                used += (int) frame;
            }
            // libzstd copies in pieces and leaves their rest behind what it put out.
            Arrays.fill(out, outOffset + done, outOffset + outLength, (byte) 0);
        } catch (ZstdException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            if (!SPARE.offer(context)) {
                context.close();
            }
        }
        return done;
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        while (!target.hasRemaining()) {
            if (frameDone || closed) {
                close();
                return -1;
            }
            if (!in.available(1)) {
                throw new EOFException();
            }
            source.clear();
            source.put(in.buffer(), in.bufferOffset(), Math.min(in.available(), source.remaining()))
                    .flip();
            target.clear();
            try {
                frameDone = context.decompressDirectByteBufferStream(target, source);
            } catch (ZstdException e) {
                if (Math.abs(e.getErrorCode()) == Zstd.errFrameParameterWindowTooLarge()) {
                    throw new UnsupportedFeatureException("zstd: window exceeds 128 MiB", where);
                }
                throw new IOException(e.getMessage(), e);
            }
            in.take(source.position());
            target.flip();
        }
        int count = Math.min(length, target.remaining());
        target.get(into, offset, count);
        return count;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            context.close();
        }
    }
}
