package org.imginspect.facts.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.imginspect.facts.Facts;
import org.imginspect.fixtures.Requirement;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.FileSource;
import org.imginspect.io.Limits;
import org.imginspect.scan.ExampleStorage;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives packed by the real tools: lsinitramfs, lsinitrd and cpio list them, a real dracut makes them. */
class InitramfsOracleTest {
    /** As update-initramfs and dracut put them together: microcode first, uncompressed, then the rest. */
    private static final String PACK =
            "set -e; d=$1; mkdir -p $d/early/kernel/x86/microcode $d/main/etc/modprobe.d $d/main/usr/lib/modules/6.1/kernel "
                    + "$d/main/usr/lib/modprobe.d $d/main/conf; "
                    + "echo ucode > $d/early/kernel/x86/microcode/GenuineIntel.bin; "
                    + "echo MODULES=dep > $d/main/conf/initramfs.conf; "
                    + "printf 'blacklist floppy\\n' > $d/main/etc/modprobe.d/one.conf; ln $d/main/etc/modprobe.d/one.conf $d/main/etc/modprobe.d/two.conf; "
                    + "ln $d/main/etc/modprobe.d/one.conf $d/main/zzz; ln -s usr/lib $d/main/lib; ln -s ../../../etc/modprobe.d/one.conf $d/main/usr/lib/modprobe.d/three.conf; "
                    + "head -c 300000 /dev/urandom > $d/main/usr/lib/modules/6.1/kernel/virtio_blk.ko; "
                    + "(cd $d/early && find . | cpio --quiet -o -H newc) > $d/image; "
                    + "(cd $d/main && find . | sort | cpio --quiet -o -H $3) | $2 >> $d/image";

    private static GuestTree read(Path image, InitramfsFiles contents, List<String> names) throws IOException {
        try (FileSource source = FileSource.open(image)) {
            new CpioArchives(image.toString(), 1L << 30, 1 << 16).read(source, new CpioArchives.Sink() {
                @Override
                public boolean entry(CpioArchives.Header header) throws org.imginspect.error.ImageException {
                    names.add(header.name());
                    return contents.entry(header);
                }

                @Override
                public void content(CpioArchives.Header header, byte[] content)
                        throws org.imginspect.error.ImageException {
                    contents.content(header, content);
                }
            });
        }
        return new GuestTree(contents.tree(), Limits.defaults());
    }

    @ParameterizedTest
    @CsvSource({
        "gzip -9n, newc",
        "xz --check=crc32, newc",
        "zstd -q -19, newc",
        "lz4 -l -q, newc",
        "bzip2, newc",
        "lzma, newc",
        "gzip, crc"
    })
    void everyPackingIsListedAsLsinitramfsListsIt(String compressor, String format) throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path directory = tools.directory("initramfs");
        tools.shell(PACK, directory.toString(), compressor, format).succeeded();
        tools.exec("chmod", "-R", "a+rX", directory.toString()).succeeded();
        Path image = directory.resolve("image");

        List<String> names = new ArrayList<>();
        InitramfsFiles contents = new InitramfsFiles(1 << 20);
        GuestTree files = read(image, contents, names);

