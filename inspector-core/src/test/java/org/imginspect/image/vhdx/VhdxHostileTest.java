package org.imginspect.image.vhdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageCheck;
import org.imginspect.image.OtherFiles;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers and tables that lie, and disks that qemu cannot make: sectors of 4 KiB, parents. */
class VhdxHostileTest {
    private static final int MIB = VhdxBytes.MIB;

    @Test
    void theImageThatIsSpoiledBelowIsWhole() throws Exception {
        DiskImage image = made().sealed().open();
        byte[] all = VhdxBytes.all(image);
        assertThat(Arrays.copyOf(all, MIB)).containsOnly('d');
        assertThat(Arrays.copyOfRange(all, MIB, 4 * MIB)).containsOnly(0);
        assertThat(image.dirty()).isFalse();
        assertThat(image.id()).contains(VhdxBytes.DATA_WRITE_GUID);
        assertThat(image.sectorBytes()).hasValue(512);
        assertThat(image.disk().nextData(MIB)).isEqualTo(4 * MIB);
    }

    @Test
    void theHeaderWithTheHigherNumberIsInForceAndADamagedOneIsNot() throws Exception {
        VhdxBytes newer = made().u64(VhdxBytes.HEADERS[0] + 8, 9).guid(VhdxBytes.HEADERS[0] + 0x20, guid('a'));
        assertThat(newer.sealed().open().id()).contains(guid('a'));
        VhdxBytes torn = newer.u8(VhdxBytes.HEADERS[0] + 100, 1);
        assertThat(torn.open().id()).contains(VhdxBytes.DATA_WRITE_GUID);
        damaged(() -> torn.u8(VhdxBytes.HEADERS[1] + 100, 1).open(), "neither header has its signature");
        VhdxBytes same = made().u64(VhdxBytes.HEADERS[0] + 8, 2).u8(VhdxBytes.HEADERS[0] + 0x10, 1);
        damaged(() -> same.sealed().open(), "both headers have the same sequence number and differ");
        VhdxBytes twins = made().u64(VhdxBytes.HEADERS[0] + 8, 2);
        assertThat(twins.sealed().open().disk().size()).isEqualTo(4 * MIB);
        unsupported(() -> made().u16(VhdxBytes.HEADERS[1] + 0x42, 2).sealed().open(), "version 2 is not 1");
        damaged(() -> made().sealed().truncate(MIB - 1).open(), "ends inside the first megabyte");
        damaged(() -> made().u8(0, 'V').sealed().open(), "no signature 'vhdxfile'");
    }

    @Test
    void regionsAreWhereTheySayAndKnown() throws Exception {
        VhdxBytes second = made().sealed().u8(VhdxBytes.REGIONS[0] + 2000, 1);
        assertThat(second.open().disk().size()).isEqualTo(4 * MIB);
        damaged(() -> second.u8(VhdxBytes.REGIONS[1] + 2000, 1).open(), "neither region table");
        int first = VhdxBytes.REGIONS[0];
        damaged(() -> made().u64(first + 32, 4096).sealed().open(), "does not begin at a megabyte");
        damaged(() -> made().u64(first + 32, 1L << 40).sealed().open(), "ends beyond the file");
        damaged(() -> made().u64(first + 32, Long.MAX_VALUE & -MIB).sealed().open(), "ends beyond the file");
        damaged(() -> made().u64(first + 32, -MIB).sealed().open(), "exceeds 2^63 - 1");
        damaged(() -> made().u64(first + 32, MIB).sealed().open(), "block allocation table lies over the log");
        damaged(() -> made().u64(first + 32, 0).sealed().open(), "lies over the headers");
        damaged(() -> made().u64(first + 64, 2 * MIB).sealed().open(), "lies over the block allocation table");
        damaged(() -> made().u32(first + 8, 2048).sealed().open(), "2048 regions exceed 2047");
        damaged(() -> made().u32(first + 8, 1).sealed().open(), "no region for the metadata");
        unsupported(
                () -> made().u32(first + 8, 3)
                        .guid(first + 80, guid('b'))
                        .u32(first + 108, 1)
                        .sealed()
                        .open(),
                "unknown region " + guid('b') + " is marked as required");
        VhdxBytes optional =
                made().u32(first + 8, 3).guid(first + 80, guid('b')).sealed();
        assertThat(optional.open().disk().size()).isEqualTo(4 * MIB);
    }

