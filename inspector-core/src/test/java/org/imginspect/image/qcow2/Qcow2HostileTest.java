package org.imginspect.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.OtherFiles;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;

/** Headers and tables that lie, made by hand. */
class Qcow2HostileTest {
    private static final int CLUSTER = Qcow2Bytes.CLUSTER;
    private static final int L1 = Qcow2Bytes.L1;
    private static final int L2 = Qcow2Bytes.L2;

    @Test
    void theImageThatIsSpoiledBelowIsWhole() throws Exception {
        assertThat(new Qcow2Bytes().read(0, CLUSTER)).containsOnly('d');
        assertThat(new Qcow2Bytes().read(CLUSTER, 15 * CLUSTER)).containsOnly(0);
        assertThat(Qcow2Bytes.extended().u64((2 << 14) + 8, 3L).read(0, 2048))
                .satisfies(bytes -> assertThat(Arrays.copyOf(bytes, 1024)).containsOnly('d'))
                .satisfies(bytes ->
                        assertThat(Arrays.copyOfRange(bytes, 1024, 2048)).containsOnly(0));
    }

    @Test
    void otherVersionsAreRefusedByName() {
        unsupported(() -> new Qcow2Bytes().u32(4, 1).open(), "version 1 is not 2 or 3; 'qemu-img convert -f qcow");
        unsupported(() -> new Qcow2Bytes().u32(4, 4).open(), "version 4 is not 2 or 3");
        unsupported(() -> new Qcow2Bytes().u32(4, 0xffffffffL).open(), "version 4294967295 is not 2 or 3");
        damaged(() -> new Qcow2Bytes().u32(0, 0x514649fc).open(), "no magic");
    }

    @Test
    void anUnknownIncompatibleBitIsRefusedByItsNumberAndTheFilesOwnNameForIt() {
        unsupported(() -> new Qcow2Bytes().u64(0x48, 1L << 63).open(), "unknown incompatible feature bit 63 ");
        Qcow2Bytes named = new Qcow2Bytes()
                .u64(0x48, 1 << 5)
                .u32(104, 0x6803f857)
                .u32(108, 48)
                .u8(112, 0)
                .u8(113, 5)
                .text(114, "time\u001btravel");
        unsupported(named::open, "unknown incompatible feature bit 5 'time?travel'");
    }

    @Test
    void filesOutsideAreNeverOpenedWhateverTheirName() {
        unsupported(
                () -> backed("/etc/shadow", "raw").open(),
                "the image names another file, its backing file '/etc/shadow'; other files are opened only with");
        unsupported(
                () -> backed("/etc/shadow", "").open(),
                "backing file '/etc/shadow' is named without its format, which is never guessed; 'qemu-img rebase -u");
        damaged(() -> new Qcow2Bytes().u64(8, -1).u32(0x10, 5).open(), "backing file's name of 5 bytes at 0xfff");
        damaged(() -> new Qcow2Bytes().u64(8, 0x200).u32(0x10, -1).open(), "name of 4294967295 bytes at 0x200");
        damaged(() -> new Qcow2Bytes().u64(8, 0x7ff9).u32(0x10, 8).open(), "ends beyond the file");
        Qcow2Bytes data = new Qcow2Bytes()
                .u64(0x48, 1 << 2)
                .u32(104, 0x44415441)
                .u32(108, 11)
                .text(112, "/etc/shadow");
        unsupported(data::open, "the image names another file, its external data file '/etc/shadow'");
        damaged(() -> new Qcow2Bytes().u64(0x48, 1 << 2).open(), "external data file that has no name");
        damaged(
                () -> new Qcow2Bytes()
                        .u64(0x48, 1 << 2)
                        .u32(104, 0x44415441)
                        .u32(108, 1024)
                        .open(),
                "name of 1024 bytes exceeds 1023");
    }

    private static Qcow2Bytes backed(String name, String format) {
        Qcow2Bytes image =
                new Qcow2Bytes().u64(8, 0x200).u32(0x10, name.length()).text(0x200, name);
        return format.isEmpty()
                ? image
                : image.u32(104, 0xe2792acaL).u32(108, format.length()).text(112, format);
    }

