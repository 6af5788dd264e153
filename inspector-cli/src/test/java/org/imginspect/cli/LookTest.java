package org.imginspect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ArraySource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookTest {
    private static final Path IMAGE = Fixtures.image("ext4/debian12");

    /** Path in the listing's own escaping → its columns: path, type, mode, uid, gid, size, time, sha256, target. */
    private static Map<String, String[]> listing() throws IOException {
        Map<String, String[]> entries = new TreeMap<>();
        try (GZIPInputStream in =
                new GZIPInputStream(new java.io.ByteArrayInputStream(Fixtures.bytes("ext4/debian12.listing.gz")))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String[] columns = line.split("\t", -1);
                if (!line.startsWith("#")) {
                    entries.put(columns[0], columns);
                }
            }
        }
        return entries;
    }

    private static Run look(Object... args) {
        Object[] all = java.util.Arrays.copyOf(args, args.length + 4);
        System.arraycopy(new Object[] {"--volume", "ext4", "--engine", "embedded"}, 0, all, args.length, 4);
        return Run.of(all);
    }

    /** The bytes of a path in the listing. */
    private static byte[] unescape(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\\') {
                out.write(Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                out.write(bytes[i]);
            }
        }
        return out.toByteArray();
    }

    @Test
    void aFurtherDiskIsLookedIntoUnderItsOwnName() throws Exception {
        Path second = Fixtures.image("disk/whole-ext4");
        Run layout = Run.of("layout", "--engine", "embedded", IMAGE, "--disk", second);
        assertThat(layout.out().lines()).contains("debian12", "whole-ext4");
        assertThat(layout.out()).contains("whole-ext4 > ext4");
        Run list = Run.of("ls", "--engine", "embedded", IMAGE, "/", "--disk", second, "--volume", "whole-ext4 > ext4");
        assertThat(list.code()).as(list.err()).isZero();
        assertThat(list.out()).contains("etc");
        Run twice = Run.of("layout", IMAGE, "--disk", IMAGE);
        assertThat(twice.code()).isEqualTo(2);
        assertThat(twice.err()).contains("which is given already");
    }

    @Test
    void aBackingFileIsOpenedOnlyFromInsideTheAllowedDirectory(@TempDir Path directory) throws Exception {
        Requirement.programs("qemu-img");
        Files.copy(IMAGE, directory.resolve("base.raw"));
        Path child = directory.resolve("child.qcow2");
        Process made = new ProcessBuilder(
                        "qemu-img", "create", "-q", "-f", "qcow2", "-b", "base.raw", "-F", "raw", child.toString())
                .start();
        assertThat(made.waitFor()).isZero();
        Run refused = Run.of("ls", "--engine", "embedded", child, "/", "--volume", "ext4");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("--allow-backing DIR");
        Run allowed =
                Run.of("ls", "--engine", "embedded", child, "/", "--volume", "ext4", "--allow-backing", directory);
        assertThat(allowed.code()).as(allowed.err()).isZero();
        assertThat(allowed.out())
                .isEqualTo(Run.of("ls", "--engine", "embedded", IMAGE, "/", "--volume", "ext4")
                        .out());
    }

    @Test
    void findShowsEveryFileTheKernelShows() throws Exception {
        Run run = look("find", IMAGE);
        assertThat(run.code()).isZero();
        List<String> expected = listing().keySet().stream()
                .map(path -> GuestPath.of(unescape(path)).toString())
                .sorted()
                .toList();
        assertThat(run.out().lines().sorted().toList()).isEqualTo(expected);
    }

    @Test
    void findHashesAsSha256sumDoes() throws Exception {
        Run run = look("find", IMAGE, "/names", "--hash", "sha256");
        assertThat(run.code()).isZero();
        StringBuilder expected = new StringBuilder();
        TreeMap<GuestPath, String> hashes = new TreeMap<>();
        listing().forEach((path, columns) -> {
            if (path.startsWith("/names/") && columns[1].equals("f")) {
                hashes.put(GuestPath.of(unescape(path)), columns[7]);
            }
        });
        hashes.forEach((path, hash) -> {
            String raw = new String(path.toBytes(), StandardCharsets.ISO_8859_1);
            String escaped = raw.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
            expected.append(raw.equals(escaped) ? "" : "\\")
                    .append(hash)
                    .append("  .")
                    .append(escaped)
                    .append('\n');
        });
        assertThat(hashes).hasSizeGreaterThan(5);
        assertThat(new String(run.bytes(), StandardCharsets.ISO_8859_1)).isEqualTo(expected.toString());
    }

    @Test
    void sha256sumUnderstandsTheLines(@TempDir Path directory) throws Exception {
        Path names = Files.createDirectory(directory.resolve("d"));
        StandardOutputCapture lines = new StandardOutputCapture();
        for (String name : new String[] {"plain", "new\nline", "back\\slash", "re\rturn", " blank "}) {
            byte[] content = ("content of " + name).getBytes(StandardCharsets.UTF_8);
            Files.write(names.resolve(name), content);
            FileHash.named("sha256")
                    .orElseThrow()
                    .writeLine(new ArraySource(content, "t"), GuestPath.of("/d/" + name), false, lines.out);
        }
        lines.out.flush();
        Process check = new ProcessBuilder("sha256sum", "-c", "--strict", "-")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = check.getOutputStream()) {
            in.write(lines.bytes.toByteArray());
        }
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(check.exitValue()).as(said).isZero();
        assertThat(said.split(": OK\n", -1)).hasSize(6);
    }

    /** Standard output into memory. */
    private static final class StandardOutputCapture {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final StandardOutput out = new StandardOutput(bytes);
    }

    @Test
    void catWritesTheBytesOfAFile() throws Exception {
        Run run = look("cat", IMAGE, "/big.bin");
        assertThat(run.code()).isZero();
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(run.bytes())))
                .isEqualTo(Objects.requireNonNull(listing().get("/big.bin"))[7]);
    }

    @Test
    void whatIsNotThereIsToldApartFromWhatCannotBeRead() {
        for (String command : List.of("cat", "ls", "find")) {
            Run run = look(command, IMAGE, "/no/such");
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).isEqualTo("imginspect: no such file in the guest: /no/such\n");
        }
        assertThat(look("cat", IMAGE, "/names").err()).contains("is no regular file in the guest: /names");
        assertThat(look("ls", IMAGE, "relative").code()).isEqualTo(2);
        Run volume = Run.of("ls", IMAGE, "--volume", "gpt:7");
        assertThat(volume.code()).isEqualTo(3);
        assertThat(volume.err()).contains("no opened file system is called 'gpt:7'");
    }

    @Test
    void lsShowsWhatTheListingSays() throws Exception {
        Map<String, String[]> listing = listing();
        Run run = look("ls", IMAGE, "-l", "/");
        assertThat(run.code()).isZero();
        for (String line : run.out().lines().toList()) {
            String[] columns = line.trim().split(" +", 6);
            String name = columns[5].replaceAll(" -> .*", "");
            String[] expected = listing.get("/" + name);
            assertThat(expected).as(line).isNotNull();
            assertThat(columns[0].charAt(0)).isEqualTo(expected[1].equals("f") ? '-' : expected[1].charAt(0));
            assertThat(columns[1]).isEqualTo(expected[3]);
            assertThat(columns[2]).isEqualTo(expected[4]);
            assertThat(columns[4]).startsWith("20");
        }
        assertThat(run.out().lines().count())
                .isEqualTo(listing.keySet().stream()
                        .filter(path -> path.length() > 1 && path.lastIndexOf('/') == 0)
                        .count());
        assertThat(look("ls", IMAGE, "-R", "/names").out())
                .startsWith("/names:\n")
                .doesNotContain("\u001b");
    }

    @Test
    void findSelectsByNameAndType() throws Exception {
        assertThat(look("find", IMAGE, "-name", "*slash", "-type", "f").out()).isEqualTo("/names/back\\\\slash\n");
        List<String> links = look("find", IMAGE, "-type", "l").out().lines().toList();
        assertThat(links).hasSize((int) listing().values().stream()
                .filter(columns -> columns[1].equals("l"))
                .count());
        assertThat(look("find", IMAGE, "-type", "x").code()).isEqualTo(2);
        assertThat(look("find", IMAGE, "--hash", "crc32").code()).isEqualTo(2);
    }

    /** A reader that goes away after some bytes, as head does. */
    private static final class Head extends OutputStream {
        private int left = 100;

        @Override
        public void write(int b) throws IOException {
            if (left-- <= 0) {
                throw new IOException("Broken pipe");
            }
        }
    }

    @Test
    void aReaderThatGoesAwayIsNoReasonToComplain() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                new String[] {"find", IMAGE.toString(), "--volume", "ext4"}, new StandardOutput(new Head()), err);
        assertThat(code).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        code = Main.run(
                new String[] {"scan", IMAGE.toString(), "--check", "cleanup.*"}, new StandardOutput(new Head()), err);
        assertThat(code).isEqualTo(3);
    }

    @Test
    void aFullDiskIsAReasonToComplain() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        for (String[] args :
                new String[][] {{"find", IMAGE.toString(), "--volume", "ext4"}, {"scan", IMAGE.toString()}, {"checks"}
                }) {
            err.reset();
            assertThat(Main.run(args, new StandardOutput(full), err)).isEqualTo(74);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .isEqualTo("imginspect: cannot write to standard output: No space left on device\n");
        }
    }
}
