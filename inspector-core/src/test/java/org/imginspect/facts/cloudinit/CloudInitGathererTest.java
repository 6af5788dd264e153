package org.imginspect.facts.cloudinit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Fact;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.boot.BootMenu;
import org.imginspect.facts.os.OperatingSystemGatherer;
import org.imginspect.facts.units.BootServicesGatherer;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudInitGathererTest {
    private static final String[] UNITS = {
        "cloud-init-local.service", "cloud-init.service", "cloud-config.service", "cloud-final.service"
    };
    private static final GuestPath GRUB = GuestPath.of("/boot/grub/grub.cfg");

    @TempDir
    private Path root;

    /** A menu with one entry that has these arguments; none: a guest without a boot loader. */
    private record Arguments(String... texts) implements FactGatherer<BootConfig> {
        @Override
        public Class<BootConfig> type() {
            return BootConfig.class;
        }

        @Override
        public Optional<BootConfig> gather(GuestTree tree, Facts others) {
            if (texts.length == 0) {
                return Optional.empty();
            }
            BootEntry entry = new BootEntry(
                    "x",
                    "",
                    Optional.empty(),
                    List.of(),
                    Stream.of(texts)
                            .map(text -> new BootEntry.Argument(text, GRUB, 7))
                            .toList(),
                    GRUB,
                    5);
            return Optional.of(new BootConfig(List.of(new BootMenu(
                    BootMenu.Loader.GRUB2,
                    GRUB,
                    List.of(entry),
                    Optional.of(entry),
                    Optional.empty(),
                    new BootMenu.Timeout(OptionalLong.of(0), "0", GRUB, 1)))));
        }
    }

    private static Optional<CloudInit> gather(MemoryFileTree.Builder files, String... arguments) throws ImageException {
        GuestTree tree = TestFacts.tree(files.build());
        Class<? extends Fact> type = CloudInit.class;
        return TestFacts.of(
                        tree,
                        new CloudInitGatherer(),
                        new BootServicesGatherer(),
                        new OperatingSystemGatherer(),
                        new Arguments(arguments))
                .find(type)
                .map(CloudInit.class::cast);
    }

    private static List<String> obstacles(MemoryFileTree.Builder files, String... arguments) throws ImageException {
        return gather(files, arguments).orElseThrow().obstacles().stream()
                .map(obstacle -> obstacle.message()
                        + obstacle.file().map(file -> " @ " + file).orElse("")
                        + (obstacle.line().isPresent() ? ":" + obstacle.line().getAsInt() : ""))
                .toList();
    }

    /** A guest with systemd, which boots into multi-user.target. */
    private static MemoryFileTree.Builder systemd() {
        return MemoryFileTree.builder()
                .file("/usr/bin/cloud-init", "#!")
                .file("/usr/lib/systemd/systemd", "elf")
                .file("/etc/machine-id", "")
                .symlink("/etc/systemd/system/default.target", "/usr/lib/systemd/system/multi-user.target")
                .file("/usr/lib/systemd/system/multi-user.target", "[Unit]")
                .file("/usr/lib/systemd/system/sysinit.target", "[Unit]");
    }

    private static MemoryFileTree.Builder enabled() {
        MemoryFileTree.Builder files = systemd()
                .file("/usr/lib/systemd/system-generators/cloud-init-generator", "#!")
                .file("/usr/lib/systemd/system/cloud-init.target", "[Unit]");
        for (String unit : UNITS) {
            files.file("/usr/lib/systemd/system/" + unit, "[Service]\nExecStart=/usr/bin/cloud-init\n");
            files.symlink("/etc/systemd/system/cloud-init.target.wants/" + unit, "/lib/systemd/system/" + unit);
        }
        return files;
    }

    @Test
    void nothingStandsInTheWayOfAnEnabledOne() throws Exception {
        assertThat(obstacles(enabled())).isEmpty();
        assertThat(obstacles(enabled(), "quiet", "cloud-init=enabled")).isEmpty();
        assertThat(gather(MemoryFileTree.builder().file("/etc/x", ""))).isEmpty();
    }

    @Test
    void theCommandLineStandsBeforeTheFile() throws Exception {
        assertThat(obstacles(enabled(), "cloud-init=disabled"))
                .containsExactly("the kernel's command line says cloud-init=disabled @ /boot/grub/grub.cfg:7");
        MemoryFileTree.Builder off = enabled().file("/etc/cloud/cloud-init.disabled", "");
        assertThat(obstacles(off)).hasSize(1);
        assertThat(obstacles(off, "quiet")).hasSize(1);
        assertThat(obstacles(off, "cloud-init=disabled", "cloud-init=enabled")).isEmpty();
        assertThat(obstacles(enabled(), "cloud-init=enabled", "cloud-init=disabled"))
                .hasSize(1);
        assertThat(obstacles(off.file("/etc/cloud/cloud-init.enabled", ""))).isEmpty();
    }

    @Test
    void theCommandLineMayMaskUnits() throws Exception {
        assertThat(obstacles(enabled(), "systemd.mask=cloud-init.service"))
                .containsExactly("cloud-init.service is masked: the kernel's command line says"
                        + " systemd.mask=cloud-init.service @ /boot/grub/grub.cfg:7");
        assertThat(obstacles(enabled(), "systemd.mask=cloud-final", "systemd.mask=cloud-init.target"))
                .containsExactly(
                        "cloud-final.service is masked: the kernel's command line says"
                                + " systemd.mask=cloud-final @ /boot/grub/grub.cfg:7",
                        "cloud-init.target is masked: the kernel's command line says"
                                + " systemd.mask=cloud-init.target @ /boot/grub/grub.cfg:7");
        // Another unit; the initial RAM file system's systemd; a word that is not the option.
        assertThat(obstacles(
                        enabled(),
                        "systemd.mask=cloud-init-hotplugd.socket",
                        "rd.systemd.mask=cloud-init.service",
                        "systemd.mask",
                        "xsystemd.mask=cloud-init.service"))
                .isEmpty();
        assertThat(obstacles(enabled(), "cloud-init=enabled", "systemd.mask=cloud-config.service"))
                .hasSize(1);
        assertThat(obstacles(
                        MemoryFileTree.builder()
                                .file("/usr/bin/cloud-init", "#!")
                                .file("/etc/inittab", "id:3:initdefault:\n")
                                .file("/etc/init.d/cloud-init", "#!")
                                .symlink("/etc/rc3.d/S52cloud-init", "../init.d/cloud-init"),
                        "systemd.mask=cloud-init.service"))
                .isEmpty();
    }

    @Test
    void thePolicyOfDsIdentifyMayForbid() throws Exception {
        assertThat(obstacles(enabled().file("/etc/cloud/ds-identify.cfg", "# x\npolicy: disabled # why\n")))
                .containsExactly("ds-identify's policy is 'disabled' @ /etc/cloud/ds-identify.cfg:2");
        assertThat(obstacles(enabled()
                        .file(
                                "/etc/cloud/ds-identify.cfg",
                                "policy: disabled\npolicy: search,found=all,notfound=disabled\n")))
                .isEmpty();
        assertThat(obstacles(enabled(), "ci.di.policy=disabled")).hasSize(1);
    }

    @Test
    void aMissingOrMaskedGeneratorLeavesTheTargetUnwanted() throws Exception {
        MemoryFileTree.Builder masked =
                enabled().symlink("/etc/systemd/system-generators/cloud-init-generator", "/dev/null");
        assertThat(obstacles(masked))
                .containsExactly("cloud-init-generator is masked, so that nothing wants cloud-init.target"
                        + " @ /etc/systemd/system-generators/cloud-init-generator");
        assertThat(obstacles(masked.symlink(
                        "/etc/systemd/system/multi-user.target.wants/cloud-init.target",
                        "/lib/systemd/system/cloud-init.target")))
                .isEmpty();
        assertThat(obstacles(enabled().symlink("/etc/systemd/system/cloud-init.target", "../../../dev/null")))
                .containsExactly("cloud-init.target is masked @ /etc/systemd/system/cloud-init.target");
    }

    @Test
    void enterpriseLinux7WantsTheUnitsItself() throws Exception {
        MemoryFileTree.Builder files = systemd();
        for (String unit : UNITS) {
            files.file("/usr/lib/systemd/system/" + unit, "[Service]\nExecStart=/usr/bin/cloud-init\n");
            files.symlink("/etc/systemd/system/multi-user.target.wants/" + unit, "/usr/lib/systemd/system/" + unit);
        }
        assertThat(obstacles(files)).isEmpty();
    }

    @Test
    void newerVersionsHaveOtherUnits() throws Exception {
        MemoryFileTree.Builder files = systemd()
                .file("/usr/lib/systemd/system-generators/cloud-init-generator", "#!")
                .file("/usr/lib/systemd/system/cloud-init.target", "[Unit]");
        for (String unit : new String[] {
            "cloud-init-main.service",
            "cloud-init-local.service",
            "cloud-init-network.service",
            "cloud-config.service",
            "cloud-final.service"
        }) {
            files.file("/usr/lib/systemd/system/" + unit, "[Service]\nExecStart=/usr/bin/cloud-init\n");
            files.symlink("/usr/lib/systemd/system/cloud-init.target.wants/" + unit, "../" + unit);
        }
        assertThat(obstacles(files)).isEmpty();
        assertThat(obstacles(
                        files.symlink("/etc/systemd/system/cloud-init.target.wants/cloud-final.service", "/dev/null")))
                .containsExactly("cloud-final.service is not enabled: nothing that starts at boot wants it"
                        + " @ /usr/lib/systemd/system/cloud-final.service");
    }

    @Test
    void olderInitSystemsHaveLinksAndJobs() throws Exception {
        assertThat(obstacles(MemoryFileTree.builder().file("/usr/bin/cloud-init", "#!")))
                .hasSize(1);
        assertThat(obstacles(MemoryFileTree.builder()
                        .file("/usr/bin/cloud-init", "#!")
                        .file("/etc/inittab", "id:3:initdefault:\n")
                        .file("/etc/init.d/cloud-init", "#!")
                        .symlink("/etc/rc3.d/S52cloud-init", "../init.d/cloud-init")))
                .isEmpty();
        assertThat(obstacles(MemoryFileTree.builder()
                        .file("/usr/bin/cloud-init", "#!")
                        .file("/etc/init/cloud-init.conf", "")
                        .file("/etc/init/cloud-init.override", "manual\n")))
                .containsExactly("job cloud-init is not started: manual @ /etc/init/cloud-init.override:1");
    }

    /** What systemctl does to a tree is what it calls enabled, disabled and masked. */
    @Test
    void agreesWithSystemctl() throws Exception {
        Requirement.programs("systemctl");
        Path units = Files.createDirectories(root.resolve("usr/lib/systemd/system"));
        for (String unit : UNITS) {
            Files.writeString(
                    units.resolve(unit),
                    "[Service]\nType=oneshot\nExecStart=/bin/true\n[Install]\nWantedBy=cloud-init.target\n");
        }
        for (String target : new String[] {"cloud-init.target", "multi-user.target", "sysinit.target"}) {
            Files.writeString(units.resolve(target), "[Unit]\n");
        }
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/machine-id"), "");
        Files.createSymbolicLink(units.resolve("default.target"), Path.of("multi-user.target"));
        Path generators = Files.createDirectories(root.resolve("usr/lib/systemd/system-generators"));
        Files.writeString(generators.resolve("cloud-init-generator"), "#!");
        Files.createDirectories(root.resolve("usr/bin"));
        Files.writeString(root.resolve("usr/bin/cloud-init"), "#!");
        systemctl("enable", UNITS[0], UNITS[1], UNITS[2], UNITS[3]);
        assertThat(obstacles(load())).isEmpty();
        for (String unit : UNITS) {
            systemctl("disable", unit);
            assertThat(systemctl("is-enabled", unit)).isEqualTo("disabled");
            assertThat(obstacles(load())).singleElement().asString().startsWith(unit + " is not enabled");
            systemctl("enable", unit);
            systemctl("mask", unit);
            assertThat(systemctl("is-enabled", unit)).isEqualTo("masked");
            assertThat(obstacles(load())).containsExactly(unit + " is masked @ /etc/systemd/system/" + unit);
            systemctl("unmask", unit);
            assertThat(systemctl("is-enabled", unit)).isEqualTo("enabled");
            assertThat(obstacles(load())).isEmpty();
        }
    }

    private String systemctl(String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of("systemctl", "--root=" + root), Stream.of(arguments))
                                .toList())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return output;
    }

    private MemoryFileTree.Builder load() throws IOException {
        MemoryFileTree.Builder files = MemoryFileTree.builder();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted().toList()) {
                String name = "/" + root.relativize(path);
                if (Files.isSymbolicLink(path)) {
                    files.symlink(name, Files.readSymbolicLink(path).toString());
                } else if (Files.isRegularFile(path)) {
                    files.file(name, Files.readString(path));
                }
            }
        }
        return files;
    }
}
