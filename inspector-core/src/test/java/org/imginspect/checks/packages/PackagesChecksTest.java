package org.imginspect.checks.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.scan.CloudGuests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left to say about releases, formats and single packages beside the examples on the pages. */
class PackagesChecksTest {
    private static final String SUPPORTED = "packages.supported-os";
    private static final String EOL = "packages.not-eol";
    private static final String FORMAT = "packages.format-deb-rpm";
    private static final String CURL = "packages.curl";
    private static final String SYSTEMD = "packages.systemd";
    private static final String TZDATA = "packages.tzdata-legacy";
    private static final String DEBUGGERS = "packages.no-debuggers";
    private static final String VENDOR = "packages.vendor-base";
    private static final String SIGNED = "packages.signed";

    private static List<String> findings(String id, String family, String text) throws Exception {
        return TestContext.findings(CloudGuests.ask(id, family, text));
    }

    private static Outcome outcome(String id, String family, String text) throws Exception {
        return CloudGuests.ask(id, family, text).outcome();
    }

    /** What cannot be read is an exception, which the runner makes undetermined, and never a pass. */
    @ParameterizedTest
    @CsvSource({
        SUPPORTED + ",debian-12,/usr/lib/os-release",
        EOL + ",debian-12,/usr/lib/os-release",
        EOL + ",centos-6,/etc/redhat-release",
        FORMAT + ",debian-12,/var/lib/dpkg/status",
        FORMAT + ",rocky-9,/var/lib/rpm/rpmdb.sqlite",
        FORMAT + ",alpine-3.20,/lib/apk/db/installed",
        CURL + ",debian-12,/usr/bin",
        SYSTEMD + ",debian-12,/usr/sbin",
        TZDATA + ",ubuntu-24.04,/var/lib/dpkg/status",
        DEBUGGERS + ",debian-12,/var/lib/dpkg/status",
        DEBUGGERS + ",rocky-9,/var/lib/rpm/rpmdb.sqlite",
        VENDOR + ",debian-12,/etc/apt/sources.list",
        VENDOR + ",rocky-9,/etc/yum.repos.d/rocky.repo",
        SIGNED + ",rocky-9,/var/lib/rpm/rpmdb.sqlite",
        SIGNED + ",rocky-9,/etc/pki/rpm-gpg"
    })
    void whatCannotBeReadIsNeverAPass(String id, String family, String path) {
        assertThatThrownBy(() -> CloudGuests.askDamaged(id, family, "-- /usr/bin/curl elf mode=0755 --\n", path))
                .isInstanceOf(DamagedImageException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "debian-12, true",
        "debian-12.1, false",
        "Debian-12, true",
        "debian, true",
        "debian-bookworm, true",
        "debian-trixie, false",
        "debian-, false",
        "deb, false",
        "ubuntu-12, false"
    })
    void aReleaseIsNamedByItsWholeNameAndVersion(String wanted, boolean taken) throws Exception {
        assertThat(outcome(SUPPORTED, "debian-12", "param: releases=" + wanted))
                .isEqualTo(taken ? Outcome.PASS : Outcome.FINDINGS);
    }

    @Test
    void aMinorReleaseCanBeAskedFor() throws Exception {
        assertThat(outcome(SUPPORTED, "rocky-9", "param: releases=rocky-9.5")).isEqualTo(Outcome.PASS);
        assertThat(outcome(SUPPORTED, "rocky-9", "param: releases=rocky-9.4")).isEqualTo(Outcome.FINDINGS);
        assertThat(outcome(SUPPORTED, "sles-15", "param: releases=sles-15")).isEqualTo(Outcome.PASS);
        assertThat(outcome(SUPPORTED, "centos-6", "param: releases=centos-6")).isEqualTo(Outcome.PASS);
    }

    @ParameterizedTest
    @CsvSource({"2028-06-30, PASS", "2028-07-01, FINDINGS", "2033-06-30, FINDINGS", "2033-07-01, FINDINGS"})
    void theLastDayIsOneOfThem(String date, Outcome expected) throws Exception {
        assertThat(outcome(EOL, "debian-12", "date: " + date)).isEqualTo(expected);
    }