    @Test
    void everyNameAndFormatIsHandedOnAsItIs() {
        for (String name : new String[] {"json:{\"driver\":\"raw\"}", "nbd:localhost:1", "../base", "a b"}) {
            String[] asked = new String[3];
            OtherFiles others = new OtherFiles() {
                @Override
                public ByteSource bytes(String given, String role) {
                    throw new AssertionError("asked for the bytes of " + given);
                }

                @Override
                public DiskImage parent(String given, String role, String format) throws ImageException {
                    asked[0] = given;
                    asked[1] = role;
                    asked[2] = format;
                    throw new UnsupportedFeatureException("not here", given);
                }
            };
            unsupported(
                    () -> new Qcow2Format().open(backed(name, "luks").source(), others, Limits.defaults()), "not here");
            assertThat(asked).containsExactly(name, "backing file", "luks");
        }
    }

    @Test
    void aCompressedClusterBesideADataFileIsDamageAndSoIsADataFileThatIsTooShort() throws Exception {
        Qcow2Bytes image = new Qcow2Bytes()
                .u64(0x48, 1 << 2)
                .u32(104, 0x44415441)
                .u32(108, 1)
                .text(112, "d")
                .u64(L2, 1L << 63)
                .u64(L2 + 8, 1L << 63 | CLUSTER)
                .u64(L2 + 16, Qcow2Bytes.compressedEntry(0x3000, 40));
        OtherFiles others = new OtherFiles() {
            @Override
            public ByteSource bytes(String name, String role) {
                byte[] data = new byte[CLUSTER + 100];
                Arrays.fill(data, (byte) 'x');
                return new ArraySource(data, name);
            }

            @Override
            public DiskImage parent(String name, String role, String format) {
                throw new AssertionError("asked for a parent");
            }
        };
        DiskImage opened = new Qcow2Format().open(image.source(), others, Limits.defaults());
        assertThat(opened.otherFiles()).containsExactly("d");
        assertThat(opened.space().orElseThrow().check().defects()).noneMatch(text -> text.contains("external data"));
        byte[] cluster = new byte[CLUSTER];
        // The first cluster of a data file lies at 0.
        opened.disk().readFully(0, cluster, 0, CLUSTER);
        assertThat(cluster).containsOnly('x');
        damaged(
                () -> opened.disk().readFully(CLUSTER, cluster, 0, CLUSTER),
                "beyond the end of the file of 4196 bytes");
        damaged(
                () -> opened.disk().readFully(2 * CLUSTER, cluster, 0, 1),
                "compressed cluster beside an external data");
        opened.disk().readFully(3 * CLUSTER, cluster, 0, CLUSTER);
        assertThat(cluster).containsOnly(0);
        image.u64(L2 + 24, 1L << 63 | 2 * CLUSTER);
        DiskImage cut = new Qcow2Format().open(image.source(), others, Limits.defaults());
        assertThat(cut.space().orElseThrow().check().defects())
                .anyMatch(text -> text.contains("a cluster of the external data file at 0x2000"));
    }

    @Test
    void encryptionIsNamed() {
        unsupported(() -> new Qcow2Bytes().u32(0x20, 1).open(), "encrypted (AES)");
        unsupported(() -> new Qcow2Bytes().u32(0x20, 2).open(), "encrypted (LUKS)");
        unsupported(() -> new Qcow2Bytes().u32(0x20, 9).open(), "encrypted (method 9)");
    }

    @Test
    void dirtyAndCorruptAreReportedAndRead() throws Exception {
        DiskImage image = new Qcow2Bytes().u64(0x48, 3).open();
        assertThat(image.dirty()).isTrue();
        assertThat(image.corrupt()).isTrue();
        assertThat(image.disk().read(0, 1).u8(0)).isEqualTo('d');
    }

    @Test
    void headerNumbersAreBounded() {
        for (long bits : new long[] {0, 8, 22, 31, 63, 64, 0xffffffffL}) {
            damaged(() -> new Qcow2Bytes().u32(0x14, bits).open(), "cluster_bits " + bits + " is not 9..21");
        }
        damaged(() -> new Qcow2Bytes().u32(0x64, 96).open(), "header_length 96");
        damaged(() -> new Qcow2Bytes().u32(0x64, 105).open(), "header_length 105");
        damaged(() -> new Qcow2Bytes().u32(0x64, 8192).open(), "header_length 8192");
        damaged(() -> new Qcow2Bytes().u32(0x60, 7).open(), "refcount_order 7 exceeds 6");
        damaged(() -> new Qcow2Bytes().u64(0x48, 1 << 3).open(), "contradicts incompatible feature bit 3");
        damaged(() -> new Qcow2Bytes().u32(0x64, 112).u8(0x68, 1).open(), "contradicts incompatible feature bit 3");
        unsupported(() -> new Qcow2Bytes().u32(0x64, 112).u8(0x68, 2).open(), "compression_type 2");
        damaged(() -> new Qcow2Bytes().u64(0x48, 1 << 4).open(), "extended L2 entries is below 14");
        damaged(() -> new Qcow2Bytes().u32(104, 7).u32(108, 0xfffffff8L).open(), "header extension 0x7");
        for (int length : new int[] {4, 71, 103}) {
            damaged(() -> new Qcow2Bytes().truncate(length).open(), "");
        }
        damaged(() -> new Qcow2Format().open(new ArraySource(new byte[0], "empty"), Limits.defaults()), "no magic");
    }

