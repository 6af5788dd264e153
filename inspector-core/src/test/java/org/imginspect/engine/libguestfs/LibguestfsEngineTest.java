package org.imginspect.engine.libguestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.error.ImageReadException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Kind;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LibguestfsEngineTest {
    @TempDir
    private Path directory;

    private static List<ProcessHandle> emulators() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").contains("qemu"))
                .toList();
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    /** A qcow2 header, version 2, whose backing file is /etc/passwd. */
    private Path qcow2WithBackingFile() throws Exception {
        byte[] name = "/etc/passwd".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer header = ByteBuffer.allocate(4 << 20);
        header.putInt(0x514649fb) // magic
                .putInt(2) // version
                .putLong(512) // backing_file_offset
                .putInt(name.length) // backing_file_size
                .putInt(16) // cluster_bits
                .putLong(1 << 20) // size
                .putInt(0) // crypt_method
                .putInt(1) // l1_size
                .putLong(0x30000) // l1_table_offset
                .putLong(0x10000) // refcount_table_offset
                .putInt(1); // refcount_table_clusters
        header.position(512);
        header.put(name);
        Path image = directory.resolve("backing.img");
        Files.write(image, header.array());
        return image;
    }

    @Test
    void aBackingFileIsRefusedBeforeTheEmulatorStarts() throws Exception {
        Path image = qcow2WithBackingFile();
        List<String> progress = new ArrayList<>();
        OpenOptions options = new OpenOptions(Limits.defaults(), Optional.empty(), progress::add);
        assertThatThrownBy(() -> new LibguestfsEngine().open(image, options))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("backing file");
        assertThat(progress).isEmpty();
    }

    @Test
    void aContainerInsideTheContainerIsRefusedBeforeTheEmulatorStarts() throws Exception {
        Path image = qcow2WithBackingFile();
        List<String> progress = new ArrayList<>();
        OpenOptions options = new OpenOptions(Limits.defaults(), Optional.of("raw"), progress::add);
        assertThatThrownBy(() -> new LibguestfsEngine().open(image, options))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("another container");
        assertThat(progress).isEmpty();
    }

    @Test
    void theEmulatorDoesNotGuessAFormatFromTheGuestsBytesAndItsDeathIsToldAsSuch() throws Exception {
        Requirement.libguestfs();
        Path image = qcow2WithBackingFile();
        try (Appliance appliance = Appliance.launch(
                List.of(new Appliance.Drive(image, "raw", 512)), LibguestfsOptions.defaults(), "test", text -> {})) {
            // Had it been taken for qcow2, the disk would have 1 MiB and begin with this machine's /etc/passwd.
            long size = appliance.call("test", g -> g.deviceSizeBytes("/dev/sda"));
            assertThat(size).isEqualTo(4L << 20);
            byte[] head = appliance.call("test", g -> g.preadDevice("/dev/sda", 1024, 0));
            assertThat(head).isEqualTo(Arrays.copyOf(Files.readAllBytes(image), 1024));

            emulators().forEach(ProcessHandle::destroyForcibly);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> appliance.call("test", g -> g.preadDevice("/dev/sda", 1024, 0)))
                        .isInstanceOf(ImageReadException.class)
                        .hasMessageContaining("ended by itself");
            }
        }
        assertThat(emulators()).isEmpty();
    }

    @Test
    @Timeout(60)
    void aLaunchThatTakesTooLongIsEnded() {
        Requirement.libguestfs();
        LibguestfsOptions hasty = new LibguestfsOptions(LibguestfsOptions.Binding.AUTO, 1, 1);
        long start = System.nanoTime();
        assertThatThrownBy(
                        () -> new LibguestfsEngine(hasty).open(Fixtures.image("ext4/debian12"), OpenOptions.defaults()))
                .isInstanceOf(ImageReadException.class)
                .hasMessageContaining("took longer than it may");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
        assertThat(emulators()).isEmpty();
    }

    @Test
    @Timeout(300)
    void pipesAndDevicesInPlaceOfFilesDoNotHangItAndTheImageStaysAsItWas() throws Exception {
        Requirement.libguestfs();
        Requirement.programs("mke2fs", "mkfifo", "mknod");
        Requirement.root();
        Path root = directory.resolve("root");
        Files.createDirectories(root.resolve("etc"));
        Files.createDirectories(root.resolve("many"));
        Files.writeString(root.resolve("etc/os-release"), "ID=debian\n");
        run("mkfifo", root.resolve("etc/fstab").toString());
        run("mknod", root.resolve("etc/shadow").toString(), "c", "1", "5");
        List<String> evil =
                List.of("$(reboot)", "a b ", "star*", "new\nline", "back\\slash", "[x]", "-rf", "\u001b[31m");
        for (String name : evil) {
            Files.writeString(root.resolve("many").resolve(name), "content of " + name);
        }
        for (int i = 0; i < 40; i++) {
            Files.writeString(root.resolve("many/file" + i), "file " + i);
        }
        // A hundred times what may be fetched: holes cost nothing here, and must cost nothing in the appliance.
        try (var huge = java.nio.channels.FileChannel.open(
                root.resolve("many/huge\n"),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.WRITE)) {
            huge.write(ByteBuffer.wrap(new byte[] {1}), 100L << 30);
        }
        Path image = directory.resolve("disk,with:odd name.img");
        run("mke2fs", "-q", "-t", "ext4", "-d", root.toString(), image.toString(), "64M");
        FileTime before = FileTime.from(Instant.parse("2026-01-02T03:04:05Z"));
        Files.setLastModifiedTime(image, before);
        String sum = Sha256.of(Files.readAllBytes(image));

        try (Guest guest = new LibguestfsEngine().open(image, OpenOptions.defaults())) {
            GuestPath many = GuestPath.of("/many");
            var tree = guest.volume("ext4").orElseThrow();
            assertThat(tree.stat(GuestPath.of("/etc/fstab")).orElseThrow().kind())
                    .isEqualTo(Kind.FIFO);
            assertThat(tree.stat(GuestPath.of("/etc/shadow")).orElseThrow().kind())
                    .isEqualTo(Kind.CHARACTER_DEVICE);
            assertThat(tree.stat(GuestPath.of("/etc/passwd"))).isEmpty();
            List<GuestPath> files = tree.list(many).stream().map(many::resolve).toList();
            assertThat(files).hasSize(evil.size() + 41);
            tree.willOpen(files);
            for (String name : evil) {
                GuestPath file = many.resolve(name);
                assertThat(tree.text(file)).as("%s", file).contains("content of " + name);
            }
            assertThat(tree.text(many.resolve("file39"))).contains("file 39");
            byte[] last = new byte[1];
            tree.open(many.resolve("huge\n")).orElseThrow().readFully(100L << 30, last, 0, 1);
            assertThat(last[0]).isEqualTo((byte) 1);
        }

        assertThat(Sha256.of(Files.readAllBytes(image))).isEqualTo(sum);
        assertThat(Files.getLastModifiedTime(image)).isEqualTo(before);
        assertThat(emulators()).isEmpty();
    }

    @Test
    void drivesAreNamedAsLinuxNamesThem() {
        assertThat(LibguestfsEngine.driveName(0)).isEqualTo("/dev/sda");
        assertThat(LibguestfsEngine.driveName(25)).isEqualTo("/dev/sdz");
        assertThat(LibguestfsEngine.driveName(26)).isEqualTo("/dev/sdaa");
        assertThat(LibguestfsEngine.driveName(27)).isEqualTo("/dev/sdab");
    }

    @Test
    void patternsOfTarMatchOddNamesOnly() {
        assertThat(new String(FileContents.pattern(GuestPath.of("/a*b[c]\\d?")), StandardCharsets.UTF_8))
                .isEqualTo("./a\\*b\\[c\\]\\\\d\\?");
        assertThat(new String(FileContents.pattern(GuestPath.of("/a\nb \t")), StandardCharsets.UTF_8))
                .isEqualTo("./a?b??");
    }
}
