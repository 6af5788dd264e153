package org.imginspect.compress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.UnsupportedOptionsException;

/** What a codec puts out, capped, its complaints turned into our kinds; one member, or all up to the input's end. */
final class DecodedStream extends InputStream {
    private final Codec codec;
    private final MemberInput in;
    private final boolean all;
    private final long capBytes;
    private final String where;
    private final byte[] single = new byte[1];
    private @Nullable InputStream decoder;
    private long left;

    DecodedStream(Codec codec, MemberInput in, boolean all, long capBytes, String where) throws ImageException {
        this.codec = codec;
        this.in = in;
        this.all = all;
        this.capBytes = capBytes;
        this.where = where;
        this.left = capBytes;
        this.decoder = open();
    }

    @Override
    public int read() throws ImageException {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws ImageException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        while (decoder != null) {
            int count = readMember(decoder, into, offset, length);
            if (count > 0) {
                return count;
            }
            shut(decoder);
            decoder = null;
            if (all) {
                in.skipZeros();
                if (in.available(1)) {
                    decoder = open();
                }
            }
        }
        return -1;
    }

    @Override
    public void close() throws ImageException {
        if (decoder != null) {
            shut(decoder);
            decoder = null;
        }
        if (all) {
            in.close();
        }
    }

    private int readMember(InputStream member, byte[] into, int offset, int length) throws ImageException {
        try {
            if (left > 0) {
                int count = member.read(into, offset, (int) Math.min(length, left));
                left -= Math.max(count, 0);
                return count;
            }
            // Only one byte more tells whether the output ends exactly at the cap.
            if (member.read() < 0) {
                return -1;
            }
        } catch (IOException | RuntimeException e) {
            throw translate(e);
        }
        throw new LimitExceededException(
                codec.label() + ": decodes to more than " + capBytes + " bytes",
                Limits.DECOMPRESSED_BYTES,
                capBytes,
                where);
    }

    private InputStream open() throws ImageException {
        try {
            return Decoders.open(codec, in, where);
        } catch (IOException | RuntimeException e) {
            throw translate(e);
        }
    }

    private void shut(InputStream member) throws ImageException {
        try {
            member.close();
        } catch (IOException e) {
            throw translate(e);
        }
    }

    private ImageException translate(Exception e) {
        return translate(e, codec, where);
    }

    /** Codecs meet hostile bytes with exceptions of every sort, unchecked ones among them: all say that the bytes are bad. */
    static ImageException translate(Exception e, Codec codec, String where) {
        if (e instanceof ImageException ours) {
            return ours;
        }
        if (e instanceof MemoryLimitException memory) {
            return new UnsupportedFeatureException(
                    codec.label() + ": needs " + (memory.getMemoryNeeded() >> 10) + " MiB of memory, more than "
                            + (memory.getMemoryLimit() >> 10) + " MiB",
                    where,
                    e);
        }
        if (e instanceof UnsupportedOptionsException) {
            return new UnsupportedFeatureException(codec.label() + ": " + e.getMessage(), where, e);
        }
        if (e instanceof EOFException) {
            return new DamagedImageException(codec.label() + ": compressed data end too early", where, e);
        }
        String message = e.getMessage();
        return new DamagedImageException(
                codec.label() + ": compressed data are damaged: " + (message == null ? e.toString() : message),
                where,
                e);
    }
}
