package org.imginspect.facts.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootConfigGatherer;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.ExampleStorage;
import org.junit.jupiter.api.Test;

class KernelsTest {
    private static Facts facts(MemoryFileTree.Builder files) {
        GuestTree tree = new GuestTree(files.build(), Limits.defaults());
        return new Facts(
                tree,
                ExampleStorage.of(List.of()),
                List.of(
                        new BootConfigGatherer(),
                        new KernelsGatherer(),
                        new ModprobeConfigGatherer(),
                        new org.imginspect.facts.os.OperatingSystemGatherer()));
    }

    private static List<String> releases(List<Kernel> kernels) {
        return kernels.stream().map(Kernel::release).toList();
    }

    @Test
    void newestIsTheDefaultWithoutAMenu() throws Exception {
        Kernels kernels = facts(MemoryFileTree.builder()
                        .file("/boot/vmlinuz-6.1.0-9-amd64", "")
                        .file("/boot/vmlinuz-6.1.0-10-amd64", "")
                        .file("/boot/vmlinuz-0-rescue-abc", "")
                        .file("/boot/vmlinuz-6.1.0-9-amd64.old", "")
                        .symlink("/boot/vmlinuz", "vmlinuz-6.1.0-10-amd64")
                        .directory("/usr/lib/modules/5.10.0/kernel")
                        .directory("/usr/lib/modules/4.19.0")
                        .symlink("/lib", "usr/lib"))
                .find(Kernels.class)
                .orElseThrow();
        assertThat(releases(kernels.all())).containsExactly("5.10.0", "6.1.0-9-amd64", "6.1.0-10-amd64");
        assertThat(releases(kernels.defaults())).containsExactly("6.1.0-10-amd64");
    }

    @Test
    void menuDecidesAlsoThroughALink() throws Exception {
        Kernels kernels = facts(MemoryFileTree.builder()
                        .file("/boot/vmlinuz-5", "")
                        .file("/boot/vmlinuz-6", "")
                        .symlink("/vmlinuz", "boot/vmlinuz-5")
                        .file("/boot/grub/grub.cfg", "menuentry L {\nlinux /vmlinuz\n}\n"))
                .find(Kernels.class)
                .orElseThrow();
        assertThat(releases(kernels.defaults())).containsExactly("5");
    }

    @Test
    void noKernelIsAbsentAndDamageIsUnknown() throws Exception {
        assertThat(facts(MemoryFileTree.builder().file("/etc/fstab", "")).find(Kernels.class))
                .isEmpty();
        for (String path : List.of("/lib/modules/6/modules.dep", "/lib/modules/6/modules.builtin")) {
            Facts facts = facts(MemoryFileTree.builder()
                    .file("/boot/vmlinuz-6", "")
                    .damaged(path, Kind.FILE, () -> new DamagedImageException("ext4: bad", "disk")));
            assertThatThrownBy(() -> facts.find(Kernels.class)).isInstanceOf(DamagedImageException.class);
        }
        Facts facts = facts(MemoryFileTree.builder()
                .damaged("/etc/modprobe.d/a.conf", Kind.FILE, () -> new DamagedImageException("ext4: bad", "disk")));
        assertThatThrownBy(() -> facts.find(ModprobeConfig.class)).isInstanceOf(DamagedImageException.class);
    }

