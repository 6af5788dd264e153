package org.imginspect.filesystem.xfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is free against xfs_db's freesp, what is slack against its block maps of all inodes. */
class XfsFreeSpaceOracleTest {
    private record Run(long start, long length) {}

    private record Geometry(long blockSize, long agBlocks) {
        long position(String group, String block) {
            return (Long.parseLong(group) * agBlocks + Long.parseLong(block)) * blockSize;
        }
    }

    @BeforeEach
    void needsTools() {
        Requirement.programs("xfs_db");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rhel70",
                "rhel73",
                "rhel9",
                "fedora40",
                "block-1k",
                "block-512",
                "directory-64k",
                "damage-old",
                "deep",
                "deep-old"
            })
    void freeBlocksAreThoseOfFreesp(String name) throws Exception {
        Path image = Fixtures.image("xfs/" + name);
        Geometry geometry = geometry(image);
        List<Run> blocks = new ArrayList<>();
        Matcher lines = Pattern.compile("(?m)^ *(\\d+) +(\\d+) +(\\d+) *$").matcher(db(image, "freesp -d"));
        while (lines.find()) {
            blocks.add(new Run(
                    geometry.position(lines.group(1), lines.group(2)),
                    Long.parseLong(lines.group(3)) * geometry.blockSize));
        }
        assertThat(free(image)).isNotEmpty().isEqualTo(joined(blocks));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rhel70", "rhel9", "fedora40", "block-1k", "deep", "deep-old"})
    void slackIsWhatBlockMapsSay(String name) throws Exception {
        Path image = Fixtures.image("xfs/" + name);
        Geometry geometry = geometry(image);
        List<Run> expected = new ArrayList<>();
        Matcher inodes = Pattern.compile("(?m)^ *(\\d+) ").matcher(db(image, "blockget -n", "ncheck"));
        List<String> commands = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        while (inodes.find()) {
            if (!seen.contains(inodes.group(1))) {
                seen.add(inodes.group(1));
                commands.add("inode " + inodes.group(1));
                commands.add("print core.mode core.size");
                commands.add("bmap -d");
            }
        }
        for (String inode : db(image, commands.toArray(new String[0])).split("core.mode = ", -1)) {
            Matcher size = Pattern.compile("core.size = (\\d+)").matcher(inode);
            if (!inode.startsWith("0100") || !size.find()) {
                continue;
            }
            long shown = Long.parseLong(size.group(1));
            Matcher extents = Pattern.compile(
                            "data offset (\\d+) startblock \\d+ \\((\\d+)/(\\d+)\\) count (\\d+) flag (\\d)")
                    .matcher(inode);
            while (extents.find()) {
                long position = geometry.position(extents.group(2), extents.group(3));
                long begin = Long.parseLong(extents.group(1)) * geometry.blockSize;
                long length = Long.parseLong(extents.group(4)) * geometry.blockSize;
                long hidden = extents.group(5).equals("1") ? 0 : Math.max(0, Math.min(length, shown - begin));
                if (hidden < length) {
                    expected.add(new Run(position + hidden, length - hidden));
                }
            }
        }
        assertThat(joined(slack(image))).isNotEmpty().isEqualTo(joined(expected));
    }

    private static List<Run> joined(List<Run> runs) {
        List<Run> sorted = new ArrayList<>(runs);
        sorted.sort(Comparator.comparingLong(Run::start));
        List<Run> joined = new ArrayList<>();
        for (Run run : sorted) {
            Run last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && last.start + last.length == run.start) {
                joined.set(joined.size() - 1, new Run(last.start, last.length + run.length));
            } else {
                joined.add(run);
            }
        }
        return joined;
    }

    private static List<Run> free(Path image) throws ImageException {
        List<Run> runs = new ArrayList<>();
        try (ByteSource volume = FileSource.open(image)) {
            FreeSpace space = space(volume);
            space.free((start, length) -> runs.add(new Run(start, length)));
            assertThat(space.freeBytes())
                    .isEqualTo(runs.stream().mapToLong(Run::length).sum());
        }
        return runs;
    }

    private static List<Run> slack(Path image) throws ImageException {
        List<Run> runs = new ArrayList<>();
        try (ByteSource volume = FileSource.open(image)) {
            space(volume).slack((start, length) -> runs.add(new Run(start, length)));
        }
        return runs;
    }

    private static FreeSpace space(ByteSource volume) throws ImageException {
        return new XfsFormat().freeSpace(volume, Limits.defaults()).orElseThrow();
    }

    private static Geometry geometry(Path image) throws Exception {
        String said = db(image, "sb 0", "print blocksize agblocks");
        Matcher numbers =
                Pattern.compile("blocksize = (\\d+)\\s+agblocks = (\\d+)").matcher(said);
        assertThat(numbers.find()).as(said).isTrue();
        return new Geometry(Long.parseLong(numbers.group(1)), Long.parseLong(numbers.group(2)));
    }

    private static String db(Path image, String... commands) throws Exception {
        Process process = new ProcessBuilder("xfs_db", "-r", image.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
            for (String command : commands) {
                in.write(command + "\n");
            }
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(process.waitFor()).isZero();
        return said.replace("xfs_db> ", "");
    }
}
