package org.imginspect.filesystem.btrfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.imginspect.fixtures.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The digests that Java does not have, against published vectors and coreutils. */
final class BtrfsChecksumTest {
    /** From xxHash's own sanity checks and its documentation. */
    @ParameterizedTest
    @CsvSource({
        "'', EF46DB3751D8E999",
        "a, D24EC4F1A98C6E5B",
        "abc, 44BC2CF5AD770999",
        "Nobody inspects the spammish repetition, FBCEA83C8A378BF1"
    })
    void xxHash64IsAsPublished(String text, String hash) {
        byte[] bytes = ("  " + text).getBytes(StandardCharsets.US_ASCII);
        assertThat(BtrfsXxHash64.of(bytes, 2, bytes.length - 2)).isEqualTo(Long.parseUnsignedLong(hash, 16));
    }

    /** RFC 7693, appendix A. */
    @Test
    void blake2bIsAsInItsRfc() {
        assertThat(HexFormat.of().formatHex(BtrfsBlake2b.of("abc".getBytes(StandardCharsets.US_ASCII), 0, 3, 64)))
                .isEqualTo("ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                        + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
    }

    @Test
    void blake2b256IsAsCoreutilsHaveIt(@TempDir Path directory) throws Exception {
        Requirement.programs("b2sum");
        byte[] bytes = new byte[5000];
        new Random(1).nextBytes(bytes);
        for (int length : new int[] {0, 1, 127, 128, 129, 255, 256, 257, 4096, 5000}) {
            Path file = directory.resolve("file");
            Files.write(file, Arrays.copyOf(bytes, length));
            Process process = new ProcessBuilder("b2sum", "-l", "256", file.toString()).start();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(HexFormat.of().formatHex(BtrfsBlake2b.of256(bytes, 0, length)))
                    .as("%s bytes", length)
                    .isEqualTo(told.substring(0, 64));
        }
    }
}
