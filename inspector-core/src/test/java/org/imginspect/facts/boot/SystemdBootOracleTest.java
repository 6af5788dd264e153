package org.imginspect.facts.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** systemd-boot's menu compared with bootctl of systemd 257, on what kernel-install and ukify made, and on generated entries. */
class SystemdBootOracleTest {
    private static final String MACHINE = "0123456789abcdef0123456789abcdef";

    // bootctl wants an EFI system partition to be the root of a file system; the container has one at /dev/shm.

    /** The entries as bootctl sees them: file, default or not, kernel's path, arguments as the kernel takes them apart. */
    private static final String LIST = """
            export SYSTEMD_RELAX_ESP_CHECKS=1 SYSTEMD_RELAX_XBOOTLDR_CHECKS=1
            bootctl --esp-path=/dev/shm list --json=short | python3 -c '
            import json, os, shlex, sys
            for e in json.load(sys.stdin):
                arguments = shlex.split(e.get("cmdline") or "")
                print("\\t".join([os.path.basename(e["path"]), str(e["isDefault"]), e.get("linux") or ""] + arguments))'
            """;

    private ToolContainer tools;

    @BeforeEach
    void emptyPartition() {
        tools = ToolContainer.debian13();
        tools.shell(
                        "rm -rf /dev/shm/* && mkdir -p /dev/shm/loader/entries /dev/shm/EFI/Linux /dev/shm/EFI/systemd"
                                + " && cp /usr/lib/systemd/boot/efi/systemd-bootx64.efi* /dev/shm/EFI/systemd/systemd-bootx64.efi")
                .succeeded();
    }

    /** What bootctl lists; without what it lists but systemd-boot leaves out, for want of a program (boot.c, "check existence"). */
    private List<String> listed() {
        return tools.shell(LIST).lines();
    }

