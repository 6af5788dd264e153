package org.imginspect.engine.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.image.DiskImage;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of the host an image may have opened. */
class AllowedFilesTest {
    @TempDir
    Path directory;

    private Path allowed;
    private Path image;

    @BeforeEach
    void aDirectoryWithAnImage() throws IOException {
        allowed = Files.createDirectories(directory.resolve("disks"));
        Files.createDirectories(allowed.resolve("sub"));
        image = Files.writeString(allowed.resolve("sub/child.img"), "child");
        Files.writeString(allowed.resolve("base.img"), "base");
        Files.writeString(allowed.resolve("sub/near.img"), "near");
        Files.writeString(directory.resolve("secret"), "secret");
        Files.createDirectories(directory.resolve("disks-not-these"));
        Files.writeString(directory.resolve("disks-not-these/base.img"), "secret");
    }

    private AllowedFiles files() throws ImageException {
        return AllowedFiles.inside(allowed, image, Limits.defaults());
    }

    private String content(String name) throws ImageException {
        try (ByteSource file = files().bytes(name, "extent")) {
            return file.read(0, (int) file.size()).latin1(0, (int) file.size());
        }
    }

    @Test
    void namesAreRelativeToTheFileThatHasThem() throws Exception {
        assertThat(content("near.img")).isEqualTo("near");
        assertThat(content("./near.img")).isEqualTo("near");
        assertThat(content("../base.img")).isEqualTo("base");
        assertThat(content("../sub/../base.img")).isEqualTo("base");
        assertThatThrownBy(() -> content("base.img"))
                .isInstanceOf(ImageReadException.class)
                .hasMessageStartingWith("no such file: the extent 'base.img' of the image");
    }