        assertThat(new TreeSet<>(names))
                .isEqualTo(new TreeSet<>(
                        tools.exec("lsinitramfs", image.toString()).lines()));
        assertThat(contents.generator()).isEqualTo(Initramfs.Generator.INITRAMFS_TOOLS);
        assertThat(contents.modules()).containsOnlyKeys("6.1").containsEntry("6.1", Set.of("virtio_blk"));
        // One content for all names of a file, and what links lead to.
        for (String path :
                List.of("/etc/modprobe.d/one.conf", "/etc/modprobe.d/two.conf", "/lib/modprobe.d/three.conf")) {
            assertThat(files.text(GuestPath.of(path))).as(path).hasValue("blacklist floppy\n");
        }
        assertThat(HostOnly.evidence(files))
                .hasValueSatisfying(why -> assertThat(why).contains("MODULES=dep"));
    }

    /** A unified kernel image made by the real ukify: the archive is its section, the release that of its section too. */
    @Test
    void aUnifiedKernelImageHoldsTheArchiveThatUkifyWasGiven() throws Exception {
        ToolContainer tools = ToolContainer.debian13();
        Path directory = tools.directory("uki");
        tools.shell(PACK, directory.toString(), "zstd -q", "newc").succeeded();
        tools.shell(
                        "cd $1 && printf 'MZ' > linux && ukify build --linux=linux --initrd=image --uname=6.1-mine "
                                + "--cmdline='root=/dev/vda modprobe.blacklist=floppy' --os-release='ID=debian' --output=uki.efi >&2 && chmod a+r uki.efi",
                        directory.toString())
                .succeeded();
        GuestTree tree = new GuestTree(
                MemoryFileTree.builder()
                        .file(
                                "/boot/efi/EFI/Linux/debian.efi",
                                Files.readAllBytes(directory.resolve("uki.efi")),
                                0644,
                                0,
                                0)
                        .file("/boot/efi/loader/loader.conf", "timeout 3\n")
                        .file("/boot/efi/EFI/systemd/systemd-bootx64.efi", "MZ")
                        .file("/boot/efi/EFI/BOOT/BOOTX64.EFI", "MZ")
                        .directory("/lib/modules/6.1-mine/kernel")
                        .build(),
                Limits.defaults());
        Facts facts = new Facts(tree, ExampleStorage.of(List.of()), Gatherers.all());

        assertThat(facts.find(Kernels.class).orElseThrow().defaults())
                .extracting(Kernel::release)
                .containsExactly("6.1-mine");
        Initramfs initramfs = facts.find(Initramfs.class).orElseThrow();
        assertThat(initramfs.mainFile()).isEqualTo(GuestPath.of("/boot/efi/EFI/Linux/debian.efi"));
        assertThat(initramfs.modulesFor("6.1")).containsExactly("virtio_blk");
        assertThat(initramfs.modprobe().about(ModprobeConfig.Kind.BLACKLIST, "floppy"))
                .hasSize(3);
    }

    private static Path modules() throws IOException {
        List<Path> found = new ArrayList<>();
        Path directory = Path.of("/lib/modules");
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
                for (Path each : all) {
                    if (Files.isReadable(each.resolve("modules.dep.bin"))) {
                        found.add(each);
                    }
                }
            }
        }
        Requirement.demand(!found.isEmpty(), "the modules of a kernel in /lib/modules (linux-image-cloud-amd64)");
        return found.get(0);
    }

    /** Copies of a few of this machine's modules, for dracut to choose from. */
    private static String install(ToolContainer tools) throws IOException {
        Path real = modules();
        String release = real.getFileName().toString();
        Path copy = tools.directory("modules").resolve(release);
        for (String line : Files.readAllLines(real.resolve("modules.dep"))) {
            String path = line.substring(0, line.indexOf(':'));
            if (path.contains("virtio")
                    || path.contains("failover")
                    || path.contains("/nvme")
                    || path.contains("/scsi_mod")
                    || path.contains("/fat/")
                    || path.contains("nls_")) {
                Files.createDirectories(copy.resolve(path).getParent());
                Files.copy(real.resolve(path), copy.resolve(path));
            }
        }
        for (String list : List.of("modules.builtin", "modules.order", "modules.builtin.modinfo")) {
            Files.copy(real.resolve(list), copy.resolve(list));
        }
        tools.shell(
                        "mkdir -p /lib/modules && rm -rf /lib/modules/$2 && cp -r $1 /lib/modules/ && depmod $2",
                        copy.toString(),
                        release)
                .succeeded();
        return release;
    }

    @ParameterizedTest
    @ValueSource(strings = {"--no-hostonly", "--hostonly --hostonly-mode=strict --drivers virtio_net"})
    void anArchiveOfDracutsHoldsWhatLsinitrdSays(String arguments) throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        String release = install(tools);
        Path directory = tools.directory("dracut");
        Path image = directory.resolve("image");
        tools.shell(
                        "mkdir -p /usr/lib/modprobe.d; echo 'options dracut_test a=1' > /usr/lib/modprobe.d/dracut-test.conf; "
                                + "dracut --force -q --no-early-microcode -m 'base kernel-modules' $2 --kver $3 $1 >&2; r=$?; "
                                + "rm /usr/lib/modprobe.d/dracut-test.conf; chmod a+r $1; exit $r",
                        image.toString(),
                        arguments,
                        release)
                .succeeded();

        List<String> names = new ArrayList<>();
        InitramfsFiles contents = new InitramfsFiles(1 << 20);
        GuestTree files = read(image, contents, names);

        List<String> listed =
                tools.shell("zcat $1 | cpio --quiet -t", image.toString()).lines();
        names.replaceAll(name -> name.equals("./") ? "." : name);
        assertThat(new TreeSet<>(names)).isEqualTo(new TreeSet<>(listed));
        assertThat(contents.generator()).isEqualTo(Initramfs.Generator.DRACUT);
        assertThat(files.text(GuestPath.of("/usr/lib/modprobe.d/dracut-test.conf")))
                .hasValue(tools.exec("lsinitrd", image.toString(), "-f", "usr/lib/modprobe.d/dracut-test.conf")
                        .succeeded());
        Set<String> expected = new TreeSet<>();
        for (String name : listed) {
            if (name.contains("lib/modules/" + release) && name.contains(".ko")) {
                expected.add(Kernel.moduleName(name));
            }
        }
        assertThat(contents.modules().get(release)).isEqualTo(expected);
        if (arguments.startsWith("--no")) {
            assertThat(expected).contains("virtio_blk", "virtio_pci");
            assertThat(HostOnly.evidence(files)).isEmpty();
        } else {
            assertThat(expected).contains("virtio_net").doesNotContain("virtio_blk");
            assertThat(HostOnly.evidence(files)).isPresent();
        }
    }

    @Test
    void aNameThatIsADirectoryAndALinkIsWhatTheKernelMakesOfIt() throws Exception {
        // Headers by hand: no tool writes such an archive.
        InitramfsFiles contents = new InitramfsFiles(1 << 20);
        byte[] text = {'x'};
        CpioArchives.Header file = new CpioArchives.Header("lib/modprobe.d/a.conf", 0100644, "", 1);
        CpioArchives.Header link = new CpioArchives.Header("lib", 0120777, "", 7);
        CpioArchives.Header through =
                new CpioArchives.Header("./usr//lib/modprobe.d/../modprobe.d/b.conf/", 0100644, "", 1);
        assertThat(contents.entry(file)).isTrue();
        contents.content(file, text);
        assertThat(contents.entry(link)).isTrue();
        contents.content(link, "usr/lib".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(contents.entry(through)).isTrue();
        contents.content(through, text);
        GuestTree files = new GuestTree(contents.tree(), Limits.defaults());
        assertThat(files.text(GuestPath.of("/lib/modprobe.d/a.conf"))).hasValue("x");
        assertThat(files.text(GuestPath.of("/usr/lib/modprobe.d/b.conf"))).hasValue("x");
    }
}
