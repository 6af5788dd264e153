package org.imginspect.image.vhdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.fixtures.Requirement;
import org.imginspect.image.DiskImage;
import org.imginspect.image.OtherFiles;
import org.imginspect.image.vhdx.VhdxLogWriter.Write;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that a crash left behind: replayed as qemu replays them, and the rules of MS-VHDX that qemu does not know. */
class VhdxLogTest {
    private static final int SECTOR = 4096;
    private static final int SIZE = 4 * VhdxBytes.MIB;

    @TempDir
    Path directory;

    /** qemu replays the log of a copy into the file ({@code qemu-img check -r all}) and converts that. */
    @ParameterizedTest
    // qemu takes the wrong sequence if the right one goes round the end of the ring: that is tested without it.
    @ValueSource(ints = {0, 200})
    void whatQemuReplaysIsWhatIsRead(int firstSector) throws Exception {
        Requirement.programs("qemu-img");
        VhdxBytes file = qemus();
        long data = file.u64(bat(file)) >>> 20 << 20;
        Random random = new Random(firstSector);
        VhdxLogWriter log = new VhdxLogWriter(file, firstSector, 7);
        for (int entry = 0; entry < 9; entry++) {
            // 126 descriptors fit into the first sector of an entry; qemu cannot read any more.
            int count = entry == 4 ? 126 : 1 + random.nextInt(6);
            List<Write> writes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long place = data + random.nextInt(1000) * (long) SECTOR;
                boolean zeros = entry == 4 || random.nextInt(3) == 0;
                writes.add(
                        zeros
                                ? Write.zeros(place, SECTOR * (1L + random.nextInt(3)))
                                : Write.data(place, noise(random)));
            }
            log.append(firstSector, writes.toArray(Write[]::new));
        }
        // And the table: the second block is no longer there, the last two are in each other's place.
        byte[] bat = Arrays.copyOfRange(file.bytes(), bat(file), bat(file) + SECTOR);
        VhdxBytes table = new VhdxBytes(bat);
        long third = table.u64(16);
        table.u64(8, 0).u64(16, table.u64(24)).u64(24, third);
        log.append(firstSector, Write.data(bat(file), bat));
        // What was not written wholly does not count.
        List<Integer> torn = log.append(firstSector, Write.zeros(data, VhdxBytes.MIB), Write.data(bat(file), bat));
        file.u8(torn.get(1) + 2000, 0x55);
        log.dirty();

