package org.imginspect.compress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** One gzip member, zlib stream or raw deflate stream (RFC 1952, 1950, 1951). Takes no byte behind its end. */
final class InflateStream extends InputStream {
    // FLG of a gzip header, offset 3, u8
    private static final int FLAG_HEADER_CRC = 0x02;
    private static final int FLAG_EXTRA = 0x04;
    private static final int FLAG_NAME = 0x08;
    private static final int FLAG_COMMENT = 0x10;
    private static final int FLAGS_RESERVED = 0xe0;

    private final MemberInput in;
    private final boolean gzip;
    private final Inflater inflater;
    private final CRC32 crc = new CRC32();
    private final byte[] single = new byte[1];
    private boolean ended;

    InflateStream(MemberInput in, Codec codec) throws IOException {
        this.in = in;
        this.gzip = codec == Codec.GZIP;
        if (gzip) {
            readHeader();
        }
        this.inflater = new Inflater(codec != Codec.ZLIB);
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        try {
            while (true) {
                boolean more = in.available(1);
                // The input stays in the buffer until it is used, so that what is behind the end is left to the next
                // reader.
                inflater.setInput(in.buffer(), in.bufferOffset(), in.available());
                int count = inflater.inflate(into, offset, length);
                in.take(in.available() - inflater.getRemaining());
                if (count > 0) {
                    crc.update(into, offset, count);
                    return count;
                }
                if (inflater.finished()) {
                    finish();
                    return -1;
                }
                if (inflater.needsDictionary()) {
                    throw new IOException("needs a preset dictionary");
                }
                // The last input may be swallowed long before its last output is out, so the end counts only here.
                if (!more) {
                    throw new EOFException();
                }
            }
        } catch (DataFormatException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        ended = true;
        inflater.end();
    }

    private void finish() throws IOException {
        if (gzip) {
            // CRC32, le32; ISIZE, le32, length modulo 2^32
            long wantedCrc = le32();
            long wantedSize = le32();
            if (wantedCrc != crc.getValue()) {
                throw new IOException("checksum 0x" + Long.toHexString(crc.getValue()) + " found, 0x"
                        + Long.toHexString(wantedCrc) + " expected");
            }
            if (wantedSize != (inflater.getBytesWritten() & 0xffff_ffffL)) {
                throw new IOException(
                        "length " + inflater.getBytesWritten() + " found, " + wantedSize + " expected modulo 2^32");
            }
        }
        close();
    }

    private void readHeader() throws IOException {
        // ID1 ID2, 0x0, u8 each; CM, 0x2, u8, 8 = deflate; FLG, 0x3, u8; MTIME, 0x4, le32; XFL, 0x8, u8; OS, 0x9, u8
        if (u8() != 0x1f || u8() != 0x8b) {
            throw new IOException("no magic 1f 8b");
        }
        int method = u8();
        if (method != 8) {
            throw new IOException("method " + method + " is not 8");
        }
        int flags = u8();
        if ((flags & FLAGS_RESERVED) != 0) {
            throw new IOException("reserved flags 0x" + Integer.toHexString(flags & FLAGS_RESERVED) + " are set");
        }
        skip(6);
        if ((flags & FLAG_EXTRA) != 0) {
            // XLEN, le16
            int low = u8();
            skip(low | (u8() << 8));
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(2);
        }
    }

    private void skipText() throws IOException {
        while (u8() != 0) {
            // Names end with a zero byte.
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            u8();
        }
    }

    private long le32() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            value |= (long) u8() << shift;
        }
        return value;
    }

    private int u8() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException();
        }
        return value;
    }
}