    private BootMenu read() throws Exception {
        Path copy = tools.directory("esp");
        tools.shell("cp -r /dev/shm/. \"$1\" && chmod -R a+rX \"$1\"", copy.toString())
                .succeeded();
        MemoryFileTree.Builder files = MemoryFileTree.builder();
        try (Stream<Path> all = Files.walk(copy)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.file("/boot/efi/" + copy.relativize(file), bytes(file), 0644, 0, 0);
            }
        }
        return TestBoot.menu(files);
    }

    private static byte[] bytes(Path file) throws IOException {
        return Files.readAllBytes(file);
    }

    /** In bootctl's notation. */
    private static List<String> ours(BootMenu menu) {
        List<String> lines = new ArrayList<>();
        for (BootEntry entry : menu.entries()) {
            List<String> words = new ArrayList<>();
            words.add(entry.id());
            words.add(menu.defaultEntry().orElseThrow().equals(entry) ? "True" : "False");
            words.add(entry.kernel().orElseThrow().written());
            words.addAll(entry.arguments().stream().map(Argument::text).toList());
            lines.add(String.join("\t", words));
        }
        return lines;
    }

    @Test
    void whatKernelInstallAndUkifyMadeIsWhatBootctlLists() throws Exception {
        tools.shell("""
                        set -e
                        mkdir -p /tmp/conf /usr/lib/modules/6.12.43-amd64 /usr/lib/modules/6.13.0-amd64
                        export KERNEL_INSTALL_CONF_ROOT=/tmp/conf MACHINE_ID=$1
                        echo 'root=UUID=1 ro console=ttyS0 "x=a b"' > /tmp/conf/cmdline
                        cp /usr/lib/systemd/boot/efi/linuxx64.efi.stub /tmp/linux; echo archive > /tmp/initrd.img
                        install() {
                            kernel-install --esp-path=/dev/shm --boot-path=/dev/shm --make-entry-directory=yes \\
                                --entry-token=machine-id add "$1" /tmp/linux /tmp/initrd.img
                        }
                        echo layout=bls > /tmp/conf/install.conf
                        install 6.12.43-amd64
                        printf 'layout=uki\\nuki_generator=ukify\\n' > /tmp/conf/install.conf
                        install 6.13.0-amd64
                        echo 'timeout 4' > /dev/shm/loader/loader.conf
                        """, MACHINE).succeeded();
        BootMenu menu = read();
        assertThat(ours(menu)).isEqualTo(listed()).hasSize(2);
        assertThat(menu.timeout().milliseconds()).hasValue(4000);
        assertThat(menu.entries())
                .extracting(entry -> entry.release().orElse(""))
                .containsExactlyInAnyOrder("6.12.43-amd64", "6.13.0-amd64");
        BootEntry unified = menu.entries().stream()
                .filter(entry -> entry.id().endsWith(".efi"))
                .findFirst()
                .orElseThrow();
        String sections = tools.shell("""
                        objdump -h /dev/shm/EFI/Linux/*.efi | python3 -c '
                        import sys
                        for line in sys.stdin:
                            words = line.split()
                            if len(words) > 5 and words[1] == ".initrd":
                                print(int(words[5], 16), int(words[2], 16))'
                        """).succeeded().strip();
        BootFile.Section initrd = unified.initrds().get(0).section().orElseThrow();
        assertThat(initrd.positionBytes() + " " + initrd.sizeBytes()).isEqualTo(sections);
    }

    @Test
    void imagesThatTheTestsMakeAreImagesForBootctlToo() throws Exception {
        Path directory = tools.directory("uki");
        Path image = directory.resolve("made.efi");
        Files.write(
                image,
                new PeBuilder()
                        .section(".osrel", "ID=debian\nPRETTY_NAME=\"Made Here\"\n")
                        .section(".cmdline", "root=UUID=1 ro console=ttyS0")
                        .section(".uname", "6.1.0")
                        .section(".linux", "kernel")
                        .section(".sdmagic", "#### LoaderInfo: systemd-stub 257 ####")
                        .section(".initrd", "archive")
                        .build());
        assertThat(tools.exec("bootctl", "kernel-inspect", image.toString()).succeeded())
                .contains(
                        "Kernel Type: uki", "Cmdline: root=UUID=1 ro console=ttyS0", "Version: 6.1.0", "OS: Made Here");
    }

    @Test
    void generatedEntriesHaveBootctlsOrderAndDefault() throws Exception {
        Random random = new Random(20);
        String[] versions = {"6.1", "6.1.0", "6.1~rc1", "6.10", "6.2-1", "6.2.1", "6.2^1", "abc", "", "6.02"};
        StringBuilder script = new StringBuilder("echo kernel > /dev/shm/k\n");
        for (int i = 0; i < 60; i++) {
            String counters = random.nextInt(4) == 0 ? "+" + random.nextInt(3) + "-" + random.nextInt(3) : "";
            String name = "e" + random.nextInt(20) + "-" + i + counters + ".conf";
            script.append("printf 'title T\\nlinux /k\\noptions a").append(i).append("\\n");
            if (random.nextInt(3) > 0) {
                script.append("sort-key s").append(random.nextInt(3)).append("\\n");
            }
            if (random.nextInt(2) > 0) {
                script.append("machine-id ")
                        .append(String.valueOf(random.nextInt(2)).repeat(32))
                        .append("\\n");
            }
            String version = versions[random.nextInt(versions.length)];
            if (!version.isEmpty()) {
                script.append("version ").append(version).append("\\n");
            }
            script.append("' > '/dev/shm/loader/entries/").append(name).append("'\n");
        }
        tools.shell(script.toString()).succeeded();
        for (String choice : List.of("", "default e1*", "default E[2-3]-*.CONF", "default nothing")) {
            tools.shell("printf '%s\\n' \"$1\" > /dev/shm/loader/loader.conf", choice)
                    .succeeded();
            assertThat(ours(read())).as(choice).isEqualTo(listed());
        }
    }

    @Test
    void versionsAreOrderedAsSystemdOrdersThem() {
        Random random = new Random(7);
        String letters = "0011259abz~-^.+_";
        List<String> pairs =
                new ArrayList<>(List.of("1.0~rc1", "1.0", "5.2", "5.10", "5-1", "5.1", "1^", "1", "", "a"));
        for (int i = 0; i < 600; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(6); j >= 0; j--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            pairs.add(text.toString());
        }
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < pairs.size(); i += 2) {
            script.append("systemd-analyze compare-versions -- '")
                    .append(pairs.get(i))
                    .append("' '")
                    .append(pairs.get(i + 1))
                    .append("' > /dev/null; echo $?\n");
        }
        List<String> codes = tools.shell(script.toString()).lines();
        assertThat(codes).hasSize(pairs.size() / 2);
        for (int i = 0; i < codes.size(); i++) {
            int order = SystemdVersionOrder.compare(pairs.get(2 * i), pairs.get((2 * i) + 1));
            // 11 says that the first is newer, 12 that the second is.
            assertThat(order > 0 ? "11" : order < 0 ? "12" : "0")
                    .as("'" + pairs.get(2 * i) + "' and '" + pairs.get((2 * i) + 1) + "'")
                    .isEqualTo(codes.get(i));
        }
    }
}