    @Test
    void anImageOutsideMayNameFilesInside() throws Exception {
        image = Files.writeString(directory.resolve("outside.img"), "child");
        assertThat(content("disks/base.img")).isEqualTo("base");
        assertThatThrownBy(() -> content("secret")).hasMessageContaining("lies outside the directory");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../secret",
                "../../nothing-there",
                "../../disks-not-these/base.img",
                "../../../../../../../../etc/passwd",
                "../..",
            })
    void whatClimbsOutIsRefusedUnasked(String name) {
        assertThatThrownBy(() -> content(name))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("the image names another file: the extent '" + name
                        + "' lies outside the directory that --allow-backing names (allowed is " + allowed + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "/", "//etc/passwd", "\\\\server\\share\\disk"})
    void absoluteNamesAreRefusedEvenInside(String name) {
        assertThatThrownBy(() -> content(name))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("has an absolute name");
        assertThatThrownBy(() -> content(allowed.resolve("base.img").toString()))
                .hasMessageContaining("has an absolute name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "json:{\"driver\":\"file\",\"filename\":\"/etc/passwd\"}",
                "nbd:localhost:10809",
                "nbd://localhost",
                "http://example.org/disk.img",
                "https://example.org/disk.img",
                "ssh://root@example.org/disk.img",
                "file:near.img",
                "fat:rw:/etc",
                "fd:0",
                "C:\\disks\\near.img",
            })
    void protocolsAreRefusedByName(String name) {
        assertThatThrownBy(() -> content(name))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("'" + name + "' is named with a protocol or a drive");
    }

    @Test
    void aColonBehindASlashIsNoProtocol() throws Exception {
        Files.writeString(allowed.resolve("sub/a:b.img"), "colon");
        assertThat(content("./a:b.img")).isEqualTo("colon");
    }

    @Test
    void linksCountForWhereTheyLead() throws Exception {
        Files.createSymbolicLink(allowed.resolve("sub/out.img"), directory.resolve("secret"));
        Files.createSymbolicLink(allowed.resolve("sub/outside"), directory);
        Files.createSymbolicLink(allowed.resolve("sub/in.img"), allowed.resolve("base.img"));
        Files.createSymbolicLink(allowed.resolve("sub/round.img"), allowed.resolve("sub/round.img"));
        assertThat(content("in.img")).isEqualTo("base");
        assertThatThrownBy(() -> content("out.img"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("lies outside the directory");
        assertThatThrownBy(() -> content("outside/secret")).hasMessageContaining("lies outside the directory");
        assertThatThrownBy(() -> content("outside/disks/sub/outside/secret"))
                .hasMessageContaining("lies outside the directory");
        assertThatThrownBy(() -> content("round.img")).isInstanceOf(ImageReadException.class);
        // The directory itself may be given by a link.
        Path link = Files.createSymbolicLink(directory.resolve("link"), allowed);
        AllowedFiles files = AllowedFiles.inside(link, link.resolve("sub/child.img"), Limits.defaults());
        files.bytes("../base.img", "extent").close();
    }

    @Test
    void onlyRegularFilesAreOpened() throws Exception {
        Process fifo = new ProcessBuilder("mkfifo", allowed.resolve("sub/pipe").toString()).start();
        assertThat(fifo.waitFor()).isZero();
        Files.createSymbolicLink(allowed.resolve("sub/null"), Path.of("/dev/null"));
        for (String name : new String[] {"pipe", "../sub", "."}) {
            assertThatThrownBy(() -> content(name))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("is no regular file");
        }
        assertThatThrownBy(() -> content("null")).hasMessageContaining("lies outside the directory");
        AllowedFiles devices =
                AllowedFiles.inside(Path.of("/dev"), Path.of("/dev/x").resolveSibling("null"), Limits.defaults());
        assertThatThrownBy(() -> devices.bytes("zero", "extent")).hasMessageContaining("is no regular file");
    }

    @Test
    void impossibleNamesAreDamage() {
        assertThatThrownBy(() -> content("")).isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> content("near.img\0/etc/passwd")).isInstanceOf(DamagedImageException.class);
    }

    @Test
    void aFileThatNamesItselfIsFoundByWhateverName() throws Exception {
        Files.createLink(allowed.resolve("sub/hard.img"), image);
        Files.createSymbolicLink(allowed.resolve("sub/soft.img"), image);
        for (String name : new String[] {"child.img", "../sub/child.img", "hard.img", "soft.img"}) {
            assertThatThrownBy(() -> files().parent(name, "backing file", "raw"))
                    .isInstanceOf(DamagedImageException.class)
                    .hasMessageContaining("is in the chain of the image already");
            assertThatThrownBy(() -> content(name)).isInstanceOf(DamagedImageException.class);
        }
    }

    /** CVE-2010-3851: whose guest wrote another container's header into a raw disk. */
    @Test
    void aParentIsOfTheFormatThatTheHeaderSaysWhateverItBeginsWith() throws Exception {
        byte[] raw = new byte[4096];
        byte[] magic = "QFI\u00fb\0\0\0\3".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(magic, 0, raw, 0, magic.length);
        Files.write(allowed.resolve("raw.img"), raw);
        DiskImage parent = files().parent("../raw.img", "backing file", "raw");
        assertThat(parent.format()).isEqualTo("raw");
        assertThat(parent.disk().read(0, 4096).copy(0, 4096)).isEqualTo(raw);
        parent.disk().close();
        assertThatThrownBy(() -> files().parent("../raw.img", "backing file", "qcow2"))
                .isInstanceOf(ImageException.class);
        assertThatThrownBy(() -> files().parent("../base.img", "backing file", "luks"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("is said to be of the format 'luks', which is not read");
    }

    @Test
    void howManyAreOpenedIsLimited() throws Exception {
        AllowedFiles few = AllowedFiles.inside(allowed, image, Limits.defaults().with(Limits.OTHER_FILES, 2));
        few.bytes("near.img", "extent");
        few.bytes("near.img", "extent");
        assertThatThrownBy(() -> few.bytes("near.img", "extent"))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("other-files");
        few.closeAll();
    }

    /** As far as opening the file: descriptor, extents, and how much they take. */
    @Test
    void anImageOfSeveralFilesIsOpenedWithAllOfThem() throws Exception {
        Files.write(allowed.resolve("sub/flat.vmdk"), new byte[1024]);
        Path disk = Files.writeString(allowed.resolve("sub/disk.vmdk"), """
            # Disk DescriptorFile
            version=1
            CID=1
            parentCID=ffffffff
            createType="vmfs"
            RW 2 VMFS "flat.vmdk"
            """);
        try (DiskFile opened = DiskFile.open(disk, Optional.empty(), Optional.of(allowed), Limits.defaults())) {
            assertThat(opened.container().format()).isEqualTo("vmdk");
            assertThat(opened.container().otherFiles()).containsExactly("flat.vmdk");
            assertThat(opened.container().virtualSizeBytes()).isEqualTo(1024);
            assertThat(opened.container().allocatedBytes()).isEqualTo(1024 + Files.size(disk));
        }
        assertThatThrownBy(() -> DiskFile.open(disk, Optional.empty(), Limits.defaults()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("its extent 'flat.vmdk'; other files are opened only with --allow-backing DIR");
    }

    @Test
    void theDirectoryMustBeThere() {
        assertThatThrownBy(() -> AllowedFiles.inside(directory.resolve("none"), image, Limits.defaults()))
                .isInstanceOf(ImageReadException.class);
        assertThatThrownBy(() -> AllowedFiles.inside(image, image, Limits.defaults()))
                .isInstanceOf(ImageReadException.class);
    }
}
