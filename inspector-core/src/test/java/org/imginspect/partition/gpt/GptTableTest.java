package org.imginspect.partition.gpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.imginspect.io.ArraySource;
import org.imginspect.io.Limits;
import org.imginspect.partition.SfdiskDump;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GptTableTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"gpt, 512, PROTECTIVE", "gpt-4096, 4096, PROTECTIVE", "gpt-256, 512, PROTECTIVE", "hybrid, 512, HYBRID"
    })
    void tablesReadAsSfdiskReadsThem(String name, int sectorBytes, GptTable.Mbr mbr) throws Exception {
        SfdiskDump oracle = new SfdiskDump(Fixtures.text("partition/" + name + ".listing"));
        GptBytes disk = new GptBytes("partition/" + name, sectorBytes);

        assertThat(GptTable.recognises(disk.source())).isTrue();
        GptTable table = disk.read();

        assertThat(table.sectorBytes()).isEqualTo(sectorBytes).isEqualTo(oracle.sectorBytes());
        assertThat(table.diskGuid()).isEqualTo(oracle.header.get("label-id"));
        assertThat(table.partitions())
                .extracting(p -> p.number() + " " + p.startBytes() + " " + p.sizeBytes() + " " + p.typeGuid() + " "
                        + p.uniqueGuid() + " " + p.name())
                .containsExactlyElementsOf(oracle.lines("type", "uuid", "name"));
        assertThat(table.mbr()).isEqualTo(mbr);
        assertThat(table.usedBackup()).isFalse();
        if (mbr == GptTable.Mbr.HYBRID) {
            assertThat(table.defects()).singleElement().asString().contains("hybrid");
        } else {
            assertThat(table.defects()).isEmpty();
        }
    }

    @Test
    void attributesAreThoseThatSgdiskSet() throws Exception {
        assertThat(GptBytes.fresh().read().partitions())
                .extracting(GptPartition::attributes)
                .containsExactly(1L, 1L << 63 | 4);
    }

    @Test
    void aDamagedPrimaryIsReplacedByTheBackupAndSaidSo() throws Exception {
        List<GptPartition> expected = GptBytes.fresh().read().partitions();
        GptBytes[] disks = {
            GptBytes.fresh().u8(512 + 0x38, 1), // header checksum
            GptBytes.fresh().zero(512, 512), // no header
            GptBytes.fresh().u8(1024 + 0x20, 99), // entry checksum
            new GptBytes("partition/gpt-4096", 4096).zero(4096, 4096),
        };
        for (GptBytes disk : disks) {
            assertThat(GptTable.recognises(disk.source())).isTrue();
            GptTable table = disk.read();
            assertThat(table.usedBackup()).isTrue();
            assertThat(table.defects())
                    .singleElement()
                    .asString()
                    .contains("the primary table is damaged, the backup was used");
            assertThat(table.sectorBytes()).isEqualTo(disk.sector);
            assertThat(table.partitions())
                    .extracting(GptPartition::uniqueGuid)
                    .isEqualTo(expected.stream().map(GptPartition::uniqueGuid).toList());
            sgdiskComplains(disk);
        }
    }

    @Test
    void aDamagedBackupIsADefect() throws Exception {
        GptBytes gone = GptBytes.fresh();
        gone.zero(gone.backup(), 512);
        assertThat(gone.read().defects())
                .singleElement()
                .asString()
                .contains("the backup table is damaged: gpt: no signature");
        GptBytes array = GptBytes.fresh();
        array.u8(array.backup() - 32 * 512 + 5, 7);
        assertThat(array.read().defects()).singleElement().asString().contains("checksum of the entries");
        assertThat(array.read().usedBackup()).isFalse();
        sgdiskComplains(gone);
        sgdiskComplains(array);
    }

    @Test
    void bothDamagedIsDamageThatTellsBothReasons() {
        GptBytes disk = GptBytes.fresh().u8(512 + 0x38, 1);
        disk.u8(disk.backup() + 0x38, 1);
        assertThatThrownBy(disk::read)
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("primary: gpt: header checksum")
                .hasMessageContaining("backup: gpt: header checksum");
        GptBytes wiped = GptBytes.fresh().zero(512, 512);
        wiped.zero(wiped.backup(), 512);
        assertThatThrownBy(wiped::read).isInstanceOf(DamagedImageException.class);
    }

    @Test
    void theBackupOfAnEnlargedDiskIsNotAtItsEnd() throws Exception {
        GptBytes disk = GptBytes.fresh().resize(10 << 20);
        GptTable table = disk.read();
        assertThat(table.usedBackup()).isFalse();
        assertThat(table.partitions()).hasSize(2);
        assertThat(table.defects())
                .hasSize(2)
                .anyMatch(d -> d.contains("the protective MBR covers 16383 sectors, the disk has 20479"))
                .anyMatch(d -> d.contains("places its backup at LBA 16383, not at the disk's last, 20479"));
        sgdiskComplains(disk);
    }

    @Test
    void aCutDiskIsSaidToBeCut() throws Exception {
        GptBytes disk = GptBytes.fresh().resize(6 << 20);
        GptTable table = disk.read();
        assertThat(table.defects())
                .anyMatch(d -> d.contains("backup table is damaged"))
                .anyMatch(d -> d.contains("partition 2") && d.contains("lies outside the disk"));
        sgdiskComplains(disk);
    }

    @Test
    void sectorZeroDecidesWhoseDiskItIs() throws Exception {
        GptBytes missing = GptBytes.fresh().zero(0, 512);
        assertThat(GptTable.recognises(missing.source())).isTrue();
        assertThat(missing.read().mbr()).isEqualTo(GptTable.Mbr.MISSING);
        assertThat(missing.read().defects()).singleElement().asString().contains("no protective MBR");

        // Linux (block/partitions/efi.c) goes by a plain MBR and ignores the GPT behind it.
        GptBytes plain = GptBytes.fresh().u8(0x1be + 4, 0x83);
        assertThat(GptTable.recognises(plain.source())).isFalse();
        assertThat(GptTable.hasSignature(plain.source())).isTrue();
        assertThat(plain.read().mbr()).isEqualTo(GptTable.Mbr.PLAIN);

        assertThat(GptTable.recognises(new ArraySource(new byte[4096], "zeros")))
                .isFalse();
        assertThat(GptTable.recognises(new ArraySource(new byte[100], "tiny"))).isFalse();
        assertThatThrownBy(() -> GptTable.read(new ArraySource(new byte[100], "tiny"), Limits.defaults()))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void entriesThatContradictTheSpecificationAreDefects() throws Exception {
        defect(GptBytes.fresh().entry(0, 0x28, 7000), "partitions 1 and 2 overlap from LBA 6144 on", true);
        defect(GptBytes.fresh().entry(0, 0x28, 100), "partition 1 (LBA 2048 to 100) ends before it begins", true);
        defect(GptBytes.fresh().entry(1, 0x28, 16383), "outside the usable range 34 to 16350", true);
        defect(GptBytes.fresh().entry(1, 0x28, 1L << 40), "lies outside the disk, whose last LBA is 16383", true);
        defect(
                GptBytes.fresh().entry(1, 0x28, -1),
                "partition 2 (LBA 6144 to 18446744073709551615) lies outside",
                true);
        GptBytes same = GptBytes.fresh();
        long[] guid = {same.buffer().getLong(1024 + 16), same.buffer().getLong(1024 + 24)};
        defect(same.entry(1, 16, guid[0]).entry(1, 24, guid[1]), "partitions 1 and 2 have the same unique GUID", true);
        defect(GptBytes.fresh().entry(1, 16, 0).entry(1, 24, 0), "partition 2 has no unique GUID", false);
        defect(GptBytes.fresh().header(0x30, 20000), "last usable LBA 20000 lies outside the disk", false);
        defect(GptBytes.fresh().header(0x28, 10), "the primary entries at LBA 2 overlap", false);
        GptBytes disagree = GptBytes.fresh();
        disagree.u8(disagree.backup() + 0x38, 1).mend();
        defect(disagree, "primary and backup header disagree", false);
    }

    @Test
    void hugeEntriesAreCutToWhatCanBeSaid() throws Exception {
        GptPartition partition = GptBytes.fresh()
                .entry(0, 0x20, 0)
                .entry(0, 0x28, -1)
                .read()
                .partitions()
                .get(0);
        assertThat(partition.sizeBytes()).isEqualTo(Long.MAX_VALUE);
        partition = GptBytes.fresh().entry(0, 0x20, -5).read().partitions().get(0);
        assertThat(partition.startBytes()).isEqualTo(Long.MAX_VALUE);
        assertThat(partition.sizeBytes()).isZero();
    }

    @Test
    void anyEntrySizeThatTheSpecificationAllowsIsRead() throws Exception {
        GptBytes disk = GptBytes.fresh();
        for (int header : new int[] {disk.primary(), disk.backup()}) {
            int array = (int) disk.buffer().getLong(header + 0x48) * 512;
            System.arraycopy(disk.bytes, array + 128, disk.bytes, array + 256, 128);
            disk.zero(array + 128, 128).u32(header + 0x50, 64).u32(header + 0x54, 256);
        }
        GptTable table = disk.mend().read();
        assertThat(table.partitions()).extracting(GptPartition::name).containsExactly("ESP", "Wurzel ä√");
        assertThat(table.defects())
                .singleElement()
                .asString()
                .contains("entry size 256 is not 128 bytes: Linux ignores");
    }

    @Test
    void countsThatLieAreRefusedWithoutAllocating() throws Exception {
        for (long[] countAndSize : new long[][] {{0xffffffffL, 0xfffffff8L}, {0xffffffffL, 128}, {1 << 20, 128}}) {
            GptBytes disk = GptBytes.fresh();
            for (int header : new int[] {disk.primary(), disk.backup()}) {
                disk.u32(header + 0x50, countAndSize[0]).u32(header + 0x54, countAndSize[1]);
            }
            assertThatThrownBy(disk.mend()::read)
                    .isInstanceOf(DamagedImageException.class)
                    .hasMessageContaining("end beyond the disk");
        }
        GptBytes odd = GptBytes.fresh();
        odd.u32(512 + 0x54, 127).u32(odd.backup() + 0x54, 132).mend();
        assertThatThrownBy(odd::read).hasMessageContaining("entry size 127").hasMessageContaining("entry size 132");
        assertThatThrownBy(() -> GptTable.read(
                        GptBytes.fresh().source(), Limits.defaults().with(Limits.METADATA_TABLE_BYTES, 1000)))
                .isInstanceOf(LimitExceededException.class);
        assertThatThrownBy(() -> GptTable.read(
                        GptBytes.fresh().source(), Limits.defaults().with(Limits.STORAGE_ENTRIES, 1)))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("more than 1 partitions");
        GptBytes nowhere = GptBytes.fresh().header(0x48, Long.MAX_VALUE);
        assertThatThrownBy(nowhere::read).isInstanceOf(DamagedImageException.class);
    }

    @Test
    void defectsAreBounded() throws Exception {
        GptBytes disk = GptBytes.fresh();
        for (int i = 2; i < 128; i++) {
            disk.entry(i, 0, 5);
        }
        List<String> defects = disk.read().defects();
        assertThat(defects).hasSize(GptDefects.MAX);
        assertThat(defects.get(GptDefects.MAX - 1)).endsWith("more defects");
    }

    @Test
    void flippedBytesGiveOnlyImageExceptionsOrSuccess() {
        Random random = new Random(3);
        GptBytes whole = GptBytes.fresh();
        GptBytes disk = GptBytes.fresh();
        for (int i = 0; i < 2000; i++) {
            System.arraycopy(whole.bytes, 0, disk.bytes, 0, 64 << 10);
            System.arraycopy(whole.bytes, whole.backup() - 32 * 512, disk.bytes, whole.backup() - 32 * 512, 33 * 512);
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                int at = new int[] {0x1b0, 512, 1024, disk.backup()}[random.nextInt(4)] + random.nextInt(96);
                disk.u8(at, random.nextInt(256));
            }
            if (i % 2 == 0) {
                disk.mend();
            }
            try {
                GptTable.recognises(disk.source());
                assertThat(disk.read().partitions()).isNotNull();
            } catch (ImageException e) {
                assertThat(e.problem().what()).startsWith("gpt: ");
            }
        }
    }

    private void defect(GptBytes disk, String expected, boolean sgdiskKnows) throws Exception {
        assertThat(disk.read().defects()).anyMatch(d -> d.contains(expected), expected);
        if (sgdiskKnows) {
            sgdiskComplains(disk);
        }
    }

    /** sgdisk must find fault with it too, or the defect is our own invention. */
    private void sgdiskComplains(GptBytes disk) throws IOException, InterruptedException {
        if (!Requirement.hasProgram("sgdisk") || disk.sector != 512) {
            return;
        }
        Path image = Files.write(directory.resolve("disk.img"), disk.bytes);
        Process process = new ProcessBuilder("/usr/sbin/sgdisk", "-v", image.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assertThat(output).containsAnyOf("Problem:", "Caution", "Warning", "invalid", "corrupt", "damaged");
    }
}
