package org.imginspect.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The compressed bytes come from the commands that people use, never from our own libraries. */
class DecodersTest {
    private static final byte[] TEXT = sample();

    static Stream<Arguments> commands() {
        return Stream.of(
                Arguments.of(Codec.GZIP, List.of("gzip", "-9nc")),
                Arguments.of(Codec.GZIP, List.of("gzip", "-1c")),
                Arguments.of(Codec.XZ, List.of("xz", "-c", "--check=crc32", "--lzma2=dict=1MiB")),
                Arguments.of(Codec.XZ, List.of("xz", "-6e", "-c", "--check=sha256")),
                Arguments.of(Codec.XZ, List.of("xz", "-c", "--x86", "--lzma2", "--block-size=100000")),
                Arguments.of(Codec.LZMA, List.of("xz", "--format=lzma", "-c")),
                Arguments.of(Codec.BZIP2, List.of("bzip2", "-9c")),
                Arguments.of(Codec.LZ4_FRAME, List.of("lz4", "-c")),
                Arguments.of(Codec.LZ4_FRAME, List.of("lz4", "-q", "-9", "-BD", "-B4", "-c")),
                Arguments.of(Codec.LZ4_FRAME, List.of("lz4", "--content-size", "-BX", "-c")),
                Arguments.of(Codec.LZ4_LEGACY, List.of("lz4", "-l", "-c")),
                Arguments.of(Codec.ZSTD, List.of("zstd", "-19", "-c")),
                Arguments.of(Codec.ZSTD, List.of("zstd", "--ultra", "-22", "--long=24", "-c")),
                Arguments.of(Codec.ZSTD, List.of("zstd", "-1", "--no-check", "-c")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandsOutputIsRecognisedAndDecoded(Codec codec, List<String> command) throws Exception {
        byte[] packed = run(command, TEXT);

        assertThat(Codec.detect(Arrays.copyOf(packed, Codec.DETECT_BYTES))).contains(codec);
        assertThat(all(codec, packed)).isEqualTo(TEXT);
        byte[] out = new byte[TEXT.length + 10];
        assertThat(Decoders.decode(codec, packed, 0, packed.length, out, 5, TEXT.length + 5, "t"))
                .isEqualTo(TEXT.length);
        assertThat(Arrays.copyOfRange(out, 5, 5 + TEXT.length)).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anEmptyFileDecodesToNothing(Codec codec, List<String> command) throws Exception {
        assertThat(all(codec, run(command, new byte[0]))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aMemberLeavesWhatFollowsItUnread(Codec codec, List<String> command) throws Exception {
        byte[] packed = run(command, TEXT);
        byte[] tail = "070701-the-next-archive".getBytes(StandardCharsets.US_ASCII);
        MemberInput in = new MemberInput(new ByteArrayInputStream(join(packed, new byte[5], packed, tail)), "t");

        assertThat(Decoders.member(codec, in, Long.MAX_VALUE, "t").readAllBytes())
                .isEqualTo(TEXT);
        assertThat(in.position()).isEqualTo(packed.length);
        assertThat(in.skipZeros()).isEqualTo(5);
        assertThat(Decoders.member(codec, in, Long.MAX_VALUE, "t").readAllBytes())
                .isEqualTo(TEXT);
        assertThat(in.peek(6)).isEqualTo("070701".getBytes(StandardCharsets.US_ASCII));
        assertThat(in.readAllBytes()).isEqualTo(tail);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aStreamGoesOnThroughAllMembers(Codec codec, List<String> command) throws Exception {
        byte[] packed = run(command, TEXT);
        assertThat(all(codec, join(packed, packed, new byte[512], packed))).isEqualTo(join(TEXT, TEXT, TEXT));
        assertThatThrownBy(() -> all(codec, join(packed, "rubbish at the end".getBytes(StandardCharsets.US_ASCII))))
                .isInstanceOf(ImageException.class);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aTruncatedStreamIsDamagedWhereverItEnds(Codec codec, List<String> command) throws Exception {
        byte[] packed = run(command, TEXT);
        for (int end = 0; end < packed.length; end += 1 + end / 9) {
            byte[] part = Arrays.copyOf(packed, end);
            // A legacy frame has no end mark: cut between two blocks it is whole.
            if (codec == Codec.LZ4_LEGACY && end >= 4 && end < 8) {
                continue;
            }
            assertThatThrownBy(() -> all(codec, part))
                    .as("cut at %d of %d", end, packed.length)
                    .isInstanceOf(DamagedImageException.class)
                    .hasMessageContaining("[t]");
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void flippedBytesGiveAnImageExceptionOrSuccess(Codec codec, List<String> command) throws Exception {
        byte[] packed = run(command, TEXT);
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            byte[] bad = packed.clone();
            bad[i < 40 ? i % bad.length : random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                Decoders.stream(codec, new ByteArrayInputStream(bad), 4L * TEXT.length, "t")
                        .transferTo(OutputStream.nullOutputStream());
                Decoders.decode(codec, bad, 0, bad.length, new byte[TEXT.length], 0, TEXT.length, "t");
            } catch (ImageException e) {
                assertThat(e.problem().where()).isEqualTo("t");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void outputBeyondTheCapIsALimitAndOutputUpToItIsNot(Codec codec, List<String> command) throws Exception {
        byte[] packed = run(command, TEXT);
        assertThat(Decoders.stream(codec, new ByteArrayInputStream(packed), TEXT.length, "t")
                        .readAllBytes())
                .isEqualTo(TEXT);
        assertThatThrownBy(() -> Decoders.stream(codec, new ByteArrayInputStream(packed), TEXT.length - 1, "t")
                        .readAllBytes())
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("--limit decompressed-bytes=VALUE");
    }

    @Test
    void severalLegacyBlocksMakeOneMember() throws Exception {
        byte[] big = new byte[(8 << 20) * 2 + 12345];
        new Random(1).nextBytes(big);
        Arrays.fill(big, 1 << 20, 9 << 20, (byte) 'x');
        assertThat(all(Codec.LZ4_LEGACY, run(List.of("lz4", "-l", "-c"), big))).isEqualTo(big);
    }

    @Test
    void skippableFramesAndSeveralZstdFramesAreOneFile() throws Exception {
        Requirement.programs("pzstd");
        byte[] packed = run(List.of("pzstd", "-q", "-p", "2", "-1", "-c"), TEXT);
        byte[] all = Decoders.stream(Codec.ZSTD, new ByteArrayInputStream(packed), Long.MAX_VALUE, "t")
                .readAllBytes();
        assertThat(all).isEqualTo(TEXT);
    }

    /** libzstd copies matches in pieces of 16 bytes or more, also behind the end of what it puts out. */
    @Test
    void behindTheEndOfAZstdFrameNothingIsLeft() throws Exception {
        Requirement.programs("zstd");
        byte[] text =
                Arrays.copyOf("109768589 of a line at random\n".repeat(300).getBytes(StandardCharsets.US_ASCII), 7914);
        byte[] packed = run(List.of("zstd", "-15", "--no-check", "-c"), text);
        byte[] out = new byte[8192];
        assertThat(Decoders.decode(Codec.ZSTD, packed, 0, packed.length, out, 0, out.length, "t"))
                .isEqualTo(text.length);
        assertThat(out).isEqualTo(Arrays.copyOf(text, out.length));
    }

    @Test
    void rawDeflateAndZlibAreDecodedFromTheMiddleOfAnArray() throws Exception {
        for (boolean raw : new boolean[] {true, false}) {
            Codec codec = raw ? Codec.RAW_DEFLATE : Codec.ZLIB;
            byte[] packed = deflate(TEXT, raw);
            byte[] in = join(new byte[3], packed, new byte[] {1, 2, 3, 4});
            byte[] out = new byte[TEXT.length];
            assertThat(Decoders.decode(codec, in, 3, in.length - 3, out, 0, out.length, "t"))
                    .isEqualTo(TEXT.length);
            assertThat(out).isEqualTo(TEXT);
            assertThat(all(codec, packed)).isEqualTo(TEXT);
            assertThat(Codec.detect(packed)).isEmpty();

            // Stops when the output is full, as a qcow2 cluster is.
            byte[] part = new byte[1000];
            assertThat(Decoders.decode(codec, packed, 0, packed.length, part, 0, 1000, "t"))
                    .isEqualTo(1000);
            assertThat(part).isEqualTo(Arrays.copyOf(TEXT, 1000));
            assertThatThrownBy(() -> Decoders.decode(codec, packed, 0, 100, out, 0, out.length, "t"))
                    .isInstanceOf(DamagedImageException.class);
        }
    }

    @Test
    void aDecoderThatFailedOnceServesTheNextBlock() throws Exception {
        byte[] packed = deflate(TEXT, true);
        for (int i = 0; i < 20; i++) {
            byte[] bad = {(byte) 0xff, 1, 2, 3};
            assertThatThrownBy(() -> Decoders.decode(Codec.RAW_DEFLATE, bad, 0, 4, new byte[9], 0, 9, "t"))
                    .isInstanceOf(DamagedImageException.class);
            byte[] out = new byte[TEXT.length];
            Decoders.decode(Codec.RAW_DEFLATE, packed, 0, packed.length, out, 0, out.length, "t");
            assertThat(out).isEqualTo(TEXT);
        }
    }

    @Test
    void hugeDictionariesAreRefusedByName() {
        // An lzma header that asks for a dictionary of 1 GiB.
        byte[] lzma = {0x5d, 0, 0, 0, 0x40, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0};
        assertThatThrownBy(() -> all(Codec.LZMA, lzma))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("more than 132 MiB");
        // A zstd frame header with window descriptor 0xa0: 2^30 bytes.
        byte[] zstd = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) 0xa0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        assertThatThrownBy(() -> all(Codec.ZSTD, zstd))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("window exceeds 128 MiB");
    }

    @Test
    void aHostReadErrorIsNotDamage() {
        InputStream failing =
                new SequenceInputStream(new ByteArrayInputStream(new byte[] {0x1f, (byte) 0x8b, 8}), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("disk on fire");
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        return read();
                    }
                });
        assertThatThrownBy(() -> Decoders.stream(Codec.GZIP, failing, 100, "t").readAllBytes())
                .isInstanceOf(ImageReadException.class)
                .hasMessageContaining("disk on fire");
    }

    @Test
    void textAndArchivesAreNoCodec() {
        assertThat(Codec.detect("070701000000".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(Codec.detect("]\0\0oh hello, no lzma".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(Codec.detect(new byte[0])).isEmpty();
        assertThat(Codec.detect(new byte[] {0x1f})).isEmpty();
        assertThat(Codec.detect(new byte[13])).isEmpty();
    }

    private static byte[] all(Codec codec, byte[] packed) throws IOException {
        try (InputStream in = Decoders.stream(codec, new ByteArrayInputStream(packed), Long.MAX_VALUE, "t")) {
            return in.readAllBytes();
        }
    }

    private static byte[] deflate(byte[] plain, boolean raw) {
        Deflater deflater = new Deflater(6, raw);
        deflater.setInput(plain);
        deflater.finish();
        byte[] out = new byte[plain.length * 2];
        int count = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, count);
    }

    private static byte[] run(List<String> command, byte[] input) throws IOException, InterruptedException {
        Requirement.programs(command.get(0));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread feeder = new Thread(() -> {
            try (OutputStream to = process.getOutputStream()) {
                to.write(input);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        feeder.start();
        byte[] output = process.getInputStream().readAllBytes();
        feeder.join();
        assertThat(process.waitFor()).isZero();
        return output;
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] sample() {
        StringBuilder text = new StringBuilder();
        Random random = new Random(42);
        while (text.length() < 150_000) {
            text.append("kernel/drivers/")
                    .append(random.nextInt(5000))
                    .append(random.nextInt(3) == 0 ? ".ko\n" : ".h ");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