    @Test
    void aDiskOf16EiBIsRefusedWithoutAllocating() {
        damaged(() -> new Qcow2Bytes().u64(0x18, -1).open(), "size 0xffffffffffffffff exceeds 2^63 - 1");
        damaged(() -> new Qcow2Bytes().u64(0x18, Long.MAX_VALUE).open(), "L1 table of 1 entries is too small");
        damaged(
                () -> new Qcow2Bytes()
                        .u64(0x18, Long.MAX_VALUE)
                        .u32(0x24, 0xffffffffL)
                        .open(),
                "is too small for a disk of 9223372036854775807 bytes");
        damaged(() -> new Qcow2Bytes().u32(0x24, 0xffffffffL).open(), "L1 table of 34359738360 bytes exceeds 32 MiB");
        damaged(() -> new Qcow2Bytes().u32(0x24, 4 << 20).open(), "ends beyond the file");
    }

    @Test
    void theL1TableLiesInsideTheFile() {
        damaged(() -> new Qcow2Bytes().u64(0x28, 0x8000).open(), "L1 table of 8 bytes at 0x8000 ends beyond the file");
        damaged(() -> new Qcow2Bytes().u64(0x28, Long.MAX_VALUE & ~4095L).open(), "ends beyond the file");
        damaged(() -> new Qcow2Bytes().u64(0x28, -4096).open(), "exceeds 2^63 - 1");
        damaged(() -> new Qcow2Bytes().u64(0x28, 0x1008).open(), "not aligned");
        assertThatThrownBy(() -> new Qcow2Bytes()
                        .u64(0x18, 2 << 21)
                        .u32(0x24, 2)
                        .open(Limits.defaults().with(Limits.METADATA_TABLE_BYTES, 8)))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("L1 table of 16 bytes");
    }

    @Test
    void aBadL1EntrySpoilsOnlyItsRange() throws Exception {
        long span = 512 * CLUSTER;
        Qcow2Bytes image = new Qcow2Bytes().u64(0x18, 4 * span).u32(0x24, 4);
        image.u64(L1 + 8, 0x9000).u64(L1 + 16, 0x2200).u64(L1 + 24, L2 | 1L << 57);
        assertThat(image.read(0, CLUSTER)).containsOnly('d');
        damaged(
                () -> image.read(span, 1),
                "L2 table at 0x9000 ends beyond the file of 32768 bytes [hostile.qcow2 @ 0x1008]");
        damaged(() -> image.read(2 * span, 1), "L2 table at 0x2200 is not aligned");
        damaged(() -> image.read(3 * span, 1), "has reserved bits set [hostile.qcow2 @ 0x1018]");
        damaged(() -> image.read(span - 1, 2), "L2 table at 0x9000");
    }

    @Test
    void aBadL2EntrySpoilsOnlyItsRange() throws Exception {
        Qcow2Bytes image = new Qcow2Bytes()
                .u64(L2 + 8, 0x8000)
                .u64(L2 + 16, 0x3200)
                .u64(L2 + 24, 0x3000 | 1L << 60)
                .u64(L2 + 32, 0x3000 | 2)
                .u64(L2 + 40, 0xfffffffff000L)
                .u64(L2 + 48, 1);
        assertThat(image.read(0, CLUSTER)).containsOnly('d');
        damaged(() -> image.read(CLUSTER, 1), "beyond the end of the file of 32768 bytes");
        damaged(() -> image.read(2 * CLUSTER, 1), "cluster at 0x3200 is not aligned [hostile.qcow2 @ 0x2010]");
        damaged(() -> image.read(3 * CLUSTER, 1), "has reserved bits set");
        damaged(() -> image.read(4 * CLUSTER, 1), "has reserved bits set");
        damaged(() -> image.read(5 * CLUSTER, 1), "beyond the end of the file");
        assertThat(image.read(6 * CLUSTER, CLUSTER)).containsOnly(0);
        damaged(() -> image.read(0, 16 * CLUSTER), "");
        // Version 2 has no zero flag.
        Qcow2Bytes old = new Qcow2Bytes().u32(4, 2).u64(L2 + 8, 1);
        assertThat(old.read(0, CLUSTER)).containsOnly('d');
        damaged(() -> old.read(CLUSTER, 1), "has reserved bits set");
    }

