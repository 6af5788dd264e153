package org.imginspect.engine.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ArraySource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks whose partitions are odd: what partx finds there is listed, and what lies in them is still read. */
class PartitionsTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void aGptInSectorsOf4096BytesIsReadToTheFilesInIt() throws Exception {
        byte[] disk = bytes("partition/gpt-4096");
        put(disk, "exfat/damage", MIB);
        DiskLayout layout = layout(disk, OptionalInt.empty());
        assertThat(table(layout).sectorBytes()).isEqualTo(4096);
        assertThat(table(layout).defects()).isEmpty();
        assertThat(places(layout)).isEqualTo(partx(disk, 4096));
        assertReadable(layout.regions().get(0));
        // The container's word changes nothing where it agrees.
        assertThat(places(layout(disk, OptionalInt.of(4096)))).isEqualTo(places(layout));
    }

    @Test
    void aTableInOtherSectorsThanTheDisksIsReadAndSaidToBeLost() throws Exception {
        DiskLayout layout = layout(bytes("partition/gpt-4096"), OptionalInt.of(512));
        assertThat(table(layout).sectorBytes()).isEqualTo(4096);
        assertThat(table(layout).defects())
                .singleElement()
                .asString()
                .contains(
                        "counts in sectors of 4096 bytes, the disk has sectors of 512: Linux and UEFI firmware do not");
    }

    @Test
    void anMbrCountsInTheSectorsThatTheContainerHas() throws Exception {
        byte[] disk = new byte[8 * MIB];
        disk = run(
                disk, "label: dos\nlabel-id: 0x1badb002\nstart=256, size=512, type=83\nstart=768, size=800, type=7\n");
        put(disk, "exfat/damage", 256 * 4096);
        DiskLayout layout = layout(disk, OptionalInt.of(4096));
        assertThat(table(layout).scheme()).isEqualTo("mbr");
        assertThat(table(layout).sectorBytes()).isEqualTo(4096);
        assertThat(places(layout)).isEqualTo(partx(disk, 4096));
        assertReadable(layout.regions().get(0));
        assertThat(places(layout(disk, OptionalInt.empty()))).isEqualTo(partx(disk, 512));
    }

    /** Linux goes by a plain MBR and ignores the GPT, whose tools still counted in its sectors. */
    @Test
    void anMbrInFrontOfAGptCountsInItsSectors() throws Exception {
        byte[] disk = bytes("partition/gpt-4096");
        ByteBuffer entry = ByteBuffer.wrap(disk, 0x1be, 16).slice().order(ByteOrder.LITTLE_ENDIAN);
        entry.putInt(4, 0x83).putInt(8, 256).putInt(12, 512);
        put(disk, "exfat/damage", MIB);
        DiskLayout layout = layout(disk, OptionalInt.empty());
        assertThat(table(layout).scheme()).isEqualTo("mbr");
        assertThat(places(layout)).containsExactly("1 1048576 2097152");
        assertReadable(layout.regions().get(0));
    }

    @Test
    void aPartitionThatRunsPastTheEndIsDamagedAndWhatIsThereOpened() throws Exception {
        byte[] whole = bytes("partition/gpt");
        put(whole, "exfat/damage", 3 * MIB);
        byte[] disk = Arrays.copyOf(whole, 6 * MIB);
        DiskLayout layout = layout(disk, OptionalInt.empty());
        List<StorageEntry> entries = entries(layout);
        assertThat(entries)
                .filteredOn(entry -> entry.kind() == StorageEntry.Kind.PARTITION)
                .extracting(entry -> entry.path() + " " + entry.state())
                .containsExactly("disk > gpt:1 OPENED", "disk > gpt:2 DAMAGED");
        Region cut = layout.regions().get(1);
        assertThat(cut.bytes().size()).isEqualTo(3 * MIB);
        assertReadable(cut);
        assertThat(table(layout).defects())
                .anyMatch(text -> text.contains("lies outside the disk, whose last LBA is 12287"));
        assertThat(sgdisk(disk)).contains("Problem");
    }

    @Test
    void partitionsThatOverlapAreBothReadAndADefect() throws Exception {
        byte[] disk = new byte[8 * MIB];
        disk = run(
                disk,
                "label: dos\nlabel-id: 0x1badb002\nstart=2048, size=8192, type=7\nstart=12288, size=2048, type=83\n");
        // sfdisk refuses to write such a table.
        ByteBuffer.wrap(disk)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x1be + 16 + 8, 6144)
                .putInt(0x1be + 16 + 12, 6144);
        put(disk, "exfat/damage", MIB);
        put(disk, "exfat/damage", 3 * MIB);
        DiskLayout layout = layout(disk, OptionalInt.empty());
        assertThat(places(layout)).isEqualTo(partx(disk, 512));
        assertThat(table(layout).defects())
                .singleElement()
                .asString()
                .contains("partitions 1 and 2 overlap from 0x300000 on");
        assertReadable(layout.regions().get(0));
        assertReadable(layout.regions().get(1));
    }

    /** Packer and osbuild enlarge a disk after its table was written; partx takes the same partitions of it. */
    @Test
    void aGptWhoseBackupIsNotAtTheEndIsReadWithADefect() throws Exception {
        byte[] disk = Arrays.copyOf(bytes("partition/gpt"), 12 * MIB);
        DiskLayout layout = layout(disk, OptionalInt.empty());
        assertThat(table(layout).usedBackup()).isFalse();
        assertThat(table(layout).defects())
                .hasSize(2)
                .anyMatch(text -> text.contains("places its backup at LBA 16383, not at the disk's last, 24575"));
        assertThat(entries(layout))
                .filteredOn(entry -> entry.kind() == StorageEntry.Kind.PARTITION_TABLE)
                .singleElement()
                .extracting(StorageEntry::state)
                .isEqualTo(StorageEntry.State.OPENED);
        assertThat(places(layout)).isEqualTo(partx(disk, 512));
        assertThat(sgdisk(disk)).contains("Problem");
        // Its backup is found by the protective MBR even if the primary is gone.
        Arrays.fill(disk, 512, 1024, (byte) 0);
        DiskLayout saved = layout(disk, OptionalInt.empty());
        assertThat(places(saved)).isEqualTo(places(layout));
        assertThat(table(saved).usedBackup()).isTrue();
    }

    private static void assertReadable(Region region) throws ImageException {
        assertThat(region.content().identity().format()).isEqualTo("exfat");
        assertThat(region.reader()
                        .orElseThrow()
                        .open(region.bytes(), Limits.defaults())
                        .tree()
                        .stat(GuestPath.of("/hello.txt")))
                .isPresent();
    }

    private static PartitionTableInfo table(DiskLayout layout) {
        return layout.table().orElseThrow();
    }

    private static DiskLayout layout(byte[] disk, OptionalInt sectorBytes) throws ImageException {
        ContainerInfo container = new ContainerInfo(
                "raw", 0, disk.length, disk.length, List.of(), false, false, OptionalLong.empty(), "");
        return DiskLayout.read(new ArraySource(disk, "disk"), "disk", container, sectorBytes, 0, Limits.defaults());
    }

    private static List<StorageEntry> entries(DiskLayout layout) {
        List<StorageEntry> entries = new ArrayList<>();
        layout.list(region -> List.of(), entries);
        return entries;
    }

    private static List<String> places(DiskLayout layout) {
        List<String> places = new ArrayList<>();
        for (StorageEntry entry : entries(layout)) {
            entry.partition()
                    .ifPresent(partition -> places.add(partition.number() + " " + partition.startBytes() + " "
                            + entry.sizeBytes().orElseThrow()));
        }
        return places;
    }

    private static byte[] bytes(String fixture) throws IOException {
        return Files.readAllBytes(Fixtures.image(fixture));
    }

    private static void put(byte[] disk, String fixture, int at) throws IOException {
        byte[] volume = bytes(fixture);
        System.arraycopy(volume, 0, disk, at, volume.length);
    }

    private byte[] run(byte[] disk, String script) throws Exception {
        Requirement.programs("sfdisk");
        Path file = Files.write(directory.resolve("disk"), disk);
        output(Optional.of(script), "sfdisk", "-q", "--no-reread", "--no-tell-kernel", "-w", "never", file.toString());
        return Files.readAllBytes(file);
    }

    /** What the tool of the kernel's users finds: number, first byte, bytes. */
    private List<String> partx(byte[] disk, int sectorBytes) throws Exception {
        Requirement.programs("partx");
        Path file = Files.write(directory.resolve("disk"), disk);
        String size = Integer.toString(sectorBytes);
        List<String> found = new ArrayList<>();
        for (String line : output(
                        Optional.empty(), "partx", "-g", "-S", size, "-o", "NR,START,SECTORS", file.toString())
                .lines()
                .toList()) {
            String[] field = line.strip().split(" +", -1);
            // partx counts in sectors of 512 bytes whatever it was told to read the table in.
            found.add(field[0] + " " + Long.parseLong(field[1]) * 512 + " " + Long.parseLong(field[2]) * 512);
        }
        return found;
    }

    private String sgdisk(byte[] disk) throws Exception {
        Requirement.programs("sgdisk");
        return output(
                Optional.empty(),
                "sgdisk",
                "-v",
                Files.write(directory.resolve("disk"), disk).toString());
    }

    private static String output(Optional<String> input, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PATH", System.getenv("PATH") + ":/usr/sbin:/sbin");
        Process process = builder.start();
        process.getOutputStream().write(input.orElse("").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
