package org.imginspect.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.imginspect.engine.disk.AllowedFiles;
import org.imginspect.error.ImageException;
import org.imginspect.image.BlockContract;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.OtherFiles;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every subformat of {@code qemu-img}, and what others write made of its images and read by it. */
class VmdkBlocksTest extends BlockContract {

    @Override
    protected ImageFormat format() {
        return new VmdkFormat();
    }

    @Override
    protected OtherFiles others(Path image) throws ImageException {
        return AllowedFiles.inside(image.resolveSibling("."), image, Limits.defaults());
    }

    @Override
    protected List<Variant> variants() {
        return List.of(
                Variant.converted("vmdk", ""),
                Variant.converted("vmdk", "adapter_type=lsilogic,hwversion=18,zeroed_grain=on"),
                Variant.converted("vmdk", "adapter_type=buslogic,compat6", "-S", "0"),
                Variant.converted("vmdk", "subformat=streamOptimized"),
                new Variant("streamOptimized with a footer", "vmdk", VmdkBlocksTest::withFooter),
                Variant.converted("vmdk", "subformat=monolithicFlat"),
                Variant.converted("vmdk", "subformat=monolithicFlat,preallocation=full"),
                Variant.converted("vmdk", "subformat=twoGbMaxExtentSparse,toolsversion=11265"),
                Variant.converted("vmdk", "subformat=twoGbMaxExtentFlat,adapter_type=legacyESX"),
                new Variant("a child and its parent", "vmdk", VmdkBlocksTest::withParent),
                new Variant("a grandchild", "vmdk", VmdkBlocksTest::withGrandparent),
                new Variant("several extents of all kinds", "vmdk", VmdkBlocksTest::ofSeveralExtents),
                new Variant("vmfsSparse", "vmdk", VmdkBlocksTest::copyOnWrite));
    }

    @Override
    protected List<Variant> damagedVariants() {
        return List.of(
                variants().get(1),
                variants().get(3),
                variants().get(4),
                variants().get(5),
                variants().get(8));
    }

    /** The border of the extents lies at 2 GiB - 64 KiB or 2 GiB; patterns are written on both sides of each. */
    @ParameterizedTest
    @ValueSource(strings = {"twoGbMaxExtentSparse", "twoGbMaxExtentFlat"})
    void aDiskOfSeveralExtentsIsOneDisk(String subformat, @TempDir Path directory) throws Exception {
        Path image = directory.resolve("disk.vmdk");
        run("qemu-img", "create", "-q", "-f", "vmdk", "-o", "subformat=" + subformat, image.toString(), "5G");
        long[] places = {0, (2L << 30) - (128 << 10), (4L << 30) - (256 << 10), (5L << 30) - (512 << 10)};
        for (int i = 0; i < places.length; i++) {
            run("qemu-io", "-f", "vmdk", image.toString(), "-c", "write -P " + (i + 1) + " " + places[i] + " 512k");
        }
        DiskImage opened = new VmdkFormat().open(FileSource.open(image), others(image), Limits.defaults());
        assertThat(opened.otherFiles()).hasSize(3);
        try (ByteSource disk = opened.disk()) {
            assertThat(disk.size()).isEqualTo(5L << 30);
            for (int i = 0; i < places.length; i++) {
                byte[] bytes = new byte[512 << 10];
                byte[] expected = new byte[bytes.length];
                disk.readFully(places[i], bytes, 0, bytes.length);
                Arrays.fill(expected, (byte) (i + 1));
                assertThat(Arrays.equals(bytes, expected))
                        .as("pattern %d", i + 1)
                        .isTrue();
                if (i > 0) {
                    disk.readFully(places[i] - bytes.length, bytes, 0, bytes.length);
                    assertThat(Arrays.equals(bytes, new byte[bytes.length]))
                            .as("before pattern %d", i + 1)
                            .isTrue();
                }
            }
            if (subformat.equals("twoGbMaxExtentSparse")) {
                assertThat(disk.nextData(1 << 20)).isEqualTo(places[1]);
                assertThat(opened.space().orElseThrow().storedBytes(0, disk.size()))
                        .isEqualTo(4 * (512L << 10));
            }
        }
    }

    /** What VMware's own programs write to a stream: the place of the tables is only known at the end. */
    private static Path withFooter(Path raw, Path directory) throws Exception {
        Path image = directory.resolve("footer.vmdk");
        run(
                "qemu-img",
                "convert",
                "-f",
                "raw",
                "-O",
                "vmdk",
                "-o",
                "subformat=streamOptimized",
                raw.toString(),
                image.toString());
        byte[] bytes = Files.readAllBytes(image);
        int length = (bytes.length + 511) & -512;
        ByteBuffer out = ByteBuffer.wrap(Arrays.copyOf(bytes, length + 3 * 512)).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(length, 1).putInt(length + 12, 3); // the footer's marker
        out.put(length + 512, bytes, 0, 512);
        out.putLong(0x38, -1); // gdOffset
        return Files.write(image, out.array());
    }

