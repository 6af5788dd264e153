package org.imginspect.image.qcow2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"v2-zlib", "v3-zstd", "v3-extended"})
    void manyThreadsReadTheSameBytes(String name) throws Exception {
        // A cache of one cluster and two tables, so that threads drive out what others are reading.
        Limits limits = Limits.defaults().with(Limits.CACHE_BYTES, 1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (ByteSource disk = new Qcow2Format()
                .open(FileSource.open(Fixtures.image("qcow2/" + name)), limits)
                .disk()) {
            int size = (int) disk.size();
            byte[] whole = disk.read(0, size).copy(0, size);
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random random = new Random(i);
                results.add(threads.submit(() -> {
                    boolean same = true;
                    for (int j = 0; j < 2000; j++) {
                        int at = random.nextInt(size - 3000);
                        byte[] piece = disk.read(at, 3000).copy(0, 3000);
                        same &= Arrays.equals(piece, 0, 3000, whole, at, at + 3000);
                    }
                    return same;
                }));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anOverlayIsRefused() throws Exception {
        try (FileSource file = FileSource.open(Fixtures.image("qcow2/v3-backed"))) {
            assertThatThrownBy(() -> new Qcow2Format().open(file, Limits.defaults()))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("names another file, its backing file 'v3-plain'");
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
