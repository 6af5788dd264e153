package org.imginspect.compress;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.SingleXZInputStream;

/**
 * Decompression with a cap on the output. Corrupt input is a {@link DamagedImageException}, output beyond the cap a
 * {@link org.imginspect.error.LimitExceededException}; an {@code ImageException} of the input stream itself passes through unchanged.
 */
public final class Decoders {
    // liblzma needs about the dictionary; xz -9 uses 64 MiB
    private static final int DICTIONARY_MAX_KIB = 132 * 1024;
    private static final ArrayBlockingQueue<Inflater> SPARE_RAW = new ArrayBlockingQueue<>(8);
    private static final ArrayBlockingQueue<Inflater> SPARE_ZLIB = new ArrayBlockingQueue<>(8);

    private Decoders() {}

    /**
     * Decodes a whole file: the first member and all that follow it up to the end of {@code in}, as {@code gzip -d} and its kin do. Zero
     * padding behind a member is skipped; other bytes behind the last one are damage.
     *
     * @param in closed with the result; buffered here
     * @param capBytes most bytes to put out, all members together
     * @param where the storage path to name in exceptions
     * @return a stream whose methods throw only {@link ImageException}s
     */
    public static InputStream stream(Codec codec, InputStream in, long capBytes, String where) throws ImageException {
        return new DecodedStream(codec, new MemberInput(in, where), true, capBytes, where);
    }

    /**
     * Decodes exactly one member: a gzip member, an xz stream, an lzma file, a bzip2 stream, an lz4 frame, a zstd frame (a skippable one
     * gives nothing). Once the result has been read to its end, the next byte of {@code in} is the first one behind the member.
     *
     * @param in not closed with the result
     * @param capBytes most bytes to put out
     * @param where the storage path to name in exceptions
     * @return a stream whose methods throw only {@link ImageException}s
     */
    public static InputStream member(Codec codec, MemberInput in, long capBytes, String where) throws ImageException {
        return new DecodedStream(codec, in, false, capBytes, where);
    }

    /**
     * Decodes from an array into an array and stops when the output is full or the compressed stream ends; what is left of the input is
     * not looked at. The checksum of a {@link Codec#ZLIB} stream that ends there is compared.
     * What of the output is not filled then is as it was, or zeros.
     *
     * @param where the storage path to name in exceptions
     * @return how many bytes were put out, less than {@code outLength} only if the compressed stream properly ended before
     */
    public static int decode(
            Codec codec, byte[] in, int inOffset, int inLength, byte[] out, int outOffset, int outLength, String where)
            throws ImageException {
        Objects.checkFromIndexSize(inOffset, inLength, in.length);
        Objects.checkFromIndexSize(outOffset, outLength, out.length);
        try {
            if (codec == Codec.RAW_DEFLATE || codec == Codec.ZLIB) {
                return inflate(codec == Codec.RAW_DEFLATE, in, inOffset, inLength, out, outOffset, outLength, where);
            }
            if (codec == Codec.ZSTD) {
                return ZstdDecoder.decode(in, inOffset, inLength, out, outOffset, outLength);
            }
            MemberInput input = new MemberInput(new ByteArrayInputStream(in, inOffset, inLength), where);
            try (InputStream decoded = open(codec, input, where)) {
                return decoded.readNBytes(out, outOffset, outLength);
            }
        } catch (IOException | RuntimeException e) {
            throw DecodedStream.translate(e, codec, where);
        }
    }

    /**
     * As {@link #decode}, but one member alone: what lies behind it is not looked at even if the output is not full.
     *
     * @param codec {@link Codec#ZLIB} or {@link Codec#ZSTD}
     */
    public static int decodeMember(
            Codec codec, byte[] in, int inOffset, int inLength, byte[] out, int outOffset, int outLength, String where)
            throws ImageException {
        Objects.checkFromIndexSize(inOffset, inLength, in.length);
        Objects.checkFromIndexSize(outOffset, outLength, out.length);
        return switch (codec) {
            case ZLIB -> {
                // CMF and FLG: deflate, a multiple of 31, no preset dictionary. The Adler-32 behind the data is not
                // compared.
                int head = inLength < 2 ? 0 : ((in[inOffset] & 0xff) << 8) | (in[inOffset + 1] & 0xff);
                if ((head & 0x0f20) != 0x0800 || head % 31 != 0) {
                    throw new DamagedImageException(
                            "zlib: compressed data are damaged: header 0x" + Integer.toHexString(head), where);
                }
                yield inflate(true, in, inOffset + 2, inLength - 2, out, outOffset, outLength, where);
            }
            case ZSTD -> {
                try {
                    yield ZstdDecoder.decodeFrame(in, inOffset, inLength, out, outOffset, outLength);
                } catch (IOException e) {
                    throw DecodedStream.translate(e, codec, where);
                }
            }
            default -> throw new IllegalArgumentException(codec + " has no members to decode from an array");
        };
    }

    static InputStream open(Codec codec, MemberInput in, String where) throws IOException {
        return switch (codec) {
            case GZIP, ZLIB, RAW_DEFLATE -> new InflateStream(in, codec);
            case XZ -> new SingleXZInputStream(in, DICTIONARY_MAX_KIB);
            case LZMA -> new LZMAInputStream(in, DICTIONARY_MAX_KIB);
            case BZIP2 -> new BZip2CompressorInputStream(in, false);
            case LZ4_FRAME -> new FramedLZ4CompressorInputStream(in, false);
            case LZ4_LEGACY -> new Lz4LegacyStream(in);
            case ZSTD -> new ZstdDecoder(in, where);
        };
    }

    private static int inflate(
            boolean raw, byte[] in, int inOffset, int inLength, byte[] out, int outOffset, int outLength, String where)
            throws DamagedImageException {
        ArrayBlockingQueue<Inflater> spares = raw ? SPARE_RAW : SPARE_ZLIB;
        Inflater inflater = spares.poll();
        if (inflater == null) {
            inflater = new Inflater(raw);
        }
        try {
            inflater.setInput(in, inOffset, inLength);
            int done = 0;
            while (done < outLength && !inflater.finished()) {
                int count = inflater.inflate(out, outOffset + done, outLength - done);
                if (count == 0 && !inflater.finished()) {
                    throw new DamagedImageException("deflate: compressed data end too early", where);
                }
                done += count;
            }
            if (!raw && !inflater.finished()) {
                // The checksum is behind the last byte; it throws if it is wrong.
                inflater.inflate(new byte[1]);
            }
            return done;
        } catch (DataFormatException e) {
            throw new DamagedImageException("deflate: compressed data are damaged: " + e.getMessage(), where, e);
        } finally {
            inflater.reset();
            if (!spares.offer(inflater)) {
                inflater.end();
            }
        }
    }
}
