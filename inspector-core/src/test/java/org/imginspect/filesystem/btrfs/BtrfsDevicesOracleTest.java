package org.imginspect.filesystem.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.Problem;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.filesystem.TreeListing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several devices in every profile, and what happens when some of them are missing or damaged, against the kernel. */
final class BtrfsDevicesOracleTest {
    private static final String TREE = """
        python3 "$lib/canonical-tree.py" mnt --many 50
        python3 -c 'import random; open("mnt/stripes", "wb").write(random.Random(1).randbytes(3000001))'
        list
        finish
        """;

    @TempDir
    Path directory;

    private BtrfsOracle oracle;

    @BeforeEach
    void begin() {
        oracle = new BtrfsOracle(directory);
    }

    @AfterEach
    void closeImages() throws Exception {
        oracle.close();
    }

    private void make(int count, String options, String mountOptions) throws Exception {
        oracle.run("make " + count + " " + (count == 1 ? 256 : 128) + "M " + options + "\nbegin " + count + " "
                + mountOptions + "\n" + TREE);
    }

    private static int[] all(int count) {
        return IntStream.range(0, count).map(i -> count - 1 - i).toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "1, -m dup -d dup --csum blake2 -n 65536, compress-force=zlib",
        "4, -m raid1c4 -d raid1c3 --csum sha256, ''",
        "4, -m raid6 -d raid6, ''",
        "2, -m single -d single -O ^no-holes -R ^free-space-tree, nodatasum"
    })
    void profilesAreRead(int count, String options, String mountOptions) throws Exception {
        make(count, options, mountOptions);
        OpenedFileSystem opened = oracle.open(all(count));
        assertThat(opened.warning()).isEmpty();
        oracle.assertAsListed(opened.tree());
    }

    @Test
    void aMissingDeviceIsReadFromItsMirror() throws Exception {
        make(4, "-m raid10 -d raid10 -n 4096", "");
        oracle.assertAsListed(oracle.open(3, 1, 2, 0).tree());
        OpenedFileSystem opened = oracle.open(0, 1, 3);
        assertThat(opened.warning().map(Problem::what).orElse("")).contains("1 of 4 devices missing");
        oracle.assertAsListed(opened.tree());
    }

    @Test
    void missingDevicesWithoutMirrorsAreCounted() throws Exception {
        make(3, "-m raid1c3 -d raid0 --csum xxhash", "");
        oracle.assertAsListed(oracle.open(2, 0, 1).tree());
        assertThatThrownBy(() -> oracle.open(1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("2 of 3 devices missing")
                .hasMessageContaining("RAID0");
    }

    @Test
    void parityIsNotReconstructed() throws Exception {
        make(3, "-m raid1 -d raid5", "");
        oracle.assertAsListed(oracle.open(1, 2, 0).tree());
        assertThatThrownBy(() -> oracle.open(0, 2))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("1 of 3 devices missing")
                .hasMessageContaining("reconstruction from parity is not supported");
    }

    @Test
    void aDamagedMirrorIsReadFromTheOther() throws Exception {
        make(2, "-m raid1 -d raid1", "");
        spoil(0);
        OpenedFileSystem opened = oracle.open(0, 1);
        assertThat(opened.warning()).isEmpty();
        oracle.assertAsListed(opened.tree());
        spoil(1);
        assertThatThrownBy(() -> TreeListing.entriesOf(oracle.open(0, 1).tree()))
                .isInstanceOf(DamagedImageException.class);
    }

    /** Noise over everything but the superblock. */
    private void spoil(int number) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(oracle.image(number).toFile(), "rw")) {
            byte[] noise = new byte[1 << 20];
            new Random(number).nextBytes(noise);
            for (long at = 1 << 20; at < file.length(); at += noise.length) {
                file.seek(at);
                file.write(noise);
            }
        }
    }

    @Test
    void aDeviceOfAnotherFileSystemIsRefused() throws Exception {
        oracle.run("make 1 120M\nmv 0 1\nmake 1 120M");
        assertThatThrownBy(() -> oracle.open(0, 1))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("belongs to the file system");
    }
}
