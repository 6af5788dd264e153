package org.imginspect.checks.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Evaluation;
import org.imginspect.checks.TestContext;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.scan.CloudGuests;
import org.junit.jupiter.api.Test;

/** Mistakes that other checkers make about releases and packages; each test shows that they are not ours. */
class OtherCheckersTest {
    /** DigitalOcean's image check has its releases in the script, so that each new one fails until the script is changed. */
    @Test
    void aListOfReleasesIsDataOfTheCaller() throws Exception {
        assertThat(CloudGuests.ask(
                                "packages.supported-os",
                                "",
                                "param: releases=debian-14\n-- /etc/os-release --\nID=debian\nVERSION_ID=\"14\"\n")
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    /** The same script takes what is before the dot of a version for the release, so that Ubuntu 22.10 passes as 22.04 does. */
    @Test
    void aReleaseIsNotItsNeighbour() throws Exception {
        assertThat(CloudGuests.ask(
                                "packages.supported-os",
                                "",
                                "param: releases=ubuntu-22.04\n-- /etc/os-release --\nID=ubuntu\nVERSION_ID=\"22.10\"\n")
                        .outcome())
                .isEqualTo(Outcome.FINDINGS);
    }

    /** Scanners with tables of their own call a release that is past its regular end dead while its LTS goes on, or the other way round. */
    @Test
    void ltsFromTheSameRepositoriesCounts() throws Exception {
        assertThat(CloudGuests.ask("packages.not-eol", "debian-12", "date: 2027-01-01")
                        .outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(TestContext.findings(CloudGuests.ask("packages.not-eol", "ubuntu-20.04", "date: 2027-01-01")))
                .singleElement()
                .asString()
                .startsWith("WARNING ");
    }

    /** Checkers for one family of distributions run {@code rpm} and take a machine without it for one whose packages are all right. */
    @Test
    void everyPackageManagerIsAsked() throws Exception {
        String broken = """
                -- /var/lib/dpkg/status append --

                Package: app
                Status: install ok half-configured
                Architecture: all
                Version: 1
                """;
        assertThat(CloudGuests.ask("packages.db-consistent", "debian-12", broken)
                        .outcome())
                .isEqualTo(Outcome.FINDINGS);
        assertThat(CloudGuests.ask("packages.db-consistent", "alpine-3.20", "-- /etc/apk/world append --\nnothing\n")
                        .outcome())
                .isEqualTo(Outcome.FINDINGS);
    }

    /** A test for red hats' images counts the keys packages are signed with, and expects one: an imported key of a second repository fails. */
    @Test
    void aSecondRepositoryWithItsKeyIsWellSigned() throws Exception {
        Verdict verdict = CloudGuests.ask("packages.signed", "", """
                -- /var/lib/rpm/rpmdb.sqlite rpm --
                signed: 702d426d350d275d
                bash 5.1-1 x86_64
                signed: 8a3872bf3228467c
                htop 3.3-1 x86_64
                signed:
                gpg-pubkey 350d275d-6279464b (none)
                gpg-pubkey 3228467c-613798eb (none)
                """);
        assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
    }

    /** Whether systemd runs was told by the presence of its package, which Debian's releases with System V init have too. */
    @Test
    void theInitThatStartsCounts() throws Exception {
        assertThat(CloudGuests.ask("packages.systemd", "debian-12", """
                        -- !/sbin/init --
                        -- /sbin/init elf mode=0755 --
                        -- /etc/inittab --
                        id:2:initdefault:
                        """).outcome())
                .isEqualTo(Outcome.FINDINGS);
    }

    private static MemoryFileTree.Builder withLists(String name, String index, String sources) {
        return MemoryFileTree.builder()
                .file("/etc/os-release", "ID=debian\nNAME=Debian\nVERSION_ID=12\nVERSION_CODENAME=bookworm\n")
                .file("/etc/apt/sources.list", sources)
                .file(
                        "/var/lib/dpkg/status",
                        "Package: openssh-server\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:9.2p1-2+deb12u3\n")
                .file("/var/lib/apt/lists/" + name + "_main_binary-amd64_Packages", index)
                .file(
                        "/var/lib/apt/lists/" + name + "_Release",
                        "Label: Debian-Security\nCodename: bookworm-security\nDate: "
                                + java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                        java.time.ZonedDateTime.now(java.time.ZoneOffset.UTC))
                                + "\n");
    }

    private static final String SECURITY = "deb https://deb.debian.org/debian-security bookworm-security main\n";
    private static final String LIST = "deb.debian.org_debian-security_dists_bookworm-security";

    /** DigitalOcean's script says that nothing is pending when apt-get update has failed: here it is not known. */
    @Test
    void updatesThatCouldNotBeLookedUpAreNotNoUpdates() {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/etc/os-release", "ID=debian\nNAME=Debian\nVERSION_ID=12\n")
                .file("/etc/apt/sources.list", SECURITY)
                .file("/var/lib/dpkg/status", "Package: bash\nStatus: install ok installed\nVersion: 5\n");
        assertThatThrownBy(() -> Evaluation.of("packages.security-updates", files))
                .isInstanceOf(org.imginspect.error.UnsupportedFeatureException.class);
    }

    /** The same script only counts the lines with the word "security"; its users asked which packages they are. */
    @Test
    void everyPackageWithASecurityUpdateIsNamedWithBothVersions() throws Exception {
        assertThat(TestContext.findings(Evaluation.of(
                        "packages.security-updates",
                        withLists(
                                LIST,
                                "Package: openssh-server\nArchitecture: amd64\nVersion: 1:9.2p1-2+deb12u7\n\n",
                                SECURITY))))
                .singleElement()
                .asString()
                .contains("openssh-server 1:9.2p1-2+deb12u3", "1:9.2p1-2+deb12u7");
    }

    /** Scanners of marketplaces reject an OpenSSH whose upstream version is old though the fixes were ported back. */
    @Test
    void aFixThatWasPortedBackCounts() throws Exception {
        assertThat(Evaluation.of(
                                "packages.security-updates",
                                withLists(
                                        LIST,
                                        "Package: openssh-server\nArchitecture: amd64\nVersion: 1:9.2p1-2+deb12u3\n\n",
                                        SECURITY))
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }
}
