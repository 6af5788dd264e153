package org.imginspect.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.Requirement;
import org.imginspect.image.DiskImage;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every byte as qemu-img sees it, over the ways in which qemu-img writes images. */
class Qcow2OracleTest {
    private static final int SIZE = (6 << 20) + 3 * 512;

    @TempDir
    Path directory;

    @BeforeEach
    void needsQemu() {
        Requirement.programs("qemu-img", "qemu-io");
    }

    static Stream<String> uncompressed() {
        List<String> options = new ArrayList<>();
        for (String cluster : List.of("512", "1k", "4k", "64k", "256k", "2M")) {
            options.add("compat=0.10,cluster_size=" + cluster);
            options.add("compat=1.1,cluster_size=" + cluster);
        }
        for (String cluster : List.of("16k", "64k", "2M")) {
            options.add("compat=1.1,extended_l2=on,cluster_size=" + cluster);
        }
        for (String preallocation : List.of("metadata", "falloc", "full")) {
            options.add("compat=1.1,cluster_size=64k,preallocation=" + preallocation);
        }
        options.add("compat=1.1,extended_l2=on,cluster_size=64k,preallocation=metadata");
        options.add("compat=1.1,lazy_refcounts=on,refcount_bits=1");
        return options.stream();
    }

    static Stream<String> compressed() {
        List<String> options = new ArrayList<>();
        for (String cluster : List.of("512", "4k", "64k", "2M")) {
            options.add("compat=0.10,cluster_size=" + cluster);
            options.add("compat=1.1,cluster_size=" + cluster);
            options.add("compat=1.1,compression_type=zstd,cluster_size=" + cluster);
        }
        options.add("compat=1.1,extended_l2=on,cluster_size=64k");
        options.add("compat=1.1,extended_l2=on,compression_type=zstd,cluster_size=16k");
        return options.stream();
    }

    @ParameterizedTest
    @MethodSource("uncompressed")
    void whatQemuWroteReadsAsQemuReadsIt(String options) throws Exception {
        Path image = directory.resolve("disk.qcow2");
        run("qemu-img", "create", "-q", "-f", "qcow2", "-o", options, image.toString(), Integer.toString(SIZE));
        List<String> writes = new ArrayList<>(List.of("qemu-io", "-f", "qcow2", image.toString()));
        Random random = new Random(options.hashCode());
        for (int i = 0; i < 60; i++) {
            int at = random.nextInt(SIZE / 512) * 512;
            int length = Math.min(SIZE - at, (1 + random.nextInt(i % 4 == 0 ? 1500 : 40)) * 512);
            String flag = i % 5 == 3 && !options.contains("0.10") ? "-z" : "-P " + (1 + random.nextInt(255));
            String unmap = i % 10 == 3 && flag.equals("-z") ? " -u" : "";
            writes.addAll(List.of("-c", "write " + flag + unmap + " " + at + " " + length));
        }
        writes.addAll(List.of("-c", "discard " + 64 * 1024 + " " + 256 * 1024));
        run(writes.toArray(String[]::new));
        sameAsQemu(image);
    }

    @ParameterizedTest
    @MethodSource("compressed")
    void whatQemuCompressedReadsAsQemuReadsIt(String options) throws Exception {
        Path raw = source();
        Path image = directory.resolve("disk.qcow2");
        run("qemu-img", "convert", "-c", "-f", "raw", "-O", "qcow2", "-o", options, raw.toString(), image.toString());
        sameAsQemu(image);

        // Then some clusters are rewritten uncompressed and in part.
        run(
                "qemu-io",
                "-f",
                "qcow2",
                image.toString(),
                "-c",
                "write -P 9 1000448 5120",
                "-c",
                "write -P 3 3000320 512");
        sameAsQemu(image);
    }

    @Test
    void anUnalignedDiskEndsWhereItsHeaderSays() throws Exception {
        Path raw = source();
        Path image = directory.resolve("disk.qcow2");
        run("qemu-img", "convert", "-c", "-f", "raw", "-O", "qcow2", raw.toString(), image.toString());
        try (ByteSource disk = open(image).disk()) {
            assertThat(disk.size()).isEqualTo(SIZE);
        }
    }

    @Test
    void snapshotsAreListedAndTheActiveDiskIsRead() throws Exception {
        Path image = directory.resolve("disk.qcow2");
        run("qemu-img", "create", "-q", "-f", "qcow2", image.toString(), "6M");
        run("qemu-io", "-f", "qcow2", image.toString(), "-c", "write -P 1 0 1M");
        run("qemu-img", "snapshot", "-c", "before install", image.toString());
        run("qemu-io", "-f", "qcow2", image.toString(), "-c", "write -P 2 512k 1M");
        run("qemu-img", "snapshot", "-c", "später", image.toString());
        run("qemu-io", "-f", "qcow2", image.toString(), "-c", "write -P 3 0 4k");
        DiskImage opened = open(image);
        assertThat(opened.snapshots()).containsExactly("before install", "später");
        opened.disk().close();
        sameAsQemu(image);
    }

