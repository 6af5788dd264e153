package org.imginspect.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Requirement;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every container: its disk is, byte for byte, what {@code qemu-img convert -O raw} makes of the same image, however it is
 * read; and damage of the container leads to an {@link ImageException} or to some bytes, in bounded time and memory.
 *
 * <p>The images are made when the test runs, from one seeded raw disk (noise, text, zeros, an end inside a cluster).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BlockContract {
    private static final int PIECES = 300;
    private static final int READERS = 4;

    private Path temporary = Path.of("");

    private final Map<String, Made> made = new LinkedHashMap<>();

    /** Makes an image of a raw disk, in a directory of its own. */
    @FunctionalInterface
    public interface Maker {
        /** The image's path in {@code directory}. */
        Path make(Path raw, Path directory) throws Exception;
    }

    /**
     * One way to write the container.
     *
     * @param name for the reports
     * @param driver what {@code qemu-img} calls the format
     */
    public record Variant(String name, String driver, Maker maker) {
        /** {@code qemu-img convert}, with these options for {@code -o} (none if empty) and further arguments. */
        public static Variant converted(String driver, String options, String... more) {
            String name = String.join(" ", options, String.join(" ", more)).strip();
            return new Variant(name.isEmpty() ? driver : name, driver, (raw, directory) -> {
                Path image = directory.resolve("disk." + driver);
                List<String> command = new ArrayList<>(List.of("qemu-img", "convert", "-f", "raw", "-O", driver));
                if (!options.isEmpty()) {
                    command.addAll(List.of("-o", options));
                }
                command.addAll(List.of(more));
                command.addAll(List.of(raw.toString(), image.toString()));
                run(command.toArray(String[]::new));
                return image;
            });
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private record Made(Path image, byte[] expected, ByteSource disk, int unit) {}

    /** The format under test. */
    protected abstract ImageFormat format();

    /** Everything that {@code qemu-img} can write. */
    protected abstract List<Variant> variants();

    /** Those of {@link #variants} whose file is damaged; should be one for each way in which the container keeps things. */
    protected List<Variant> damagedVariants() {
        return variants();
    }

    /** How long the disk is; a multiple of 512. */
    protected int diskBytes() {
        return (3 << 20) + 3 * 512;
    }

    /** Where the files come from that an image names. */
    protected OtherFiles others(Path image) throws ImageException {
        return OtherFiles.none(image.toString());
    }

    /** What qemu-img reads; overridden where it cannot read the image itself. */
    protected byte[] oracle(Variant variant, Path image, Path raw) throws Exception {
        Path converted = image.resolveSibling("oracle.raw");
        run("qemu-img", "convert", "-f", variant.driver(), "-O", "raw", image.toString(), converted.toString());
        byte[] bytes = Files.readAllBytes(converted);
        Files.delete(converted);
        return bytes;
    }

    @BeforeAll
    void needsQemu(@TempDir Path directory) {
        Requirement.programs("qemu-img");
        temporary = directory;
    }

    @AfterAll
    void closeAll() throws ImageException {
        for (Made one : made.values()) {
            one.disk.close();
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void theWholeDiskIsWhatQemuReads(Variant variant) throws Exception {
        Made image = made(variant);
        assertThat(image.disk.size()).isEqualTo(image.expected.length);
        byte[] whole = new byte[image.expected.length];
        image.disk.readFully(0, whole, 0, whole.length);
        assertThat(Arrays.mismatch(whole, image.expected))
                .as("first difference")
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void piecesInAnyOrderAreWhatQemuReads(Variant variant) throws Exception {
        Made image = made(variant);
        readPieces(image, new Random(11), PIECES);
        // Across each border between units of allocation, and one byte at each side of it.
        int step = Math.max(image.unit, image.expected.length / 200 / image.unit * image.unit);
        for (int border = step; border < image.expected.length; border += step) {
            same(image, border - 1, Math.min(2, image.expected.length - border + 1));
            same(image, border - 1, 1);
            same(image, border, 1);
        }
        same(image, image.expected.length - 1, 1);
        same(image, image.expected.length, 0);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void nextDataNeverSkipsData(Variant variant) throws Exception {
        Made image = made(variant);
        int size = image.expected.length;
        Random random = new Random(13);
        List<Integer> starts = new ArrayList<>(List.of(0, size - 1, size));
        for (int i = 0; i < PIECES; i++) {
            starts.add(random.nextInt(size));
        }
        for (int at : starts) {
            long next = image.disk.nextData(at);
            assertThat(next).as("from %d", at).isBetween((long) at, (long) size);
            int first = at;
            while (first < next && image.expected[first] == 0) {
                first++;
            }
            assertThat(first).as("first data skipped from %d", at).isEqualTo((int) next);
        }
        // A copy that goes from data to data is the disk.
        byte[] copy = new byte[size];
        for (long at = image.disk.nextData(0); at < size; at = image.disk.nextData(at)) {
            int count = (int) Math.min(4096, size - at);
            image.disk.readFully(at, copy, (int) at, count);
            at += count;
        }
        assertThat(Arrays.mismatch(copy, image.expected)).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void manyMayReadAtOnce(Variant variant) throws Exception {
        Made image = made(variant);
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Random random = new Random(17 + i);
                all.add(readers.submit(() -> {
                    readPieces(image, random, PIECES / 3);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("reading at once", e.getCause());
        } finally {
            readers.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void whatLiesOutsideIsRefused(Variant variant) throws Exception {
        Made image = made(variant);
        byte[] buffer = new byte[1024];
        long size = image.disk.size();
        long[][] ranges = {{-1, 1}, {size, 1}, {size - 1, 2}, {Long.MAX_VALUE, 1}, {Long.MIN_VALUE, 1024}, {-5, 5}};
        for (long[] range : ranges) {
            assertThatThrownBy(() -> image.disk.readFully(range[0], buffer, 0, (int) range[1]))
                    .as("%d bytes at %d", range[1], range[0])
                    .isInstanceOf(DamagedImageException.class);
        }
        assertThatThrownBy(() -> image.disk.readFully(0, buffer, 1000, 25))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> image.disk.slice(1, size, "too long")).isInstanceOf(DamagedImageException.class);
    }

    @ParameterizedTest
    @MethodSource("variants")
    void whatTheContainerSaysOfItselfIsAnswered(Variant variant) throws Exception {
        Path image = made(variant).image;
        try (FileSource file = FileSource.open(image)) {
            assertThat(format().recognises(file)).isTrue();
            DiskImage opened = format().open(file, others(image), Limits.defaults());
            assertThat(opened.format()).isEqualTo(format().id());
            if (opened.space().isPresent()) {
                ImageSpace space = opened.space().get();
                long size = opened.disk().size();
                assertThat(space.storedBytes(0, size)).isBetween(1L, size * 2);
                assertThat(space.storedBytes(0, 0)).isZero();
                assertThat(space.check().defects()).isEmpty();
                assertThat(space.check().defectCount()).isZero();
            }
            opened.disk().close();
        }
    }

    @ParameterizedTest
    @MethodSource("damagedVariants")
    void flippedBytesAreSurvived(Variant variant) throws Exception {
        damage(variant).survive((bytes, at, random) -> bytes[at] ^= (byte) (1 << random.nextInt(8)), 400);
    }

    @ParameterizedTest
    @MethodSource("damagedVariants")
    void wordsOfOnesAreSurvived(Variant variant) throws Exception {
        damage(variant)
                .survive(
                        (bytes, at, random) ->
                                Arrays.fill(bytes, at & ~3, Math.min(bytes.length, (at & ~3) + 4), (byte) 0xff),
                        150);
    }

    @ParameterizedTest
    @MethodSource("damagedVariants")
    void sectorsBlankedOrInEachOthersPlaceAreSurvived(Variant variant) throws Exception {
        damage(variant)
                .survive(
                        (bytes, at, random) -> {
                            int sector = at & ~511;
                            int length = Math.min(512, bytes.length - sector);
                            if (random.nextBoolean()) {
                                Arrays.fill(bytes, sector, sector + length, (byte) 0);
                            } else {
                                int from = random.nextInt(bytes.length - length + 1);
                                System.arraycopy(bytes, from, bytes, sector, length);
                            }
                        },
                        150);
    }

    @ParameterizedTest
    @MethodSource("damagedVariants")
    void truncationIsSurvived(Variant variant) throws Exception {
        damage(variant).surviveTruncation();
    }

    private BlockDamage damage(Variant variant) throws Exception {
        Path image = sparse(variant);
        return new BlockDamage(format(), () -> others(image), Files.readAllBytes(image));
    }

    private static void readPieces(Made image, Random random, int count) throws ImageException {
        int size = image.expected.length;
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(size);
            int most = i % 5 == 0 ? 1 : i % 3 == 0 ? 400_000 : 3 * Math.min(image.unit, 70_000);
            same(image, at, 1 + random.nextInt(Math.min(size - at, most)));
        }
    }

    private static void same(Made image, int at, int length) throws ImageException {
        byte[] piece = new byte[length + 2];
        piece[0] = 1;
        piece[length + 1] = 2;
        image.disk.readFully(at, piece, 1, length);
        assertThat(Arrays.equals(piece, 1, length + 1, image.expected, at, at + length))
                .as("%d bytes at %d", length, at)
                .isTrue();
        assertThat(piece[0] + piece[length + 1]).as("the bytes around them").isEqualTo(3);
    }

    private Made made(Variant variant) throws Exception {
        Made known = made.get(variant.name());
        if (known != null) {
            return known;
        }
        Path raw = temporary.resolve("source.raw");
        if (!Files.exists(raw)) {
            Files.write(raw, source(diskBytes()));
        }
        Path image = variant.maker().make(raw, Files.createTempDirectory(temporary, "image"));
        byte[] expected = oracle(variant, image, raw);
        DiskImage opened = format().open(FileSource.open(image), others(image), Limits.defaults());
        Made one = new Made(image, expected, opened.disk(), (int)
                Math.min(opened.clusterBytes().orElse(65536), 1 << 21));
        made.put(variant.name(), one);
        return one;
    }

    /** An image of hardly any data: most of what is not zero is the container's. */
    private Path sparse(Variant variant) throws Exception {
        Path directory = temporary.resolve("sparse-" + variants().indexOf(variant));
        Path marker = directory.resolve("path");
        if (!Files.exists(marker)) {
            byte[] disk = new byte[(1 << 20) + 512];
            Random random = new Random(7);
            for (int at : new int[] {0, 200 << 10, 700 << 10, 1 << 20}) {
                byte[] noise = new byte[300];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, disk, at, noise.length);
            }
            Files.createDirectory(directory);
            Path raw = Files.write(directory.resolve("sparse.raw"), disk);
            Files.writeString(marker, variant.maker().make(raw, directory).toString());
        }
        return Path.of(Files.readString(marker));
    }

    /** Half noise, half text, long runs of zeros. */
    private static byte[] source(int size) {
        byte[] bytes = new byte[size];
        Random random = new Random(5);
        for (int at = 0; at < size; at += 40_000) {
            int length = Math.min(size - at, 40_000);
            int kind = random.nextInt(4);
            for (int i = 0; i < length && kind > 0; i++) {
                bytes[at + i] = (byte) (kind == 1 ? random.nextInt() : "some text, ".charAt(i % (8 + at % 3)));
            }
        }
        Arrays.fill(bytes, size / 2, size / 2 + size / 5, (byte) 0);
        return bytes;
    }

    /** Runs a program, which must succeed. */
    protected static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
    }
}
