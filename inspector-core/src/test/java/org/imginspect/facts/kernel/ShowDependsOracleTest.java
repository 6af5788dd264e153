package org.imginspect.facts.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.checks.Evaluation;
import org.imginspect.fixtures.Requirement;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whether a line of modprobe.d keeps virtio_net from loading is what the real modprobe says with the indices of a real kernel: the one of
 * this machine, whose modules.dep and modules.alias are copied.
 */
class ShowDependsOracleTest {
    private static String release = "";
    private static Path modules = Path.of("/lib/modules");

    @BeforeAll
    static void findKernel() throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(modules)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(modules)) {
                for (Path each : all) {
                    if (Files.isReadable(each.resolve("modules.dep.bin"))) {
                        found.add(each);
                    }
                }
            }
        }
        Requirement.demand(!found.isEmpty(), "the modules of a kernel in /lib/modules (linux-image-cloud-amd64)");
        modules = found.get(0);
        release = modules.getFileName().toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "blacklist virtio_net",
                "blacklist virtio-net",
                "blacklist virtio_net_x",
                "blacklist virtio",
                "blacklist failover\nblacklist virtio_ring",
                "install virtio_net /bin/true",
                "install virtio-net /bin/false",
                "install virtio_net /sbin/modprobe --ignore-install virtio_net",
                "install failover /bin/true",
                "install virtio_* :",
                "install virtio_* /sbin/modprobe --ignore-install $MODPROBE_MODULE\ninstall virtio_net /bin/true",
                "alias virtio:d00000001v* off",
                "alias virtio:d00000001v* virtio_net",
                "alias virtio:d00000001v* off\nalias virtio:d00000001* virtio-net",
                "alias virtio_net off",
                "remove virtio_net /bin/true",
                "options virtio_net napi_tx=0",
                "blacklist virtio_net\r",
                "softdep virtio_net pre: failover"
            })
    void aLineKeepsADriverOutIfModprobeDoesNotLoadIt(String line) throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path root = tools.directory("show-depends");
        Path copies = root.resolve("lib/modules/" + release);
        Files.createDirectories(copies);
        for (String index : List.of(
                "modules.dep",
                "modules.dep.bin",
                "modules.alias",
                "modules.alias.bin",
                "modules.builtin",
                "modules.builtin.bin",
                "modules.builtin.alias.bin",
                "modules.softdep",
                "modules.symbols.bin")) {
            if (Files.exists(modules.resolve(index))) {
                Files.copy(modules.resolve(index), copies.resolve(index));
            }
        }
        String dependencies = Files.readString(modules.resolve("modules.dep"));
        for (String each : dependencies.lines().toList()) {
            // modprobe wants the files to be there, if only by name.
            Path file = copies.resolve(each.substring(0, each.indexOf(':')));
            if (each.contains("virtio") || each.contains("failover")) {
                Files.createDirectories(file.getParent());
                Files.write(file, new byte[0]);
            }
        }
        Path config = root.resolve("x.conf");
        Files.writeString(config, line + "\n");

        ToolContainer.Result result = tools.exec(
                "modprobe",
                "-d",
                root.toString(),
                "-C",
                config.toString(),
                "-S",
                release,
                "--use-blacklist",
                "--show-depends",
                "virtio:d00000001v00001AF4");
        boolean driver = false;
        boolean nothing = false;
        for (String each : result.out().split("\n", -1)) {
            boolean command = each.startsWith("install ");
            boolean loads = command && each.contains("--ignore-install");
            nothing |= command && !loads;
            driver |= loads || (each.startsWith("insmod ") && each.contains("/virtio_net.ko"));
        }
        boolean loads = driver && !nothing;

        Outcome outcome = Evaluation.of(
                        "kernel.drivers-not-blacklisted",
                        MemoryFileTree.builder()
                                .file("/boot/vmlinuz-" + release, "MZ")
                                .file("/lib/modules/" + release + "/modules.dep", dependencies)
                                .file("/etc/modprobe.d/x.conf", line + "\n"))
                .outcome();
        assertThat(outcome)
                .as("%s: modprobe says %s", line, result.out())
                .isEqualTo(loads ? Outcome.PASS : Outcome.FINDINGS);
    }
}
