package org.imginspect.filesystem.ext4;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Free blocks as dumpe2fs lists them and as the Sleuth Kit's blkls reads them; slack as blkls reads it. */
class Ext4FreeSpaceOracleTest {
    @TempDir
    Path directory;

    private record Run(long start, long length) {}

    @BeforeEach
    void needsTools() {
        Requirement.programs("blkls", "dumpe2fs", "debugfs", "mke2fs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "debian12",
                "debian13",
                "ubuntu1604",
                "ext3",
                "ext2",
                "meta-bg",
                "bigalloc",
                "block-64k",
                "desc-size-128",
                "deep",
                "ea-inode",
                "inline-data"
            })
    void freeBlocksOfFixturesAreThoseOfDumpe2fs(String image) throws Exception {
        assertFree(Fixtures.image("ext4/" + image));
    }

    /** Groups that were never written, flexible groups, groups of descriptors, clusters. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t ext4",
                "-t ext4 -O ^flex_bg",
                "-t ext4 -O ^metadata_csum,uninit_bg",
                "-t ext4 -O ^metadata_csum,uninit_bg,^flex_bg -b 1024",
                "-t ext4 -O meta_bg,^resize_inode",
                "-t ext4 -O meta_bg,^resize_inode,^flex_bg -b 1024",
                "-t ext4 -O sparse_super2",
                "-t ext4 -O ^sparse_super,^resize_inode",
                "-t ext4 -O bigalloc -C 65536",
                "-t ext4 -O bigalloc -b 1024 -C 16384",
                "-t ext4 -O ^64bit,^resize_inode -g 8192",
                "-t ext3 -b 1024",
                "-t ext2 -b 2048"
            })
    void freeBlocksOfAnEmptyFileSystemAreThoseOfDumpe2fs(String options) throws Exception {
        Path image = directory.resolve("empty.ext4");
        List<String> command = new ArrayList<>(List.of("mke2fs", "-q", "-F"));
        command.addAll(List.of(options.split(" ", -1)));
        command.addAll(List.of(image.toString(), "300M"));
        run(command.toArray(new String[0]));
        assertFree(image);
    }

    /** The Sleuth Kit knows neither clusters nor meta_bg. */
    @ParameterizedTest
    @ValueSource(strings = {"debian12", "debian13", "ubuntu1604", "ext3", "ext2", "desc-size-128", "deep"})
    void whatIsFreeIsByteForByteWhatBlklsReads(String name) throws Exception {
        Path image = Fixtures.copyOf("ext4/" + name, directory);
        poison(image, free(image));
        ByteArrayOutputStream ours = new ByteArrayOutputStream();
        try (ByteSource volume = FileSource.open(image)) {
            for (Run run : free(image)) {
                ours.writeBytes(volume.read(run.start, (int) run.length).copy(0, (int) run.length));
            }
        }
        byte[] blkls = output("blkls", "-f", "ext4", image.toString());
        assertThat(Arrays.equals(ours.toByteArray(), blkls))
                .as("%d bytes, blkls reads %d", ours.size(), blkls.length)
                .isTrue();
    }

    /**
     * blkls writes whole blocks, what a file shows of them as zeros. It has none of what a file allocated and never wrote, and stops at
     * a file whose holes are longer than the file system.
     */
    @ParameterizedTest
    @ValueSource(strings = {"debian12", "debian13", "ubuntu1604", "ext3", "ext2", "desc-size-128"})
    void slackIsByteForByteWhatBlklsReads(String name) throws Exception {
        Path image = Fixtures.copyOf("ext4/" + name, directory);
        if (name.startsWith("ext")) {
            // blkls looks at every hole of a file by indirect blocks: it takes a minute for this one.
            run("debugfs", "-w", "-R", "rm /sparse/far", image.toString());
        }
        List<Run> slack = slack(image);
        poison(image, slack);
        List<String> ours = new ArrayList<>();
        int block;
        try (ByteSource volume = FileSource.open(image)) {
            block = Ext4Superblock.read(volume).blockSize();
            String sparse =
                    new String(output("debugfs", "-R", "blocks /sparse/far", image.toString()), StandardCharsets.UTF_8);
            // It reads that file by indirect blocks, not by extents.
            List<String> known =
                    name.startsWith("ext") ? List.of() : List.of(sparse.strip().split(" +", -1));
            for (Run run : slack) {
                if (run.start % block == 0 || known.contains(Long.toString(run.start / block))) {
                    continue;
                }
                byte[] whole = new byte
                        [(int) ((run.start + run.length + block - 1) / block * block - run.start / block * block)];
                volume.readFully(run.start, whole, (int) (run.start % block), (int) run.length);
                addBlocks(whole, block, ours);
            }
        }
        List<String> theirs = new ArrayList<>();
        addBlocks(output("blkls", "-s", "-f", "ext4", image.toString()), block, theirs);
        theirs.removeIf(bytes -> bytes.chars().allMatch(c -> c == 0));
        ours.sort(null);
        theirs.sort(null);
        assertThat(ours.equals(theirs))
                .as("%d blocks, blkls reads %d", ours.size(), theirs.size())
                .isTrue();
        assertThat(ours).isNotEmpty();
    }

