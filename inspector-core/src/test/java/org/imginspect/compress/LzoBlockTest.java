package org.imginspect.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.imginspect.error.DamagedImageException;
import org.imginspect.fixtures.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks that lzop made: its levels use all three of the library's encoders. */
final class LzoBlockTest {
    private static final int LZOP_BLOCK_BYTES = 256 << 10;

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-3", "-7", "-9"})
    void blocksOfLzopAreDecoded(String level) throws Exception {
        Requirement.programs("lzop");
        Random random = new Random(level.hashCode());
        for (int size : new int[] {40, 255, 4096, 70_000, 300_000}) {
            for (int kind = 0; kind < 4; kind++) {
                byte[] content = content(kind, size, random);
                assertThat(unpack(lzop(level, content), size))
                        .as("%s bytes of kind %s", size, kind)
                        .isEqualTo(content);
            }
        }
    }

    /** Zeros, text, noise with repetitions far apart, and bytes of few values. */
    private static byte[] content(int kind, int size, Random random) {
        byte[] content = new byte[size];
        if (kind == 1) {
            byte[] text = "0123456789 and so on, again and again. "
                    .repeat(size / 30 + 1)
                    .getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, content, 0, size);
            for (int i = 0; i < size; i += 50 + random.nextInt(100)) {
                content[i] = (byte) random.nextInt(256);
            }
        } else if (kind == 2) {
            random.nextBytes(content);
            for (int i = 100; i + 60 < size; i += 60 + random.nextInt(400)) {
                System.arraycopy(content, random.nextInt(i - 60), content, i, 3 + random.nextInt(57));
            }
        } else if (kind == 3) {
            for (int i = 0; i < size; i++) {
                content[i] = (byte) random.nextInt(3);
            }
        }
        return content;
    }

    @Test
    void everyCutAndEveryCapIsNoticed() throws Exception {
        byte[] content = content(1, 500, new Random(1));
        byte[] block = block(lzop("-9", content));
        byte[] out = new byte[500];
        assertThat(LzoBlock.decode(block, 0, block.length, out, 0, 500, "test")).isEqualTo(500);
        assertThat(out).isEqualTo(content);
        for (int length = 0; length < block.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> LzoBlock.decode(block, 0, cut, out, 0, 500, "test"))
                    .isInstanceOf(DamagedImageException.class);
        }
        for (int cap = 0; cap < 500; cap++) {
            int room = cap;
            assertThatThrownBy(() -> LzoBlock.decode(block, 0, block.length, out, 0, room, "test"))
                    .isInstanceOf(DamagedImageException.class)
                    .hasMessageContaining("lzo");
        }
    }

    private static byte[] lzop(String level, byte[] content) throws Exception {
        Process process = new ProcessBuilder("lzop", level, "-c").start();
        Thread writer = new Thread(() -> {
            try (OutputStream in = process.getOutputStream()) {
                in.write(content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        byte[] packed = process.getInputStream().readAllBytes();
        writer.join();
        assertThat(process.waitFor()).isZero();
        return packed;
    }

    /** The first block of lzop's container. */
    private static byte[] block(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        int flags = skipHeader(in);
        int size = in.getInt();
        int packed = in.getInt();
        skipChecksums(in, flags, packed < size);
        byte[] block = new byte[packed];
        in.get(block);
        return block;
    }

    private static byte[] unpack(byte[] file, int expected) throws Exception {
        ByteBuffer in = ByteBuffer.wrap(file);
        int flags = skipHeader(in);
        ByteArrayOutputStream all = new ByteArrayOutputStream(expected);
        for (int size = in.getInt(); size != 0; size = in.getInt()) {
            int packed = in.getInt();
            skipChecksums(in, flags, packed < size);
            byte[] out = new byte[LZOP_BLOCK_BYTES];
            if (packed < size) {
                // Neither the input nor the output begins or ends with its array.
                int count = LzoBlock.decode(file, in.position(), packed, out, 0, size, "test");
                all.write(out, 0, count);
            } else {
                all.write(Arrays.copyOfRange(file, in.position(), in.position() + packed));
            }
            in.position(in.position() + packed);
        }
        return all.toByteArray();
    }

    /** Magic, versions, method, level; flags; mode, two times; a name; a checksum. */
    private static int skipHeader(ByteBuffer in) {
        int flags = in.getInt(17);
        int name = in.get(33);
        in.position(34 + name + 4);
        return flags;
    }

    private static void skipChecksums(ByteBuffer in, int flags, boolean packed) {
        int count = Integer.bitCount(flags & 0x101) + (packed ? Integer.bitCount(flags & 0x202) : 0);
        in.position(in.position() + 4 * count);
    }
}
