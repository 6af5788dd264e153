package org.imginspect.facts.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.filesystem.ext4.Ext4Format;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lastlog is as long as the highest uid is high: hundreds of gigabytes of holes where accounts come from a directory. */
class SparseLogsTest {
    private static final long UID = 1_000_000_000;
    private static final long BLOCK = 4096;

    @TempDir
    Path directory;

    @BeforeEach
    void needsTools() {
        Requirement.programs("mke2fs");
    }

    private Path image(String options) throws Exception {
        Path image = directory.resolve("part");
        Files.deleteIfExists(image);
        Process process = new ProcessBuilder(
                        "mke2fs",
                        "-q",
                        "-F",
                        "-t",
                        "ext4",
                        "-b",
                        "4096",
                        "-O",
                        options,
                        "-d",
                        directory.resolve("root").toString(),
                        image.toString(),
                        "32M")
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return image;
    }

    private RandomAccessFile sparse(String name, long length) throws Exception {
        Path file = directory.resolve("root/" + name);
        Files.createDirectories(file.getParent());
        RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw");
        open.setLength(length);
        return open;
    }

    private static List<LoginLogs.File> logins(Path image) throws Exception {
        try (FileSource source = FileSource.open(image)) {
            OpenedFileSystem opened = new Ext4Format().open(source, Limits.defaults());
            GuestTree tree = new GuestTree(opened.tree(), Limits.defaults());
            return new Facts(tree, TestFacts.storage(), Gatherers.all())
                    .find(LoginLogs.class)
                    .orElseThrow()
                    .files();
        }
    }

    @Test
    void aLastlogOfNothingButHolesIsEmptyAtOnce() throws Exception {
        sparse("var/log/lastlog", UID * 292).close();
        Path image = image("extents");
        Assertions.assertTimeout(
                Duration.ofSeconds(5), () -> assertThat(logins(image)).isEmpty());
    }

    @Test
    void theOneRecordBehindAllHolesIsFound() throws Exception {
        try (RandomAccessFile file = sparse("var/log/lastlog", UID * 292)) {
            file.seek((UID - 1) * 292);
            file.write(new byte[] {1, 2, 3, 4});
        }
        Path image = image("extents");
        List<LoginLogs.File> found = logins(image);
        assertThat(found).singleElement().satisfies(file -> {
            assertThat(file.sizeBytes()).isEqualTo(UID * 292);
            assertThat(file.records()).hasValue(1);
            assertThat(file.last().orElseThrow().getEpochSecond()).isEqualTo(0x04030201L);
        });
    }

    @Test
    void dataOfSparseFilesBeginsWhereItWasWritten() throws Exception {
        Random random = new Random(45);
        for (String options : new String[] {"extents", "^extents,^64bit"}) {
            TreeSet<Long> written = new TreeSet<>();
            long length = 3000 * BLOCK + 17;
            try (RandomAccessFile file = sparse("data", length)) {
                for (int i = 0; i < 60; i++) {
                    long block = random.nextInt(3000);
                    written.add(block);
                    file.seek(block * BLOCK);
                    file.write(new byte[] {1});
                }
            }
            try (FileSource source = FileSource.open(image(options))) {
                OpenedFileSystem opened = new Ext4Format().open(source, Limits.defaults());
                ByteSource file = opened.tree().open(GuestPath.of("/data"));
                for (int i = 0; i < 500; i++) {
                    long position = random.nextInt((int) length);
                    Long block = written.ceiling(position / BLOCK);
                    long data = block == null ? length : Math.max(position, block * BLOCK);
                    long found = file.nextData(position);
                    // A file system may store zeros; it must never leave out what is not zero.
                    assertThat(found).as("%s at %d", options, position).isBetween(position, data);
                }
                assertThat(file.nextData(length)).isEqualTo(length);
                long holes = 0;
                for (long block = 0; block < 3000; block++) {
                    holes += file.nextData(block * BLOCK) > block * BLOCK ? 1 : 0;
                }
                assertThat(holes).isGreaterThan(2000);
            }
            Files.delete(directory.resolve("root/data"));
        }
    }
}
