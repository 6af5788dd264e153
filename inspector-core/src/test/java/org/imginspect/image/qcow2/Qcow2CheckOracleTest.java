package org.imginspect.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Requirement;
import org.imginspect.image.ImageCheck;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts of defects and leaks as {@code qemu-img check} counts them, on sound images and on damaged ones. */
class Qcow2CheckOracleTest {
    @TempDir
    Path directory;

    /** What qemu-img says; {@code errors} is more than 0 if it could not read what it wanted to. */
    private record Verdict(long corruptions, long leaks, long errors) {}

    @BeforeEach
    void needsQemu() {
        Requirement.programs("qemu-img", "qemu-io");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compat=0.10,cluster_size=64k",
                "compat=1.1,cluster_size=512",
                "compat=1.1,cluster_size=4k",
                "compat=1.1,cluster_size=64k",
                "compat=1.1,cluster_size=2M",
                "compat=1.1,cluster_size=64k,extended_l2=on",
                "compat=1.1,cluster_size=4k,refcount_bits=1",
                "compat=1.1,cluster_size=4k,refcount_bits=64",
                "compat=1.1,cluster_size=4k,lazy_refcounts=on",
                "compat=1.1,cluster_size=4k,preallocation=metadata"
            })
    void aSoundImageHasNoDefectsAndTheLeaksThatQemuCounts(String options) throws Exception {
        Path image = image(options, !options.contains("refcount_bits=1"));
        ImageCheck check = check(image);
        assertThat(check.defects()).isEmpty();
        assertThat(qemu(image)).isEqualTo(new Verdict(0, check.leaked().orElseThrow(), 0));
    }

    @Test
    void aSoundImageOfCompressedClustersHasNoDefects() throws Exception {
        Path plain = image("compat=1.1,cluster_size=64k", false);
        Path packed = directory.resolve("packed.qcow2");
        run("qemu-img", "convert", "-c", "-O", "qcow2", plain.toString(), packed.toString());
        assertThat(check(packed)).isEqualTo(new ImageCheck(List.of(), 0, java.util.OptionalLong.of(0), 65536));
    }

    @Test
    void whatLiesBehindTheEndOfACutFileIsCounted() throws Exception {
        Path image = image("compat=1.1,cluster_size=4k", false);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(file.length() / 2 / 4096 * 4096);
        }
        ImageCheck check = check(image);
        Verdict qemu = qemu(image);
        assertThat(qemu.corruptions).isPositive();
        assertThat(check.defectCount()).isEqualTo(qemu.corruptions);
        assertThat(check.defects()).anyMatch(text -> text.contains("beyond the end of the file"));
    }

    @Test
    void aClusterThatIsUsedTwiceIsCounted() throws Exception {
        Path image = image("compat=1.1,cluster_size=4k", false);
        long l2 = l2Table(image);
        // Two entries of one table that point at the same cluster: qemu counts the missing reference.
        byte[] bytes = Files.readAllBytes(image);
        List<Integer> used = new ArrayList<>();
        for (int i = 0; i < 512 && used.size() < 2; i++) {
            if ((bytes[(int) l2 + i * 8] & 0x80) != 0) {
                used.add((int) l2 + i * 8);
            }
        }
        System.arraycopy(bytes, used.get(0), bytes, used.get(1), 8);
        Files.write(image, bytes);
        ImageCheck check = check(image);
        assertThat(check.defects()).anyMatch(text -> text.contains("counted 1, used 2 times"));
        Verdict qemu = qemu(image);
        assertThat(check.defectCount()).isEqualTo(qemu.corruptions);
        assertThat(check.leaked()).hasValue(qemu.leaks);
    }

    /** Whatever is overwritten in the tables: what qemu-img finds is found, in the same numbers. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void seededDamageIsCountedAsQemuCountsIt(int seed) throws Exception {
        Random random = new Random(seed);
        String options = seed % 4 == 0 ? "compat=1.1,cluster_size=64k,extended_l2=on" : "compat=1.1,cluster_size=4k";
        Path image = image(options, seed % 3 == 0);
        byte[] bytes = Files.readAllBytes(image);
        int cluster = seed % 4 == 0 ? 65536 : 4096;
        int l1 = (int) be64(bytes, 0x28);
        int table = (int) be64(bytes, 0x30);
        int l2 = (int) (be64(bytes, l1) & 0x00ff_ffff_ffff_fe00L);
        int block = (int) be64(bytes, table);
        int[] places = {l2, block, l2, l2};
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            int at = places[random.nextInt(places.length)] + random.nextInt(cluster / 4) / 8 * 8;
            long value = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> (long) random.nextInt(bytes.length / cluster + 20) * cluster | 1L << 63;
                case 2 -> (long) random.nextInt(bytes.length / cluster) * cluster;
                default -> be64(bytes, at) ^ 1L << random.nextInt(64);
            };
            for (int b = 0; b < 8; b++) {
                bytes[at + b] = (byte) (value >>> (56 - 8 * b));
            }
        }
        Files.write(image, bytes);
        ImageCheck check = check(image);
        Verdict qemu = qemu(image);
        assertThat(check.defectCount() > 0)
                .as("qemu says %s, we %s", qemu, check)
                .isEqualTo(qemu.corruptions > 0);
        if (qemu.errors == 0) {
            assertThat(check.defectCount()).as(check.toString()).isEqualTo(qemu.corruptions);
            assertThat(check.leaked()).hasValue(qemu.leaks);
        }
    }

    @Test
    void countingStopsAtTheCap() throws Exception {
        Path image = image("compat=1.1,cluster_size=512", false);
        try (ByteSource file = FileSource.open(image)) {
            Limits limits = Limits.defaults().with(Limits.METADATA_TABLE_BYTES, 256);
            Qcow2Header header = Qcow2Header.read(file);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Qcow2Check.run(file, file, header, limits)))
                    .isInstanceOf(org.imginspect.error.LimitExceededException.class)
                    .hasMessageContaining("metadata-table-bytes");
        }
    }

    private static ImageCheck check(Path image) throws ImageException {
        try (ByteSource file = FileSource.open(image)) {
            return Qcow2Check.run(file, file, Qcow2Header.read(file), Limits.defaults());
        }
    }

    private static long l2Table(Path image) throws Exception {
        byte[] bytes = Files.readAllBytes(image);
        return be64(bytes, (int) be64(bytes, 0x28)) & 0x00ff_ffff_ffff_fe00L;
    }

    private static long be64(byte[] bytes, int at) {
        return java.nio.ByteBuffer.wrap(bytes).getLong(at);
    }

    private Path image(String options, boolean snapshots) throws Exception {
        Path image = directory.resolve("disk.qcow2");
        run("qemu-img", "create", "-q", "-f", "qcow2", "-o", options, image.toString(), "4M");
        Random random = new Random(options.hashCode());
        for (int round = 0; round < 3; round++) {
            List<String> writes = new ArrayList<>(List.of("qemu-io", "-f", "qcow2", image.toString()));
            for (int i = 0; i < 20; i++) {
                int at = random.nextInt(8000) * 512;
                writes.addAll(List.of("-c", "write -P " + (1 + random.nextInt(250)) + " " + at + " 8k"));
            }
            run(writes.toArray(new String[0]));
            if (snapshots) {
                run("qemu-img", "snapshot", "-c", "state" + round, image.toString());
            }
        }
        return image;
    }

    private static Verdict qemu(Path image) throws Exception {
        String json = run("qemu-img", "check", "--output=json", "-f", "qcow2", image.toString());
        return new Verdict(number(json, "corruptions"), number(json, "leaks"), number(json, "check-errors"));
    }

    private static long number(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\": (\\d+)").matcher(json);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out;
    }
}
