package org.imginspect.engine.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.imginspect.io.ArraySource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskFileTest {
    @TempDir
    Path directory;

    private static DiskFile open(byte[] file, String... format) throws ImageException {
        return DiskFile.open(
                new ArraySource(file, "disk.img"), Arrays.stream(format).findFirst(), Limits.defaults());
    }

    private static byte[] withText(int size, int at, String latin1) {
        byte[] bytes = new byte[size];
        byte[] text = latin1.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, bytes, at, text.length);
        return bytes;
    }

    /** What qemu-img itself writes is refused by name, with the command that converts it. */
    @ParameterizedTest
    @CsvSource({"qed, a QED disk, qed"})
    void containersThatAreNotReadAreNamed(String format, String title, String driver) throws Exception {
        Requirement.programs("qemu-img");
        Path image = directory.resolve("disk." + format);
        Process create = new ProcessBuilder("qemu-img", "create", "-q", "-f", format, image.toString(), "8M")
                .inheritIO()
                .start();
        assertThat(create.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(create.exitValue()).isZero();
        assertThatThrownBy(() -> DiskFile.open(image, Optional.empty(), Limits.defaults()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("the file is " + title + ", which is not read: qemu-img convert -f " + driver
                        + " -O qcow2 disk." + format + " disk.qcow2 [disk." + format + "]");
    }

    /** With the command that unpacks them, as it has to be typed. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "disk.img.gz|1f8b0800|compressed with gzip|gunzip -k disk.img.gz",
                "disk.img.xz|fd377a585a00|compressed with xz|xz -dk disk.img.xz",
                "disk.img.zst|28b52ffd|compressed with zstd|zstd -d disk.img.zst",
                "disk.img.bz2|425a6839|compressed with bzip2|bunzip2 -k disk.img.bz2",
                "disk.img.lz4|04224d18|compressed with lz4|lz4 -d disk.img.lz4 disk.img",
                "disk.img|1f8b0800|compressed with gzip|gzip -dc disk.img > disk.img.unpacked",
                "disk.img|fd377a585a00|compressed with xz|xz -dc disk.img > disk.img.unpacked",
                "my disk.gz|1f8b0800|compressed with gzip|gunzip -k 'my disk.gz'",
                "it's.gz|1f8b0800|compressed with gzip|gunzip -k 'it'\\''s.gz'",
                "-n.gz|1f8b0800|compressed with gzip|gunzip -k ./-n.gz",
            })
    void compressedFilesAreNamedWithTheCommandThatUnpacksThem(String name, String magic, String title, String command) {
        byte[] file = Arrays.copyOf(HexFormat.of().parseHex(magic), 4096);
        assertThatThrownBy(() -> DiskFile.open(new ArraySource(file, name), Optional.empty(), Limits.defaults()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("the file is " + title + ", which is not read: " + command + " [" + name + "]");
    }

    @Test
    void archivesAreNamed() {
        assertThatThrownBy(() -> open(withText(4096, 0, "PK\u0003\u0004")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageStartingWith("the file is a zip archive, which is not read: ");
        assertThatThrownBy(() -> open(withText(4096, 0x101, "ustar"))).hasMessageContaining("a tar archive");
    }

    @Test
    void aFixedVhdIsToldByItsFooterAndReadAsRawIfOneInsists() throws Exception {
        byte[] vhd = withText(1 << 20, (1 << 20) - 512, "conectix");
        assertThatThrownBy(() -> open(vhd))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("vhd: checksum 0x0 of the footer should be 0x");
        try (DiskFile disk = open(vhd, "raw")) {
            assertThat(disk.container().format()).isEqualTo("raw");
            assertThat(disk.disk().size()).isEqualTo(1 << 20);
        }
    }

    @Test
    void theFormatThatIsGivenIsHonoured() throws Exception {
        assertThatThrownBy(() -> open(new byte[4096], "qcow2"))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("qcow2");
        assertThatThrownBy(() -> open(new byte[4096], "qed"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no container format is called 'qed'; there are qcow2, ");
        try (DiskFile text = open("just text".repeat(100).getBytes(StandardCharsets.US_ASCII), "raw")) {
            assertThat(text.container().virtualSizeBytes()).isEqualTo(900);
        }
    }

    @Test
    void aContainerInsideAContainerIsRefused() throws Exception {
        byte[] qcow2 = Files.readAllBytes(Fixtures.demo());
        assertThatThrownBy(() -> open(qcow2, "raw"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("begins with the header of another container (qcow2)");
        assertThatThrownBy(() -> open(withText(1 << 16, 0, "KDMV"), "raw"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("(a VMDK disk)");
    }

    @Test
    void aFileWithTheMarksOfTwoContainersIsNoneOfThemUntilOneIsNamed() {
        byte[] both = withText(1 << 20, (1 << 20) - 512, "conectix");
        System.arraycopy("QFI\u00fb".getBytes(StandardCharsets.ISO_8859_1), 0, both, 0, 4);
        assertThatThrownBy(() -> open(both))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("the marks of two containers, qcow2 and vhd; say with --format which it is");
        assertThatThrownBy(() -> open(both, "qcow2")).hasMessageContaining("qcow2: version 0");
    }

    @Test
    void theContainersHeaderIsTold() throws Exception {
        try (DiskFile disk = DiskFile.open(Fixtures.demo(), Optional.empty(), Limits.defaults())) {
            assertThat(disk.name()).isEqualTo("demo.qcow2");
            assertThat(disk.container().format()).isEqualTo("qcow2");
            assertThat(disk.container().version()).isEqualTo(3);
            assertThat(disk.container().virtualSizeBytes())
                    .isEqualTo(disk.disk().size());
            assertThat(disk.container().allocatedBytes()).isEqualTo(Files.size(Fixtures.demo()));
        }
    }

    @Test
    void opticalDiscsAreRefused() {
        byte[] iso = withText(1 << 17, 0x8001, "CD001");
        iso[0x8000] = 1;
        assertThatThrownBy(() -> {
                    try (DiskFile disk = open(iso)) {
                        DiskLayout.read(disk.disk(), disk.name(), disk.container(), Limits.defaults());
                    }
                })
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("an optical disc's image (iso9660)");
    }
}
