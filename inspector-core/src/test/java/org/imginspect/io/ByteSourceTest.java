package org.imginspect.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageReadException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ByteSourceTest {
    private static final byte[] CONTENT = new byte[300_000];

    static {
        new Random(1).nextBytes(CONTENT);
    }

    @Test
    void slicesShowTheirWindowAndNothingElse() throws IOException {
        ByteSource whole = new ArraySource(CONTENT, "disk.raw");
        ByteSource slice = whole.slice(1000, 50, "gpt:1").slice(10, 20, "ext4");
        assertThat(slice.describe()).isEqualTo("disk.raw > gpt:1 > ext4");
        assertThat(slice.size()).isEqualTo(20);
        assertThat(slice.read(0, 20).u8(0)).isEqualTo(CONTENT[1010] & 0xff);
        assertThatThrownBy(() -> slice.read(1, 20)).isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> slice.read(-1, 1)).isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> whole.slice(Long.MAX_VALUE, 2, "x")).isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> whole.slice(299_999, 2, "x")).isInstanceOf(DamagedImageException.class);
    }

    @Test
    void hostFilesAreReadWhereAsked(@TempDir Path dir) throws IOException {
        Path file = Files.write(dir.resolve("disk.raw"), CONTENT);
        try (FileSource source = FileSource.open(file)) {
            assertThat(source.size()).isEqualTo(CONTENT.length);
            byte[] into = new byte[7];
            source.readFully(123_456, into, 2, 5);
            assertThat(into)
                    .containsExactly(
                            0,
                            0,
                            CONTENT[123_456],
                            CONTENT[123_457],
                            CONTENT[123_458],
                            CONTENT[123_459],
                            CONTENT[123_460]);
            assertThatThrownBy(() -> source.read(CONTENT.length - 1, 2)).isInstanceOf(DamagedImageException.class);
        }
    }

    @Test
    void whatIsNoImageFileIsSaidInWords(@TempDir Path dir) {
        assertThatThrownBy(() -> FileSource.open(dir))
                .isInstanceOf(ImageReadException.class)
                .hasMessageStartingWith("is a directory");
        assertThatThrownBy(() -> FileSource.open(dir.resolve("no")))
                .isInstanceOf(ImageReadException.class)
                .hasMessageStartingWith("no such file");
        assertThatThrownBy(() -> FileSource.open(Path.of("/dev/null")))
                .isInstanceOf(ImageReadException.class)
                .hasMessageStartingWith("is no regular file");
    }

    @Test
    void aFileThatShrinksWhileItIsReadIsNoZeros(@TempDir Path dir) throws IOException {
        Path file = Files.write(dir.resolve("disk.raw"), CONTENT);
        try (FileSource source = FileSource.open(file)) {
            Files.write(file, new byte[10]);
            assertThatThrownBy(() -> source.read(100, 10))
                    .isInstanceOf(ImageReadException.class)
                    .hasMessageContaining("became shorter");
        }
    }

    @Test
    void streamsDeliverEveryByteOnceHoweverTheyAreRead() throws IOException {
        Random random = new Random(2);
        for (int round = 0; round < 20; round++) {
            byte[] seen = new byte[CONTENT.length];
            int at = 0;
            try (InputStream stream = new SourceInputStream(new ArraySource(CONTENT, "x"))) {
                while (true) {
                    int way = random.nextInt(3);
                    if (way == 0) {
                        int b = stream.read();
                        if (b < 0) {
                            break;
                        }
                        seen[at++] = (byte) b;
                    } else if (way == 1) {
                        int count = stream.read(seen, at, Math.min(seen.length - at, 1 + random.nextInt(100_000)));
                        if (count <= 0 && at == seen.length) {
                            break;
                        }
                        at += count;
                    } else {
                        int wanted = random.nextInt(5000);
                        int skipped = (int) stream.skip(wanted);
                        System.arraycopy(CONTENT, at, seen, at, skipped);
                        at += skipped;
                    }
                }
            }
            assertThat(at).isEqualTo(CONTENT.length);
            assertThat(seen).isEqualTo(CONTENT);
        }
    }
}
