package org.imginspect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.imginspect.fixtures.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BadInputTest {
    private static final List<String> LOOKING = List.of("scan", "layout", "facts", "ls", "find");

    @TempDir
    Path directory;

    /** Every command that opens an image says the same in one line and ends with the same code. */
    private static void refused(Path image, int code, String... words) {
        List<Object[]> runs = new ArrayList<>();
        for (String command : LOOKING) {
            runs.add(new Object[] {command, image, "--engine", "embedded"});
        }
        runs.add(new Object[] {"cat", image, "/etc/passwd", "--engine", "embedded"});
        for (Object[] args : runs) {
            Run run = Run.of(args);
            assertThat(run.code()).as(args[0] + ": " + run.err()).isEqualTo(code);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines()).as(run.err()).hasSize(1);
            assertThat(run.err()).startsWith("imginspect: ").contains(words);
        }
    }

    @Test
    void aFileThatIsNotThere() {
        refused(directory.resolve("none.qcow2"), 4, "no such file", "none.qcow2");
    }

    @Test
    void aDirectory() {
        refused(directory, 4, "is a directory");
    }

    @Test
    void anEmptyFile() throws Exception {
        refused(Files.createFile(directory.resolve("empty.img")), 4, "empty.img");
    }

    @Test
    void aTextFile() throws Exception {
        Path text = directory.resolve("notes.txt");
        Files.writeString(text, "these are no disk sectors\n".repeat(400));
        refused(text, 4, "not a disk image");
    }

    @Test
    void aTruncatedQcow2Header() throws Exception {
        Path image = directory.resolve("short.qcow2");
        Files.write(image, new byte[] {'Q', 'F', 'I', (byte) 0xfb, 0, 0, 0, 3, 0, 0});
        refused(image, 4, "qcow2");
    }

    @Test
    void aHeaderThatPromisesSixteenExbibytes() throws Exception {
        ByteBuffer header = ByteBuffer.allocate(65536);
        header.put(new byte[] {'Q', 'F', 'I', (byte) 0xfb}).putInt(3);
        header.putLong(0).putInt(0).putInt(16); // backing file, cluster_bits
        header.putLong(-1L); // size
        header.putInt(0).putInt(0x7fffffff).putLong(0xffff_ffff_ffff_0000L); // crypt, l1_size, l1_table_offset
        header.position(100);
        header.putInt(104);
        Path image = directory.resolve("huge.qcow2");
        Files.write(image, header.array());
        refused(image, 4, "qcow2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$(rm -rf).img", "a\u001b[31mred\u001b]0;x\u0007.img", "new\nline.img", "-rf.img"})
    void aFileNamedToDoHarmIsNamedHarmlessly(String name) throws Exception {
        Path image = Files.createFile(directory.resolve(name));
        for (String command : LOOKING) {
            Run run = Run.of(command, image);
            assertThat(run.code()).isEqualTo(4);
            assertThat(run.err().lines()).hasSize(1);
            assertThat(run.err() + run.out()).doesNotContain("\u001b", "\u0007");
        }
    }

    @Test
    void aDiskWithoutAnOperatingSystem() throws Exception {
        Path image = Fixtures.image("ext4/debian12");
        Run scan = Run.of("scan", image, "--engine", "embedded", "--check", "cleanup.*");
        assertThat(scan.code()).isEqualTo(3);
        assertThat(scan.out())
                .startsWith("INCOMPLETE  ")
                .contains("no operating system")
                .contains("undecided: ");
        for (String command : List.of("ls", "find", "facts")) {
            Run run = Run.of(command, image, "--engine", "embedded");
            assertThat(run.code()).isEqualTo(3);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("no operating system");
        }
        Run layout = Run.of("layout", image);
        assertThat(layout.code()).isZero();
        assertThat(layout.out()).contains("ext4").contains("no guest: ");
    }

    @Test
    void aTruncatedRawDiskIsIncompleteAndNeverAPass() throws Exception {
        Path image = Fixtures.copyOf("ext4/debian12", directory);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(file.length() / 3);
        }
        Run scan = Run.of("scan", image, "--engine", "embedded", "--check", "cleanup.*");
        assertThat(scan.code()).isIn(3, 4);
        assertThat(scan.err() + scan.out()).doesNotContain("PASS");
    }

    @Test
    void oneBadImageDoesNotHideTheOthers() throws Exception {
        Path good = Fixtures.image("ext4/debian12");
        Run run = Run.of("scan", directory.resolve("none.img"), good, "--check", "cleanup.*", "-f", "json");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).contains("\"status\" : \"unopened\"", "\"status\" : \"incomplete\"");
        assertThat(run.err()).contains("none.img");
        JsonSchema.assertValid(run.out());
        Run none = Run.of("scan", directory.resolve("none.img"), "-f", "json");
        assertThat(none.code()).isEqualTo(4);
        JsonSchema.assertValid(none.out());
    }

    @Test
    void noCommandChangesTheImage() throws Exception {
        Path image = Fixtures.copyOf("ext4/debian12", directory);
        byte[] before = Files.readAllBytes(image);
        Files.setLastModifiedTime(image, java.nio.file.attribute.FileTime.fromMillis(1_000_000_000_000L));
        Object[][] runs = {
            {"scan", image, "-f", "json=" + directory.resolve("r.json")},
            {"layout", image},
            {"facts", image},
            {"ls", image, "-l", "-R", "--volume", "ext4"},
            {"cat", image, "/big.bin", "--volume", "ext4"},
            {"find", image, "--hash", "sha256", "--volume", "ext4"}
        };
        for (Object[] args : runs) {
            Run.of(args);
            assertThat(Files.getLastModifiedTime(image).toMillis()).isEqualTo(1_000_000_000_000L);
        }
        assertThat(Files.readAllBytes(image)).isEqualTo(before);
        JsonSchema.assertValid(Files.readString(directory.resolve("r.json")));
    }

    @Test
    void aFileWithoutPermissionSaysSo() throws Exception {
        Path image = Files.write(directory.resolve("secret.img"), new byte[512]);
        Files.setPosixFilePermissions(image, Set.of());
        if (!Files.isReadable(image)) {
            refused(image, 4, "permission denied", "secret.img");
            return;
        }
        // Root reads everything, unless the capabilities to do so are taken from it.
        String caps = "-dac_override,-dac_read_search";
        Process scan = new ProcessBuilder(
                        "setpriv",
                        "--bounding-set=" + caps,
                        "--inh-caps=" + caps,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "scan",
                        image.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(scan.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(scan.waitFor()).as(said).isEqualTo(4);
        assertThat(said)
                .isEqualTo("imginspect: permission denied: the file cannot be read by this user [" + image + "]\n");
    }
}
