package org.imginspect.facts.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.GrubDefaults.Setting;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.ExampleStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrubDefaultsTest {
    private static final String SETTINGS = """
            # If you change this file, run 'update-grub' afterwards
            GRUB_DEFAULT=0
            GRUB_TIMEOUT=5; export GRUB_TIMEOUT
            GRUB_CMDLINE_LINUX_DEFAULT="quiet splash"
            GRUB_CMDLINE_LINUX='console=ttyS0 "x"'
            GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX ${GRUB_TIMEOUT}s $NONE \\$no \\"q\\" \\n"
            export GRUB_A=a'b'"c"\\ d
            GRUB_B=one\\
            two
            GRUB_C="one\\
            two
            three"
            GRUB_D=
            GRUB_E=x#y # comment
            GRUB_GONE=1
            unset GRUB_GONE
            GRUB_LAST=end""";

    /** What a real shell makes of the same file. */
    @Test
    void settingsAreThoseOfAShell(@TempDir Path directory) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no shell");
        Path file = Files.writeString(directory.resolve("grub"), SETTINGS);
        GrubDefaults settings = GrubDefaultsGatherer.read(SETTINGS);
        assertThat(settings.settings()).hasSize(10).doesNotContainKey("GRUB_GONE");
        for (var setting : settings.settings().entrySet()) {
            Process process = new ProcessBuilder(
                            "/bin/sh", "-c", ". \"$1\"; printf %s \"$" + setting.getKey() + "\"", "sh", file.toString())
                    .start();
            String expected = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isZero();
            assertThat(setting.getValue().value()).as(setting.getKey()).isEqualTo(expected);
        }
        assertThat(settings.get("GRUB_CMDLINE_LINUX").orElseThrow().line()).isEqualTo(6);
        assertThat(settings.get("GRUB_D").orElseThrow().line()).isEqualTo(13);
        assertThat(settings.get("GRUB_LAST").orElseThrow().line()).isEqualTo(17);
    }

    @Test
    void commandsAreNotRunAndTheirValuesUnknown() throws Exception {
        GrubDefaults settings = GrubDefaultsGatherer.read(
                "A=`lsb_release -i -s 2> /dev/null || echo Debian`\nB=\"$( . /etc/os-release; echo \")\" )\"\nC=\"$A x\"\nD=1\n");
        assertThat(settings.get("D").orElseThrow().value()).isEqualTo("1");
        assertThat(settings.get("D").orElseThrow().line()).isEqualTo(4);
        for (String name : List.of("A", "B", "C")) {
            assertThatThrownBy(() -> settings.get(name).orElseThrow().value())
                    .as(name)
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("from a command");
        }
        for (String script : List.of(
                "if true; then A=1; fi\n",
                "A=1 command\n",
                ". /other\n",
                "A=\"open\n",
                "A=$(open\n",
                "A=1 && B=2\n",
                "A+=2\n",
                "A=${B:-c}\n")) {
            assertThatThrownBy(() -> GrubDefaultsGatherer.read(script))
                    .as(script)
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("line ");
        }
    }

    @Test
    void dropInsComeAfterTheMainFileByName() throws Exception {
        GuestTree tree = new GuestTree(
                MemoryFileTree.builder()
                        .file("/etc/default/grub", "A=1\nB=1\n")
                        .file("/etc/default/grub.d/60-b.cfg", "A=\"$A 60\"\n")
                        .file("/etc/default/grub.d/50-a.cfg", "A=\"$A 50\"\n")
                        .file("/etc/default/grub.d/70-c.conf", "A=no\n")
                        .build(),
                Limits.defaults());
        Facts facts = new Facts(tree, ExampleStorage.of(List.of()), List.of(new GrubDefaultsGatherer()));
        Setting setting = facts.find(GrubDefaults.class).orElseThrow().get("A").orElseThrow();
        assertThat(setting.value()).isEqualTo("1 50 60");
        assertThat(setting.file()).isEqualTo(GuestPath.of("/etc/default/grub.d/60-b.cfg"));
    }

    @Test
    void damageIsNeverAnAbsentSetting() {
        GuestTree tree = new GuestTree(
                MemoryFileTree.builder()
                        .file("/etc/default/grub", "A=1\n")
                        .damaged(
                                "/etc/default/grub.d/1.cfg",
                                Kind.FILE,
                                () -> new DamagedImageException("ext4: bad", "disk"))
                        .build(),
                Limits.defaults());
        Facts facts = new Facts(tree, ExampleStorage.of(List.of()), List.of(new GrubDefaultsGatherer()));
        assertThatThrownBy(() -> facts.find(GrubDefaults.class)).isInstanceOf(DamagedImageException.class);
    }
}