    @Test
    void aDeletedFileLiesInFreeBlocks() throws Exception {
        Path image = directory.resolve("deleted.ext4");
        Path key = directory.resolve("key");
        byte[] content = new byte[10_000];
        new Random(1).nextBytes(content);
        Files.write(key, content);
        run("mke2fs", "-q", "-F", "-t", "ext4", image.toString(), "20M");
        run("debugfs", "-w", "-R", "write " + key + " key", image.toString());
        String blocks =
                new String(output("debugfs", "-R", "blocks /key", image.toString()), StandardCharsets.UTF_8).strip();
        long first = Long.parseLong(blocks.split(" ", 2)[0]);
        int size;
        try (ByteSource volume = FileSource.open(image)) {
            size = Ext4Superblock.read(volume).blockSize();
        }
        assertThat(free(image)).noneMatch(run -> covers(run, first * size));
        run("debugfs", "-w", "-R", "rm key", image.toString());
        assertThat(free(image)).anyMatch(run -> covers(run, first * size));
    }

    @Test
    void whatAFileAllocatedAndNeverWroteIsSlack() throws Exception {
        Path image = directory.resolve("fallocate.ext4");
        Path file = directory.resolve("file");
        Files.write(file, new byte[100]);
        run("mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", image.toString(), "20M");
        run("debugfs", "-w", "-R", "write " + file + " f", image.toString());
        run("debugfs", "-w", "-R", "fallocate f 4 7", image.toString());
        String extents = new String(output("debugfs", "-R", "ex f", image.toString()), StandardCharsets.UTF_8);
        Matcher unwritten =
                Pattern.compile("4 - +7 +(\\d+) - +(\\d+) +4 Uninit").matcher(extents);
        assertThat(unwritten.find()).as(extents).isTrue();
        assertThat(slack(image)).contains(new Run(Long.parseLong(unwritten.group(1)) * 4096, 4 * 4096));
    }

    private static boolean covers(Run run, long position) {
        return run.start <= position && position < run.start + run.length;
    }

    private static void addBlocks(byte[] bytes, int block, List<String> blocks) {
        for (int at = 0; at + block <= bytes.length; at += block) {
            blocks.add(new String(bytes, at, block, StandardCharsets.ISO_8859_1));
        }
    }

    /** Gives every run bytes of its own, so that it cannot be taken for another. */
    private static void poison(Path image, List<Run> runs) throws Exception {
        Random random = new Random(7);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            for (Run run : runs) {
                byte[] bytes = new byte[(int) run.length];
                random.nextBytes(bytes);
                file.seek(run.start);
                file.write(bytes);
            }
        }
    }

    private static void assertFree(Path image) throws Exception {
        String dump = new String(output("dumpe2fs", image.toString()), StandardCharsets.UTF_8);
        Matcher size = Pattern.compile("Block size: +(\\d+)").matcher(dump);
        assertThat(size.find()).isTrue();
        long block = Long.parseLong(size.group(1));
        Matcher clusters = Pattern.compile("Cluster size: +(\\d+)").matcher(dump);
        long ratio = clusters.find() ? Long.parseLong(clusters.group(1)) / block : 1;
        Matcher total = Pattern.compile("Block count: +(\\d+)").matcher(dump);
        assertThat(total.find()).isTrue();
        long lastBlock = Long.parseLong(total.group(1)) - 1;
        List<Run> expected = new ArrayList<>();
        // Of each group; the line of the same name in the header has blanks behind its colon.
        Matcher lists = Pattern.compile("(?m)^  Free blocks: ([0-9][0-9, -]*)$").matcher(dump);
        while (lists.find()) {
            for (String range : lists.group(1).split(", ", -1)) {
                String[] ends = range.split("-", -1);
                long from = Long.parseLong(ends[0]);
                // Of a cluster it names the first block.
                long to = Math.min(lastBlock, Long.parseLong(ends[ends.length - 1]) + ratio - 1);
                Run last = expected.isEmpty() ? null : expected.get(expected.size() - 1);
                if (last != null && last.start + last.length == from * block) {
                    expected.set(expected.size() - 1, new Run(last.start, last.length + (to + 1 - from) * block));
                } else {
                    expected.add(new Run(from * block, (to + 1 - from) * block));
                }
            }
        }
        assertThat(free(image)).isNotEmpty().isEqualTo(expected);
    }

    private static List<Run> free(Path image) throws ImageException {
        List<Run> runs = new ArrayList<>();
        try (ByteSource volume = FileSource.open(image)) {
            FreeSpace space =
                    new Ext4Format().freeSpace(volume, Limits.defaults()).orElseThrow();
            space.free((start, length) -> {
                if (start < space.sizeBytes()) {
                    runs.add(new Run(start, length));
                }
            });
            assertThat(space.freeBytes())
                    .isEqualTo(runs.stream().mapToLong(Run::length).sum());
        }
        return runs;
    }

    private static List<Run> slack(Path image) throws ImageException {
        List<Run> runs = new ArrayList<>();
        try (ByteSource volume = FileSource.open(image)) {
            new Ext4Format()
                    .freeSpace(volume, Limits.defaults())
                    .orElseThrow()
                    .slack((start, length) -> runs.add(new Run(start, length)));
        }
        return runs;
    }

    private static void run(String... command) throws Exception {
        output(command);
    }

    private static byte[] output(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        byte[] out = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return out;
    }
}
