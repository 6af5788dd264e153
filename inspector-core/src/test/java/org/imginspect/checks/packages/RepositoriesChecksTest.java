package org.imginspect.checks.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Evaluation;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** Edge cases of the checks about where packages come from. */
class RepositoriesChecksTest {
    private static final String OFFICIAL = "packages.repos-official";
    private static final String MIRRORS = "packages.repos-do-mirrors";

    private static MemoryFileTree.Builder debian() {
        return MemoryFileTree.builder()
                .file(
                        "/etc/os-release",
                        "ID=debian\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=12\nVERSION_CODENAME=bookworm\n")
                .file("/etc/apt/trusted.gpg.d/debian.gpg", "key")
                .file(
                        "/var/lib/dpkg/status",
                        "Package: dpkg\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1.21.22\n");
    }

    private static MemoryFileTree.Builder rocky() {
        return MemoryFileTree.builder()
                .file(
                        "/etc/os-release",
                        "ID=rocky\nID_LIKE=\"rhel centos fedora\"\nNAME=\"Rocky Linux\"\nVERSION_ID=9.5\n")
                .file("/lib/apk/db/installed", "P:not-really\nV:1\nA:x86_64\n\n");
    }

    private static String findings(MemoryFileTree.Builder files) throws Exception {
        return String.join("\n", TestContext.findings(Evaluation.of(OFFICIAL, files)));
    }

    @Test
    void aSourceThatCannotBeReadIsNeverAPass() {
        assertThatThrownBy(() -> Evaluation.of(
                        OFFICIAL,
                        debian().damaged(
                                        "/etc/apt/sources.list",
                                        Kind.FILE,
                                        () -> new DamagedImageException("extent", "disk"))))
                .isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> Evaluation.of(
                        MIRRORS,
                        debian().damaged(
                                        "/etc/apt/sources.list.d/a.sources",
                                        Kind.FILE,
                                        () -> new DamagedImageException("extent", "disk"))))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void aPasswordInAnAddressIsShownNowhere() throws Exception {
        String findings = findings(debian().file(
                        "/etc/apt/sources.list",
                        "deb [trusted=yes] http://joe:hunter2secret@apt.example.com/x stable main\n"));
        assertThat(findings)
                .contains(
                        "ERROR /etc/apt/sources.list:1",
                        "repository http://apt.example.com/x",
                        "come from apt.example.com")
                .doesNotContain("hunter2secret")
                .doesNotContain("joe");
    }

    @Test
    void whatIsSwitchedOffDoesNotCount() throws Exception {
        assertThat(Evaluation.of(
                                OFFICIAL,
                                debian().file(
                                                "/etc/apt/sources.list.d/a.sources",
                                                "Types: deb\nURIs: https://bad.example.com\nSuites: a\nComponents: b\nTrusted: yes\nEnabled: no\n")
                                        .file(
                                                "/etc/apt/sources.list",
                                                "deb-src http://bad.example.com a b\ndeb https://deb.debian.org/debian bookworm main\n"))
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aListOfMirrorsIsFollowedAndALinkToo() throws Exception {
        assertThat(
                        findings(
                                debian().file(
                                                "/etc/apt/sources.list",
                                                "deb mirror+file:/etc/apt/mirrors.list bookworm main\n")
                                        .symlink("/etc/apt/mirrors.list", "../../srv/list")
                                        .file(
                                                "/srv/list",
                                                "https://deb.debian.org/debian\n# none\nhttps://mirror.example.com/debian priority:2\n")))
                .isEqualTo(
                        "WARNING /etc/apt/mirrors.list:3 packages come from mirror.example.com, which is no host of Debian"
                                + " GNU/Linux's and no vendor's that is known");
    }

    @Test
    void emptySourcesGiveNoUpdates() throws Exception {
        assertThat(findings(debian().file("/etc/apt/sources.list", "")))
                .isEqualTo("WARNING no repository is enabled, so the machine gets no updates");
    }

    @Test
    void aLaterSettingOfAptTakesAnEarlierOneBack() throws Exception {
        MemoryFileTree.Builder files = debian().file(
                        "/etc/apt/sources.list", "deb https://deb.debian.org/debian bookworm main\n")
                .file(
                        "/etc/apt/apt.conf.d/10unsafe",
                        "APT::Get::AllowUnauthenticated true;\nAcquire::https::Verify-Peer false;\n");
        assertThat(findings(files))
                .contains("ERROR /etc/apt/apt.conf.d/10unsafe:1", "WARNING /etc/apt/apt.conf.d/10unsafe:2");
        assertThat(Evaluation.of(
                                OFFICIAL,
                                files.file(
                                        "/etc/apt/apt.conf.d/99safe.conf",
                                        "APT { Get { AllowUnauthenticated no; }; };\nAcquire::https::Verify-Peer yes;\n"))
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void mirrorsOfDigitalOceanMayStandInCloudInitsConfigurationButNotInARemark() throws Exception {
        MemoryFileTree.Builder files = debian().file(
                        "/etc/apt/sources.list", "deb https://deb.debian.org/debian bookworm main\n")
                .file("/etc/cloud/cloud.cfg.d/90.cfg", "# mirrors.digitalocean.com\n");
        assertThat(Evaluation.of(MIRRORS, files).outcome()).isEqualTo(Outcome.FINDINGS);
        files.file(
                "/etc/cloud/cloud.cfg.d/91.cfg",
                "apt: {primary: [{arches: [default], uri: 'http://mirrors.digitalocean.com/debian'}]}\n");
        assertThat(Evaluation.of(MIRRORS, files).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void aForeignMirrorBelowTheSameHostIsNotTheDistributions() throws Exception {
        Verdict verdict = Evaluation.of(
                MIRRORS,
                debian().file(
                                "/etc/apt/sources.list",
                                "deb http://nyc2.mirrors.digitalocean.com/mariadb/repo/10.11/debian bookworm main\n"));
        assertThat(TestContext.findings(verdict))
                .containsExactly("WARNING no repository is at mirrors.digitalocean.com");
    }

    @Test
    void apkHasNoRepositoriesWithoutItsFile() throws Exception {
        assertThat(findings(rocky())).isEqualTo("WARNING no repository is enabled, so the machine gets no updates");
    }
}
