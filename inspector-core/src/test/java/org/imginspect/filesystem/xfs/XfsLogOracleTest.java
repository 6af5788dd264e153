package org.imginspect.filesystem.xfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.Consistency;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log's head and tail against those that xfs_logprint finds, and the verdict against what the kernel does. */
class XfsLogOracleTest {
    private static final Pattern STATE = Pattern.compile("log tail: (\\d+) head: (\\d+) state: <(CLEAN|DIRTY)>");

    /**
     * Writes to a small file system whose log wraps, and copies the backing file meanwhile; then freezes it, shuts it down while files
     * are open, and unmounts it.
     */
    private static final String CUT = """
        set -eu
        cd "$1"
        export TEST_DIR=x TEST_DEV=x QA_CHECK_FS=1
        mkdir mnt
        trap 'mountpoint -q mnt && umount mnt' EXIT
        truncate -s 16M image
        mkfs.xfs -q -f -m uuid=11111111-2222-3333-4444-555555555555 image
        cp --sparse=always image copy-fresh
        mount -o loop,noatime image mnt
        write() {
          python3 - $1 << 'END'
        import os, sys
        mount = os.open("mnt", os.O_RDONLY)
        for i in range(400):
            name = "mnt/%s-%d" % (sys.argv[1], i)
            os.mkdir(name)
            open(name + "/file", "w").write("content")
            os.link(name + "/file", name + "/hard")
            os.unlink(name + "/file")
            if i % 5:
                os.unlink(name + "/hard")
                os.rmdir(name)
            if i % 7 == 0:
                os.fsync(mount)
        END
        }
        for round in 1 2 3 4; do
          write $round & writer=$!
          for n in 1 2 3; do sleep 0.0$((n * round)); cp --sparse=always image copy-writing-$round-$n; done
          wait $writer
        done
        xfs_freeze -f mnt; cp --sparse=always image copy-frozen; xfs_freeze -u mnt
        umount mnt; cp --sparse=always image copy-unmounted
        mount -o loop,noatime image mnt
        cp --sparse=always image copy-mounted
        echo again > mnt/again; sync -f mnt
        xfs_io -x -c 'shutdown -f' mnt
        umount mnt; cp --sparse=always image copy-shut-down
        """;

    @TempDir
    Path directory;

    @BeforeEach
    void needsTools() {
        Requirement.root();
        Requirement.programs("mkfs.xfs", "xfs_logprint", "xfs_io", "xfs_freeze", "mount", "python3");
    }

    @Test
    void verdictsAreThoseOfXfsLogprint() throws Exception {
        output("bash", "-c", CUT, "cut", directory.toString());
        List<String> wrong = new ArrayList<>();
        List<String> clean = new ArrayList<>();
        List<String> stale = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path copy : files.filter(file -> file.getFileName().toString().startsWith("copy-"))
                    .sorted()
                    .toList()) {
                Consistency ours = consistency(copy);
                (ours.kind() == Consistency.Kind.CLEAN ? clean : stale)
                        .add(copy.getFileName().toString());
                compare(copy, copy.getFileName().toString(), wrong);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(clean).contains("copy-fresh", "copy-unmounted");
        assertThat(stale).contains("copy-shut-down").hasSizeGreaterThan(8);
    }

    /** Whatever the sectors of a log say, the head is looked for in the same way. */
    @Test
    void aDamagedLogIsJudgedAsByXfsLogprint() throws Exception {
        List<String> wrong = new ArrayList<>();
        Random random = new Random(5);
        for (String name : new String[] {"xfs/rhel9", "xfs/rhel73"}) {
            Path copy = Fixtures.copyOf(name, directory);
            XfsSuperblock superblock;
            long start;
            try (ByteSource volume = FileSource.open(copy)) {
                superblock = XfsSuperblock.read(volume);
                start = new XfsVolume(volume, superblock, Limits.defaults()).position(superblock.logStart());
            }
            int sectors = (int) (superblock.logBlocks() * (superblock.blockSize() / 512));
            for (int round = 0; round < 25; round++) {
                try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
                    byte[] before = new byte[sectors * 512];
                    file.seek(start);
                    file.readFully(before);
                    change(random, file, start, sectors);
                    compare(copy, name + " round " + round, wrong);
                    file.seek(start);
                    file.write(before);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Gives a stretch of sectors another cycle, as a write that came late or never would. */
    private static void change(Random random, RandomAccessFile file, long start, int sectors) throws IOException {
        int first = random.nextBoolean() ? random.nextInt(200) : random.nextInt(sectors);
        int count = 1 + random.nextInt(random.nextBoolean() ? 4 : 600);
        int by = random.nextInt(4) - 2;
        for (int i = first; i < Math.min(sectors, first + count); i++) {
            long at = start + i * 512L;
            file.seek(at);
            int word = file.readInt();
            long place = word == 0xfeedbabe ? at + 4 : at;
            file.seek(place);
            int cycle = file.readInt();
            file.seek(place);
            file.writeInt(by == 0 ? 0 : Math.max(0, cycle + by));
        }
    }

    private static void compare(Path image, String name, List<String> wrong) throws Exception {
        String said = logprint(image);
        Matcher state = STATE.matcher(said);
        Consistency ours = consistency(image);
        String expected;
        if (!state.find()) {
            expected = "damaged";
        } else if (state.group(3).equals("CLEAN")) {
            expected = "CLEAN ";
        } else {
            expected = "STALE not cleanly unmounted: its log goes from sector " + state.group(1) + " to "
                    + state.group(2) + " and was not replayed";
        }
        String found = ours.kind() + " " + ours.reason();
        boolean same = expected.equals("damaged")
                ? ours.kind() == Consistency.Kind.STALE && ours.reason().startsWith("its log is damaged")
                : found.equals(expected);
        if (!same) {
            wrong.add(name + ": " + found + ", but xfs_logprint: " + said.strip());
        }
    }

    private static Consistency consistency(Path image) throws ImageException {
        try (ByteSource volume = FileSource.open(image)) {
            return new XfsFormat().open(volume, Limits.defaults()).consistency();
        }
    }

    private static String logprint(Path image) throws Exception {
        Process process = new ProcessBuilder("xfs_logprint", "-t", image.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said.substring(0, Math.min(said.length(), 600));
    }

    private static void output(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