        DiskImage image = file.open();
        assertThat(image.dirty()).isTrue();
        byte[] read = VhdxBytes.all(image);
        Path copy = Files.write(directory.resolve("copy.vhdx"), file.bytes());
        run("qemu-img", "check", "-q", "-r", "all", "-f", "vhdx", copy.toString());
        Path raw = directory.resolve("copy.raw");
        run("qemu-img", "convert", "-f", "vhdx", "-O", "raw", copy.toString(), raw.toString());
        assertThat(Arrays.mismatch(read, Files.readAllBytes(raw))).isEqualTo(-1);
        // The replay shows.
        assertThat(Arrays.mismatch(read, VhdxBytes.all(qemus().open()))).isNotEqualTo(-1);
    }

    @Test
    void descriptorsMayTakeMoreThanOneSector() throws Exception {
        VhdxBytes file = new VhdxBytes(SIZE, 512, 4)
                .bat(0, 6, 4)
                .bat(1, 6, 5)
                .bat(2, 6, 6)
                .bat(3, 6, 7);
        byte[] expected = new byte[SIZE];
        Random random = new Random(3);
        random.nextBytes(expected);
        file.put(VhdxBytes.DATA, expected).sealed();
        VhdxLogWriter log = new VhdxLogWriter(file, 200, 1);
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            int at = random.nextInt(SIZE / SECTOR) * SECTOR;
            boolean zeros = random.nextInt(3) > 0;
            byte[] noise = zeros ? new byte[SECTOR] : noise(random);
            System.arraycopy(noise, 0, expected, at, SECTOR);
            writes.add(zeros ? Write.zeros(VhdxBytes.DATA + at, SECTOR) : Write.data(VhdxBytes.DATA + at, noise));
        }
        log.append(200, writes.toArray(Write[]::new));
        log.dirty();
        assertThat(Arrays.mismatch(VhdxBytes.all(file.open()), expected)).isEqualTo(-1);
    }

    @Test
    void oldEntriesWithLowerNumbersAreNotReplayed() throws Exception {
        VhdxBytes file = made();
        VhdxLogWriter old = new VhdxLogWriter(file, 200, 3);
        old.append(200, Write.data(VhdxBytes.DATA, filled('o')));
        old.append(200, Write.data(VhdxBytes.DATA + SECTOR, filled('o')));
        VhdxLogWriter now = new VhdxLogWriter(file, 10, 90);
        now.append(10, Write.data(VhdxBytes.DATA, filled('n')));
        now.dirty();
        byte[] read = VhdxBytes.all(file.open());
        assertThat(read[0]).isEqualTo((byte) 'n');
        assertThat(read[SECTOR]).isEqualTo((byte) 'd');
    }

    @Test
    void replayBeginsAtTheTailOfTheLastEntry() throws Exception {
        VhdxBytes file = made();
        VhdxLogWriter log = new VhdxLogWriter(file, 250, 1);
        log.append(250, Write.data(VhdxBytes.DATA, filled('1')));
        int second = log.next();
        log.append(250, Write.data(VhdxBytes.DATA + SECTOR, filled('2')));
        log.append(
                second,
                Write.data(VhdxBytes.DATA + 2 * SECTOR, filled('3')),
                Write.zeros(VhdxBytes.DATA + 5 * SECTOR, SECTOR));
        log.dirty();
        byte[] read = VhdxBytes.all(file.open());
        // What the first entry said was in its place already when the last was written.
        assertThat(read[0]).isEqualTo((byte) 'd');
        assertThat(read[SECTOR]).isEqualTo((byte) '2');
        assertThat(read[3 * SECTOR - 1]).isEqualTo((byte) '3');
        assertThat(read[5 * SECTOR]).isZero();
        assertThat(read[6 * SECTOR]).isEqualTo((byte) 'd');
    }

    @Test
    void aLogWithoutAWholeSequenceIsDamage() throws Exception {
        VhdxBytes none = made();
        new VhdxLogWriter(none, 0, 1).dirty();
        assertThatThrownBy(none::open)
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("the log is not empty and has no whole sequence of entries");

        VhdxBytes elsewhere = made();
        VhdxLogWriter log = new VhdxLogWriter(elsewhere, 0, 1);
        log.append(77, Write.data(VhdxBytes.DATA, filled('x')));
        log.dirty();
        assertThatThrownBy(elsewhere::open).hasMessageContaining("no whole sequence");

        VhdxBytes foreign = made();
        new VhdxLogWriter(foreign, 0, 1).append(0, Write.data(VhdxBytes.DATA, filled('x')));
        for (int head : VhdxBytes.HEADERS) {
            foreign.guid(head + 0x30, "ffffffff-0000-4000-8000-000000000001");
        }
        assertThatThrownBy(() -> foreign.sealed().open()).hasMessageContaining("no whole sequence");
    }

    @Test
    void aFileThatWasCutSinceIsDamage() throws Exception {
        VhdxBytes file = made();
        long size = file.bytes().length;
        VhdxLogWriter log = new VhdxLogWriter(file, 0, 1);
        log.append(0, size + 1, size + 1, Write.data(VhdxBytes.DATA, filled('x')));
        log.dirty();
        assertThatThrownBy(file::open)
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("had at least " + (size + 1) + " when its log was written: it was cut");
    }

    @Test
    void theFileEndsWhereTheLogSaysAndIsZerosTillThere() throws Exception {
        VhdxBytes file = made();
        long size = file.bytes().length;
        byte[] bat = Arrays.copyOfRange(file.bytes(), VhdxBytes.BAT, VhdxBytes.BAT + SECTOR);
        new VhdxBytes(bat).u64(8, size | 6);
        VhdxLogWriter log = new VhdxLogWriter(file, 0, 1);
        log.append(
                0, size, size + VhdxBytes.MIB, Write.data(VhdxBytes.BAT, bat), Write.data(size + SECTOR, filled('e')));
        log.dirty();
        byte[] read = VhdxBytes.all(file.open());
        assertThat(Arrays.copyOfRange(read, VhdxBytes.MIB, VhdxBytes.MIB + SECTOR))
                .containsOnly(0);
        assertThat(Arrays.copyOfRange(read, VhdxBytes.MIB + SECTOR, VhdxBytes.MIB + 2 * SECTOR))
                .containsOnly('e');
        assertThat(Arrays.copyOfRange(read, VhdxBytes.MIB + 2 * SECTOR, 2 * VhdxBytes.MIB))
                .containsOnly(0);
    }

    @Test
    void memoryForTheReplayIsBounded() throws Exception {
        VhdxBytes file = made();
        VhdxLogWriter log = new VhdxLogWriter(file, 0, 1);
        for (int i = 0; i < 40; i++) {
            log.append(0, Write.data(VhdxBytes.DATA + i * SECTOR, filled('x')));
        }
        log.dirty();
        assertThat(VhdxBytes.all(file.open())[39 * SECTOR]).isEqualTo((byte) 'x');
        Limits limits = Limits.defaults().with(Limits.JOURNAL_OVERLAY_BYTES, 30 * SECTOR);
        assertThatThrownBy(() -> file.open(OtherFiles.none("x"), limits))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("vhdx: the log's entries take more memory");
    }

    @Test
    void entriesInsideEachOtherEndTheSearch() throws Exception {
        VhdxBytes file = made();
        // Each sector says that the entry that begins there has all of the log.
        for (int sector = 0; sector < 256; sector++) {
            int at = VhdxBytes.LOG + sector * SECTOR;
            file.text(at, "loge")
                    .u32(at + 8, VhdxBytes.MIB)
                    .u64(at + 16, sector + 1)
                    .guid(at + 32, VhdxBytes.LOG_GUID);
        }
        new VhdxLogWriter(file, 0, 1).dirty();
        assertThatThrownBy(file::open)
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("entries of the log overlap");
    }

    @Test
    void anEntryThatWritesBehindTheEndOfAllFilesIsDamage() throws Exception {
        for (Write write : List.of(Write.zeros(SECTOR, -SECTOR & Long.MAX_VALUE), Write.data(-SECTOR, filled('x')))) {
            VhdxBytes file = made();
            VhdxLogWriter log = new VhdxLogWriter(file, 0, 1);
            log.append(0, write);
            log.dirty();
            assertThatThrownBy(file::open).isInstanceOf(DamagedImageException.class);
        }
    }

    /** The overlay against the same writes into a plain array. */
    @Test
    void laterWritesCoverEarlierOnes() throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            VhdxBytes file = new VhdxBytes(new byte[40 * SECTOR]);
            random.nextBytes(file.bytes());
            byte[] expected = Arrays.copyOf(file.bytes(), 64 * SECTOR);
            VhdxOverlay overlay = new VhdxOverlay(file.source(), Limits.defaults());
            overlay.extend(expected.length);
            for (int i = 0; i < 60; i++) {
                int at = random.nextInt(60);
                int end = Math.min(64, at + 1 + random.nextInt(9));
                if (random.nextBoolean()) {
                    overlay.zero((long) at * SECTOR, (long) end * SECTOR);
                    Arrays.fill(expected, at * SECTOR, end * SECTOR, (byte) 0);
                } else {
                    byte[] noise = noise(random);
                    overlay.put((long) at * SECTOR, noise);
                    System.arraycopy(noise, 0, expected, at * SECTOR, SECTOR);
                }
                int from = random.nextInt(expected.length);
                int length = random.nextInt(expected.length - from);
                byte[] read = new byte[length];
                overlay.readFully(from, read, 0, length);
                assertThat(Arrays.equals(read, 0, length, expected, from, from + length))
                        .isTrue();
            }
        }
    }

    private VhdxBytes qemus() throws Exception {
        Path raw = directory.resolve("source.raw");
        byte[] bytes = new byte[SIZE];
        new Random(1).nextBytes(bytes);
        Files.write(raw, bytes);
        Path image = directory.resolve("source.vhdx");
        run("qemu-img", "convert", "-f", "raw", "-O", "vhdx", "-o", "block_size=1M", raw.toString(), image.toString());
        return new VhdxBytes(Files.readAllBytes(image));
    }

    private static int bat(VhdxBytes file) {
        // qemu puts the table first, then the metadata: whichever entry has the table's GUID.
        int entry = file.u32(VhdxBytes.REGIONS[0] + 16) == 0x2dc27766L ? 16 : 48;
        return (int) file.u64(VhdxBytes.REGIONS[0] + entry + 16);
    }

    /** Four blocks, the first of which is there. */
    private static VhdxBytes made() {
        return new VhdxBytes(SIZE, 512, 1)
                .fill(VhdxBytes.DATA, VhdxBytes.MIB, 'd')
                .bat(0, 6, 4)
                .sealed();
    }

    private static byte[] filled(int value) {
        byte[] sector = new byte[SECTOR];
        Arrays.fill(sector, (byte) value);
        return sector;
    }

    private static byte[] noise(Random random) {
        byte[] sector = new byte[SECTOR];
        random.nextBytes(sector);
        return sector;
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
    }
}
