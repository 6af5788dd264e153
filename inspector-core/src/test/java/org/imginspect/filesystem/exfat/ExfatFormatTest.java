package org.imginspect.filesystem.exfat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.Problem;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExfatFormatTest {
    private static final ExfatFormat FORMAT = new ExfatFormat();

    @TempDir
    Path directory;

    private static GuestPath path(String text) {
        return GuestPath.of(text);
    }

    @Test
    void theDirtyBitMeansStaleForFsckToo() throws Exception {
        assertThat(ExfatBytes.fresh().open().consistency()).isEqualTo(Consistency.CLEAN);
        ExfatBytes dirty = ExfatBytes.fresh().u8(106, 2);
        assertThat(dirty.open().consistency())
                .isEqualTo(Consistency.stale("not unmounted: the dirty bit is set in the boot sector"));
        assertThat(dirty.open().warning()).isEmpty();
        assertThat(fsck(ExfatBytes.fresh())).contains("clean");
    }

    @Test
    void aFailedMediumIsAWarning() throws Exception {
        assertThat(ExfatBytes.fresh().open().warning()).isEmpty();
        assertThat(ExfatBytes.fresh().u8(106, 4).open().warning())
                .hasValueSatisfying(problem -> assertThat(problem.message())
                        .isEqualTo("exfat: the volume says that sectors of its medium failed [volume]"));
    }

    @Test
    void theBackupBootRegionIsUsedWithAWarning() throws Exception {
        ExfatBytes damaged = ExfatBytes.fresh().u8(96, 99); // the root directory's cluster
        OpenedFileSystem opened = damaged.open();
        assertThat(opened.warning()).hasValueSatisfying(problem -> {
            assertThat(problem.kind()).isEqualTo(Problem.Kind.DAMAGED);
            assertThat(problem.message())
                    .startsWith("exfat: the main boot region is damaged, its backup was used: exfat: boot checksum 0x")
                    .endsWith("stored [volume @ 0x1600]");
        });
        assertThat(opened.tree().list(GuestPath.ROOT))
                .isEqualTo(ExfatBytes.fresh().open().tree().list(GuestPath.ROOT));
        assertThat(fsck(damaged)).contains("boot region is corrupted");
        assertThat(opened.consistency())
                .isEqualTo(Consistency.stale("the main boot sector, whose dirty bit would tell, is damaged"));
        // Not even the sector size can be believed: all places are tried.
        assertThat(ExfatBytes.fresh().u8(108, 12).open().warning()).isPresent();
        assertThat(ExfatBytes.fresh().u8(108, 200).open().warning()).isPresent();
        ExfatBytes both = ExfatBytes.fresh().u8(96, 99).u8(12 * 512 + 96, 99);
        assertThatThrownBy(both::open)
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("exfat: boot checksum");
        assertThat(FORMAT.identify(both.source()))
                .isEqualTo(new FileSystemIdentity("exfat", Optional.of("CAFE-BABE"), Optional.empty()));
    }

    @Test
    void nonsenseUnderARightChecksumIsDamage() {
        Object[][] changes = {
            {11, 1, "bytes 11 to 63 of the boot sector are not zero"},
            {110, 3, "3 FATs"},
            {109, 20, "clusters of 2^29 bytes exceed 32 MiB"},
            {80, 5, "the FAT at sector 5 overlaps the boot regions"},
            {84, 1, "FAT of 1 sectors is too short"},
            {88, 25, "the clusters at sector 25 overlap the FAT"},
            {92, -1, "4294967295 clusters, there must be 1 to 4294967285"},
            {94, 1, "FAT of "},
            {96, 1, "root directory at cluster 1, clusters are numbered 2 to"},
            {511, 0, "does not end in 55 aa"},
        };
        for (Object[] change : changes) {
            ExfatBytes damaged = ExfatBytes.fresh().u8((int) change[0], (int) change[1]);
            if ((int) change[0] == 92 || (int) change[0] == 96) {
                damaged.u32((int) change[0], (int) change[1]);
            }
            assertThatThrownBy(damaged.mendBoot()::open)
                    .as((String) change[2])
                    .isInstanceOf(DamagedImageException.class)
                    .hasMessageContaining((String) change[2]);
        }
        assertThatThrownBy(ExfatBytes.fresh().u8(105, 2).mendBoot()::open)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("exfat: revision 2.0 is not 1.x [volume @ 0x68]");
    }

    @Test
    void whatWasNeverWrittenReadsAsZeros() throws Exception {
        ExfatBytes volume = ExfatBytes.fresh();
        int set = volume.set("big.bin");
        volume.u64(set + 32 + 8, 1000).mendSet(set);
        FileTree tree = volume.open().tree();
        assertThat(tree.stat(path("/big.bin")))
                .hasValueSatisfying(node -> assertThat(node.sizeBytes()).isEqualTo(400_000));
        byte[] found = content(tree, "/big.bin");
        byte[] expected = content(ExfatBytes.fresh().open().tree(), "/big.bin");
        Arrays.fill(expected, 1000, expected.length, (byte) 0);
        assertThat(Arrays.equals(found, expected)).isTrue();
        try (ByteSource file = tree.open(path("/big.bin"))) {
            assertThat(file.nextData(999)).isEqualTo(999);
            assertThat(file.nextData(1000)).isEqualTo(400_000);
        }
        volume.u64(set + 32 + 8, 400_001).mendSet(set);
        assertThatThrownBy(() -> volume.open().tree().list(GuestPath.ROOT))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("400001 valid bytes exceed the 400000 there are");
    }

    @Test
    void timesHaveTenMillisecondsAndTheirOffset() throws Exception {
        ExfatBytes volume = ExfatBytes.fresh();
        int set = volume.set("hello.txt");
        // 2026-01-02 03:04:04 + 1.99 s; five and three quarter hours east, then nine and a half west, then none said.
        volume.u32(set + 12, 46L << 25 | 1 << 21 | 2 << 16 | 3 << 11 | 4 << 5 | 2)
                .u8(set + 21, 199);
        Object[][] offsets = {
            {0x80 | 23, "2026-01-01T21:19:05.990Z"},
            {0x80 | (-38 & 0x7f), "2026-01-02T12:34:05.990Z"},
            {23, "2026-01-02T03:04:05.990Z"}
        };
        for (Object[] offset : offsets) {
            volume.u8(set + 23, (int) offset[0]).mendSet(set);
            assertThat(volume.open().tree().stat(path("/hello.txt")).map(Node::modified))
                    .contains(Instant.parse((String) offset[1]));
        }
    }

    @Test
    void lookUpsTakeEitherCaseByTheTableAndDropPeriods() throws Exception {
        FileTree tree = ExfatBytes.fresh().open().tree();
        for (String name : new String[] {"Ünïcödé", "üNÏCÖDÉ", "արեւ", "ԱՐԵՒ", "LOWER.TXT", "lower.txt..", "😀.TXT"}) {
            assertThat(tree.stat(path("/names/" + name))).as(name).isPresent();
        }
        assertThat(tree.stat(path("/names/unicode"))).isEmpty();
        assertThat(tree.stat(GuestPath.of(new byte[] {'/', 'n', 'a', 'm', 'e', 's', '/', (byte) 0xff})))
                .isEmpty();
    }

    @Test
    void checksumsOfEntriesAndOfTheUpCaseTableAreVerified() {
        ExfatBytes entries = ExfatBytes.fresh();
        int set = entries.set("hello.txt");
        entries.u8(set + 33, 3 ^ entries.bytes[set + 33]);
        assertThatThrownBy(() -> entries.open().tree().list(GuestPath.ROOT))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("exfat: checksum of a file's entries 0x");
        ExfatBytes table = ExfatBytes.fresh();
        int at = entry(table, 0x82);
        table.u8(at + 4, table.bytes[at + 4] + 1);
        assertThatThrownBy(table::open)
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("exfat: up-case table checksum 0x");
        for (int type : new int[] {0x81, 0x82}) {
            ExfatBytes without = ExfatBytes.fresh();
            without.u8(entry(without, type), type & 0x7f);
            assertThatThrownBy(without::open)
                    .isInstanceOf(DamagedImageException.class)
                    .hasMessageContaining("the root directory has no ");
        }
    }

    /** The root's first entries, as mkfs.exfat writes them. */
    private static int entry(ExfatBytes volume, int type) {
        int at = volume.cluster(volume.buffer().getInt(96));
        while ((volume.bytes[at] & 0xff) != type) {
            at += 32;
        }
        return at;
    }

    @Test
    void unknownEntriesAreRefusedIfTheyAreCritical() throws Exception {
        ExfatBytes volume = ExfatBytes.fresh();
        int set = volume.set("sixteen..letters");
        // The second part of its name becomes something else.
        int last = set + 32 * 3;
        volume.u8(set + 35, 15).u8(last, 0xe0).mendSet(set);
        assertThat(volume.open().tree().list(path("/names"))).contains(GuestName.of("sixteen..letter"));
        volume.u8(last, 0xc2).mendSet(set);
        assertThatThrownBy(() -> volume.open().tree().list(path("/names")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("exfat: critical directory entry of type 0xc2 beside a file is not known");
        volume.u8(last, 0x85).mendSet(set);
        assertThatThrownBy(() -> volume.open().tree().list(path("/names")))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("the entries of a file end after 3 of 4");
        ExfatBytes primary = ExfatBytes.fresh();
        primary.u8(entry(primary, 0x83), 0x84);
        assertThatThrownBy(() -> primary.open().tree().list(GuestPath.ROOT))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("exfat: critical directory entry of type 0x84 is not known");
        ExfatBytes benign = ExfatBytes.fresh();
        benign.u8(entry(benign, 0x83), 0xa4);
        assertThat(benign.open().tree().list(GuestPath.ROOT)).contains(GuestName.of("hello.txt"));
    }

    @Test
    void namesThatCannotBeAreDamage() {
        Object[][] changes = {{(int) '/', "a file is called 'hell/.txt'"}, {0, "a file is called 'hell\\x00.txt'"}};
        for (Object[] change : changes) {
            ExfatBytes volume = ExfatBytes.fresh();
            int set = volume.set("hello.txt");
            volume.u8(set + 66 + 8, (int) change[0]).mendSet(set);
            assertThatThrownBy(() -> volume.open().tree().list(GuestPath.ROOT))
                    .isInstanceOf(DamagedImageException.class)
                    .hasMessageContaining((String) change[1]);
        }
        ExfatBytes twice = ExfatBytes.fresh();
        int set = twice.set("hello.txt");
        System.arraycopy(twice.bytes, twice.set("empty") + 66, twice.bytes, set + 66, 18);
        twice.u8(set + 35, 5).mendSet(set);
        assertThatThrownBy(() -> twice.open().tree().list(GuestPath.ROOT))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("holds 'empty' twice");
    }

    /** No driver writes two names that differ in case alone; each is still what its own entry says. */
    @Test
    void namesThatDifferInCaseAloneAreToldApart() throws Exception {
        ExfatBytes volume = ExfatBytes.fresh();
        int set = volume.set("hello.txt");
        byte[] name = "EMPTY".getBytes(StandardCharsets.UTF_16LE);
        System.arraycopy(name, 0, volume.bytes, set + 66, name.length);
        volume.u8(set + 35, 5).mendSet(set);
        FileTree tree = volume.open().tree();
        assertThat(tree.stat(path("/EMPTY")).map(Node::sizeBytes)).contains(13L);
        assertThat(tree.stat(path("/empty")).map(Node::sizeBytes)).contains(0L);
    }

    @Test
    void chainsThatLoopOrEndTooSoonAreDamage() throws Exception {
        ExfatBytes fresh = ExfatBytes.fresh();
        int set = fresh.set("one");
        assertThat(fresh.bytes[set + 33]).as("the file has a chain").isEqualTo((byte) 1);
        int first = fresh.buffer().getInt(set + 32 + 20);
        int second = fresh.buffer().getInt(fresh.fat() + 4 * first);
        Object[][] changes = {
            {(long) first, "comes back to cluster"},
            {0xffff_ffffL, "ends after 2 clusters, "},
            {0xffff_fff7L, "to one marked as bad"},
            {0L, "to 0, but clusters"},
            {0x7fff_ffffL, "to 2147483647, but clusters"}
        };
        for (Object[] change : changes) {
            ExfatBytes damaged = ExfatBytes.fresh().u32(fresh.fat() + 4 * second, (long) change[0]);
            assertThatThrownBy(() -> damaged.open().tree().open(path("/pieces/one")))
                    .isInstanceOf(DamagedImageException.class)
                    .hasMessageContaining("exfat: the cluster chain of /pieces/one")
                    .hasMessageContaining((String) change[1]);
        }
        ExfatBytes root = ExfatBytes.fresh();
        int cluster = root.buffer().getInt(96);
        root.u32(root.fat() + 4 * cluster, cluster);
        assertThatThrownBy(root::open).hasMessageContaining("exfat: the cluster chain of / comes back to cluster");
    }

    @Test
    void clustersBeyondTheLastAreDamage() {
        ExfatBytes volume = ExfatBytes.fresh();
        int set = volume.set("big.bin");
        assertThat(volume.bytes[set + 33]).as("the file has no chain").isEqualTo((byte) 3);
        volume.u32(set + 52, volume.buffer().getInt(92)).mendSet(set);
        assertThatThrownBy(() -> volume.open().tree().open(path("/big.bin")))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("but they are numbered 2 to");
        volume.u64(set + 40, 1L << 40).u64(set + 56, 1L << 40).mendSet(set);
        assertThatThrownBy(() -> volume.open().tree().list(GuestPath.ROOT))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("1099511627776 bytes are more than the volume's");
    }

    @Test
    void aDirectoryInsideItselfIsDamage() throws Exception {
        ExfatBytes volume = ExfatBytes.fresh();
        int inner = volume.set("00");
        int deep = volume.set("deep");
        System.arraycopy(volume.bytes, deep + 32 + 20, volume.bytes, inner + 32 + 20, 4);
        volume.mendSet(inner);
        FileTree tree = volume.open().tree();
        assertThat(tree.list(path("/deep"))).containsExactly(GuestName.of("00"));
        assertThatThrownBy(() -> tree.stat(path("/deep/00/00/00")))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("contains itself");
    }

    @Test
    void aDirectoryOfTooManyEntriesIsLimited() {
        assertThatThrownBy(() -> FORMAT.open(
                                ExfatBytes.fresh().source(), Limits.defaults().with(Limits.DIRECTORY_ENTRIES, 3))
                        .tree()
                        .list(path("/names")))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("directory-entries");
    }

    /** No formatter at hand makes one, and Linux reads the first FAT alone: section 3.1.14 is the word that counts. */
    @Test
    void theSecondFatAndBitmapOfTexfatAreReadIfTheyAreInUse() throws Exception {
        Requirement.programs("mkfs.exfat");
        Path file = Files.write(directory.resolve("texfat"), new byte[6 << 20]);
        output("mkfs.exfat", "-c", "4096", file.toString());
        ExfatBytes volume = new ExfatBytes(Files.readAllBytes(file));
        int root = volume.buffer().getInt(96);
        int length = volume.buffer().getInt(84) * 512;
        System.arraycopy(volume.bytes, volume.fat(), volume.bytes, volume.fat() + length, length);
        int free = root + 1;
        int second = entry(volume, 0x82) + 32;
        System.arraycopy(volume.bytes, entry(volume, 0x81), volume.bytes, second, 32);
        volume.u8(second + 1, 1).u32(second + 20, free).u32(volume.fat() + length + 4 * free, -1);
        System.arraycopy(volume.bytes, volume.cluster(2), volume.bytes, volume.cluster(free), 4096);
        volume.u8(volume.cluster(free), 0xff);
        // The first FAT ends in nonsense.
        volume.u32(volume.fat() + 4 * root, 0);
        assertThatThrownBy(volume::open).isInstanceOf(DamagedImageException.class);
        volume.u8(110, 2).u8(106, 1).mendBoot();
        assertThat(volume.open().tree().list(GuestPath.ROOT)).isEmpty();
        ExfatBytes mainGone = new ExfatBytes(volume.bytes.clone()).u8(96, 99);
        assertThatThrownBy(mainGone::open).hasMessageContaining("exfat: boot checksum 0x");
        long clusters = volume.buffer().getInt(92);
        assertThat(FORMAT.freeSpace(volume.source(), Limits.defaults())
                        .orElseThrow()
                        .freeBytes())
                .isEqualTo((clusters - 8) * 4096);
    }

    @Test
    void onlyItsMagicIsRecognised() throws Exception {
        byte[] other = new byte[4096];
        System.arraycopy("NTFS    ".getBytes(StandardCharsets.US_ASCII), 0, other, 3, 8);
        assertThat(FORMAT.recognises(new ArraySource(other, "ntfs"))).isFalse();
        assertThat(FORMAT.identify(ExfatBytes.fresh().u32(100, 0).mendBoot().source())
                        .uuid())
                .isEmpty();
    }

    private static byte[] content(FileTree tree, String path) throws ImageException {
        try (ByteSource file = tree.open(GuestPath.of(path))) {
            return file.read(0, (int) file.size()).copy(0, (int) file.size());
        }
    }

    private String fsck(ExfatBytes volume) throws Exception {
        Requirement.programs("fsck.exfat");
        return output(
                "fsck.exfat",
                "-n",
                Files.write(directory.resolve("volume"), volume.bytes).toString());
    }

    private static String output(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", System.getenv("PATH") + ":/usr/sbin:/sbin");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