    @Test
    void tablesThatPointAtThemselvesEnd() throws Exception {
        Qcow2Bytes image = new Qcow2Bytes().u64(L1, L1);
        // The L1 table, read as an L2 table: its first entry is its own place, the others are zero.
        assertThat(image.read(0, CLUSTER))
                .isEqualTo(image.source().read(L1, CLUSTER).copy(0, CLUSTER));
        assertThat(image.read(CLUSTER, CLUSTER)).containsOnly(0);
        Qcow2Bytes header = new Qcow2Bytes().u64(L1, 1L << 63);
        assertThat(header.read(0, CLUSTER)).containsOnly(0);
    }

    @Test
    void bothBitsOfASubclusterAreDamage() throws Exception {
        int bitmap = (2 << 14) + 8;
        Qcow2Bytes image = Qcow2Bytes.extended().u64(bitmap, 1L | 1L << 32 | 1L << 1 | 1L << 34);
        damaged(() -> image.read(0, 1), "subcluster 0 is allocated and zero");
        assertThat(image.read(512, 512)).containsOnly('d');
        assertThat(image.read(1024, 15 << 10)).containsOnly(0);
        Qcow2Bytes nowhere = Qcow2Bytes.extended().u64(2 << 14, 0).u64(bitmap, 1);
        damaged(() -> nowhere.read(0, 1), "subcluster 0 is allocated and its cluster is not");
        Qcow2Bytes flag = Qcow2Bytes.extended().u64(2 << 14, 3 << 14 | 1).u64(bitmap, 1);
        damaged(() -> flag.read(0, 1), "has reserved bits set");
    }

    @Test
    void compressedClustersAreBoundedByTheFileAndTheBudget() throws Exception {
        byte[] plain = new byte[CLUSTER];
        Arrays.fill(plain, (byte) 'z');
        byte[] packed = Qcow2Bytes.deflate(plain);
        Qcow2Bytes image = new Qcow2Bytes().put(0x5123, packed);
        for (int i = 1; i < 16; i++) {
            image.u64(L2 + i * 8, Qcow2Bytes.compressedEntry(0x5123, packed.length));
        }
        assertThat(image.read(CLUSTER, 15 * CLUSTER)).containsOnly('z');
        assertThat(image.read(CLUSTER + 5, 100)).containsOnly('z');

        // Many entries for one compressed cluster: each decoding counts.
        ByteSource capped = image.open(Limits.defaults().with(Limits.DECOMPRESSED_BYTES, 3 * CLUSTER))
                .disk();
        capped.read(CLUSTER, 3 * CLUSTER);
        assertThatThrownBy(() -> capped.read(4 * CLUSTER, CLUSTER))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("more than 12288 bytes");

        // Cached, so no second decoding.
        ByteSource cached = image.open(Limits.defaults().with(Limits.DECOMPRESSED_BYTES, CLUSTER))
                .disk();
        for (int i = 0; i < CLUSTER; i += 16) {
            assertThat(cached.read(CLUSTER + i, 16).u8(0)).isEqualTo('z');
        }

        damaged(() -> new Qcow2Bytes().u64(L2, 1L << 62 | 0x8000).read(0, 1), "lies beyond the file of 32768 bytes");
        damaged(() -> new Qcow2Bytes().u64(L2, -1L >>> 1).read(0, 1), "lies beyond the file");
        damaged(() -> new Qcow2Bytes().u64(L2, 1L << 62 | 0x3000).read(0, 1), "deflate: compressed data");
        byte[] shortOne = Qcow2Bytes.deflate(new byte[1000]);
        damaged(
                () -> new Qcow2Bytes()
                        .put(0x5000, shortOne)
                        .u64(L2, 1L << 62 | 0x5000)
                        .read(0, 1),
                "decodes to 1000 of 4096 bytes");
    }

    @Test
    void aCompressedClusterMayEndWithTheFile() throws Exception {
        byte[] plain = new byte[CLUSTER];
        new Random(3).nextBytes(plain);
        Arrays.fill(plain, 2000, 4000, (byte) 1);
        byte[] packed = Qcow2Bytes.deflate(plain);
        Qcow2Bytes image = new Qcow2Bytes()
                .put(0x5000, packed)
                .u64(L2 + 8, Qcow2Bytes.compressedEntry(0x5000, packed.length))
                .truncate(0x5000 + packed.length);
        assertThat(image.read(CLUSTER, CLUSTER)).isEqualTo(plain);
        image.truncate(0x5000 + packed.length - 20);
        damaged(
                () -> image.read(CLUSTER, CLUSTER),
                "qcow2: deflate: compressed data end too early [hostile.qcow2 @ 0x5000]");
    }

