package org.imginspect.image.vdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers and maps that lie, and what VirtualBox writes and qemu does not: other block sizes, extra bytes. */
class VdiHostileTest {
    private static final int BLOCK = 4096;
    private static final int MAP = 0x200;
    private static final int DATA = 0x400;

    @TempDir
    Path directory;

    private byte[] bytes = new byte[0];

    @Test
    void theImageThatIsSpoiledBelowIsWhole() throws Exception {
        DiskImage image = made().open();
        byte[] all = new byte[(int) image.disk().size()];
        image.disk().readFully(0, all, 0, all.length);
        assertThat(Arrays.copyOf(all, BLOCK)).containsOnly('1');
        assertThat(Arrays.copyOfRange(all, BLOCK, 3 * BLOCK)).containsOnly(0);
        assertThat(Arrays.copyOfRange(all, 3 * BLOCK, 4 * BLOCK)).containsOnly('0');
        assertThat(image.disk().nextData(BLOCK)).isEqualTo(3 * BLOCK);
        assertThat(image.id()).contains("04030201-0605-0807-090a-0b0c0d0e0f10");
        assertThat(image.space().orElseThrow().check().defectCount()).isZero();
        assertThat(image.space().orElseThrow().storedBytes(0, 4 * BLOCK)).isEqualTo(2 * BLOCK);
    }

    @Test
    void extraBytesLieBeforeEachBlock() throws Exception {
        VdiHostileTest plain = made();
        byte[] spread = Arrays.copyOf(plain.bytes, DATA + 2 * (BLOCK + 512));
        for (int block = 0; block < 2; block++) {
            int at = DATA + block * (BLOCK + 512);
            Arrays.fill(spread, at, at + 512, (byte) 'e');
            System.arraycopy(plain.bytes, DATA + block * BLOCK, spread, at + 512, BLOCK);
        }
        plain.bytes = spread;
        plain.u32(0x17c, 512);
        byte[] all = new byte[4 * BLOCK];
        plain.open().disk().readFully(0, all, 0, all.length);
        byte[] expected = new byte[4 * BLOCK];
        made().open().disk().readFully(0, expected, 0, all.length);
        assertThat(all).isEqualTo(expected);
    }

