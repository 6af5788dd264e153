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
