package org.imginspect.facts.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootConfigGatherer;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.ArraySource;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.imginspect.scan.ExampleStorage;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class InitramfsTest {
    private static byte[] cpio(short format, String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CpioArchiveOutputStream out = new CpioArchiveOutputStream(bytes, format, 512)) {
            for (String name : names) {
                byte[] content = name.getBytes(StandardCharsets.UTF_8);
                CpioArchiveEntry entry = new CpioArchiveEntry(format, name);
                entry.setMode(CpioConstants.C_ISREG | 0644);
                entry.setSize(content.length);
                if (format == CpioConstants.FORMAT_NEW_CRC) {
                    long sum = 0;
                    for (byte b : content) {
                        sum += b & 0xff;
                    }
                    entry.setChksum(sum);
                }
                out.putArchiveEntry(entry);
                out.write(content);
                out.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] xz(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new XZOutputStream(bytes, new LZMA2Options(0))) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private static List<String> names(byte[] archive) throws ImageException {
        List<String> names = new ArrayList<>();
        new CpioArchives("initrd", 1 << 20, 1 << 16).read(new ArraySource(archive, "initrd"), header -> {
            names.add(header.name());
            return false;
        });
        return names;
    }

    @Test
    void archivesFollowEachOtherPlainAndCompressed() throws Exception {
        byte[] archive = join(
                cpio(CpioConstants.FORMAT_NEW, "kernel/x86/microcode/GenuineIntel.bin"),
                new byte[512],
                cpio(CpioConstants.FORMAT_NEW_CRC, "early/second"),
                gzip(join(cpio(CpioConstants.FORMAT_NEW, "a", "bb", "ccc"), cpio(CpioConstants.FORMAT_NEW, "dddd"))),
                xz(cpio(CpioConstants.FORMAT_NEW, "e")),
                new byte[7]);
        assertThat(names(archive))
                .containsExactly(
                        "kernel/x86/microcode/GenuineIntel.bin", "early/second", "a", "bb", "ccc", "dddd", "e");
    }

    @Test
    void damageIsNeverAnEmptyArchive() throws Exception {
        byte[] sound = cpio(CpioConstants.FORMAT_NEW, "usr/lib/modules/1/kernel/a.ko");
        byte[] packed = gzip(sound);
        assertThatThrownBy(() -> names(new byte[] {'h', 'e', 'l', 'l', 'o'}))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining("neither a cpio archive");
        assertThatThrownBy(() -> names(java.util.Arrays.copyOf(sound, 130))).isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> names(java.util.Arrays.copyOf(packed, packed.length / 2)))
                .isInstanceOf(DamagedImageException.class);
        byte[] oddMagic = sound.clone();
        oddMagic[5] = '7';
        assertThatThrownBy(() -> names(oddMagic)).hasMessageContaining("070707");
        byte[] hugeName = sound.clone();
        java.util.Arrays.fill(hugeName, 94, 102, (byte) 'f');
        assertThatThrownBy(() -> names(hugeName)).hasMessageContaining("exceeds 4096");
        byte[] hugeFile = sound.clone();
        java.util.Arrays.fill(hugeFile, 54, 62, (byte) 'f');
        assertThatThrownBy(() -> names(hugeFile)).hasMessageContaining("ends inside an entry");
    }

    @Test
    void decompressionIsCapped() throws Exception {
        byte[] bomb = gzip(join(cpio(CpioConstants.FORMAT_NEW, "a"), new byte[2 << 20]));
        assertThatThrownBy(() -> names(bomb)).isInstanceOf(LimitExceededException.class);
    }

    @Test
    void modulesAreSortedByKernel() throws Exception {
        byte[] archive = gzip(cpio(
                CpioConstants.FORMAT_NEW,
                "usr/lib/modules/6.1.0/kernel/drivers/block/virtio-blk.ko.zst",
                "./lib/modules/5.10.0/extra/virtio_net.ko",
                "usr/lib/modules/6.1.0/modules.dep",
                "usr/share/doc/foo.ko"));
        GuestTree tree = new GuestTree(
                MemoryFileTree.builder()
                        .file("/boot/vmlinuz-6.1.0", "MZ")
                        .file("/boot/initrd.img-6.1.0", archive, 0600, 0, 0)
                        .build(),
                Limits.defaults());
        Facts facts = new Facts(
                tree,
                ExampleStorage.of(List.of()),
                List.of(new BootConfigGatherer(), new KernelsGatherer(), new InitramfsGatherer()));
        Initramfs initramfs = facts.find(Initramfs.class).orElseThrow();
        assertThat(initramfs.modulesFor("6.1.0")).containsExactly("virtio_blk");
        assertThat(initramfs.modulesFor("5.10.0")).containsExactly("virtio_net");
        assertThat(initramfs.modulesFor("6.2.0")).isEmpty();
    }

    /** Whatever initial RAM file systems this machine has: the names are those that initramfs-tools lists. */
    @Test
    void namesAreThoseOfLsinitramfs() throws Exception {
        List<Path> archives = new ArrayList<>();
        if (Files.isDirectory(Path.of("/boot"))) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("/boot"), "initrd.img-*")) {
                found.forEach(archives::add);
            }
        }
        assumeTrue(!archives.isEmpty() && Files.isExecutable(Path.of("/usr/bin/lsinitramfs")), "no initramfs-tools");
        for (Path archive : archives) {
            Process process = new ProcessBuilder("/usr/bin/lsinitramfs", archive.toString())
                    .redirectErrorStream(false)
                    .start();
            Set<String> expected =
                    new TreeSet<>(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
            assertThat(process.waitFor()).isZero();
            Set<String> names = new TreeSet<>();
            try (FileSource source = FileSource.open(archive)) {
                new CpioArchives(archive.toString(), 1L << 30, 1 << 16).read(source, header -> {
                    names.add(header.name());
                    return false;
                });
            }
            assertThat(names).isEqualTo(expected).hasSizeGreaterThan(100);
        }
    }
}