    @Test
    void metadataIsCompleteAndKnown() {
        int entry = VhdxBytes.METADATA + 32;
        damaged(() -> made().u8(VhdxBytes.METADATA, 'M').sealed().open(), "no table with the signature 'metadata'");
        damaged(() -> made().u16(VhdxBytes.METADATA + 10, 2048).sealed().open(), "2048 metadata items exceed 2047");
        damaged(() -> made().u16(VhdxBytes.METADATA + 10, 3).sealed().open(), "logical sector size is missing");
        damaged(() -> made().u32(entry + 16, 0xffffffffL).sealed().open(), "ends beyond its region");
        damaged(() -> made().u32(entry + 20, 4).sealed().open(), "file parameters has 4 bytes, fewer than 8");
        damaged(
                () -> made().item(5, "caa16737-fa36-4d43-b3b6-33f0aa44e76b", 8)
                        .sealed()
                        .open(),
                "two metadata items");
        unsupported(() -> made().item(5, guid('c'), 8).sealed().open(), "item " + guid('c') + " is marked as required");
        for (long size : new long[] {0, 512 << 10, 3 * MIB, 512L << 20}) {
            damaged(() -> made().u32(VhdxBytes.ITEMS, size).sealed().open(), "block size " + size + " is not a power");
        }
        damaged(() -> made().u32(VhdxBytes.ITEMS + 3 * 64, 1024).sealed().open(), "sector size 1024 is neither");
        damaged(() -> made().u64(VhdxBytes.ITEMS + 64, -1).sealed().open(), "exceeds 2^63 - 1");
        damaged(
                () -> made().u64(VhdxBytes.ITEMS + 64, Long.MAX_VALUE & -512)
                        .sealed()
                        .open(),
                "more than 64 TiB");
        damaged(() -> made().u64(VhdxBytes.ITEMS + 64, 1000).sealed().open(), "not a multiple of the sector size");
        damaged(() -> made().u64(VhdxBytes.ITEMS + 64, 1L << 40).sealed().open(), "is too small for 1048831 entries");
    }

    @Test
    void aBadBlockSpoilsOnlyItsRange() throws Exception {
        VhdxBytes file =
                made().bat(1, 4, 0).bat(2, 7, 4).bat(3, 6, 0xfff_ffff_ffffL).sealed();
        byte[] into = new byte[MIB];
        ByteSource disk = file.open().disk();
        disk.readFully(0, into, 0, MIB);
        assertThat(into).containsOnly('d');
        damaged(() -> disk.readFully(MIB, into, 0, 1), "payload block 1 is in state 4, which is not known");
        damaged(() -> disk.readFully(2 * MIB, into, 0, 1), "partially present, and there is no parent");
        damaged(() -> disk.readFully(3 * MIB, into, 0, 1), "payload block 3 at 0x");
        ImageCheck check = file.open().space().orElseThrow().check();
        assertThat(check.defects())
                .containsExactly("2 blocks are in a state that is not known", "1 block is behind the end of the file");
        ImageCheck shared = made().bat(1, 6, 4)
                .bat(2, 6, 3)
                .sealed()
                .open()
                .space()
                .orElseThrow()
                .check();
        assertThat(shared.defects())
                .containsExactly("1 block is over a region of metadata", "1 block is over another block");
        assertThat(shared.defectCount()).isEqualTo(2);
    }

    @Test
    void allStatesWithoutBytesReadAsZeros() throws Exception {
        VhdxBytes file =
                made().bat(0, 1, 4).bat(1, 2, 4).bat(2, 3, 4).bat(3, 5, 4).sealed();
        assertThat(VhdxBytes.all(file.open())).containsOnly(0);
        assertThat(file.open().disk().nextData(0)).isEqualTo(4 * MIB);
    }

    /** The rules of MS-VHDX 2.5.1, block by block and sector by sector. */
    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void aDifferencingDiskTakesEachSectorFromWhereTheBitmapSays(int sectorBytes) throws Exception {
        Random random = new Random(sectorBytes);
        byte[] behind = new byte[5 * MIB];
        random.nextBytes(behind);
        VhdxBytes parent = new VhdxBytes(5 * MIB, sectorBytes, 5).put(VhdxBytes.DATA, behind);
        for (int block = 0; block < 5; block++) {
            parent.bat(block, 6, 4 + block);
        }
        parent.sealed();
        byte[] here = new byte[3 * MIB];
        random.nextBytes(here);
        VhdxBytes child = new VhdxBytes(7 * MIB, sectorBytes, 4)
                .put(VhdxBytes.DATA, here)
                .parent("parent_linkage", "{" + VhdxBytes.DATA_WRITE_GUID + "}", "relative_path", ".\\base\\p.vhdx");
        // Fully present, partially, zero, not present, partially, partially behind the parent's end, unmapped
        child.bat(0, 6, 4)
                .bat(1, 7, 5)
                .bat(2, 2, 0)
                .bat(3, 0, 0)
                .bat(4, 7, 6)
                .bat(5, 7, 5)
                .bat(6, 3, 0);
        int ratio = (int) ((1L << 23) * sectorBytes / MIB);
        child.bat(ratio, 6, 7);
        byte[] bitmap = new byte[7 * MIB / sectorBytes / 8];
        random.nextBytes(bitmap);
        // A whole run of each kind too
        Arrays.fill(bitmap, MIB / sectorBytes / 8, MIB / sectorBytes / 8 + 8, (byte) 0xff);
        Arrays.fill(bitmap, 4 * MIB / sectorBytes / 8, 4 * MIB / sectorBytes / 8 + 8, (byte) 0);
        child.put(VhdxBytes.DATA + 3 * MIB, bitmap).sealed();

        byte[] expected = new byte[7 * MIB];
        System.arraycopy(here, 0, expected, 0, MIB);
        System.arraycopy(behind, 3 * MIB, expected, 3 * MIB, MIB);
        int[][] mixed = {{1, MIB}, {4, 2 * MIB}, {5, MIB}};
        for (int[] one : mixed) {
            for (int at = 0; at < MIB; at += sectorBytes) {
                int guest = one[0] * MIB + at;
                int sector = guest / sectorBytes;
                boolean mine = (bitmap[sector / 8] & 1 << sector % 8) != 0;
                if (mine) {
                    System.arraycopy(here, one[1] + at, expected, guest, sectorBytes);
                } else if (guest < behind.length) {
                    System.arraycopy(behind, guest, expected, guest, sectorBytes);
                }
            }
        }
        DiskImage image = child.open(parents(parent, "base/p.vhdx"), Limits.defaults());
        assertThat(image.otherFiles()).containsExactly("base/p.vhdx");
        assertThat(image.sectorBytes()).hasValue(sectorBytes);
        assertThat(Arrays.mismatch(VhdxBytes.all(image), expected)).isEqualTo(-1);
        for (int i = 0; i < 300; i++) {
            int at = random.nextInt(expected.length);
            int length = random.nextInt(Math.min(expected.length - at, 9000));
            byte[] piece = new byte[length];
            image.disk().readFully(at, piece, 0, length);
            assertThat(Arrays.equals(piece, 0, length, expected, at, at + length))
                    .isTrue();
            long next = image.disk().nextData(at);
            assertThat(Arrays.mismatch(expected, at, (int) next, new byte[7 * MIB], 0, (int) next - at))
                    .isEqualTo(-1);
        }

        child.bat(ratio, 0, 0);
        ByteSource lost =
                child.open(parents(parent, "base/p.vhdx"), Limits.defaults()).disk();
        damaged(() -> lost.readFully(MIB, new byte[1], 0, 1), "partially present, and its sector bitmap is not");
    }