    @Test
    void headerFactsAreThoseOfQemuImgInfo() throws Exception {
        Path image = directory.resolve("disk.qcow2");
        run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                "compression_type=zstd,cluster_size=128k",
                image.toString(),
                "1G");
        DiskImage opened = open(image);
        assertThat(opened.format()).isEqualTo("qcow2");
        assertThat(opened.version()).isEqualTo(3);
        assertThat(opened.clusterBytes()).hasValue(128 * 1024);
        assertThat(opened.compression()).isEqualTo("zstd");
        assertThat(opened.disk().size()).isEqualTo(1L << 30);
        assertThat(opened.dirty()).isFalse();
        assertThat(opened.corrupt()).isFalse();
        assertThat(opened.snapshots()).isEmpty();
        opened.disk().close();
    }

    @Test
    void aHugeSparseDiskCostsNothing() throws Exception {
        Path image = directory.resolve("disk.qcow2");
        run("qemu-img", "create", "-q", "-f", "qcow2", "-o", "cluster_size=2M", image.toString(), "500T");
        long written = (400L << 40) + 12345 * 512;
        run("qemu-io", "-f", "qcow2", image.toString(), "-c", "write -P 77 " + written + " 512");
        try (ByteSource disk = open(image).disk()) {
            byte[] bytes = new byte[1536];
            disk.readFully(written - 512, bytes, 0, 1536);
            byte[] expected = new byte[1536];
            Arrays.fill(expected, 512, 1024, (byte) 77);
            assertThat(bytes).isEqualTo(expected);
            disk.readFully(disk.size() - 1536, bytes, 0, 1536);
            assertThat(bytes).isEqualTo(new byte[1536]);
        }
    }

    @Test
    void encryptedAndBackedImagesOfQemuAreRefusedByName() throws Exception {
        Path base = directory.resolve("base.qcow2");
        run("qemu-img", "create", "-q", "-f", "qcow2", base.toString(), "1M");
        Path overlay = directory.resolve("overlay.qcow2");
        run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "base.qcow2", "-F", "qcow2", overlay.toString());
        refused(overlay, "the image names another file, its backing file 'base.qcow2'");

        Path data = directory.resolve("data.qcow2");
        run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                "data_file=" + directory.resolve("data.raw"),
                data.toString(),
                "1M");
        refused(data, "the image names another file, its external data file '" + directory.resolve("data.raw"));

        // Not LUKS: qemu measures the machine's speed to choose its iterations, and gives up on a busy one.
        Path aes = directory.resolve("aes.qcow2");
        run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "--object",
                "secret,id=s,data=abc",
                "-o",
                "encrypt.format=aes,encrypt.key-secret=s",
                aes.toString(),
                "1M");
        refused(aes, "encrypted (AES)");
    }

    private static void refused(Path image, String expected) throws IOException {
        try (FileSource file = FileSource.open(image)) {
            assertThatThrownBy(() -> new Qcow2Format().open(file, Limits.defaults()))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining(expected);
        }
    }

    /** Half noise, half text, long runs of zeros, and an end inside a cluster. */
    private Path source() throws IOException {
        byte[] bytes = new byte[SIZE];
        Random random = new Random(5);
        for (int at = 0; at < SIZE; at += 40_000) {
            int length = Math.min(SIZE - at, 40_000);
            int kind = random.nextInt(4);
            for (int i = 0; i < length && kind > 0; i++) {
                bytes[at + i] = (byte) (kind == 1 ? random.nextInt() : "some text, ".charAt(i % (8 + at % 3)));
            }
        }
        return Files.write(directory.resolve("source.raw"), bytes);
    }

    private void sameAsQemu(Path image) throws Exception {
        Path raw = directory.resolve("oracle.raw");
        run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", image.toString(), raw.toString());
        try (ByteSource disk = open(image).disk();
                RandomAccessFile oracle = new RandomAccessFile(raw.toFile(), "r")) {
            assertThat(oracle.length()).isEqualTo(disk.size());
            int size = (int) disk.size();
            byte[] expected = new byte[size];
            oracle.readFully(expected);
            byte[] whole = new byte[size];
            disk.readFully(0, whole, 0, size);
            assertThat(Arrays.mismatch(whole, expected)).as("first difference").isEqualTo(-1);
            // And in pieces of every size, out of order.
            Random random = new Random(11);
            for (int i = 0; i < 400; i++) {
                int at = random.nextInt(size);
                int length = random.nextInt(Math.min(size - at, i % 3 == 0 ? 300_000 : 5000) + 1);
                byte[] piece = new byte[length + 2];
                disk.readFully(at, piece, 1, length);
                assertThat(Arrays.equals(piece, 1, length + 1, expected, at, at + length))
                        .as("%d bytes at %d", length, at)
                        .isTrue();
            }
        }
    }

    private static DiskImage open(Path image) throws IOException {
        FileSource file = FileSource.open(image);
        Qcow2Format format = new Qcow2Format();
        assertThat(format.recognises(file)).isTrue();
        return format.open(file, Limits.defaults());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
    }
}
