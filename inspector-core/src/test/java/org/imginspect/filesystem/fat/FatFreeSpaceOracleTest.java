package org.imginspect.filesystem.fat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.fixtures.Requirement;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Free clusters and slack as the Sleuth Kit's blkls reads them, on volumes that mkfs.fat and mcopy made. */
class FatFreeSpaceOracleTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"12,fat12,2,4", "16,fat16,20,4", "32,fat32,80,2"})
    void freeClustersAreByteForByteWhatBlklsReads(String bits, String type, int megabytes, int sectors)
            throws Exception {
        Requirement.programs("mkfs.fat", "mcopy", "mdel", "blkls");
        Path image = directory.resolve("fat");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            // Old data everywhere: what mkfs and mcopy do not write stays.
            byte[] noise = new byte[1 << 20];
            Random random = new Random(5);
            for (int i = 0; i < megabytes; i++) {
                random.nextBytes(noise);
                file.write(noise);
            }
        }
        run("mkfs.fat", "-F", bits, "-s", Integer.toString(sectors), image.toString());
        for (int i = 0; i < 5; i++) {
            Path content = directory.resolve("file" + i);
            byte[] bytes = new byte[5000 * i + 123];
            new Random(i).nextBytes(bytes);
            Files.write(content, bytes);
            run("mcopy", "-i", image.toString(), content.toString(), "::file" + i);
        }
        run("mdel", "-i", image.toString(), "::file2");
        ByteArrayOutputStream ours = new ByteArrayOutputStream();
        List<Long> slack = new ArrayList<>();
        try (ByteSource volume = FileSource.open(image)) {
            FreeSpace space =
                    new FatFormat().freeSpace(volume, Limits.defaults()).orElseThrow();
            space.free((start, length) -> {
                if (start < space.sizeBytes()) {
                    ours.writeBytes(volume.read(start, (int) length).copy(0, (int) length));
                }
            });
            assertThat(space.freeBytes()).isEqualTo(ours.size());
            space.slack((start, length) -> slack.add(length));
        }
        byte[] blkls = run("blkls", "-f", type, image.toString());
        // blkls counts sectors behind the last cluster too.
        assertThat(blkls.length - ours.size()).isBetween(0, sectors * 512);
        assertThat(Arrays.equals(ours.toByteArray(), Arrays.copyOf(blkls, ours.size())))
                .isTrue();
        int cluster = sectors * 512;
        assertThat(slack)
                .containsExactlyInAnyOrder(
                        slackOf(123, cluster),
                        slackOf(5123, cluster),
                        slackOf(15123, cluster),
                        slackOf(20123, cluster));
    }

    private static long slackOf(long size, long cluster) {
        return (cluster - size % cluster) % cluster;
    }

    private static byte[] run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] out = process.getInputStream().readAllBytes();
        assertThat(process.waitFor())
                .as(String.join(" ", command) + new String(out, StandardCharsets.ISO_8859_1).length())
                .isZero();
        return out;
    }
}
