package org.imginspect.image.vhd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.Requirement;
import org.imginspect.image.DiskImage;
import org.imginspect.image.OtherFiles;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers and tables that lie, and disks that qemu cannot make: other programs' footers, parents. */
class VhdHostileTest {
    private static final int BLOCK = VhdBytes.BLOCK;

    @TempDir
    Path directory;

    @Test
    void theImageThatIsSpoiledBelowIsWhole() throws Exception {
        DiskImage image = made().sealed().open();
        byte[] all = VhdBytes.all(image);
        assertThat(all).hasSize(4 * BLOCK);
        assertThat(Arrays.copyOfRange(all, BLOCK, 2 * BLOCK)).containsOnly('d');
        assertThat(image.id()).contains("333366669999cccc0000000000000003");
        assertThat(image.dirty()).isFalse();
        assertThat(image.disk().nextData(0)).isEqualTo(BLOCK);
        assertThat(made().u8(0x54, 1).sealed().open().dirty()).as("saved state").isTrue();
    }

    /** The size is the geometry's or the footer's, as qemu has it for each program that writes VHDs. */
    @Test
    void theSizeIsTheOneThatQemuTells() throws Exception {
        Requirement.programs("qemu-img");
        Path image = directory.resolve("size.vhd");
        run("qemu-img", "create", "-q", "-f", "vpc", "-o", "subformat=dynamic", image.toString(), "100000000");
        byte[] file = Files.readAllBytes(image);
        long exact = 100_000_256;
        for (String creator : List.of("vpc ", "qemu", "qem2", "win ", "d2v ", "tap\0", "CTXS", "vbox", "\0\0\0\0")) {
            for (int geometry : new int[] {0, 0x0064_0a11, 0xffff_10ff}) {
                VhdBytes changed =
                        new VhdBytes(file.clone()).text(0x1c, creator).u64(0x30, exact);
                if (geometry != 0) {
                    changed.u32(0x38, geometry & 0xffff_ffffL);
                }
                Files.write(image, changed.sealed().bytes());
                Process info =
                        new ProcessBuilder("qemu-img", "info", "-f", "vpc", "--output=json", image.toString()).start();
                String text = new String(info.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(text)
                        .as("%s 0x%x", creator, geometry)
                        .contains("\"virtual-size\": " + changed.open().disk().size() + ",");
            }
        }
        // qemu learnt of Azure's later: it has the exact size.
        VhdBytes azure =
                new VhdBytes(file).text(0x1c, "wa\0\0").u64(0x30, exact).sealed();
        assertThat(azure.open().disk().size()).isEqualTo(exact);
    }

    @Test
    void eitherFooterWillDo() throws Exception {
        VhdBytes file = made().sealed();
        file.u8(100, 7);
        assertThat(file.open().disk().size()).isEqualTo(4 * BLOCK);
        file.text(0, "destroyed");
        assertThat(new VhdFormat().recognises(new ArraySource(file.bytes(), "x")))
                .isTrue();
        assertThat(file.open().disk().size()).isEqualTo(4 * BLOCK);
        file.u8(file.bytes().length - 400, 7);
        damaged(file::open, "of the footer should be 0x");
    }

    @Test
    void footersOf511BytesAreRead() throws Exception {
        byte[] disk = new byte[8192];
        Arrays.fill(disk, (byte) 'f');
        VhdBytes fixed = new VhdBytes(Arrays.copyOf(disk, 8192 + 512));
        fixed.text(8192, "conectix").u32(8192 + 12, 0x10000).text(8192 + 28, "d2v ");
        fixed.u64(8192 + 48, 8192).u32(8192 + 60, 2).sealedFooter();
        assertThat(VhdBytes.all(fixed.open())).isEqualTo(disk);
        assertThat(VhdBytes.all(fixed.truncate(8192 + 511).open())).isEqualTo(disk);
        assertThat(fixed.open().space()).isEmpty();
        damaged(() -> fixed.truncate(8192 + 510).open(), "no footer");
    }

    /** Else the guest of a fixed disk could choose which disk, and which parent's, is read. */
    @Test
    void aFixedDiskWhoseGuestWroteAFooterIntoItsFirstSectorIsRefused() {
        VhdBytes inner = made().sealed();
        byte[] file = Arrays.copyOf(inner.bytes(), inner.bytes().length + 512);
        int at = inner.bytes().length;
        VhdBytes outer = new VhdBytes(file);
        outer.text(at, "conectix")
                .u32(at + 12, 0x10000)
                .text(at + 28, "win ")
                .u64(at + 48, at)
                .u32(at + 60, 2);
        damaged(
                () -> outer.sealedFooter().open(),
                "footer of a fixed disk, and its copy at the beginning is of another, a dynamic one");
        // A copy that calls itself fixed is data of the guest's, and no footer.
        VhdBytes lone = made().u32(60, 2).sealed();
        damaged(() -> lone.u8(lone.bytes().length - 400, 1).open(), "of the footer should be 0x");
    }

    @Test
    void whatIsNotKnownIsRefusedByName() {
        unsupported(() -> made().u32(12, 0x20000).sealed().open(), "version 0x20000 is not 0x10000");
        unsupported(() -> made().u32(8, 0x12).sealed().open(), "unknown feature bit 4");
        for (int type : new int[] {0, 1, 5, 6, -1}) {
            unsupported(() -> made().u32(60, type).sealed().open(), "disk type ");
        }
        unsupported(() -> made().u32(VhdBytes.SPARSE + 24, 0x10001).sealed().open(), "sparse header version 0x10001");
    }

    @Test
    void numbersAreBounded() throws Exception {
        damaged(() -> made().u64(48, -1).sealed().open(), "current size 0xffffffffffffffff exceeds 2^63 - 1");
        damaged(() -> made().u64(48, Long.MAX_VALUE).sealed().open(), "exceeds 4278190080");
        damaged(() -> made().u64(48, 1L << 40).sealed().open(), "are too few for a disk of 1099511627776 bytes");
        damaged(() -> made().u64(16, -1).sealed().open(), "data offset 0xffffffffffffffff exceeds");
        damaged(() -> made().u64(16, 1L << 50).sealed().open(), "sparse header at 0x4000000000000 ends beyond");
        damaged(() -> made().u64(16, 0).sealed().open(), "no cookie 'cxsparse'");
        damaged(() -> made().sealed().u8(VhdBytes.SPARSE + 1000, 1).open(), "of the sparse header should be 0x");
        for (long size : new long[] {0, 256, 1000, 0x80000000L, 0xffffffffL}) {
            damaged(() -> made().u32(VhdBytes.SPARSE + 32, size).sealed().open(), "block size " + size + " is not");
        }
        damaged(() -> made().u64(VhdBytes.SPARSE + 16, 1L << 40).sealed().open(), "block allocation table of 16 bytes");
        damaged(() -> made().u64(VhdBytes.SPARSE + 16, -1).sealed().open(), "exceeds 2^63 - 1");
        damaged(() -> made().u32(VhdBytes.SPARSE + 28, 0xffffffffL).sealed().open(), "ends beyond the file");
        byte[] fixed = new byte[4096];
        damaged(
                () -> new VhdBytes(fixed)
                        .text(3584, "conectix")
                        .u32(3584 + 12, 0x10000)
                        .text(3584 + 28, "win ")
                        .u64(3584 + 48, 4096)
                        .u32(3584 + 60, 2)
                        .sealedFooter()
                        .open(),
                "fixed disk of 4096 bytes has only 3584 before its footer");
    }

    @Test
    void aBadBlockSpoilsOnlyItsRange() throws Exception {
        VhdBytes file = made().u32(VhdBytes.TABLE, 0xfffffffeL)
                .u32(VhdBytes.TABLE + 8, 1)
                .sealed();
        ByteSource disk = file.open().disk();
        byte[] into = new byte[BLOCK];
        disk.readFully(BLOCK, into, 0, BLOCK);
        assertThat(into).containsOnly('d');
        damaged(() -> disk.readFully(0, into, 0, 1), "block 0 at 0x1fffffffc00 ends beyond the file");
        assertThat(file.open().space().orElseThrow().check().defects())
                .containsExactly(
                        "1 block lies behind the end of the file",
                        "1 block lies over the header or the block allocation table",
                        "1 block lies over another block");
    }

    /** The specification's rules, sector by sector: the highest bit of a byte is the first sector, one means here. */
    @Test
    void aDifferencingDiskTakesEachSectorFromWhereTheBitmapSays() throws Exception {
        Random random = new Random(3);
        byte[] behind = new byte[5 * BLOCK - 1024];
        random.nextBytes(behind);
        VhdBytes parent = new VhdBytes(behind.length, 3, 5);
        for (int block = 0; block < 5; block++) {
            parent.block(block, block).put(VhdBytes.bitmap(block), new byte[512]);
            parent.put(VhdBytes.bitmap(block) + 512, Arrays.copyOfRange(behind, block * BLOCK, (block + 1) * BLOCK));
        }
        parent.sealed();
        // Blocks 1, 2, 4 and 6 are in the child; 5 and 6 lie behind the parent's end.
        int[] places = {-1, 0, 1, -1, 2, -1, 3};
        VhdBytes child = child("base\\p.vhd", parent, 7, 4);
        byte[] expected = Arrays.copyOf(behind, 7 * BLOCK);
        for (int block = 0; block < 7; block++) {
            if (places[block] < 0) {
                continue;
            }
            byte[] here = new byte[BLOCK];
            random.nextBytes(here);
            byte[] bitmap = new byte[BLOCK / 512 / 8];
            random.nextBytes(bitmap);
            bitmap[3] = block == 2 ? (byte) 0xff : 0;
            child.block(block, places[block]).put(VhdBytes.bitmap(places[block]), bitmap);
            child.put(VhdBytes.bitmap(places[block]) + 512, here);
            for (int sector = 0; sector < BLOCK / 512; sector++) {
                if ((bitmap[sector / 8] & 1 << (7 - sector % 8)) != 0) {
                    System.arraycopy(here, sector * 512, expected, block * BLOCK + sector * 512, 512);
                }
            }
        }
        DiskImage image = child.sealed().open(parents(parent, "base/p.vhd"));
        assertThat(image.otherFiles()).containsExactly("base/p.vhd");
        assertThat(Arrays.mismatch(VhdBytes.all(image), expected)).isEqualTo(-1);
        for (int i = 0; i < 500; i++) {
            int at = random.nextInt(expected.length);
            int length = random.nextInt(Math.min(expected.length - at, i % 5 == 0 ? 200_000 : 3000));
            byte[] piece = new byte[length];
            image.disk().readFully(at, piece, 0, length);
            assertThat(Arrays.equals(piece, 0, length, expected, at, at + length))
                    .isTrue();
        }

        // And a child of the child
        VhdBytes grandchild = child("c.vhd", child, 7, 0).sealed();
        DiskImage third = grandchild.open(new OtherFiles() {
            @Override
            public ByteSource bytes(String name, String role) {
                throw new AssertionError("asked for the bytes of " + name);
            }

            @Override
            public DiskImage parent(String name, String role, String format) throws ImageException {
                return child.open(parents(parent, "base/p.vhd"));
            }
        });
        assertThat(third.otherFiles()).containsExactly("c.vhd", "base/p.vhd");
        assertThat(Arrays.mismatch(VhdBytes.all(third), expected)).isEqualTo(-1);
    }

    @Test
    void aParentIsTheOneThatIsMeantAndNamedRelatively() throws Exception {
        VhdBytes parent = made().sealed();
        VhdBytes child = child(".\\p.vhd", parent, 4, 0);
        assertThat(child.sealed().open(parents(parent, "p.vhd")).disk().size()).isEqualTo(4 * BLOCK);
        damaged(
                () -> child.u8(VhdBytes.SPARSE + 0x28, 9).sealed().open(parents(parent, "p.vhd")),
                "parent 'p.vhd' has the unique id 333366669999cccc0000000000000003, not 09");
        unsupported(() -> child.open(), "the image names another file, its parent 'p.vhd'");

        VhdBytes mac =
                differencing(parent, 4, 0).locator(2, "MacX", "file:./dir/p.vhd".getBytes(StandardCharsets.UTF_8));
        assertThat(mac.sealed().open(parents(parent, "dir/p.vhd")).disk().size())
                .isEqualTo(4 * BLOCK);
        VhdBytes named =
                differencing(parent, 4, 0).put(VhdBytes.SPARSE + 0x40, "q.vhd".getBytes(StandardCharsets.UTF_16BE));
        assertThat(named.sealed().open(parents(parent, "q.vhd")).disk().size()).isEqualTo(4 * BLOCK);
        VhdBytes absolute =
                differencing(parent, 4, 0).locator(0, "W2ku", "C:\\vm\\p.vhd".getBytes(StandardCharsets.UTF_16LE));
        unsupported(() -> absolute.sealed().open(), "names its parent by an absolute path only, 'C:\\vm\\p.vhd'");
        VhdBytes outside = child(".\\p.vhd", parent, 4, 0).u64(VhdBytes.SPARSE + 0x240 + 16, 1L << 60);
        damaged(() -> outside.sealed().open(), "parent locator of 14 bytes at 0x1000000000000000 is longer");
        VhdBytes endless = child(".\\p.vhd", parent, 4, 0).u32(VhdBytes.SPARSE + 0x240 + 8, 0xffffffffL);
        damaged(() -> endless.sealed().open(), "parent locator of 4294967295 bytes");
    }

    private static VhdBytes child(String relative, VhdBytes parent, int blocks, int there) {
        return differencing(parent, blocks, there).locator(0, "W2ru", relative.getBytes(StandardCharsets.UTF_16LE));
    }

    private static VhdBytes differencing(VhdBytes parent, int blocks, int there) {
        return new VhdBytes((long) blocks * BLOCK, 4, there)
                .put(VhdBytes.SPARSE + 0x28, Arrays.copyOfRange(parent.bytes(), 0x44, 0x54));
    }

    /** The only file there is, for whoever asks for that name. */
    private static OtherFiles parents(VhdBytes parent, String expected) {
        return new OtherFiles() {
            @Override
            public ByteSource bytes(String name, String role) {
                throw new AssertionError("asked for the bytes of " + name);
            }

            @Override
            public DiskImage parent(String name, String role, String format) throws ImageException {
                assertThat(name).isEqualTo(expected);
                assertThat(format).isEqualTo("vhd");
                return parent.open();
            }
        };
    }

    private static VhdBytes made() {
        byte[] data = new byte[BLOCK];
        Arrays.fill(data, (byte) 'd');
        return new VhdBytes(4 * BLOCK, 3, 1).block(1, 0).put(VhdBytes.bitmap(0) + 512, data);
    }

    private static void damaged(ThrowingCallable what, String message) {
        assertThatThrownBy(what).isInstanceOf(DamagedImageException.class).hasMessageContaining(message);
    }

    private static void unsupported(ThrowingCallable what, String message) {
        assertThatThrownBy(what).isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining(message);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
    }
}
