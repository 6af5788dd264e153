package org.imginspect.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.image.DiskImage;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.raw.RawFormat;
import org.imginspect.io.ByteSource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.imginspect.io.SourceInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Committed files of qemu's, for machines without qemu. */
class Qcow2FixturesTest {

    @ParameterizedTest
    @CsvSource({
        "v2-zlib, 2, 512, zlib, ''",
        "v3-zlib, 3, 4096, zlib, ''",
        "v3-zstd, 3, 4096, zstd, ''",
        "v3-plain, 3, 1024, zlib, before the end",
        "v3-extended, 3, 16384, zlib, ''"
    })
    void theDiskIsTheOneThatQemuSees(String name, int version, int clusterBytes, String compression, String snapshot)
            throws Exception {
        DiskImage image = new Qcow2Format().open(FileSource.open(Fixtures.image("qcow2/" + name)), Limits.defaults());
        try (ByteSource disk = image.disk();
                InputStream in = new SourceInputStream(disk)) {
            byte[] sum = MessageDigest.getInstance("MD5").digest(in.readAllBytes());
            assertThat(HexFormat.of().formatHex(sum))
                    .isEqualTo(Fixtures.text("qcow2/" + name + ".md5").trim());
            assertThat(disk.size()).isEqualTo(131584);
            assertThat(disk.describe()).isEqualTo(name);
        }
        assertThat(image.version()).isEqualTo(version);
        assertThat(image.clusterBytes()).hasValue(clusterBytes);
        assertThat(image.compression()).isEqualTo(compression);
        assertThat(String.join(",", image.snapshots())).isEqualTo(snapshot);
    }

    @Test
    void anOverlayIsRefused() throws Exception {
        try (FileSource file = FileSource.open(Fixtures.image("qcow2/v3-backed"))) {
            assertThatThrownBy(() -> new Qcow2Format().open(file, Limits.defaults()))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("backing file 'v3-plain' is not read");
        }
    }

    @Test
    void aFileIsADiskByteForByteWhenReadAsRaw() throws Exception {
        try (FileSource file = FileSource.open(Fixtures.image("qcow2/v3-zlib"))) {
            ImageFormat raw = new RawFormat();
            assertThat(raw.recognises(file)).isFalse();
            DiskImage image = raw.open(file, Limits.defaults());
            assertThat(image.format()).isEqualTo("raw");
            assertThat(image.disk().size()).isEqualTo(file.size());
            assertThat(image.disk().read(0, 3).latin1(0, 3)).isEqualTo("QFI");
            assertThat(image.clusterBytes()).isEmpty();
            assertThat(image.snapshots()).isEmpty();
        }
    }
}
