package org.imginspect.facts.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.os.OperatingSystem.Family;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

class OperatingSystemGathererTest {
    private static Optional<OperatingSystem> gather(MemoryFileTree.Builder files) throws Exception {
        GuestTree tree = TestFacts.tree(files.build());
        return new OperatingSystemGatherer().gather(tree, TestFacts.of(tree));
    }

    @Test
    void readsOsReleaseThroughItsLink() throws Exception {
        OperatingSystem os = gather(MemoryFileTree.builder()
                        .symlink("/etc/os-release", "../usr/lib/os-release")
                        .file("/usr/lib/os-release", """
                                PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
                                NAME="Debian GNU/Linux"
                                VERSION_ID="12"
                                VERSION="12 (bookworm)"
                                VERSION_CODENAME=bookworm
                                ID=debian
                                """))
                .orElseThrow();
        assertThat(os.family()).isEqualTo(Family.DEBIAN);
        assertThat(os.id()).isEqualTo("debian");
        assertThat(os.prettyName()).isEqualTo("Debian GNU/Linux 12 (bookworm)");
        assertThat(os.version()).contains("12");
        assertThat(os.codename()).contains("bookworm");
        assertThat(os.architecture()).isEmpty();
    }

    @Test
    void etcStandsBeforeUsr() throws Exception {
        OperatingSystem os = gather(MemoryFileTree.builder()
                        .file("/etc/os-release", "ID=alpine\nVERSION_ID=3.20.1\n")
                        .file("/usr/lib/os-release", "ID=debian\n"))
                .orElseThrow();
        assertThat(os.family()).isEqualTo(Family.ALPINE);
        assertThat(os.version()).contains("3.20.1");
    }

    @Test
    void aDerivativeIsOfTheFamilyItIsLike() throws Exception {
        OperatingSystem os = gather(MemoryFileTree.builder()
                        .file(
                                "/etc/os-release",
                                "ID='eurolinux'\nID_LIKE=\"rhel fedora centos\"\n# ID=x\n ID_OTHER=y\n"))
                .orElseThrow();
        assertThat(os.id()).isEqualTo("eurolinux");
        assertThat(os.like()).containsExactly("rhel", "fedora", "centos");
        assertThat(os.family()).isEqualTo(Family.RED_HAT);
        assertThat(os.version()).isEmpty();
    }

    @Test
    void quotesAndBackslashesAreTheShells() {
        assertThat(OsRelease.parse(java.util.List.of(
                        "A=\"say \\\"hi\\\" \\$1\"", "B='a\\b'", "C=plain # no", "D=one", "D=two", "E=", "junk")))
                .containsEntry("A", "say \"hi\" $1")
                .containsEntry("B", "a\\b")
                .containsEntry("C", "plain")
                .containsEntry("D", "two")
                .containsEntry("E", "")
                .hasSize(5);
    }

    @Test
    void enterpriseLinux6HasOnlyRedhatRelease() throws Exception {
        OperatingSystem os = gather(
                        MemoryFileTree.builder().file("/etc/redhat-release", "CentOS release 6.10 (Final)\n"))
                .orElseThrow();
        assertThat(os.id()).isEqualTo("centos");
        assertThat(os.family()).isEqualTo(Family.RED_HAT);
        assertThat(os.version()).contains("6.10");
        assertThat(os.prettyName()).isEqualTo("CentOS release 6.10 (Final)");
        OperatingSystem rhel = gather(MemoryFileTree.builder()
                        .file("/etc/redhat-release", "Red Hat Enterprise Linux Server release 6.9 (Santiago)\n"))
                .orElseThrow();
        assertThat(rhel.id()).isEqualTo("rhel");
        assertThat(rhel.version()).contains("6.9");
    }

    @Test
    void debianVersionIsTheLastResort() throws Exception {
        OperatingSystem os = gather(MemoryFileTree.builder().file("/etc/debian_version", "6.0.10\n"))
                .orElseThrow();
        assertThat(os.id()).isEqualTo("debian");
        assertThat(os.version()).contains("6.0.10");
    }

    @Test
    void theArchitectureIsThatOfAProgram() throws Exception {
        byte[] x86 = HexFormat.of().parseHex("7f454c46020101000000000000000000" + "03003e00");
        byte[] arm = HexFormat.of().parseHex("7f454c46020101000000000000000000" + "0300b700");
        byte[] s390 = HexFormat.of().parseHex("7f454c46020201000000000000000000" + "00030016");
        assertThat(architecture(x86)).contains("x86_64");
        assertThat(architecture(arm)).contains("aarch64");
        assertThat(architecture(s390)).contains("s390x");
        assertThat(architecture("#!/bin/x".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEmpty();
    }

    private static Optional<String> architecture(byte[] shell) throws Exception {
        return gather(MemoryFileTree.builder()
                        .file("/etc/os-release", "ID=debian\n")
                        .file("/usr/bin/dash", shell, 0755, 0, 0)
                        .symlink("/usr/bin/sh", "dash")
                        .symlink("/bin", "usr/bin"))
                .orElseThrow()
                .architecture();
    }

    @Test
    void aTreeWithoutAnyOfTheFilesHasNoSystem() throws Exception {
        assertThat(gather(MemoryFileTree.builder().file("/data/x", ""))).isEmpty();
    }

    @Test
    void damageIsNotAbsence() {
        assertThatThrownBy(() -> gather(MemoryFileTree.builder()
                        .damaged("/etc/os-release", Kind.FILE, () -> new DamagedImageException("broken", "x"))
                        .file("/etc/debian_version", "12.1\n")))
                .isInstanceOf(DamagedImageException.class);
    }
}
