package org.imginspect.checks.cloudinit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudinitChecksTest {
    private static final String INSTALLED = "cloudinit.installed";

    private static MemoryFileTree.Builder guest(String status) {
        return MemoryFileTree.builder()
                .file(
                        "/var/lib/dpkg/status",
                        "Package: cloud-init\nStatus: " + status + "\nArchitecture: all\nVersion: 22.4.2-1\n")
                .file("/usr/bin/cloud-init", "#!/usr/bin/python3\n");
    }

    private static List<String> findings(MemoryFileTree.Builder files) throws Exception {
        return TestContext.findings(TestContext.evaluate(INSTALLED, files.build()));
    }

    @ParameterizedTest
    @CsvSource({"install ok installed", "hold ok installed", "install ok triggers-pending"})
    void aConfiguredPackagePasses(String status) throws Exception {
        assertThat(findings(guest(status))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"install ok half-configured", "install ok unpacked", "install reinstreq half-installed"})
    void aPackageThatIsNotWholeFails(String status) throws Exception {
        assertThat(findings(guest(status)))
                .singleElement()
                .asString()
                .contains(status.substring(status.lastIndexOf(' ') + 1));
    }

    @Test
    void aPackageWithoutItsCommandFails() throws Exception {
        assertThat(findings(MemoryFileTree.builder()
                        .file(
                                "/var/lib/dpkg/status",
                                "Package: cloud-init\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n")))
                .containsExactly("ERROR the package cloud-init is installed, but its command is missing");
    }

    @Test
    void aDatabaseThatIsNotReadYetLeavesItOpen() {
        assertThatThrownBy(() -> findings(MemoryFileTree.builder().file("/nix/var/nix/db/db.sqlite", "x")))
                .isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void aSwitchThatCannotBeReadLeavesItOpen() {
        assertThatThrownBy(() -> TestContext.evaluate(
                        "cloudinit.enabled",
                        MemoryFileTree.builder()
                                .file("/usr/bin/cloud-init", "#!")
                                .damaged(
                                        "/etc/systemd/system",
                                        Kind.DIRECTORY,
                                        () -> new DamagedImageException("broken", "x"))
                                .file("/usr/lib/systemd/systemd", "elf")
                                .file("/usr/lib/systemd/system/cloud-init-local.service", "[Service]")
                                .build()))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void withoutItThereIsNothingToEnable() throws Exception {
        assertThat(TestContext.evaluate(
                                "cloudinit.enabled",
                                MemoryFileTree.builder().file("/etc/x", "").build())
                        .outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
    }
}