    @Test
    void rulesAreThoseThatModprobeWouldObey() throws Exception {
        ModprobeConfig rules = facts(MemoryFileTree.builder()
                        .file(
                                "/etc/modprobe.d/b.conf",
                                "blacklist \\\n virtio-net\n#blacklist x\ninstall y /bin/false\n")
                        .file("/usr/lib/modprobe.d/b.conf", "blacklist masked\n")
                        .file("/usr/lib/modprobe.d/a.conf", "install z /sbin/modprobe z\noptions w a=1\n")
                        .symlink("/etc/modprobe.d/a.conf", "/dev/null"))
                .find(ModprobeConfig.class)
                .orElseThrow();
        assertThat(rules.directives())
                .extracting(
                        ModprobeConfig.Directive::kind, ModprobeConfig.Directive::name, ModprobeConfig.Directive::line)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(ModprobeConfig.Kind.BLACKLIST, "virtio_net", 1),
                        org.assertj.core.groups.Tuple.tuple(ModprobeConfig.Kind.INSTALL, "y", 4));
    }

    /** An image as Documentation/arch/x86/boot.rst has it, whose version text lies at 0x800. */
    private static byte[] image(String version) {
        byte[] image = new byte[0x1000];
        image[0x202] = 'H';
        image[0x203] = 'd';
        image[0x204] = 'r';
        image[0x205] = 'S';
        image[0x206] = 0x0f;
        image[0x207] = 0x02;
        image[0x20f] = 0x06; // 0x600, less 0x200
        byte[] text = version.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, image, 0x800, text.length);
        return image;
    }

    @Test
    void imageTellsItsReleaseWhereItsNameDoesNot() throws Exception {
        String menu = "menuentry L {\nlinux /boot/vmlinuz-linux root=/dev/vda\n}\n";
        Kernels kernels = facts(MemoryFileTree.builder()
                        .file("/boot/vmlinuz-linux", image("6.9.1-arch1-1 (linux@archlinux) #1 SMP"), 0644, 0, 0)
                        .file("/boot/grub/grub.cfg", menu)
                        .file("/boot/vmlinux-6.4.0-default.gz", "")
                        .directory("/lib/modules/6.9.1-arch1-1/kernel"))
                .find(Kernels.class)
                .orElseThrow();
        assertThat(releases(kernels.all())).containsExactly("6.9.1-arch1-1");
        assertThat(releases(kernels.defaults())).containsExactly("6.9.1-arch1-1");
    }

    @Test
    void flavourNamesTheModulesWhereTheImageSaysNothing() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/boot/vmlinuz-virt", "no x86 image")
                .file("/boot/config-virt", "CONFIG_VIRTIO_NET=y\n")
                .file("/boot/grub/grub.cfg", "menuentry L {\nlinux /boot/vmlinuz-virt\n}\n")
                .directory("/lib/modules/6.6.58-0-virt/kernel");
        Kernel kernel =
                facts(files).find(Kernels.class).orElseThrow().defaults().get(0);
        assertThat(kernel.release()).isEqualTo("6.6.58-0-virt");
        assertThat(kernel.configFile()).hasValue(GuestPath.of("/boot/config-virt"));
        Facts two = facts(files.directory("/lib/modules/6.6.60-0-virt/kernel"));
        assertThatThrownBy(() -> two.find(Kernels.class))
                .isInstanceOf(org.imginspect.error.UnsupportedFeatureException.class)
                .hasMessageContaining("/boot/vmlinuz-virt");
    }

    @Test
    void hostileImagesAndListsAreNoBugs() throws Exception {
        for (byte[] image : List.of(
                new byte[0x210],
                image("../../etc"),
                image("\u0001"),
                java.util.Arrays.copyOf(image("6.1"), 0x700),
                image("6" + "1".repeat(600)))) {
            Kernels kernels = facts(MemoryFileTree.builder()
                            .file("/boot/vmlinuz-x", image, 0644, 0, 0)
                            .file("/boot/vmlinuz-6.1", "")
                            .file("/lib/modules/6.1/modules.dep", "kernel/a\0b.ko: c\nkernel/virtio_net\0.ko:\n"))
                    .find(Kernels.class)
                    .orElseThrow();
            assertThat(kernels.all()).isNotEmpty();
            assertThat(kernels.all().get(0).module("virtio_net")).isEmpty();
        }
    }

    @Test
    void moduleInitToolsReadsFilesByAnyName() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/etc/modprobe.conf", "alias eth0 virtio_net\n")
                .file("/etc/modprobe.d/blacklist", "blacklist nouveau\n")
                .file("/lib/modprobe.d/a.conf", "blacklist not_read\n")
                .file("/sbin/modprobe", "ELF");
        ModprobeConfig old = facts(files).find(ModprobeConfig.class).orElseThrow();
        assertThat(old.directives()).extracting(ModprobeConfig.Directive::name).containsExactly("eth0", "nouveau");
        assertThat(old.ignoredFiles()).isEmpty();
        ModprobeConfig kmod = facts(
                        files.symlink("/sbin/modprobe", "../bin/kmod").file("/bin/kmod", "ELF"))
                .find(ModprobeConfig.class)
                .orElseThrow();
        assertThat(kmod.directives()).extracting(ModprobeConfig.Directive::name).containsExactly("not_read");
        assertThat(kmod.ignoredFiles()).containsExactly(GuestPath.of("/etc/modprobe.d/blacklist"));
    }

    @Test
    void argumentsAreReadAsTheirReadersReadThem() {
        GuestPath file = GuestPath.of("/boot/grub/grub.cfg");
        List<org.imginspect.facts.boot.BootEntry.Argument> arguments = new ArrayList<>();
        for (String text : List.of(
                "module_blacklist=lost",
                "module-blacklist=\"a,b-c\"",
                "modprobe.blacklist=d-e,f",
                "rd.driver.blacklist=g-h",
                "blacklist=i",
                "initcall_blacklist=virtio_pci_driver_init")) {
            arguments.add(new org.imginspect.facts.boot.BootEntry.Argument(text, file, 1));
        }
        List<ModuleBans.Ban> bans = ModuleBans.in(arguments);
        assertThat(bans)
                .extracting(ModuleBans.Ban::name)
                .containsExactly("a", "b-c", "d-e", "f", "g_h", "i", "virtio_pci_driver_init");
        assertThat(bans.get(1).isAbout("b_c")).isFalse();
        assertThat(bans.get(1).isNearly("b_c")).isTrue();
        assertThat(bans.get(4).isAbout("g-h")).isTrue();
        assertThat(bans.get(6).isAbout("virtio-pci")).isTrue();
    }

    /** The kernels of this machine: files, dependencies and what is built in are those that modprobe shows. */
    @Test
    void modulesAreThoseOfModprobe() throws Exception {
        List<String> releases = new ArrayList<>();
        if (Files.isDirectory(Path.of("/lib/modules"))) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("/lib/modules"))) {
                found.forEach(path -> releases.add(path.getFileName().toString()));
            }
        }
        releases.removeIf(release -> !Files.isReadable(Path.of("/lib/modules", release, "modules.dep")));
        assumeTrue(!releases.isEmpty() && Files.isExecutable(Path.of("/usr/sbin/modprobe")), "no modules, no modprobe");
        for (String release : releases) {
            MemoryFileTree.Builder files = MemoryFileTree.builder().file("/boot/vmlinuz-" + release, "");
            for (String name : List.of("modules.dep", "modules.builtin")) {
                files.file(
                        "/lib/modules/" + release + "/" + name,
                        Files.readString(Path.of("/lib/modules", release, name)));
            }
            GuestTree tree = new GuestTree(files.build(), Limits.defaults());
            Facts facts = new Facts(
                    tree, ExampleStorage.of(List.of()), List.of(new BootConfigGatherer(), new KernelsGatherer()));
            Kernel kernel = facts.find(Kernels.class).orElseThrow().defaults().get(0);
            for (String module :
                    List.of("virtio_net", "virtio-blk", "virtio_pci", "net_failover", "vfat", "no_such_module")) {
                compare(release, kernel, module, tree);
            }
        }
    }

    private static void compare(String release, Kernel kernel, String name, GuestTree tree) throws Exception {
        Process process = new ProcessBuilder("/usr/sbin/modprobe", "-S", release, "--show-depends", name)
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        boolean there = process.waitFor() == 0;
        boolean builtIn = there && lines.get(0).startsWith("builtin ");
        assertThat(hasBuiltIn(kernel, name, tree)).as(release + " " + name).isEqualTo(builtIn);
        Optional<Kernel.Module> module = kernel.module(name);
        assertThat(module.isPresent()).as(release + " " + name).isEqualTo(there && !builtIn);
        if (module.isPresent()) {
            Set<String> needs = new TreeSet<>();
            for (String line : lines.subList(0, lines.size() - 1)) {
                needs.add(Kernel.moduleName(line.split(" ", -1)[1]));
            }
            assertThat(module.get().needs()).as(release + " " + name).isEqualTo(needs);
            String file = lines.get(lines.size() - 1).split(" ", -1)[1];
            assertThat(module.get().file()).isEqualTo(GuestPath.of(file.replaceFirst("^/usr/lib", "/lib")));
        }
    }

    private static boolean hasBuiltIn(Kernel kernel, String name, GuestTree tree) throws ImageException {
        return kernel.hasBuiltIn(name, "CONFIG_X", tree);
    }
}
