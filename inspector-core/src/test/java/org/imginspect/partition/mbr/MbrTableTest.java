package org.imginspect.partition.mbr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.imginspect.partition.SfdiskDump;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MbrTableTest {
    private static final int FIRST_EBR = 6144 * 512;

    @TempDir
    Path directory;

    @Test
    void theTableReadsAsSfdiskReadsIt() throws Exception {
        SfdiskDump oracle = new SfdiskDump(Fixtures.text("partition/mbr.listing"));
        MbrTable table = read(disk());
        assertThat(MbrTable.recognises(source(disk()))).isTrue();
        assertThat("0x" + table.diskSignature()).isEqualTo(oracle.header.get("label-id"));
        assertThat(table.partitions())
                .extracting(p -> p.number() + " " + p.startBytes() + " " + p.sizeBytes() + " "
                        + Integer.toHexString(p.type()) + " " + (p.active() ? "yes" : ""))
                .containsExactlyElementsOf(oracle.lines("type", "bootable"));
        assertThat(table.partitions())
                .extracting(MbrPartition::typeText)
                .containsExactly("83", "82", "0f", "ef", "83", "8e", "fd");
        assertThat(table.partitions().subList(4, 7)).allMatch(p -> p.logicalOf().getAsInt() == 3);
        assertThat(table.partitions().get(2).isExtended()).isTrue();
        assertThat(table.defects()).isEmpty();
        assertThat(table.brokenChain()).isEmpty();
    }

    @Test
    void aChainThatLeadsBackEndsAndIsSaidToBeBroken() throws Exception {
        byte[] disk = disk();
        buffer(disk).putInt(FIRST_EBR + 0x1be + 16 + 8, 0);
        MbrTable table = read(disk);
        assertThat(table.partitions()).hasSize(5);
        assertThat(table.brokenChain())
                .hasValueSatisfying(p -> assertThat(p.message())
                        .isEqualTo("mbr: chain of logical partitions leads back [disk @ 0x300000]"));
    }

    @Test
    void anEbrThatIsMissingOrOutsideTheDiskBreaksTheChain() throws Exception {
        byte[] unsigned = disk();
        unsigned[FIRST_EBR + 0x1ff] = 0;
        assertThat(read(unsigned).partitions()).hasSize(4);
        assertThat(read(unsigned).brokenChain())
                .hasValueSatisfying(p -> assertThat(p.what()).isEqualTo("mbr: EBR does not end in 55 aa"));

        byte[] outside = disk();
        buffer(outside).putInt(FIRST_EBR + 0x1be + 16 + 8, -1);
        assertThat(read(outside).brokenChain())
                .hasValueSatisfying(p -> assertThat(p.kind()).isEqualTo(Problem.Kind.DAMAGED));
        assertThat(read(outside).partitions()).hasSize(5);

        byte[] empty = disk();
        Arrays.fill(empty, FIRST_EBR, FIRST_EBR + 512, (byte) 0);
        assertThat(read(empty).brokenChain()).isEmpty();
        assertThat(read(empty).defects()).singleElement().asString().contains("begins with zeros");
    }

    @Test
    void logicalPartitionsAreCapped() throws Exception {
        MbrTable table = MbrTable.read(source(disk()), Limits.defaults().with(Limits.STORAGE_ENTRIES, 2));
        assertThat(table.partitions()).hasSize(6);
        assertThat(table.brokenChain())
                .hasValueSatisfying(p -> assertThat(p.kind()).isEqualTo(Problem.Kind.LIMIT));
    }

    @Test
    void whatLiesOutsideTheDiskOrOverlapsIsADefect() throws Exception {
        byte[] disk = disk();
        buffer(disk).putInt(0x1be + 12, 3000).putInt(0x1be + 48 + 12, 1 << 30);
        disk[0x1be + 16] = (byte) 0x80;
        assertThat(read(disk).defects())
                .anyMatch(d -> d.contains("partitions 1 and 2 overlap from 0x200000 on"))
                .anyMatch(d -> d.contains("partition 4") && d.contains("ends outside the disk of 0x1000000 bytes"))
                .anyMatch(d -> d.contains("2 partitions are active"));
        disk[0x1be] = 7;
        assertThat(read(disk).defects()).anyMatch(d -> d.contains("partition 1 has status 0x7"));
        assertThat(MbrTable.recognises(source(disk))).isFalse();
    }

    @Test
    void aDiskWithoutTheSignatureHasNoTable() throws Exception {
        byte[] disk = disk();
        disk[510] = 0;
        assertThat(MbrTable.recognises(source(disk))).isFalse();
        assertThatThrownBy(() -> read(disk))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("does not end in 55 aa [disk @ 0x1fe]");
        assertThat(MbrTable.recognises(source(new byte[10]))).isFalse();
        byte[] signed = new byte[512];
        signed[510] = 0x55;
        signed[511] = (byte) 0xaa;
        assertThat(MbrTable.recognises(source(signed))).isFalse();
        assertThat(read(signed).partitions()).isEmpty();
    }

    @Test
    void aFatOrNtfsBootSectorIsNoTable() throws Exception {
        Requirement.programs("mkfs.fat");
        for (String bits : new String[] {"12", "16", "32"}) {
            Path image = directory.resolve("fat" + bits);
            Files.write(image, new byte[40 << 20]);
            run("/usr/sbin/mkfs.fat", "-F", bits, image.toString());
            byte[] head = Arrays.copyOf(Files.readAllBytes(image), 1 << 20);
            assertThat(head[510]).isEqualTo((byte) 0x55);
            assertThat(MbrTable.recognises(source(head))).as("FAT%s", bits).isFalse();
            // Even if its code looks like an entry, that lies outside the disk.
            buffer(head)
                    .putInt(0x1be, 0)
                    .putInt(0x1be + 4, 0x20)
                    .putInt(0x1be + 8, 1 << 30)
                    .putInt(0x1be + 12, 9);
            assertThat(MbrTable.recognises(source(head))).isFalse();
        }
        // NTFS' boot code has text where the table would be.
        byte[] ntfs = new byte[4096];
        byte[] text = "\r\nDisk read error\0\r\nPress Ctrl+Alt+Del to restart\r\n"
                .repeat(2)
                .getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, ntfs, 0x1a0, 0x1fe - 0x1a0);
        ntfs[510] = 0x55;
        ntfs[511] = (byte) 0xaa;
        assertThat(MbrTable.recognises(source(ntfs))).isFalse();
    }

    @Test
    void bootCodeIsToldApart() throws Exception {
        byte[] disk = disk();
        assertThat(MbrBootCode.of(source(disk))).isEqualTo(MbrBootCode.NONE);
        disk[0] = (byte) 0xeb;
        assertThat(MbrBootCode.of(source(disk))).isEqualTo(MbrBootCode.OTHER);
        byte[] text = "GRUB \0Geom\0Hard Disk\0Read\0 Error\r\n".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, disk, 0x180, text.length);
        assertThat(MbrBootCode.of(source(disk))).isEqualTo(MbrBootCode.GRUB);
        assertThat(MbrBootCode.of(source(new byte[3]))).isEqualTo(MbrBootCode.NONE);
    }

    @Test
    void sectorsOf4096BytesCountAsSuch() throws Exception {
        byte[] disk = new byte[1 << 20];
        disk[0x1be + 4] = (byte) 0x83;
        buffer(disk).putInt(0x1be + 8, 16).putInt(0x1be + 12, 100).putShort(0x1fe, (short) 0xaa55);
        MbrPartition partition = MbrTable.read(source(disk), 4096, Limits.defaults())
                .partitions()
                .get(0);
        assertThat(partition.startBytes()).isEqualTo(16 * 4096);
        assertThat(partition.sizeBytes()).isEqualTo(100 * 4096);
    }

    @Test
    void flippedBytesGiveOnlyImageExceptionsOrSuccess() throws Exception {
        byte[] whole = disk();
        Random random = new Random(4);
        byte[] disk = whole.clone();
        int[] sectors = {0, FIRST_EBR, 10240 * 512};
        for (int i = 0; i < 2000; i++) {
            for (int sector : sectors) {
                System.arraycopy(whole, sector, disk, sector, 512);
            }
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                disk[sectors[random.nextInt(3)] + 0x1be + random.nextInt(66)] = (byte) random.nextInt(256);
            }
            try {
                MbrTable.recognises(source(disk));
                assertThat(read(disk).partitions()).hasSizeLessThan(5000);
            } catch (ImageException e) {
                assertThat(e.problem().what()).startsWith("mbr: ");
            }
        }
    }

    private static byte[] disk() throws IOException {
        return Files.readAllBytes(Fixtures.image("partition/mbr"));
    }

    private static ByteBuffer buffer(byte[] disk) {
        return ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteSource source(byte[] disk) {
        return new ArraySource(disk, "disk");
    }

    private static MbrTable read(byte[] disk) throws ImageException {
        return MbrTable.read(source(disk), Limits.defaults());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
    }
}