    @Test
    void paidUpdatesMakeItAWarningUntilTheyEnd() throws Exception {
        assertThat(findings(EOL, "debian-12", "date: 2033-06-30"))
                .containsExactly(
                        "WARNING /etc/os-release debian 12 has got no security updates since 2028-06-30 without"
                                + " Extended LTS (Freexian), which goes to 2033-06-30");
        assertThat(findings(EOL, "debian-12", "date: 2033-07-01"))
                .containsExactly("ERROR /etc/os-release debian 12 has got no security updates since 2028-06-30");
    }

    @Test
    void aReleaseNobodyKnowsIsNoPass() {
        for (String release :
                List.of("ID=nixos\nVERSION_ID=24.05", "ID=debian\nVERSION_ID=99", "ID=fedora\nVERSION_ID=99")) {
            assertThatThrownBy(() -> CloudGuests.ask(EOL, "", "-- /etc/os-release --\n" + release + "\n"))
                    .as(release)
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("not in the list of releases");
        }
    }

    @Test
    void daysAreCountedFromTheDayOfTheScan() throws Exception {
        assertThat(outcome(EOL, "debian-12", "date: 2028-06-01\nparam: days=29"))
                .isEqualTo(Outcome.PASS);
        assertThat(outcome(EOL, "debian-12", "date: 2028-06-01\nparam: days=30"))
                .isEqualTo(Outcome.FINDINGS);
        assertThat(outcome(EOL, "", "param: days=9999\n-- /etc/os-release --\nID=arch\n"))
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aManagerThatManagesNothingDoesNotCount() throws Exception {
        // dpkg's tools on a machine of rpm.
        assertThat(outcome(FORMAT, "rocky-9", "-- /var/lib/dpkg/status --\n")).isEqualTo(Outcome.PASS);
        assertThatThrownBy(() -> CloudGuests.ask(FORMAT, "", "-- /var/db/pkg/sys-apps/x --\n"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("portage");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-- /usr/bin/curl elf mode=0644 --|ERROR /usr/bin/curl curl cannot be run",
                "-- /usr/bin/curl mode=0755 --|ERROR /usr/bin/curl curl cannot be run",
                "-- /usr/bin/curl/ dir --|ERROR /usr/bin/curl curl cannot be run",
                "-- /opt/bin/curl elf mode=0755 --|ERROR there is no curl in any directory of root's PATH"
            })
    void whatCannotBeRunIsNoCurl(String entry, String finding) throws Exception {
        assertThat(findings(CURL, "debian-12", entry)).containsExactly(finding);
    }

    @Test
    void curlMayBeALinkOrLieInUsrLocal() throws Exception {
        assertThat(outcome(CURL, "debian-12", "-- /usr/local/bin/curl elf mode=0755 --"))
                .isEqualTo(Outcome.PASS);
        assertThat(outcome(CURL, "debian-12", "-- /opt/curl elf mode=0755 --\n-- /usr/bin/curl -> ../../opt/curl --"))
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void systemdBesideAnotherInitDoesNotCount() throws Exception {
        assertThat(findings(SYSTEMD, "ubuntu-14.04", "-- /lib/systemd/systemd elf mode=0755 --"))
                .containsExactly("ERROR process 1 is upstart, not systemd");
        assertThat(outcome(SYSTEMD, "", "-- /etc/os-release --\nID=debian\n")).isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void tzdataLegacyIsAskedForOn2404Only() throws Exception {
        assertThat(outcome(TZDATA, "", "-- /etc/os-release --\nID=ubuntu\nVERSION_ID=24.10\n"))
                .isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(findings(TZDATA, "ubuntu-24.04", """
                        -- /var/lib/dpkg/status append --

                        Package: tzdata-legacy
                        Status: deinstall ok config-files
                        Architecture: all
                        Version: 2024a-3ubuntu1
                        """))
                .containsExactly("ERROR the package tzdata-legacy is not installed");
    }

    @Test
    void aTracerIsNoDebuggerAndANameThatBeginsAlikeIsNeither() throws Exception {
        assertThat(findings(DEBUGGERS, "debian-12", """
                        -- /var/lib/dpkg/status append --

                        Package: linux-tools-common
                        Status: install ok installed
                        Architecture: all
                        Version: 1

                        Package: gdbm-l10n
                        Status: install ok installed
                        Architecture: all
                        Version: 1

                        Package: rrdtool
                        Status: install ok installed
                        Architecture: amd64
                        Version: 1

                        Package: lldb-14
                        Status: install ok half-configured
                        Architecture: amd64
                        Version: 1:14
                        """))
                .containsExactlyInAnyOrder(
                        "WARNING the package linux-tools-common 1 holds a tracer",
                        "ERROR the package lldb-14 1:14 is a debugger");
    }

    @Test
    void whatIsAllowedIsAllowedByPackageAndByProgram() throws Exception {
        String text = """
                -- /usr/local/bin/gdb elf mode=0755 --
                -- /usr/local/bin/lldb -> /opt/lldb --
                """;
        assertThat(findings(DEBUGGERS, "rocky-9", text)).containsExactly("ERROR /usr/local/bin/gdb is a debugger");
        assertThat(outcome(DEBUGGERS, "rocky-9", "param: allow=strace,gdb\n" + text))
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aTraceInAWordThatIsCommentedOutIsNone() throws Exception {
        String repository = "-- /etc/yum.repos.d/x.repo --\n%sbaseurl=http://mirrors.tencentyun.com/x\n";
        assertThat(outcome(VENDOR, "rocky-9", repository.formatted(""))).isEqualTo(Outcome.PASS);
        assertThat(outcome(VENDOR, "rocky-9", repository.formatted("# "))).isEqualTo(Outcome.FINDINGS);
    }

    @Test
    void keysAreToldApartBySixteenDigits() throws Exception {
        // The same last eight digits as the key that was imported, and another key.
        List<String> findings = findings(SIGNED, "", """
                -- /var/lib/rpm/rpmdb.sqlite rpm --
                signed: 1111111111111111
                a 1-1 x86_64
                b 1-1 x86_64
                signed: 2222222222222222
                c 1-1 x86_64
                signed:
                d 1-1 x86_64
                e 1-1 x86_64
                gpg-pubkey 22222222-5e3006fb (none)
                """);
        assertThat(findings)
                .containsExactly(
                        "WARNING 2 packages (d, e) have no signature that names its key",
                        "WARNING 2 packages (a, b) are signed by the key 1111111111111111, which the image does not have");
        // rpm 6 keeps the whole fingerprint as the version.
        assertThat(outcome(SIGNED, "", """
                        -- /var/lib/rpm/rpmdb.sqlite rpm --
                        signed: 1111111111111111
                        a 1-1 x86_64
                        signed:
                        gpg-pubkey aaaaaaaaaaaaaaaaaaaaaaaa1111111111111111-5e3006fb (none)
                        """)).isEqualTo(Outcome.PASS);
    }

    @Test
    void aFileOfKeysThatIsDamagedIsNoPass() {
        assertThatThrownBy(() -> CloudGuests.ask(SIGNED, "", """
                        -- /var/lib/rpm/rpmdb.sqlite rpm --
                        signed: 1111111111111111
                        a 1-1 x86_64
                        -- /etc/pki/rpm-gpg/KEY --
                        \\-----BEGIN PGP PUBLIC KEY BLOCK-----

                        mDME
                        """)).isInstanceOf(ImageException.class);
    }

    @Test
    void pacmansSignaturesAreNotTakenForNone() {
        assertThatThrownBy(() -> CloudGuests.ask(SIGNED, "", """
                        -- /var/lib/pacman/local/bash-5.2-1/desc --
                        %NAME%
                        bash

                        %VERSION%
                        5.2-1
                        """)).isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void nothingAppliesToWhatIsNoDistribution() throws Exception {
        for (String id : List.of(EOL, CURL, TZDATA, DEBUGGERS, VENDOR, SIGNED)) {
            Verdict verdict = CloudGuests.ask(id, "", "-- /etc/hostname --\nx\n");
            assertThat(verdict.outcome()).as(id).isEqualTo(Outcome.NOT_APPLICABLE);
        }
        assertThat(outcome(SUPPORTED, "", "-- /etc/hostname --\nx\n")).isEqualTo(Outcome.FINDINGS);
    }
}