    @Test
    void aTruncatedFileIsDamagedWhereItsBytesAreMissing() throws Exception {
        Qcow2Bytes image = new Qcow2Bytes().truncate(Qcow2Bytes.DATA + 100);
        assertThat(image.read(0, 100)).containsOnly('d');
        damaged(() -> image.read(0, 101), "beyond the end of the file of 12388 bytes");
        damaged(() -> new Qcow2Bytes().truncate(L2 + 100).read(0, 1), "L2 table at 0x2000 ends beyond the file");
        damaged(() -> new Qcow2Bytes().truncate(L1 + 4).open(), "L1 table of 8 bytes at 0x1000 ends beyond");
    }

    @Test
    void aBogusSnapshotTableIsDamage() throws Exception {
        damaged(() -> new Qcow2Bytes().u32(0x3c, 65537).open(), "65537 snapshots exceed 65536");
        damaged(() -> new Qcow2Bytes().u32(0x3c, 1).u64(0x40, 0x8000).open(), "snapshot table ends beyond the file");
        damaged(() -> new Qcow2Bytes().u32(0x3c, 1).u64(0x40, 0x5008).open(), "not aligned");
        damaged(() -> new Qcow2Bytes().u32(0x3c, 1).u64(0x40, -4096).open(), "exceeds 2^63 - 1");
        damaged(
                () -> new Qcow2Bytes()
                        .u32(0x3c, 1)
                        .u64(0x40, 0x7000)
                        .u16(0x700e, 0xffff)
                        .open(),
                "ends beyond the file");
        damaged(
                () -> new Qcow2Bytes()
                        .u32(0x3c, 1)
                        .u64(0x40, 0x5000)
                        .u32(0x5024, 1025)
                        .open(),
                "1025 bytes of extra data");
        assertThatThrownBy(() -> new Qcow2Bytes()
                        .u32(0x3c, 60)
                        .u64(0x40, 0x5000)
                        .open(Limits.defaults().with(Limits.METADATA_TABLE_BYTES, 1024)))
                .isInstanceOf(LimitExceededException.class);
        Qcow2Bytes nameless =
                new Qcow2Bytes().u32(0x3c, 1).u64(0x40, 0x5000).u16(0x500c, 2).text(0x5028, "42");
        assertThat(nameless.open().snapshots()).containsExactly("42");
    }

    @Test
    void readsOutsideTheDiskAreRefused() throws Exception {
        ByteSource disk = new Qcow2Bytes().open().disk();
        damaged(() -> disk.read(16 * CLUSTER, 1), "lie outside the 65536 bytes");
        damaged(() -> disk.read(-1, 1), "lie outside");
        damaged(() -> disk.read(Long.MAX_VALUE, 1), "lie outside");
        assertThat(disk.read(16 * CLUSTER, 0).length()).isZero();
        assertThatThrownBy(() -> disk.readFully(0, new byte[3], 1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void anEmptyDiskOpens() throws Exception {
        assertThat(new Qcow2Bytes().u64(0x18, 0).u32(0x24, 0).open().disk().size())
                .isZero();
    }

    @Test
    void flippedMetadataGivesOnlyImageExceptionsOrSuccess() throws Exception {
        byte[] whole = new Qcow2Bytes().source().read(0, 8 * CLUSTER).copy(0, 8 * CLUSTER);
        Random random = new Random(13);
        for (int i = 0; i < 3000; i++) {
            byte[] bad = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                int at = new int[] {0, L1, L2}[random.nextInt(3)] + random.nextInt(112);
                bad[at] = (byte) random.nextInt(256);
            }
            try {
                ByteSource disk = new Qcow2Format()
                        .open(new ArraySource(bad, "t"), Limits.defaults())
                        .disk();
                disk.read(0, (int) Math.min(disk.size(), 64 * CLUSTER));
            } catch (ImageException e) {
                assertThat(e.problem().what()).startsWith("qcow2: ");
            }
        }
    }

    private static void damaged(ThrowingCallable action, String message) {
        assertThatThrownBy(action).isInstanceOf(DamagedImageException.class).hasMessageContaining(message);
    }

    private static void unsupported(ThrowingCallable action, String message) {
        assertThatThrownBy(action)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(message);
    }
}
