package org.imginspect.facts.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.packages.PackageHolds.Hold;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageHoldsTest {
    private static List<Hold> holds(MemoryFileTree.Builder files) throws Exception {
        return TestFacts.of(TestFacts.tree(files.build()), new PackagesGatherer(), new PackageHoldsGatherer())
                .find(PackageHolds.class)
                .orElseThrow()
                .all();
    }

    private static MemoryFileTree.Builder dpkg() {
        return MemoryFileTree.builder().file("/var/lib/dpkg/status", """
                        Package: a
                        Status: hold ok installed
                        Architecture: all
                        Version: 1

                        Package: b
                        Status: install ok installed
                        Architecture: all
                        Version: 1
                        """);
    }

    private static MemoryFileTree.Builder rpm() throws IOException {
        return MemoryFileTree.builder()
                .file("/var/lib/rpm/Packages.db", Files.readAllBytes(Fixtures.image("packages/ndb")), 0644, 0, 0);
    }

    private static List<String> texts(List<Hold> holds) {
        return holds.stream()
                .map(hold -> hold.name() + " '" + hold.version() + "' " + hold.file() + ":" + hold.line())
                .toList();
    }

    @Test
    void dpkgsSelectionAndAptsPins() throws Exception {
        assertThat(texts(holds(dpkg().file("/etc/apt/preferences", """
                                Explanation: why
                                Package: b c*
                                Pin: version 1.2*
                                Pin-Priority: 501

                                Package: d
                                Pin: version 1
                                Pin-Priority: 500

                                Package: e
                                Pin: release *
                                Pin-Priority: -1

                                Package: f
                                Pin: release a=stable
                                Pin-Priority: 990

                                Package: g
                                Pin: version 1
                                Pin-Priority: high

                                Package: *
                                Pin: release a=bookworm-backports
                                Pin-Priority: -1
                                """)
                        .file("/etc/apt/preferences.d/own.pref", "package: h\npin: version 3\npin-priority: 1001")
                        .file("/etc/apt/preferences.d/own.bak", "Package: i\nPin: version 3\nPin-Priority: 1001\n"))))
                .containsExactly(
                        "a '' /var/lib/dpkg/status:0",
                        "b '1.2*' /etc/apt/preferences:2",
                        "c* '1.2*' /etc/apt/preferences:2",
                        "e '' /etc/apt/preferences:10",
                        "h '3' /etc/apt/preferences.d/own.pref:1");
    }

    @Test
    void rpmsLocksOfEveryFrontEnd() throws Exception {
        assertThat(texts(holds(rpm().file("/etc/yum/pluginconf.d/versionlock.conf", "[main]\nenabled = 1\n")
                        .file(
                                "/etc/yum/pluginconf.d/versionlock.list",
                                "# Added\n0:cloud-init-19.4-7.el7.*\n!1:other-2-3.*\nwhole\n")
                        .file("/etc/dnf/plugins/versionlock.conf", "[main]\nenabled = 0\n")
                        .file("/etc/dnf/plugins/versionlock.list", "kernel-0:1-1.*\n")
                        .file("/etc/dnf/dnf.conf", "[main]\nexcludepkgs=a, b*\n")
                        .file("/etc/zypp/locks", "\ntype: package\nsolvable_name: z\n")
                        .file("/etc/dnf/versionlock.toml", "version = \"1.0\"\n[[packages]]\nname = \"five\"\n"))))
                .containsExactly(
                        "cloud-init '0:19.4-7.el7' /etc/yum/pluginconf.d/versionlock.list:2",
                        "whole '' /etc/yum/pluginconf.d/versionlock.list:4",
                        "five '' /etc/dnf/versionlock.toml:3",
                        "a '' /etc/dnf/dnf.conf:2",
                        "b* '' /etc/dnf/dnf.conf:2",
                        "z '' /etc/zypp/locks:3");
    }

    @Test
    void apksWorldAndPacmansIgnored() throws Exception {
        assertThat(texts(holds(MemoryFileTree.builder()
                        .file("/lib/apk/db/installed", "P:a\nV:1\n")
                        .file("/etc/apk/world", "a=1.0-r0\nb>2\nc<3\nd\ne~4\n"))))
                .containsExactly("a '1.0-r0' /etc/apk/world:1", "c '' /etc/apk/world:3", "e '' /etc/apk/world:5");
        assertThat(texts(holds(MemoryFileTree.builder()
                        .file("/var/lib/pacman/local/ALPM_DB_VERSION", "9\n")
                        .file("/etc/pacman.conf", "[options]\n#IgnorePkg = no\nIgnorePkg = linux glibc\n"))))
                .containsExactly("linux '' /etc/pacman.conf:3", "glibc '' /etc/pacman.conf:3");
    }

    @ParameterizedTest
    @CsvSource({
        "cloud-init, '', true",
        "cloud-*, 1:2-3, true",
        "cloud-*, 2-3, false",
        "cloud-init, 1:2-*, true",
        "cloud-init, 0:2-3, false",
        "cloud-initramfs, '', false",
        "c?oud-init, 1:?-3, true"
    })
    void namesAndVersionsMatchAsInTheShell(String name, String version, boolean held) {
        Packages.Entry entry = new Packages.Entry(
                "cloud-init",
                "all",
                new PackageVersion("1:2-3", 1, "2", "3"),
                Packages.State.INSTALLED,
                false,
                "",
                Optional.empty(),
                Optional.empty());
        Hold hold = new Hold(name, version, org.imginspect.guest.GuestPath.of("/x"), 1);
        assertThat(new PackageHolds(List.of(hold)).of(entry).isPresent()).isEqualTo(held);
    }
}
