package org.imginspect.filesystem.xfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.zip.CRC32C;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.filesystem.TreeListing;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ArraySource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feature bits that this machine's mkfs.xfs does not set: set in a superblock whose checksum is made right again. */
class XfsFeaturesTest {
    private static final int INCOMPAT = 0xd8;
    private static final int LOG_START = 0x30;
    private static final int CHECKSUM = 0xe0;

    @ParameterizedTest
    @CsvSource({
        "0x200, ZONED 0x200",
        "0x400, ZONE_GAPS 0x400",
        "0x600, 'ZONED 0x200, ZONE_GAPS 0x400'",
        "0x800, unknown 0x800",
        "0x80000000, unknown 0x80000000"
    })
    void whatIsNotSupportedIsRefusedByName(String bit, String name) {
        assertThatThrownBy(() -> open(with(INCOMPAT, Long.decode(bit))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("xfs: incompatible feature " + name + " is not supported [xfs @ 0xd8]");
    }

    /** SPINODES, EXCHRANGE, PARENT, METADIR: nothing of what a reader looks at changes its place. */
    @ParameterizedTest
    @ValueSource(strings = {"0x2", "0x40", "0x80", "0xc0", "0x100"})
    void whatChangesNothingForAReaderIsAccepted(String bit) throws Exception {
        OpenedFileSystem opened = open(with(INCOMPAT, Long.decode(bit)));
        assertThat(opened.warning()).isEmpty();
        assertThat(TreeListing.entriesOf(opened.tree()))
                .isEqualTo(TreeListing.of("xfs/damage").entries());
    }

    @ParameterizedTest
    @ValueSource(ints = {0xd0, 0xd4, 0xdc})
    void unknownBitsOfTheOtherSetsAreSafe(int field) throws Exception {
        OpenedFileSystem opened = open(with(field, 0x80000000L));
        assertThat(TreeListing.entriesOf(opened.tree()))
                .isEqualTo(TreeListing.of("xfs/damage").entries());
    }

    @Test
    void whatNeedsRepairIsReadAndSaysSo() throws Exception {
        OpenedFileSystem opened = open(with(INCOMPAT, 0x10));
        assertThat(opened.warning().map(Problem::message))
                .contains("xfs: marked as in need of repair (NEEDSREPAIR), the kernel does not mount it [xfs @ 0xd8]");
        assertThat(TreeListing.entriesOf(opened.tree()))
                .isEqualTo(TreeListing.of("xfs/damage").entries());
    }

    @Test
    void withALogElsewhereItIsNotKnownWhetherAllIsInPlace() throws Exception {
        ByteBuffer image = image();
        image.putLong(LOG_START, 0);
        mend(image);
        assertThat(open(image).consistency())
                .isEqualTo(Consistency.stale("its log lies on another device: what it holds is not known"));
    }

    @Test
    void anUnfinishedCopyIsRefused() throws Exception {
        ByteBuffer image = image();
        image.put(0x7e, (byte) 1);
        mend(image);
        assertThatThrownBy(() -> open(image))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("sb_inprogress");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 15})
    void versionsOtherThan4And5AreRefused(int version) throws Exception {
        ByteBuffer image = image();
        image.putShort(0x64, (short) ((image.getShort(0x64) & ~0xf) | version));
        mend(image);
        assertThatThrownBy(() -> open(image))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("xfs: superblock version " + version + " is not 4 or 5");
    }

    @Test
    void unknownFeaturesOfVersion4AreRefused() throws Exception {
        ByteBuffer image = ByteBuffer.wrap(Files.readAllBytes(Fixtures.image("xfs/damage-old")));
        image.putInt(0xc8, image.getInt(0xc8) | 0x10);
        assertThatThrownBy(() -> open(image))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("sb_features2 0x10");
    }

    /** The flag of the realtime device is set in the inode of /hello.txt. */
    @Test
    void contentOnTheRealtimeDeviceIsRefusedAndTheRestIsNot() throws Exception {
        ByteBuffer image = image();
        int inode = inodeOfSize(image, 13);
        image.putShort(inode + 0x5a, (short) 1);
        mend(image, inode, 512, 0x64);
        try (FileTree tree = open(image).tree()) {
            assertThat(tree.stat(GuestPath.of("/hello.txt")).orElseThrow().sizeBytes())
                    .isEqualTo(13);
            assertThatThrownBy(() -> tree.open(GuestPath.of("/hello.txt")))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("xfs: /hello.txt lies on the realtime device, which is not read");
            assertThat(tree.open(GuestPath.of("/big.bin")).size()).isEqualTo(400_000);
        }
    }

    private static int inodeOfSize(ByteBuffer image, long size) {
        for (int at = 0; at < image.capacity(); at += 512) {
            if (image.getShort(at) == 0x494e
                    && image.getShort(at + 2) == (short) 0100644
                    && image.getLong(at + 0x38) == size) {
                return at;
            }
        }
        throw new AssertionError("no inode of that size");
    }

    private static ByteBuffer with(int field, long bits) throws IOException {
        ByteBuffer image = image();
        image.putInt(field, image.getInt(field) | (int) bits);
        mend(image);
        return image;
    }

    private static ByteBuffer image() throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(Fixtures.image("xfs/damage")));
    }

    private static void mend(ByteBuffer image) {
        mend(image, 0, 512, CHECKSUM);
    }

    private static void mend(ByteBuffer image, int at, int length, int field) {
        image.putInt(at + field, 0);
        CRC32C crc = new CRC32C();
        crc.update(image.duplicate().position(at).limit(at + length));
        image.putInt(at + field, Integer.reverseBytes((int) crc.getValue()));
    }

    private static OpenedFileSystem open(ByteBuffer image) throws ImageException {
        byte[] bytes = new byte[image.capacity()];
        image.duplicate().position(0).get(bytes);
        return new XfsFormat().open(new ArraySource(bytes, "xfs"), Limits.defaults());
    }
}
