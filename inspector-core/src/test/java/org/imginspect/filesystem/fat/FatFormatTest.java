package org.imginspect.filesystem.fat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.TreeListing;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.Node;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FatFormatTest {
    private static final FatFormat FORMAT = new FatFormat();

    @TempDir
    Path directory;

    private static byte[] bytes(String fixture) throws IOException {
        return Files.readAllBytes(Fixtures.image(fixture));
    }

    private static FileTree open(byte[] volume) throws ImageException {
        return FORMAT.open(new ArraySource(volume, "volume"), Limits.defaults()).tree();
    }

    private static GuestPath path(String text) {
        return GuestPath.of(text);
    }

    /** Deleted entries, orphans of long names, wrong checksums, odd times: as the kernel takes them. Also a FAT32 of few clusters. */
    @ParameterizedTest
    @ValueSource(strings = {"fat/odd", "fat/small32", "fat/damage16", "fat/damage32"})
    void theKernelShowsTheSame(String image) throws IOException {
        TreeListing listing = TreeListing.of(image);
        List<String> found = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        try (ByteSource volume = FileSource.open(Fixtures.image(image))) {
            assertThat(FORMAT.identify(volume)).isEqualTo(listing.identity());
            FileTree tree = FORMAT.open(volume, Limits.defaults()).tree();
            walk(tree, GuestPath.ROOT, found);
        }
        for (TreeListing.Entry entry : listing.entries().values()) {
            expected.add(entry.path() + " " + entry.kind() + " " + entry.permissions() + " " + entry.size() + " "
                    + entry.modifiedTime());
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static void walk(FileTree tree, GuestPath at, List<String> found) throws ImageException {
        Node node = tree.stat(at).orElseThrow();
        found.add(at + " " + node.kind() + " 0" + Integer.toOctalString(node.permissions()) + " " + node.sizeBytes()
                + " " + node.modified());
        if (node.isDirectory()) {
            for (GuestName name : tree.list(at)) {
                walk(tree, at.resolve(name), found);
            }
        }
    }

    @Test
    void lookUpsTakeEitherCaseAndTheShortName() throws IOException {
        FileTree tree = open(bytes("fat/odd"));
        Node node = tree.stat(path("/a good long name.txt")).orElseThrow();
        assertThat(tree.stat(path("/A GOOD Long nAME.TXT"))).contains(node);
        assertThat(tree.stat(path("/agoodl~1.txt"))).contains(node);
        assertThat(tree.stat(path("/a good long name.txt..."))).contains(node);
        assertThat(tree.stat(path("/a good long name.tx"))).isEmpty();
        assertThat(tree.stat(path("/noext"))).isPresent();
        // Only ASCII letters: the kernel's table for the names it is given has no others.
        assertThat(tree.stat(path("/äöü   ü"))).isPresent();
        assertThat(tree.stat(path("/ÄÖÜ   ü"))).isEmpty();
        try (ByteSource file = tree.open(path("/Content.txt"))) {
            assertThat(file.read(0, 5).latin1(0, 5)).isEqualTo("bytes");
        }
    }

    @Test
    void theDirtyBitMeansStale() throws IOException {
        byte[] fat16 = bytes("fat/damage16");
        assertThat(consistency(fat16)).isEqualTo(Consistency.CLEAN);
        byte[] byLinux = fat16.clone();
        byLinux[0x25] |= 1;
        assertThat(consistency(byLinux))
                .isEqualTo(Consistency.stale("not unmounted: the dirty bit is set in the boot sector"));
        byte[] byWindows = fat16.clone();
        int fat = reserved(fat16) * 512;
        byWindows[fat + 3] &= 0x7f;
        assertThat(consistency(byWindows))
                .isEqualTo(Consistency.stale("not unmounted: the dirty bit is set in the file allocation table"));
        byte[] fat32 = bytes("fat/damage32");
        assertThat(consistency(fat32)).isEqualTo(Consistency.CLEAN);
        fat32[0x41] |= 1;
        assertThat(consistency(fat32).kind()).isEqualTo(Consistency.Kind.STALE);
    }

    @Test
    void fsckFatSeesTheSameDirtyBit() throws Exception {
        Requirement.programs("fsck.fat");
        byte[] fat16 = bytes("fat/damage16");
        fat16[0x25] |= 1;
        Path file = Files.write(directory.resolve("dirty"), fat16);
        Process fsck = new ProcessBuilder("fsck.fat", "-n", file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(fsck.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(fsck.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(output).contains("Dirty bit is set");
    }

    private static Consistency consistency(byte[] volume) throws ImageException {
        return FORMAT.open(new ArraySource(volume, "volume"), Limits.defaults()).consistency();
    }

    private static int reserved(byte[] volume) {
        return (volume[14] & 0xff) | (volume[15] & 0xff) << 8;
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
    }

    private static void put16(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >> 8);
    }

    /** The first cluster of a file in the root of damage16, by its short name. */
    private static int firstCluster(byte[] volume, String shortName) {
        int root = (reserved(volume) + volume[16] * u16(volume, 22)) * 512;
        for (int at = root; ; at += 32) {
            if (new String(volume, at, 11, StandardCharsets.ISO_8859_1).equals(shortName)) {
                return u16(volume, at + 26);
            }
        }
    }

    @Test
    void chainsThatLoopOrEndTooSoonAreDamage() throws IOException {
        byte[] volume = bytes("fat/damage16");
        int fat = reserved(volume) * 512;
        int first = firstCluster(volume, "BIG     BIN");
        String[] problems = {
            "comes back to cluster",
            "ends after 2 clusters, 782 are needed",
            "to one marked as bad",
            "to 0, but clusters"
        };
        int[] values = {first, 0xffff, 0xfff7, 0};
        for (int i = 0; i < values.length; i++) {
            byte[] damaged = volume.clone();
            put16(damaged, fat + 2 * (first + 1), values[i]);
            assertThatThrownBy(() -> open(damaged).open(path("/big.bin")))
                    .isInstanceOf(DamagedImageException.class)
                    .hasMessageContaining("vfat: the cluster chain of /big.bin")
                    .hasMessageContaining(problems[i]);
        }
    }

    @Test
    void aDirectoryInsideItselfIsDamage() throws IOException {
        byte[] volume = bytes("fat/damage16");
        int root = (reserved(volume) + volume[16] * u16(volume, 22)) * 512;
        int deep = firstCluster(volume, "DEEP       ");
        int data = root + u16(volume, 17) * 32;
        int at = data + (deep - 2) * 512 + 64; // behind . and ..
        put16(volume, at + 26, deep);
        FileTree tree = open(volume);
        assertThat(tree.list(path("/deep"))).containsExactly(GuestName.of("00"));
        assertThatThrownBy(() -> tree.stat(path("/deep/00/00/00")))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("contains itself");
    }

    @Test
    void aDirectoryThatDoesNotEndIsLimited() throws IOException {
        byte[] volume = bytes("fat/damage16");
        assertThatThrownBy(() -> FORMAT.open(
                                new ArraySource(volume, "volume"),
                                Limits.defaults().with(Limits.DIRECTORY_ENTRIES, 3))
                        .tree()
                        .list(path("/names")))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("directory-entries");
    }

    @Test
    void nonsenseInTheBootSectorIsDamageAndAnUnknownVersionUnsupported() throws IOException {
        byte[] volume = bytes("fat/damage32");
        Object[][] changes = {
            {0x0b, (byte) 1, "sector size 513"},
            {0x0d, (byte) 3, "3 sectors per cluster"},
            {0x10, (byte) 0, "0 FATs"},
            {0x15, (byte) 0x11, "media byte 0x11"},
            {0x20, (byte) 1, ""}
        };
        for (Object[] change : changes) {
            byte[] damaged = volume.clone();
            damaged[(int) change[0]] = (byte) change[1];
            if ((int) change[0] == 0x20) {
                put16(damaged, 0x13, 9); // BPB_TotSec16: fewer sectors than the FATs have
            }
            ArraySource source = new ArraySource(damaged, "volume");
            assertThat(FORMAT.recognises(source)).isTrue(); // it says that it is FAT32
            assertThat(FORMAT.identify(source).uuid()).contains("DEAD-BEEF");
            assertThatThrownBy(() -> FORMAT.open(source, Limits.defaults()))
                    .isInstanceOf(DamagedImageException.class)
                    .hasMessageStartingWith("vfat: ")
                    .hasMessageContaining((String) change[2]);
        }
        volume[0x2a] = 1;
        assertThatThrownBy(() -> open(volume))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("FAT32 version 0x1 is not 0");
    }

    @Test
    void bootSectorsOfOthersAreNotFat() throws IOException {
        byte[] sector = new byte[1 << 20];
        put16(sector, 0x1fe, 0xaa55);
        sector[0] = (byte) 0xeb;
        assertThat(FORMAT.recognises(new ArraySource(sector, "mbr"))).isFalse();
        byte[] ntfs = sector.clone();
        System.arraycopy("NTFS    ".getBytes(StandardCharsets.US_ASCII), 0, ntfs, 3, 8);
        put16(ntfs, 0x0b, 512);
        ntfs[0x0d] = 8;
        ntfs[0x15] = (byte) 0xf8;
        assertThat(FORMAT.recognises(new ArraySource(ntfs, "ntfs"))).isFalse();
    }

    @Test
    void aVolumeWithoutIdOrLabelHasNone() throws IOException {
        byte[] volume = bytes("fat/small32");
        for (int i = 0x43; i < 0x47; i++) {
            volume[i] = 0;
        }
        assertThat(FORMAT.identify(new ArraySource(volume, "volume")).uuid()).isEmpty();
        assertThat(FORMAT.identify(new ArraySource(volume, "volume")).label()).isEqualTo(Optional.empty());
    }
}