    @Test
    void aParentIsTheOneThatIsMeantAndNamedRelatively() {
        VhdxBytes other = made().sealed();
        VhdxBytes child = made().parent("parent_linkage", "{" + guid('d') + "}", "relative_path", "p.vhdx")
                .sealed();
        damaged(
                () -> child.open(parents(other, "p.vhdx"), Limits.defaults()),
                "parent 'p.vhdx' has the data write GUID " + VhdxBytes.DATA_WRITE_GUID + ", not " + guid('d'));
        VhdxBytes second = made().parent(
                        "parent_linkage", "{" + guid('d') + "}",
                        "parent_linkage2", "{" + VhdxBytes.DATA_WRITE_GUID + "}",
                        "relative_path", "..\\p.vhdx")
                .sealed();
        assertThat(second)
                .satisfies(file -> assertThat(file.open(parents(other, "../p.vhdx"), Limits.defaults())
                                .disk()
                                .size())
                        .isEqualTo(4 * MIB));
        unsupported(second::open, "the image names another file, its parent '../p.vhdx'");
        unsupported(
                () -> made().parent("absolute_win32_path", "\\\\?\\C:\\a\\p.vhdx")
                        .sealed()
                        .open(),
                "names its parent by an absolute path only, '\\\\?\\C:\\a\\p.vhdx'");
        unsupported(() -> made().parent("relative_path", "C:\\p.vhdx").sealed().open(), "by an absolute path only");
        VhdxBytes none = made().u32(VhdxBytes.ITEMS + 4, 2).sealed();
        damaged(none::open, "parent locator is missing");
        VhdxBytes foreign = made().parent("a", "b")
                .guid(VhdxBytes.ITEMS + 5 * 64, guid('e'))
                .sealed();
        unsupported(foreign::open, "parent of unknown type " + guid('e'));
        damaged(
                () -> made().parent("a", "b")
                        .u32(VhdxBytes.ITEMS + 5 * 64 + 20, 0xffffffffL)
                        .sealed()
                        .open(),
                "text of");
    }

    /** The only file there is, for whoever asks for that name. */
    private static OtherFiles parents(VhdxBytes parent, String expected) {
        return new OtherFiles() {
            @Override
            public ByteSource bytes(String name, String role) {
                throw new AssertionError("asked for the bytes of " + name);
            }

            @Override
            public DiskImage parent(String name, String role, String format) throws ImageException {
                assertThat(name).isEqualTo(expected);
                assertThat(role).isEqualTo("parent");
                assertThat(format).isEqualTo("vhdx");
                return parent.open();
            }
        };
    }

    private static VhdxBytes made() {
        return new VhdxBytes(4 * MIB, 512, 1).fill(VhdxBytes.DATA, MIB, 'd').bat(0, 6, 4);
    }

    private static String guid(char digit) {
        return "00000000-0000-0000-0000-00000000000".replace('0', digit) + digit;
    }

    private static void damaged(ThrowingCallable what, String message) {
        assertThatThrownBy(what).isInstanceOf(DamagedImageException.class).hasMessageContaining(message);
    }

    private static void unsupported(ThrowingCallable what, String message) {
        assertThatThrownBy(what).isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining(message);
    }
}
