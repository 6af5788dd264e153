package org.imginspect.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.imginspect.engine.disk.AllowedFiles;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageCheck;
import org.imginspect.image.OtherFiles;
import org.imginspect.io.ArraySource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers, tables and descriptors that lie, made by hand. */
class VmdkHostileTest {
    private static final int GRAIN_BYTES = VmdkBytes.GRAIN * 512;

    @TempDir
    Path directory;

    private static void damaged(ThrowingCallable call, String what) {
        assertThatThrownBy(call).isInstanceOf(DamagedImageException.class).hasMessageContaining(what);
    }

    private static void unsupported(ThrowingCallable call, String what) {
        assertThatThrownBy(call).isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining(what);
    }

    private static DiskImage descriptor(String text) throws ImageException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new VmdkFormat().open(new ArraySource(bytes, "disk.vmdk"), Limits.defaults());
    }

    /** Writes a descriptor into the directory from which other files are allowed, and opens it. */
    private DiskImage allowed(String name, String text, Limits limits) throws Exception {
        Path image = Files.writeString(directory.resolve(name), text);
        OtherFiles others = AllowedFiles.inside(directory, image, limits);
        return new VmdkFormat().open(FileSource.open(image), others, limits);
    }

    private DiskImage allowed(String text) throws Exception {
        return allowed("disk.vmdk", text, Limits.defaults());
    }

    @Test
    void theImagesThatAreSpoiledBelowAreWhole() throws Exception {
        assertThat(VmdkBytes.sparse().read(0, GRAIN_BYTES)).containsOnly('d');
        assertThat(VmdkBytes.sparse().read(GRAIN_BYTES, 63 * GRAIN_BYTES)).containsOnly(0);
        assertThat(VmdkBytes.compressed().read(0, GRAIN_BYTES)).containsOnly('d');
        assertThat(VmdkBytes.compressed().read(100, 5)).containsOnly('d');
        assertThat(VmdkBytes.sparse().open().id()).contains("12345678");
        assertThat(VmdkBytes.sparse().u8(0x48, 1).open().dirty()).isTrue();
        ImageCheck check = VmdkBytes.sparse().open().space().orElseThrow().check();
        assertThat(check.defectCount()).isZero();
    }

    /** CVE-2022-47951, CVE-2026-24708: a flat extent that is a file of the host. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "RW 1 FLAT \"/etc/passwd\" 0",
                "RW 1 FLAT \"../../../../../../../../../../etc/passwd\" 0",
                "RW 1 VMFS \"/etc/passwd\"",
                "RW 1 SPARSE \"/etc/passwd\"",
                "RW 1 VMFSSPARSE \"nbd:localhost:10809\"",
                "RDONLY 1 FLAT \"json:{\\\"driver\\\":\\\"file\\\"}\" 0",
            })
    void filesOfTheHostAreNotOpened(String extent) {
        for (String type : new String[] {"monolithicFlat", "twoGbMaxExtentFlat", "vmfs", "custom"}) {
            String text = VmdkBytes.descriptor(type, extent.replace("\\\"", ""));
            unsupported(() -> descriptor(text), "only with --allow-backing DIR, from inside DIR");
            unsupported(() -> allowed(text), "the image names another file: the extent '");
        }
    }

    @Test
    void rawDevicesAndOtherKindsAreRefusedByName() {
        for (String type : new String[] {
            "fullDevice", "partitionedDevice", "vmfsRaw", "vmfsRawDeviceMap", "seSparse", "vsanSparse", "what"
        }) {
            unsupported(
                    () -> descriptor(VmdkBytes.descriptor(type, "RW 1 FLAT \"/dev/sda\" 0")),
                    "createType '" + type + "' is not read");
        }
        for (String kind : new String[] {"SESPARSE", "VSANSPARSE", "VMFSRDM", "VMFSRAW"}) {
            unsupported(
                    () -> descriptor(VmdkBytes.descriptor("vmfs", "RW 1 " + kind + " \"x\"")),
                    "extents of the kind " + kind);
        }
        unsupported(() -> descriptor(VmdkBytes.descriptor("vmfs", "NOACCESS 1 FLAT \"x\" 0")), "may not be accessed");
        byte[] se = VmdkBytes.sparse().u64(0, 0xcafebabeL).bytes();
        unsupported(() -> new VmdkFormat().open(new ArraySource(se, "x"), Limits.defaults()), "seSparse");
        byte[] cowd = VmdkBytes.sparse().text(0, "COWD").bytes();
        unsupported(
                () -> new VmdkFormat().open(new ArraySource(cowd, "x"), Limits.defaults()),
                "a COWD extent without its descriptor");
        unsupported(() -> VmdkBytes.sparse().u64(0x1c, 0).open(), "one extent of a disk, without its descriptor");
    }

    @Test
    void encryptionIsNamed() {
        for (String line : new String[] {
            "encryption.keySafe = \"vmware:key/list/(pair/(fqid/<VMWARE-NULL>\"", "ddb.iofilters = \"vmwarevmcrypt\""
        }) {
            String text = VmdkBytes.descriptor("vmfs", "RW 1 VMFS \"x\"") + line + "\n";
            unsupported(() -> descriptor(text), "disk is encrypted");
        }
    }

    @Test
    void unknownVersionsFlagsAndAlgorithmsAreRefusedByName() {
        unsupported(() -> VmdkBytes.sparse().u32(4, 4).open(), "version 4 is not 1..3");
        unsupported(() -> VmdkBytes.sparse().u32(4, -1).open(), "version 4294967295 is not 1..3");
        unsupported(() -> VmdkBytes.sparse().u32(8, 3 | 1 << 5).open(), "unknown flag bit 5");
        unsupported(() -> VmdkBytes.compressed().u8(0x4d, 2).open(), "compressAlgorithm 2 is neither");
        unsupported(() -> VmdkBytes.compressed().u32(8, 3 | 1 << 16).open(), "without markers");
        damaged(() -> VmdkBytes.compressed().u8(0x4d, 0).open(), "contradicts flag bit 16");
        damaged(() -> VmdkBytes.sparse().text(0x49, "\n \n\n").open(), "line ends were changed");
        String text = VmdkBytes.descriptor("vmfs", "RW 1 VMFS \"x\"");
        unsupported(() -> descriptor(text.replace("version=1", "version=9")), "descriptor version '9'");
        unsupported(() -> descriptor(text + "encoding=\"EBCDIC\"\n"), "unknown encoding 'EBCDIC'");
        unsupported(() -> descriptor(text + "isNativeSnapshot=\"yes\"\n"), "snapshot of the storage array");
    }

    @Test
    void geometryIsBounded() {
        damaged(() -> VmdkBytes.sparse().u64(0x14, 0).open(), "grain of 0 sectors is no power of two");
        damaged(() -> VmdkBytes.sparse().u64(0x14, 9).open(), "grain of 9 sectors");
        damaged(() -> VmdkBytes.sparse().u64(0x14, Long.MIN_VALUE).open(), "grain of 9223372036854775808");
        damaged(() -> VmdkBytes.sparse().u32(0x2c, 0).open(), "numGTEsPerGT 0");
        damaged(() -> VmdkBytes.sparse().u32(0x2c, 513).open(), "numGTEsPerGT 513");
        damaged(() -> VmdkBytes.sparse().u64(0xc, -1).open(), "capacity of 18446744073709551615");
        damaged(() -> VmdkBytes.sparse().u64(0xc, 1L << 41).open(), "grain directory of 536870912 entries");
        damaged(() -> VmdkBytes.sparse().u64(0xc, 1L << 33).open(), "its own header 8589934592");
        damaged(() -> VmdkBytes.sparse().u64(0xc, 1 << 20).open(), "gives the extent 512 sectors, its own header");
        damaged(() -> VmdkBytes.sparse().u64(0xc, 0).open(), "gives the extent 512 sectors, its own header 0");
        damaged(() -> VmdkBytes.sparse().u64(0x38, 1L << 60).open(), "gdOffset");
        damaged(() -> VmdkBytes.sparse().u64(0x38, 1L << 40).open(), "grain directory of 4 bytes");
        damaged(() -> VmdkBytes.sparse().u64(0x24, 1L << 20).open(), "exceeds 1 MiB");
        damaged(() -> VmdkBytes.sparse().u64(0x1c, 1L << 40).open(), "not in the second sector");
        damaged(() -> VmdkBytes.sparse().u64(0x38, -1).open(), "footer");
        damaged(() -> VmdkBytes.sparse().u64(0x38, -1).u64(0xc, 0).open(), "with a footer has a capacity of 0");
        unsupported(() -> VmdkBytes.compressed().u64(0x14, 1 << 16).open(), "compressed grains of 65536 sectors");
    }

    @Test
    void entriesThatPointOutsideSpoilOnlyTheirGrains() throws Exception {
        VmdkBytes outside = VmdkBytes.sparse().u32(VmdkBytes.TABLE + 4, 0x7fffffff);
        assertThat(outside.read(0, GRAIN_BYTES)).containsOnly('d');
        damaged(() -> outside.read(GRAIN_BYTES, 1), "lie beyond the end of the file");
        assertThat(outside.read(2 * GRAIN_BYTES, 1)).containsOnly(0);
        ImageCheck check = outside.open().space().orElseThrow().check();
        assertThat(check.defects()).singleElement().asString().startsWith("1 grains lie outside the file");
        damaged(() -> VmdkBytes.sparse().u32(VmdkBytes.DIRECTORY, -1).read(0, 1), "grain table at 0x1fffffffe00");
        VmdkBytes zeroed = VmdkBytes.sparse().u32(VmdkBytes.TABLE, 1);
        damaged(() -> zeroed.read(0, 1), "marked as zeroed, which the header's flags do not allow");
        assertThat(zeroed.u32(8, 7).read(0, GRAIN_BYTES)).containsOnly(0);
    }

    @Test
    void aGrainTableThatIsItselfAGrainEnds() throws Exception {
        VmdkBytes self = VmdkBytes.sparse().u32(VmdkBytes.DIRECTORY, VmdkBytes.DIRECTORY / 512);
        assertThat(self.read(0, 4)).containsExactly(VmdkBytes.DIRECTORY / 512, 0, 0, 0);
    }

    /** All entries of the table lead to one grain that unpacks to more than it takes. */
    @Test
    void oneGrainForManyIsNoMoreThanItself() throws Exception {
        VmdkBytes bomb = VmdkBytes.compressed();
        for (int i = 0; i < 64; i++) {
            bomb.u32(VmdkBytes.TABLE + i * 4, VmdkBytes.DATA / 512);
        }
        damaged(
                () -> bomb.read(GRAIN_BYTES, 1),
                "the marker of a compressed grain names sector 0, the grain table has it for sector 8");
        ImageCheck check = bomb.open().space().orElseThrow().check();
        assertThat(check.defects()).singleElement().asString().startsWith("63 grains lie where another one does");
        // And what one grain unpacks to counts each time.
        DiskImage small = VmdkBytes.compressed().open(Limits.defaults().with(Limits.DECOMPRESSED_BYTES, 10_000));
        byte[] grain = new byte[GRAIN_BYTES];
        small.disk().readFully(0, grain, 0, GRAIN_BYTES);
        small.disk().readFully(0, grain, 0, GRAIN_BYTES);
        assertThatThrownBy(() -> small.disk().readFully(0, grain, 0, GRAIN_BYTES))
                .isInstanceOf(LimitExceededException.class);
    }

    @Test
    void compressedGrainsAreBoundedAndTheirChecksumIsCompared() {
        int at = VmdkBytes.DATA;
        damaged(() -> VmdkBytes.compressed().u32(at + 8, 0).read(0, 1), "compressed grain of 0 bytes");
        damaged(() -> VmdkBytes.compressed().u32(at + 8, -1).read(0, 1), "compressed grain of 4294967295 bytes");
        damaged(() -> VmdkBytes.compressed().u32(at + 8, 5).read(0, 1), "compressed data end too early");
        damaged(() -> VmdkBytes.compressed().u8(at + 12, 0).read(0, 1), "compressed data are damaged");
        byte[] packed = VmdkBytes.deflated(GRAIN_BYTES);
        int checksum = at + 12 + packed.length - 1;
        damaged(
                () -> VmdkBytes.compressed()
                        .u8(checksum, packed[packed.length - 1] ^ 1)
                        .read(0, 1),
                "incorrect data check");
        byte[] few = VmdkBytes.deflated(100);
        VmdkBytes cut = VmdkBytes.compressed().u32(at + 8, few.length);
        cut.text(at + 12, new String(few, StandardCharsets.ISO_8859_1));
        damaged(() -> cut.read(0, 1), "decodes to 100 of 4096 bytes");
    }

    @Test
    void everyLineOfADescriptorIsUnderstood() {
        String text = VmdkBytes.descriptor("vmfs", "RW 1 VMFS \"x\"");
        String[] wrong = {
            "what is this",
            "CID=1",
            "createType=\"vmfs\"",
            "a=\"b",
            "RW",
            "RW 1",
            "RW 1 FLAT",
            "RW 1 FLAT \"x\"",
            "RW 1 FLAT x 0",
            "RW 1 FLAT \"x 0",
            "RW 1 FLAT \"x\" -1",
            "RW 1 FLAT \"x\" 0 more",
            "RW 1 SPARSE \"x\" 0",
            "RW 1 ZERO \"x\"",
            "RW 1 TREE \"x\"",
            "RW x FLAT \"x\" 0",
            "RW -1 FLAT \"x\" 0",
            "RW 0 ZERO",
            "RW 99999999999999999999 ZERO",
            "bell=\u0007"
        };
        for (String line : wrong) {
            damaged(() -> descriptor(text.replace("ddb.adapterType", line + "\nddb.adapterType")), "vmdk: ");
        }
        damaged(() -> descriptor(text.replace("CID=12345678\n", "")), "has no 'cid'");
        damaged(() -> descriptor(text.replace("CID=12345678", "CID=x")), "is no hexadecimal number");
        damaged(() -> descriptor(text.replace("parentCID=ffffffff", "parentCID=1")), "without a parentFileNameHint");
        damaged(() -> descriptor(text + "parentFileNameHint=\"x\"\n"), "with a parentFileNameHint");
        damaged(() -> descriptor(text.replace("RW 1 VMFS \"x\"", "")), "has no extent");
        damaged(
                () -> descriptor(text.replace("vmfs", "monolithicSparse")),
                "'monolithicSparse' does not go with a descriptor alone");
        byte[] latin1 = text.replace("\"x\"", "\"\u00e4\"").getBytes(StandardCharsets.ISO_8859_1);
        damaged(() -> new VmdkFormat().open(new ArraySource(latin1, "x"), Limits.defaults()), "is no UTF-8");
    }

    /** A disk for one program, a list of other files for another. */
    @Test
    void anEmbeddedDescriptorNamesItsOwnFileAlone() {
        String self = "RW 512 SPARSE \"disk.vmdk\"";
        for (String[] extents : new String[][] {
            {"RW 512 FLAT \"/etc/passwd\" 0"}, {self, "RW 1 FLAT \"/etc/passwd\" 0"}, {"RW 512 ZERO"}
        }) {
            String text = VmdkBytes.descriptor("monolithicSparse", extents);
            damaged(() -> VmdkBytes.sparse().embedded(text).open(), "an embedded descriptor of ");
        }
        damaged(
                () -> VmdkBytes.sparse()
                        .embedded(VmdkBytes.descriptor("monolithicFlat", self))
                        .open(),
                "does not go with a descriptor inside an extent");
    }

    /** qemu would open the file behind the first "parentFileNameHint" from the second sector on, whatever is around it. */
    @Test
    void aParentIsNotHiddenFromOneReaderAndShownToAnother() {
        String text = VmdkBytes.descriptor("monolithicSparse", "RW 512 SPARSE \"disk.vmdk\"");
        String hint = "parentFileNameHint=\"/etc/passwd\"\n";
        for (String hidden :
                new String[] {"# " + hint, "ddb." + hint, "x" + hint, "comment = \"parentFileNameHint\"\n"}) {
            damaged(() -> VmdkBytes.sparse().embedded(text + hidden).open(), "stands where it is no key");
        }
        String child = text.replace("parentCID=ffffffff", "parentCID=1");
        damaged(
                () -> VmdkBytes.sparse()
                        .embedded(child + "# " + hint + hint.replace("/etc/", ""))
                        .open(),
                "stands where it is no key");
        // Behind what we would read of it.
        VmdkBytes full = VmdkBytes.sparse()
                .embedded(text + "#".repeat(512 - text.length()))
                .u64(0x24, 1);
        damaged(full::open, "fills its room of 512 bytes without an end");
        damaged(() -> VmdkBytes.sparse().embedded(text).u64(0x1c, 2).open(), "not in the second sector");
    }

    @Test
    void extentsAreAsLongAsTheDescriptorSays() throws Exception {
        Files.write(directory.resolve("x"), new byte[1024]);
        assertThat(allowed(VmdkBytes.descriptor("vmfs", "RW 2 VMFS \"x\"", "NOACCESS 63 ZERO"))
                        .disk()
                        .size())
                .isEqualTo(65 * 512);
        damaged(() -> allowed(VmdkBytes.descriptor("vmfs", "RW 3 VMFS \"x\"")), "ends beyond its file of 1024 bytes");
        damaged(() -> allowed(VmdkBytes.descriptor("custom", "RW 2 FLAT \"x\" 1")), "ends beyond its file");
        damaged(() -> allowed(VmdkBytes.descriptor("custom", "RW 2 SPARSE \"x\"")), "no magic 'KDMV'");
        String huge = "RW 2199023255552 ZERO\n".repeat(9000);
        damaged(() -> allowed(VmdkBytes.descriptor("custom", huge)), "exceed 2^63");
    }

    @Test
    void manyExtentsTakeNoMoreMemoryThanOne() throws Exception {
        Files.write(directory.resolve("c"), VmdkBytes.compressed().bytes());
        unsupported(
                () -> allowed(VmdkBytes.descriptor("custom", "RW 512 SPARSE \"c\"", "RW 1 ZERO")),
                "compressed extents in a disk of several");
        assertThat(allowed(VmdkBytes.descriptor("custom", "RW 512 SPARSE \"c\""))
                        .disk()
                        .read(0, 1)
                        .u8(0))
                .isEqualTo('d');
        Files.write(directory.resolve("s"), VmdkBytes.sparse().bytes());
        String[] ten = new String[10];
        java.util.Arrays.fill(ten, "RW 512 SPARSE \"s\"");
        String text = VmdkBytes.descriptor("custom", ten);
        assertThat(allowed(text).disk().size()).isEqualTo(10 * 512 * 512);
        Limits nine = Limits.defaults().with(Limits.METADATA_TABLE_BYTES, 9 * 4);
        assertThatThrownBy(() -> allowed("disk.vmdk", text, nine))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("the grain directories of the extents together");
    }

    @Test
    void whatLeadsToItselfIsFound() throws Exception {
        damaged(
                () -> allowed(VmdkBytes.descriptor("twoGbMaxExtentSparse", "RW 1 SPARSE \"disk.vmdk\"")),
                "is in the chain of the image already");
        String child = VmdkBytes.descriptor("custom", "RW 1 ZERO").replace("parentCID=ffffffff", "parentCID=12345678");
        damaged(() -> allowed(child + "parentFileNameHint=\"disk.vmdk\"\n"), "is in the chain of the image already");
        Files.writeString(directory.resolve("b.vmdk"), child + "parentFileNameHint=\"c.vmdk\"\n");
        Files.writeString(directory.resolve("c.vmdk"), child + "parentFileNameHint=\"./b.vmdk\"\n");
        damaged(() -> allowed(child + "parentFileNameHint=\"b.vmdk\"\n"), "is in the chain of the image already");
    }

    @Test
    void chainsAreAsLongAsTheLimitAllows() throws Exception {
        Files.writeString(directory.resolve("0.vmdk"), VmdkBytes.descriptor("custom", "RW 1 ZERO"));
        String child = VmdkBytes.descriptor("custom", "RW 1 ZERO").replace("parentCID=ffffffff", "parentCID=12345678");
        for (int i = 1; i < 5; i++) {
            Files.writeString(directory.resolve(i + ".vmdk"), child + "parentFileNameHint=\"" + (i - 1) + ".vmdk\"\n");
        }
        String top = child + "parentFileNameHint=\"4.vmdk\"\n";
        Limits five = Limits.defaults().with(Limits.BACKING_DEPTH, 5);
        assertThat(allowed("top.vmdk", top, five).otherFiles())
                .containsExactly("4.vmdk", "3.vmdk", "2.vmdk", "1.vmdk", "0.vmdk");
        Limits four = Limits.defaults().with(Limits.BACKING_DEPTH, 4);
        assertThatThrownBy(() -> allowed("top.vmdk", top, four))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("backing-depth");
    }

    @Test
    void aParentIsTheOneThatTheChildWasBasedOn() throws Exception {
        String child = VmdkBytes.descriptor("custom", "RW 1 ZERO").replace("parentCID=ffffffff", "parentCID=ab");
        String text = child + "parentFileNameHint=\"parent.vmdk\"\n";
        assertThatThrownBy(() -> allowed(text))
                .isInstanceOf(ImageReadException.class)
                .hasMessageContaining("no such");
        Path parent = directory.resolve("parent.vmdk");
        Files.writeString(parent, VmdkBytes.descriptor("custom", "RW 1 ZERO"));
        damaged(() -> allowed(text), "has the CID 12345678, the child is based on 000000ab");
        Files.writeString(parent, VmdkBytes.descriptor("custom", "RW 1 ZERO").replace("12345678", "AB"));
        assertThat(allowed(text).disk().size()).isEqualTo(512);
        unsupported(
                () -> descriptor(text), "its parent 'parent.vmdk'; other files are opened only with --allow-backing");
    }
}
