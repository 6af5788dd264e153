package org.imginspect.filesystem.exfat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.filesystem.TreeListing;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Free clusters as dump.exfat counts them, and slack by the kernel's listing. */
class ExfatFreeSpaceOracleTest {
    @ParameterizedTest
    @CsvSource({"exfat/exfat, 512", "exfat/exfat4k, 4096", "exfat/damage, 512"})
    void freeClustersAreThoseThatOthersFind(String image, int clusterBytes) throws Exception {
        Requirement.programs("dump.exfat");
        Path file = Fixtures.image(image);
        try (ByteSource volume = FileSource.open(file)) {
            FreeSpace space =
                    new ExfatFormat().freeSpace(volume, Limits.defaults()).orElseThrow();
            long[] free = new long[1];
            long[] end = new long[1];
            space.free((start, length) -> {
                assertThat(start).as("ascending").isGreaterThan(end[0]);
                end[0] = start + length;
                free[0] += start < space.sizeBytes() ? length : 0;
            });
            assertThat(space.freeBytes()).isEqualTo(free[0]);
            assertThat(free[0]).isEqualTo(freeClusters(file) * clusterBytes);
        }
    }

    /** The largest that there is: nothing is read or kept by whole clusters. */
    @Test
    void clustersOf32MibAreRead(@TempDir Path directory) throws Exception {
        Requirement.programs("mkfs.exfat", "dump.exfat");
        Path file = directory.resolve("volume");
        try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
            made.setLength(512 << 20);
        }
        output("mkfs.exfat", "-c", "32M", file.toString());
        try (ByteSource volume = FileSource.open(file)) {
            ExfatFormat format = new ExfatFormat();
            assertThat(format.open(volume, Limits.defaults()).tree().list(GuestPath.ROOT))
                    .isEmpty();
            assertThat(format.freeSpace(volume, Limits.defaults()).orElseThrow().freeBytes())
                    .isEqualTo(freeClusters(file) * (32 << 20));
        }
    }

    private static long freeClusters(Path file) throws Exception {
        return Long.parseLong(output("dump.exfat", file.toString())
                .lines()
                .filter(line -> line.startsWith("Free Clusters:"))
                .findFirst()
                .orElseThrow()
                .replaceAll("\\D", ""));
    }

    @ParameterizedTest
    @CsvSource({"exfat/exfat, 512", "exfat/exfat4k, 4096", "exfat/damage, 512"})
    void slackIsWhatFilesLeaveOfTheirLastClusters(String image, int clusterBytes) throws Exception {
        List<Long> expected = new ArrayList<>();
        for (TreeListing.Entry entry : TreeListing.of(image).all(Kind.FILE)) {
            long rest = Long.parseLong(entry.size()) % clusterBytes;
            if (rest > 0) {
                expected.add(clusterBytes - rest);
            }
        }
        List<Long> found = new ArrayList<>();
        BitSet freeClusters = new BitSet();
        try (ByteSource volume = FileSource.open(Fixtures.image(image))) {
            FreeSpace space =
                    new ExfatFormat().freeSpace(volume, Limits.defaults()).orElseThrow();
            space.free((start, length) -> freeClusters.set((int) (start / 512), (int) ((start + length) / 512)));
            space.slack((start, length) -> {
                found.add(length);
                assertThat(freeClusters.get((int) (start / 512)))
                        .as("slack is not free")
                        .isFalse();
            });
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String output(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", System.getenv("PATH") + ":/usr/sbin:/sbin");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Arrays.toString(command) + output).isZero();
        return output;
    }
}