    private static Path withParent(Path raw, Path directory) throws Exception {
        Path parent = directory.resolve("parent.vmdk");
        Path child = directory.resolve("child.vmdk");
        run("qemu-img", "convert", "-f", "raw", "-O", "vmdk", raw.toString(), parent.toString());
        run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "vmdk",
                "-o",
                "zeroed_grain=on",
                "-b",
                "parent.vmdk",
                "-F",
                "vmdk",
                child.toString());
        run("qemu-io", "-f", "vmdk", child.toString(), "-c", "write -P 7 100000 70000", "-c", "write -P 9 700k 512");
        run("qemu-io", "-f", "vmdk", child.toString(), "-c", "write -z 512k 128k");
        return child;
    }

    private static Path withGrandparent(Path raw, Path directory) throws Exception {
        withParent(raw, directory);
        Path grandchild = directory.resolve("grandchild.vmdk");
        run("qemu-img", "create", "-q", "-f", "vmdk", "-b", "child.vmdk", "-F", "vmdk", grandchild.toString());
        run("qemu-io", "-f", "vmdk", grandchild.toString(), "-c", "write -P 3 65536 4096", "-c", "write -P 4 600k 512");
        return grandchild;
    }

    /** A flat piece from inside a file, a sparse one (of whole grains: qemu reads over the end of others), and a VMFS one. */
    private static Path ofSeveralExtents(Path raw, Path directory) throws Exception {
        byte[] bytes = Files.readAllBytes(raw);
        int sectors = bytes.length / 512;
        Files.write(directory.resolve("first-flat.vmdk"), bytes);
        Path piece = Files.write(directory.resolve("piece.raw"), Arrays.copyOfRange(bytes, 300 * 512, 940 * 512));
        run(
                "qemu-img",
                "convert",
                "-f",
                "raw",
                "-O",
                "vmdk",
                piece.toString(),
                directory.resolve("second.vmdk").toString());
        Files.write(directory.resolve("third.vmdk"), Arrays.copyOfRange(bytes, 940 * 512, bytes.length));
        return Files.writeString(
                directory.resolve("disk.vmdk"),
                "# Disk DescriptorFile\nversion=1\nencoding=\"UTF-8\"\nCID=1\nparentCID=ffffffff\n"
                        + "createType=\"twoGbMaxExtentFlat\"\n\n"
                        // qemu takes an extent behind an empty line for two.
                        + "# Extents\nRW 200 FLAT \"first-flat.vmdk\" 0\n"
                        + "RW 100 FLAT \"first-flat.vmdk\" 200\nRW 640 SPARSE \"second.vmdk\"\nRW " + (sectors - 940)
                        + " VMFS \"third.vmdk\"\n# The Disk Data Base\n#DDB\n\nddb.adapterType = \"ide\"\r\n");
    }

    /** Nobody writes these but ESX; grains of one sector, in an order of their own. */
    private static Path copyOnWrite(Path raw, Path directory) throws Exception {
        byte[] bytes = Files.readAllBytes(raw);
        int sectors = bytes.length / 512;
        int tables = (sectors + 4095) / 4096;
        int dataSector = 5 + tables * 32;
        ByteBuffer out = ByteBuffer.allocate((dataSector + sectors) * 512).order(ByteOrder.LITTLE_ENDIAN);
        out.put("COWD".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        out.putInt(1)
                .putInt(3)
                .putInt(sectors)
                .putInt(1)
                .putInt(4)
                .putInt(tables)
                .putInt(dataSector + sectors);
        for (int table = 0; table < tables; table++) {
            out.putInt(4 * 512 + table * 4, 5 + table * 32);
        }
        for (int i = 0; i < sectors; i++) {
            boolean zeros = true;
            for (int j = i * 512; j < (i + 1) * 512; j++) {
                zeros &= bytes[j] == 0;
            }
            if (!zeros) {
                int sector = dataSector + (i + 7) % sectors;
                out.putInt(5 * 512 + i * 4, sector);
                out.put(sector * 512, bytes, i * 512, 512);
            }
        }
        Files.write(directory.resolve("delta.vmdk"), out.array(), StandardOpenOption.CREATE);
        return Files.writeString(
                directory.resolve("disk.vmdk"),
                "# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\ncreateType=\"vmfsSparse\"\n"
                        + "RW " + sectors + " VMFSSPARSE \"delta.vmdk\"\n");
    }
}
