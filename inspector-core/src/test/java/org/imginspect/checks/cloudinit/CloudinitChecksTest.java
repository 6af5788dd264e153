package org.imginspect.checks.cloudinit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
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

    private static MemoryFileTree.Builder configured(String... namesAndTexts) {
        MemoryFileTree.Builder files = MemoryFileTree.builder().file("/usr/bin/cloud-init", "#!");
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            files.file("/etc/cloud/" + namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return files;
    }

    private static List<String> findings(String id, MemoryFileTree.Builder files) throws Exception {
        return TestContext.findings(TestContext.evaluate(id, files.build()));
    }

    /** The order is that of cloud-init: what it merges last is not what is read last. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[None]|[Ec2]|0",
                "[Ec2]|[None]|1",
                "[Ec2]|[none]|0", // Names are told apart by case.
                "[Ec2]|~|0",
                "[Ec2]|[]|1",
                "[Ec2]|{a: 1}|1",
                "Ec2|~|0"
            })
    void theLastFileDecidesAboutTheDataSources(String first, String last, int count) throws Exception {
        assertThat(findings(
                        "cloudinit.datasource-none",
                        configured(
                                "cloud.cfg",
                                "datasource_list: " + first + "\n",
                                "cloud.cfg.d/90.cfg",
                                "datasource_list: " + last + "\n")))
                .hasSize(count);
    }

    @Test
    void aScriptThatCannotBeReadIsNeverAPass() {
        assertThatThrownBy(() -> findings(
                        "cloudinit.first-boot-scripts-executable",
                        configured("cloud.cfg", "a: 1\n")
                                .damaged(
                                        "/var/lib/cloud/scripts/per-instance/1",
                                        Kind.FILE,
                                        () -> new DamagedImageException("broken", "x"))))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void configurationThatCannotBeReadIsNeverAPass() {
        for (String id : new String[] {
            "cloudinit.config-valid",
            "cloudinit.datasource-none",
            "cloudinit.no-manual-cache-clean",
            "cloudinit.key-modules",
            "cloudinit.seed-clean",
            "cloudinit.state-clean"
        }) {
            assertThatThrownBy(() -> findings(
                            id,
                            configured("cloud.cfg", "a: 1\n")
                                    .damaged(
                                            "/etc/cloud/cloud.cfg.d/90.cfg",
                                            Kind.FILE,
                                            () -> new DamagedImageException("broken", "x"))))
                    .as(id)
                    .isInstanceOf(DamagedImageException.class);
        }
    }

    @Test
    void aScriptOfDsIdentifyThatIsNotUnderstoodLeavesItOpen() {
        assertThatThrownBy(() -> findings(
                        "cloudinit.datasource-none",
                        configured("cloud.cfg", "datasource_list: [Ec2]\n")
                                .file(
                                        "/usr/lib/cloud-init/ds-identify",
                                        "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8),
                                        0755,
                                        0,
                                        0)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("DI_DEFAULT_POLICY");
    }

    @Test
    void aTemplateThatMayNameModulesLeavesThemOpen() {
        assertThatThrownBy(() -> findings(
                        "cloudinit.key-modules",
                        configured(
                                "cloud.cfg", "cloud_init_modules: [ssh]\n",
                                "cloud.cfg.d/9.cfg",
                                        "## template: jinja\n{% if x %}\ncloud_init_modules: []\n{% endif %}\n")))
                .isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void secretsAreNotShown() throws Exception {
        List<String> found = findings(
                "cloudinit.seed-clean",
                configured("cloud.cfg", "password: Tr0ub4dor\nusers:\n  - {name: a, passwd: $6$salt$hashhash}\n")
                        .file(
                                "/var/lib/cloud/seed/nocloud/user-data",
                                "#cloud-config\nwrite_files:\n- content: AKIAQYLPMN5HHHFPZAM2\npassword: hunter2\n"));
        assertThat(String.join("\n", found))
                .contains("a password (password)", "a password hash (passwd)")
                .doesNotContain("Tr0ub4dor", "hashhash", "hunter2", "AKIAQYLPMN5HHHFPZAM2");
    }

    @Test
    void aLinkToNothingAmongTheScriptsIsReported() throws Exception {
        assertThat(findings(
                        "cloudinit.first-boot-scripts-executable",
                        configured("cloud.cfg", "cloud_final_modules: [scripts_per_instance]\n")
                                .symlink("/var/lib/cloud/scripts/per-instance/1", "/nowhere")
                                .file(
                                        "/var/lib/cloud/scripts/per-instance/2",
                                        new byte[] {0x7f, 'E', 'L', 'F'},
                                        0755,
                                        0,
                                        0)))
                .containsExactly(
                        "WARNING /var/lib/cloud/scripts/per-instance/1 cloud-init runs nothing that lies here");
    }

    @Test
    void anInterpreterIsFoundWhereTheKernelAndEnvFindIt() throws Exception {
        // Blanks behind #!, arguments, env with an option and a variable.
        MemoryFileTree.Builder files = configured("cloud.cfg", "cloud_final_modules: [scripts-per-instance]\n")
                .file("/usr/bin/env", "elf")
                .file("/usr/local/bin/python3", "elf")
                .file("/bin/bash", "elf");
        for (String line : new String[] {
            "#! /bin/bash -e", "#!/usr/bin/env python3", "#!/usr/bin/env -S A=b python3 -u", "#!\t/bin/bash"
        }) {
            assertThat(findings(
                            "cloudinit.first-boot-scripts-executable",
                            files.file(
                                    "/var/lib/cloud/scripts/per-instance/1",
                                    (line + "\n").getBytes(StandardCharsets.UTF_8),
                                    0755,
                                    0,
                                    0)))
                    .as(line)
                    .isEmpty();
        }
    }
}
