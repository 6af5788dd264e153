package org.imginspect.filesystem.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.filesystem.TreeListing;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ArraySource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Superblocks with single fields changed and their checksum made right again. */
final class BtrfsFeaturesTest {
    private static final int SUPERBLOCK = 0x10000;

    private byte[] image = new byte[0];

    @BeforeEach
    void load() throws Exception {
        image = Files.readAllBytes(Fixtures.image("btrfs/damage"));
    }

    private OpenedFileSystem open() throws ImageException {
        CRC32C crc = new CRC32C();
        crc.update(image, SUPERBLOCK + 0x20, 4096 - 0x20);
        number(0, 4, crc.getValue());
        return new BtrfsFormat().open(new ArraySource(image, "disk"), Limits.defaults());
    }

    private void number(int at, int bytes, long value) {
        for (int i = 0; i < bytes; i++) {
            image[SUPERBLOCK + at + i] = (byte) (value >>> (8 * i));
        }
    }

    private long number(int at, int bytes) {
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | (image[SUPERBLOCK + at + i] & 0xff);
        }
        return value;
    }

    @Test
    void theImageItselfIsAsTheKernelShowsIt() throws Exception {
        TreeMap<GuestPath, TreeListing.Entry> told =
                TreeListing.of("btrfs/damage").entries();
        TreeMap<GuestPath, TreeListing.Entry> found = TreeListing.entriesOf(open().tree());
        // Where the snapshot has no subvolume there is a directory whose time is that of the kernel's first look at it.
        GuestPath empty = GuestPath.of("/sub/snapshot/sub");
        assertThat(found.keySet()).isEqualTo(told.keySet()).contains(empty);
        found.remove(empty);
        told.remove(empty);
        assertThat(found).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({
        "12, zoned",
        "13, extent_tree_v2",
        "14, raid_stripe_tree",
        "15, bit 15",
        "17, remap_tree",
        "18, bit 18",
        "63, bit 63"
    })
    void incompatibleFeaturesAreRefusedByName(int bit, String name) {
        number(0xbc, 8, number(0xbc, 8) | 1L << bit);
        assertThatThrownBy(this::open)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("incompatible feature")
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 7, 11, 16})
    void featuresThatChangeNothingForThisImageAreRead(int bit) throws Exception {
        number(0xbc, 8, number(0xbc, 8) | 1L << bit);
        assertThat(open().tree().stat(GuestPath.of("/hello.txt"))).isPresent();
    }

    @Test
    void unknownCompatibleFeaturesAreRead() throws Exception {
        number(0xac, 8, -1);
        number(0xb4, 8, -1);
        assertThat(open().tree().stat(GuestPath.of("/hello.txt"))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "33, metadump",
        "34, metadump",
        "35, changing_fsid",
        "36, changing_fsid",
        "38, changing_bg_tree",
        "40, changing_csum",
        "60, bit 60"
    })
    void statesOfTheWholeAreRefusedByName(int bit, String name) {
        number(0x38, 8, number(0x38, 8) | 1L << bit);
        assertThatThrownBy(this::open)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(name);
    }

    @Test
    void unknownChecksumsAreRefused() {
        number(0xc4, 2, 4);
        assertThatThrownBy(this::open)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("checksum type 4");
    }

    @Test
    void errorsThatTheKernelSawMakeItStale() throws Exception {
        number(0x38, 8, number(0x38, 8) | 4);
        assertThat(open().consistency().kind()).isEqualTo(Consistency.Kind.STALE);
    }

    @ParameterizedTest
    @CsvSource({
        "0x90, 4, 0, sector of 0 bytes",
        "0x90, 4, 12288, sector of 12288 bytes",
        "0x94, 4, 131072, node of 131072 bytes",
        "0x94, 4, 2048, node of 2048 bytes",
        "0xa0, 4, 2049, 2049 bytes of system chunks",
        "0x88, 8, 0, 0 devices",
        "0xc6, 1, 8, tree level 8 exceeds 7",
        "0x58, 8, 1, does not begin with a sector",
        "0x50, 8, 4096, no chunk holds the address 0x1000",
        "0x30, 8, 4096, says that it lies at 0x1000"
    })
    void geometryThatCannotBeIsDamage(String at, int bytes, long value, String message) {
        number(Integer.decode(at), bytes, value);
        assertThatThrownBy(this::open).isInstanceOf(DamagedImageException.class).hasMessageContaining(message);
    }

    /** An interrupted write of the last commit's root: it is of another generation than the superblock says. */
    @Test
    void treesOfAnotherCommitAreNotTaken() {
        number(0x48, 8, number(0x48, 8) + 1);
        assertThatThrownBy(this::open).isInstanceOf(DamagedImageException.class).hasMessageContaining("generation");
    }

    @Test
    void volumesThatEndEarlyAreDamage() {
        image = Arrays.copyOf(image, 1 << 20);
        assertThatThrownBy(this::open).isInstanceOf(DamagedImageException.class);
    }
}
