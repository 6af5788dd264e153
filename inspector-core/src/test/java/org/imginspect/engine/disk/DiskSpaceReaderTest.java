package org.imginspect.engine.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.imginspect.check.Finding;
import org.imginspect.check.Outcome;
import org.imginspect.engine.DiskSpace.Unowned;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.SpaceUse;
import org.imginspect.engine.Spread;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.EngineChoice;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.ScanRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies below the files of whole disks, made by the tools of the trade. */
class DiskSpaceReaderTest {
    private static final String KEY = """
            -----BEGIN OPENSSH PRIVATE KEY-----
            """;

    @TempDir
    Path directory;

    /** A GPT disk whose only partition is an ext4 with one file, which is then deleted. */
    private Path disk(Path content, boolean deleted) throws Exception {
        Path part = directory.resolve("part");
        Path disk = directory.resolve("disk.raw");
        run("mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", part.toString(), "30M");
        run("debugfs", "-w", "-R", "write " + content + " secret", part.toString());
        if (deleted) {
            run("debugfs", "-w", "-R", "rm secret", part.toString());
        }
        Files.deleteIfExists(disk);
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(40 << 20);
            file.seek(1 << 20);
            file.write(Files.readAllBytes(part));
        }
        run("sgdisk", "-n", "1:2048:+30M", disk.toString());
        return disk;
    }

    private static CheckResult residue(Path disk) {
        return new Inspector()
                .scan(ScanRequest.of(disk).withEngine(EngineChoice.EMBEDDED).withCheck("disk.free-space-residue"))
                .get(0)
                .results()
                .get(0);
    }

    @Test
    void aDeletedKeyIsFoundWhereDebugfsSaysItWas() throws Exception {
        Requirement.programs("mke2fs", "debugfs", "sgdisk", "qemu-img", "ssh-keygen");
        Path key = directory.resolve("id_ed25519");
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString());
        assertThat(Files.readString(key)).startsWith(KEY);
        Path there = disk(key, false);
        String block = output(
                        "debugfs",
                        "-R",
                        "blocks /secret",
                        directory.resolve("part").toString())
                .strip()
                .split(" ", 2)[0];
        assertThat(residue(there).outcome()).isEqualTo(Outcome.PASS);
        Path gone = disk(key, true);
        String place = "0x" + Long.toHexString(Long.parseLong(block) * 4096);
        Path packed = directory.resolve("disk.qcow2");
        run("qemu-img", "convert", "-c", "-O", "qcow2", gone.toString(), packed.toString());
        for (Path disk : List.of(gone, packed)) {
            CheckResult result = residue(disk);
            assertThat(result.findings()).hasSize(1);
            Finding finding = result.findings().get(0);
            assertThat(finding.message())
                    .contains("the free space of " + disk.getFileName() + " > gpt:1 > ext4 at " + place)
                    .doesNotContain(Files.readAllLines(key).get(1).substring(0, 12));
        }
    }

    @Test
    void whatLiesBetweenPartitionsIsSearched() throws Exception {
        Requirement.programs("mke2fs", "debugfs", "sgdisk");
        Path note = directory.resolve("note");
        Files.writeString(note, "nothing");
        Path disk = disk(note, false);
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.seek(35L << 20);
            file.write("token ghp_RVhBTVBMRW9uTHlOb3RBUmVhbFRva2VuMTIz\n".getBytes(UTF_8));
        }
        assertThat(residue(disk).findings())
                .extracting(Finding::message)
                .singleElement()
                .asString()
                .contains("an unpartitioned part of disk.raw at 0x23000");
    }

    @Test
    void everyByteIsInAPartitionOrVisited() throws Exception {
        Requirement.programs("mke2fs", "debugfs", "sgdisk");
        Path note = directory.resolve("note");
        Files.writeString(note, "nothing");
        Path disk = disk(note, false);
        Map<Unowned, Long> sum = new EnumMap<>(Unowned.class);
        try (Guest guest = new EmbeddedEngine().open(disk, OpenOptions.defaults())) {
            List<ImageException> unvisited = guest.space()
                    .visitUnowned((path, kind, volume, start, length) -> sum.merge(kind, length, Long::sum));
            assertThat(unvisited).isEmpty();
            SpaceUse use = guest.space().use();
            assertThat(use.usedBytes()).isEqualTo((30L << 20) - sum.getOrDefault(Unowned.FREE, 0L));
            assertThat(use.estimated()).isTrue();
        }
        assertThat(sum).containsEntry(Unowned.UNPARTITIONED, 10L << 20);
        assertThat(sum).containsEntry(Unowned.SLACK, 4096L - "nothing".length());
    }

    @Test
    void wasteIsWhatTheContainerKeepsOfFreeSpace() throws Exception {
        Requirement.programs("mke2fs", "debugfs", "sgdisk", "qemu-img");
        Path noise = directory.resolve("noise");
        byte[] bytes = new byte[16 << 20];
        new java.util.Random(3).nextBytes(bytes);
        Files.write(noise, bytes);
        Path disk = disk(noise, true);
        Path packed = directory.resolve("disk.qcow2");
        run("qemu-img", "convert", "-O", "qcow2", disk.toString(), packed.toString());
        try (Guest guest = new EmbeddedEngine().open(packed, OpenOptions.defaults())) {
            SpaceUse use = guest.space().use();
            // Clusters that free space shares with something else are not waste.
            assertThat(use.wastedBytes()).isBetween(15L << 20, 17L << 20);
            assertThat(use.estimated()).isFalse();
        }
        try (Guest guest = new EmbeddedEngine().open(disk, OpenOptions.defaults())) {
            assertThat(guest.space().use().wastedBytes()).isBetween(14L << 20, 18L << 20);
        }
    }

    @Test
    void membersAreCountedAsTheToolsMadeThem() throws Exception {
        Requirement.programs("mkfs.btrfs", "sgdisk");
        List<String> parts = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            Path file = directory.resolve(name);
            try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
                disk.setLength(128 << 20);
            }
            parts.add(file.toString());
        }
        run("mkfs.btrfs", "-q", "-f", "-d", "single", "-m", "dup", parts.get(0), parts.get(1));
        Path disk = directory.resolve("btrfs.raw");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(300 << 20);
            file.seek(1 << 20);
            file.write(Files.readAllBytes(Path.of(parts.get(0))));
        }
        run("sgdisk", "-n", "1:2048:+128M", disk.toString());
        try (Guest guest = new EmbeddedEngine().open(disk, OpenOptions.defaults())) {
            List<Spread> spreads = guest.space().spreads();
            assertThat(spreads).hasSize(1);
            assertThat(spreads.get(0).kind()).isEqualTo("btrfs");
            assertThat(spreads.get(0).needed()).isEqualTo(2);
            assertThat(spreads.get(0).present()).isEqualTo(1);
        }
    }

    @Test
    void demoHasNoDefects() throws Exception {
        try (Guest guest = new EmbeddedEngine().open(Fixtures.demo(), OpenOptions.defaults())) {
            assertThat(guest.space().checkContainer().defects()).isEmpty();
        }
    }

    private static void run(String... command) throws Exception {
        output(command);
    }

    private static String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return out;
    }
}
