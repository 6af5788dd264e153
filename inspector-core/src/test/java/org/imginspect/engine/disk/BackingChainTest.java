package org.imginspect.engine.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.Requirement;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** qcow2 overlays above images of every format, opened as a user opens them: read as qemu-img reads them. */
class BackingChainTest {
    private static final int SIZE = 3 << 20;

    @TempDir
    Path directory;

    @BeforeEach
    void needsQemu() {
        Requirement.programs("qemu-img", "qemu-io");
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw", "qcow2", "vmdk", "vpc", "vhdx", "vdi"})
    void theDiskBehindMayHaveAnyFormat(String format) throws Exception {
        Path overlay = overlay(format);
        try (DiskFile disk = open(overlay)) {
            assertThat(disk.container().otherFiles()).containsExactly("base." + format);
            byte[] read = new byte[(int) disk.disk().size()];
            disk.disk().readFully(0, read, 0, read.length);
            Path raw = directory.resolve("oracle.raw");
            run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", overlay.toString(), raw.toString());
            assertThat(Arrays.mismatch(read, Files.readAllBytes(raw))).isEqualTo(-1);
        }
        assertThatThrownBy(() -> DiskFile.open(overlay, Optional.empty(), Limits.defaults()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("its backing file 'base." + format + "'; other files are opened only with");
    }

    @Test
    void aFormatThatIsNotWrittenDownIsNeverGuessed() throws Exception {
        Path overlay = overlay("qcow2");
        byte[] bytes = Files.readAllBytes(overlay);
        // The extension 0xe2792aca behind the header becomes one that is not known.
        int at = 0x68;
        while (bytes[at] != (byte) 0xe2) {
            at += 8;
        }
        bytes[at] = 0x12;
        Files.write(overlay, bytes);
        assertThatThrownBy(() -> open(overlay))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("backing file 'base.qcow2' is named without its format, which is never guessed;"
                        + " 'qemu-img rebase -u -F FORMAT -b NAME' writes it down");
    }

    @Test
    void theFormatThatIsWrittenDownHoldsWhateverTheFilesMagicSays() throws Exception {
        overlay("qcow2");
        Path fresh = directory.resolve("fresh.qcow2");
        run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "base.qcow2", "-F", "raw", fresh.toString());
        // Read as raw, the disk begins with a qcow2 header: a container inside a container.
        assertThatThrownBy(() -> open(fresh))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("begins with the header of another container (qcow2)");
    }

    @Test
    void whatIsWrongWithTheDiskBehindIsFoundToo() throws Exception {
        Path overlay = overlay("vdi");
        byte[] base = Files.readAllBytes(directory.resolve("base.vdi"));
        // The first two blocks of the map lie in the same place, and the header counts one more than there are.
        System.arraycopy(base, 0x200, base, 0x204, 4);
        Files.write(directory.resolve("base.vdi"), base);
        try (DiskFile disk = open(overlay)) {
            assertThat(disk.image().space().orElseThrow().check().defects())
                    .containsExactly("in base.vdi behind it: 1 block is stored where another block is stored, the first"
                            + " block 1 of the disk");
        }
    }

    @Test
    void anImageThatIsItsOwnBackingFileIsDamage() throws Exception {
        Path overlay = overlay("raw");
        run("qemu-img", "rebase", "-u", "-F", "qcow2", "-b", "overlay.qcow2", overlay.toString());
        assertThatThrownBy(() -> open(overlay))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("is in the chain of the image already: it leads to itself");
    }

    private Path overlay(String format) throws Exception {
        byte[] bytes = new byte[SIZE];
        new Random(4).nextBytes(bytes);
        Arrays.fill(bytes, SIZE / 3, SIZE / 2, (byte) 0);
        Path raw = Files.write(directory.resolve("source.raw"), bytes);
        Path base = directory.resolve("base." + format);
        run("qemu-img", "convert", "-f", "raw", "-O", format, raw.toString(), base.toString());
        Path overlay = directory.resolve("overlay.qcow2");
        run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-b",
                base.getFileName().toString(),
                "-F",
                format,
                overlay.toString());
        run(
                "qemu-io",
                "-f",
                "qcow2",
                overlay.toString(),
                "-c",
                "write -P 7 100k 70k",
                "-c",
                "write -z 1M 200k",
                "-c",
                "write -P 9 2900k 4k");
        return overlay;
    }

    private DiskFile open(Path image) throws Exception {
        return DiskFile.open(image, Optional.empty(), Optional.of(directory), Limits.defaults());
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
    }
}