    @Test
    void anOddSizeIsRoundedUpAsQemuRoundsIt() throws Exception {
        Requirement.programs("qemu-img");
        Path image = directory.resolve("odd.vdi");
        Process create = new ProcessBuilder("qemu-img", "create", "-q", "-f", "vdi", image.toString(), "3M")
                .inheritIO()
                .start();
        assertThat(create.waitFor()).isZero();
        bytes = Files.readAllBytes(image);
        Files.write(image, u64(0x170, 3_000_001).bytes);
        Process info = new ProcessBuilder("qemu-img", "info", "--output=json", image.toString()).start();
        assertThat(new String(info.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("\"virtual-size\": " + open().disk().size() + ",");
        assertThat(open().disk().size()).isEqualTo(3_000_320);
    }

    @Test
    void whatIsNotReadIsRefusedByName() {
        unsupported(() -> made().u32(0x44, 0x00010002).open(), "version 1.2 is not 1.1");
        unsupported(() -> made().u32(0x44, 2).open(), "version 0.2 is not 1.1");
        unsupported(() -> made().u32(0x4c, 3).open(), "undo image of parent");
        unsupported(
                () -> made().u32(0x4c, 4).u32(0x1a8, 0xabcd).open(),
                "differencing image of parent 0000abcd-0000-0000-0000-000000000000, which the file does not name");
        unsupported(() -> made().u32(0x4c, 9).open(), "image_type 9 is neither");
        unsupported(() -> made().u32(0x1b8, 1).open(), "names a parent");
        unsupported(() -> made().u32(0x168, 4096).open(), "sector_size 4096 is not 512");
    }

    @Test
    void numbersAreBounded() {
        damaged(() -> made().u32(0x40, 0).open(), "no signature");
        for (long size : new long[] {0, 256, 3000, 0x80000000L}) {
            damaged(() -> made().u32(0x178, size).open(), "block_size " + size + " is not a power of two");
        }
        damaged(() -> made().u32(0x17c, 0x80000000L).open(), "block_extra 2147483648 exceeds");
        damaged(() -> made().u32(0x180, 0x40000000L).open(), "blocks_in_image 1073741824 exceeds");
        damaged(() -> made().u64(0x170, -1).open(), "disk_size 0xffffffffffffffff exceeds 2^63 - 1");
        damaged(() -> made().u64(0x170, Long.MAX_VALUE).open(), "exceeds the 4 blocks of 4096 bytes");
        damaged(() -> made().u32(0x180, 0x3fffffffL).open(), "block map of 4294967292 bytes at 0x200 ends beyond");
        damaged(() -> made().u32(0x154, 0xffffff00L).open(), "ends beyond the file");
    }

    @Test
    void aBadBlockSpoilsOnlyItsRange() throws Exception {
        VdiHostileTest image = made().u32(MAP + 4, 0xfffffffdL).u32(MAP + 8, 1);
        ByteSource disk = image.open().disk();
        byte[] into = new byte[BLOCK];
        disk.readFully(0, into, 0, BLOCK);
        assertThat(into).containsOnly('1');
        damaged(() -> disk.readFully(BLOCK, into, 0, 1), "lie beyond the end of the file");
        assertThat(image.open().space().orElseThrow().check().defects())
                .containsExactly(
                        "1 block is outside the blocks there are, the first block 1 of the disk",
                        "1 block is stored where another block is stored, the first block 2 of the disk",
                        "the header counts 2 blocks, and 3 are used");
    }

    @Test
    void noiseIsAnsweredByRefusals() {
        Random random = new Random(2);
        for (int i = 0; i < 3000; i++) {
            VdiHostileTest image = made();
            for (int change = 0; change <= i % 3; change++) {
                image.u32(0x40 + random.nextInt(0x1d0 / 4) * 4, random.nextInt() >> random.nextInt(32));
            }
            try {
                ByteSource disk = image.open().disk();
                disk.readFully(disk.size() / 2, new byte[100], 0, (int) Math.min(100, disk.size() - disk.size() / 2));
                image.open().space().orElseThrow().check();
            } catch (ImageException e) {
                assertThat(e).hasMessageContaining("[made.vdi");
            }
        }
    }

    /** Four blocks of 4 KiB: the second block of the file, zeros, zeros, the first. */
    private static VdiHostileTest made() {
        VdiHostileTest image = new VdiHostileTest();
        image.bytes = new byte[DATA + 2 * BLOCK];
        Arrays.fill(image.bytes, DATA, DATA + BLOCK, (byte) '0');
        Arrays.fill(image.bytes, DATA + BLOCK, DATA + 2 * BLOCK, (byte) '1');
        for (int i = 0; i < 16; i++) {
            image.bytes[0x188 + i] = (byte) (i + 1);
        }
        image.u32(0x40, 0xbeda107fL).u32(0x44, 0x00010001).u32(0x48, 0x190).u32(0x4c, 1);
        image.u32(0x154, MAP).u32(0x158, DATA).u32(0x168, 512).u64(0x170, 4 * BLOCK);
        image.u32(0x178, BLOCK).u32(0x180, 4).u32(0x184, 2);
        List<Long> map = List.of(1L, 0xffffffffL, 0xfffffffeL, 0L);
        for (int i = 0; i < 4; i++) {
            image.u32(MAP + i * 4, map.get(i));
        }
        return image;
    }

    private VdiHostileTest u32(int offset, long value) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, (int) value);
        return this;
    }

    private VdiHostileTest u64(int offset, long value) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(offset, value);
        return this;
    }

    private DiskImage open() throws ImageException {
        return new VdiFormat().open(new ArraySource(bytes, "made.vdi"), Limits.defaults());
    }

    private static void damaged(ThrowingCallable what, String message) {
        assertThatThrownBy(what).isInstanceOf(DamagedImageException.class).hasMessageContaining(message);
    }

    private static void unsupported(ThrowingCallable what, String message) {
        assertThatThrownBy(what).isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining(message);
    }
}
