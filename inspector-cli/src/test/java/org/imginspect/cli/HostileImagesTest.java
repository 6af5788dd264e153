package org.imginspect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images whose structures lead astray, each looked at by a process of its own with little memory and little time. */
@Timeout(240)
class HostileImagesTest {
    private static final String HEAP = "-Xmx64m";
    private static final long MOST_SECONDS = 30;
    private static final FileTime MODIFIED = FileTime.fromMillis(1_000_000_000_000L);
    private static final long FAR = 1L << 40;
    private static final int L1_SIZE = 36; // l1_size, 0x24, be32
    private static final int L1_TABLE_OFFSET = 40; // l1_table_offset, 0x28, be64
    private static final long COPIED = 1L << 63; // QCOW_OFLAG_COPIED

    @TempDir
    Path directory;

    /** One look at an image, after which the image must be as it was. */
    private Run look(Path image, String command, String... more) throws Exception {
        byte[] before = Files.readAllBytes(image);
        Files.setLastModifiedTime(image, MODIFIED);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                command,
                image.toString(),
                "--engine",
                "embedded"));
        words.addAll(Arrays.asList(more));
        Process process = new ProcessBuilder(words)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended = process.waitFor(MOST_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        String said = Files.readString(err, StandardCharsets.UTF_8);
        assertThat(ended).as(command + " ends in time: " + said).isTrue();
        assertThat(said).doesNotContain("OutOfMemory", "Exception");
        assertThat(Files.readAllBytes(image)).as("bytes after " + command).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(image)).isEqualTo(MODIFIED);
        return new Run(process.exitValue(), Files.readAllBytes(out), said);
    }

    private void isNotOpened(Path image, String... words) throws Exception {
        for (String command : List.of("scan", "layout", "ls")) {
            Run run = look(image, command);
            assertThat(run.code()).as(command + ": " + run.err()).isEqualTo(4);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines()).hasSize(1);
            assertThat(run.err()).startsWith("imginspect: qcow2: ").contains(words);
        }
    }

    private ByteBuffer demo() throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(Fixtures.demo()));
    }

    private Path image(String name, ByteBuffer content) throws IOException {
        byte[] bytes = new byte[content.capacity()];
        content.get(0, bytes);
        return Files.write(directory.resolve(name), bytes);
    }

    @Test
    void anL1TableBeyondTheEnd() throws Exception {
        ByteBuffer content = demo();
        for (long at : new long[] {FAR, (content.capacity() + 0xffffL) & -0x10000L}) {
            content.putLong(L1_TABLE_OFFSET, at);
            isNotOpened(
                    image("l1.qcow2", content),
                    "L1 table of 8 bytes at 0x" + Long.toHexString(at),
                    "ends beyond the file of",
                    "[l1.qcow2 @ 0x28]");
        }
    }

    @Test
    void theOnlyL2TableBeyondTheEnd() throws Exception {
        ByteBuffer content = demo();
        content.putLong((int) content.getLong(L1_TABLE_OFFSET), COPIED | FAR);
        isNotOpened(image("l2.qcow2", content), "L2 table at 0x10000000000 ends beyond the file of");
    }

    /** The tables of the disk's beginning can be read; in the middle one leads astray. */
    @Test
    void oneOfManyL2TablesBeyondTheEnd() throws Exception {
        Path image = converted("many.qcow2", "-O", "qcow2", "-o", "cluster_size=4096");
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(image));
        int entries = content.getInt(L1_SIZE);
        int table = (int) content.getLong(L1_TABLE_OFFSET);
        assertThat(entries).isGreaterThan(10);
        for (int i = 1; i < entries - 1; i++) {
            content.putLong(table + i * 8, COPIED | (FAR + i * 4096L));
        }
        image("many.qcow2", content);
        isIncomplete(look(image, "scan"), "qcow2: L2 table at 0x1000000");
        findsNoGuest(image);
    }

    /** The demo disk in another form. */
    private Path converted(String name, String... how) throws Exception {
        Requirement.programs("qemu-img");
        Path image = directory.resolve(name);
        List<String> words = new ArrayList<>(List.of("qemu-img", "convert"));
        words.addAll(Arrays.asList(how));
        words.add(Fixtures.demo().toString());
        words.add(image.toString());
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
        return image;
    }

    /** One message, and a hint how to look on. */
    private void findsNoGuest(Path image) throws Exception {
        Run list = look(image, "ls", "-R");
        assertThat(list.code()).isEqualTo(3);
        assertThat(list.out()).isEmpty();
        assertThat(list.err().lines()).as(list.err()).hasSize(2);
        assertThat(list.err())
                .startsWith("imginspect: no operating system was found on this disk")
                .contains("with --volume PATH you can look into");
    }

    private static void isIncomplete(Run scan, String... words) {
        assertThat(scan.code()).as(scan.out()).isIn(1, 3);
        assertThat(scan.out())
                .startsWith(scan.code() == 1 ? "FAIL  " : "INCOMPLETE  ")
                .contains("could not be seen", "Could not be seen");
        assertThat(unwrapped(scan)).contains(words);
        assertThat(scan.err()).isEmpty();
    }

    /** The report's words without the breaks of its lines. */
    private static String unwrapped(Run scan) {
        return String.join(" ", scan.out().split("\\s+", -1));
    }

    @ParameterizedTest
    @CsvSource({"3", "2"})
    void aQcow2CutOff(int part) throws Exception {
        byte[] whole = Files.readAllBytes(Fixtures.demo());
        Path image = Files.write(directory.resolve("cut.qcow2"), Arrays.copyOf(whole, whole.length / part));
        isNotOpened(image, "ends beyond the file of " + whole.length / part + " bytes");
    }

    @Test
    void aHeaderOfSixteenExbibytes() throws Exception {
        ByteBuffer content = demo();
        content.putLong(24, -512L); // size, 0x18, be64
        isNotOpened(image("16E.qcow2", content), "size 0xfffffffffffffe00 exceeds 2^63 - 1");
        content.putLong(24, Long.MAX_VALUE - 511);
        isNotOpened(image("8E.qcow2", content), "L1 table of 1 entries is too small");
    }

    @Test
    void aRawDiskWithAGptCutOffInItsRoot() throws Exception {
        Path image = converted("cut.img", "-O", "raw");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(20 << 20);
        }
        Run scan = look(image, "scan");
        isIncomplete(scan, "the backup table is damaged", "lies outside the disk");
        assertThat(scan.out()).contains("disk.container-consistent");
        assertThat(scan.code()).as("a file that was cut off is a finding").isEqualTo(1);
        findsNoGuest(image);
    }

    @Test
    void aRawDiskCutOffInsideItsGpt() throws Exception {
        byte[] whole = Files.readAllBytes(Fixtures.image("disk/two-roots"));
        Path image = Files.write(directory.resolve("cut.img"), Arrays.copyOf(whole, 1024));
        Run scan = look(image, "scan");
        isIncomplete(scan, "gpt: neither header can be believed");
        assertThat(scan.code()).isEqualTo(1);
    }

    /** Directories below themselves, an extent block that is its own child, a tree of extents that is too deep, links in circles. */
    private Path loops() throws Exception {
        Requirement.programs("debugfs");
        Path image = Fixtures.copyOf("ext4/loops", directory);
        Path release = Files.writeString(directory.resolve("os-release"), "ID=debian\nVERSION_ID=\"12\"\n");
        Path fstab = Files.writeString(
                directory.resolve("fstab"), "UUID=11111111-2222-3333-4444-555555555555 / ext4 defaults 0 1\n");
        String script = String.join(
                "\n",
                "mkdir etc",
                "cd etc",
                "write " + release + " os-release",
                "write " + fstab + " fstab",
                "symlink me me",
                "symlink ping pong",
                "symlink pong /etc/ping",
                "symlink machine-id ping",
                "symlink passwd ../etc/passwd/x",
                "symlink ssh ssh",
                "");
        Path commands = Files.writeString(directory.resolve("commands"), script);
        Process debugfs = new ProcessBuilder("debugfs", "-w", "-f", commands.toString(), image.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("debugfs.log").toFile())
                .start();
        assertThat(debugfs.waitFor()).isZero();
        return image;
    }

    @Test
    void aGuestFullOfLoopsIsIncomplete() throws Exception {
        Path image = loops();
        isIncomplete(
                look(image, "scan"),
                "ext4: inode 12: directory lies below itself, a loop",
                "undecided: accounts.no-hash-backups, secrets.private-keys, secrets.cloud-credentials, secrets.installer-answers,",
                "malware.indicators");
        assertThat(look(image, "scan", "--check", "secrets.*").code()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls -R", "find", "find --hash sha256", "find --volume ext4", "ls -R --volume ext4"})
    void aWalkThroughLoopsEnds(String command) throws Exception {
        String[] words = command.split(" ", -1);
        Run run = look(loops(), words[0], Arrays.copyOfRange(words, 1, words.length));
        assertThat(run.code()).as(run.err()).isEqualTo(3);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("imginspect: ext4: inode ").contains("directory lies below itself, a loop");
    }

    @Test
    void filesThatLeadInCirclesAreNamed() throws Exception {
        Path image = loops();
        for (String file : List.of("/self-extent", "/too-deep", "/empty-leaf")) {
            Run run = look(image, "cat", file);
            assertThat(run.code()).as(file + ": " + run.err()).isEqualTo(3);
            assertThat(run.err().lines()).hasSize(1);
            assertThat(run.err()).startsWith("imginspect: ext4: inode ").contains(" extent");
        }
        for (String link : List.of("/etc/me", "/etc/ping", "/etc/machine-id", "/etc/passwd")) {
            Run run = look(image, "cat", link);
            assertThat(run.code()).as(link + ": " + run.err()).isEqualTo(1);
            assertThat(run.err()).isEqualTo("imginspect: is a link that leads nowhere in the guest: " + link + "\n");
        }
        Run list = look(image, "ls", "-l", "/etc");
        assertThat(list.code()).isZero();
        assertThat(list.out()).contains("me -> me", "ping -> pong", "pong -> /etc/ping");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disk/no-root", "ext4/damage", "partition/gpt"})
    void aDiskWithoutAGuest(String name) throws Exception {
        Path image = Fixtures.copyOf(name, directory);
        Run scan = look(image, "scan", "--check", "cleanup.*");
        isIncomplete(scan, "no operating system");
        assertThat(scan.code()).isEqualTo(3);
        findsNoGuest(image);
    }
}
