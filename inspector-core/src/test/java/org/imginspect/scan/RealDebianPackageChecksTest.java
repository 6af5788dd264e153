package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.imginspect.check.Finding;
import org.imginspect.check.Outcome;
import org.imginspect.facts.Inputs;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.imginspect.fixtures.ToolContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The verdicts about packages on the real Debian 12 and 13, each beside what the guest's own tools say: dpkg, apt-get, find, getcap,
 * and what distro-info knows.
 */
class RealDebianPackageChecksTest {
    private static final List<String> IDS = List.of(
            "packages.supported-os",
            "packages.not-eol",
            "packages.format-deb-rpm",
            "packages.db-consistent",
            "packages.signed",
            "packages.no-debuggers",
            "packages.curl",
            "packages.systemd",
            "packages.tzdata-legacy",
            "packages.system-python-intact",
            "packages.vendor-base",
            "malware.package-digests",
            "malware.unowned-setuid");

    private static final Map<DebianImage, Map<String, CheckResult>> RESULTS = new TreeMap<>();

    private static GuestContainer guest(DebianImage debian) {
        return debian == DebianImage.TWELVE ? GuestContainer.debian12() : GuestContainer.debian13();
    }

    private static synchronized CheckResult result(DebianImage debian, String id) {
        return Objects.requireNonNull(
                RESULTS.computeIfAbsent(debian, RealDebianPackageChecksTest::scan)
                        .get(id),
                id);
    }

    private static Map<String, CheckResult> scan(DebianImage debian) {
        ScanRequest request = ScanRequest.of(debian.qcow2())
                .withEngine(EngineChoice.EMBEDDED)
                .withInputs(Inputs.defaults().withDate(LocalDate.of(2026, 11, 21)));
        for (String id : IDS) {
            request = request.withCheck(id);
        }
        Map<String, CheckResult> results = new TreeMap<>();
        for (CheckResult result :
                new Inspector().scan(request.withDeep(true)).get(0).results()) {
            results.put(result.info().id(), result);
        }
        return results;
    }

    private static void assertOutcome(DebianImage debian, String id, Outcome expected) {
        CheckResult result = result(debian, id);
        assertThat(result.outcome())
                .as("%s: %s %s", id, result.reason(), result.findings())
                .isEqualTo(expected);
    }

    private static List<String> messages(DebianImage debian, String id) {
        return result(debian, id).findings().stream().map(Finding::message).toList();
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void packagesAreWholeIfDpkgAndAptFindThemSo(DebianImage debian) {
        GuestContainer guest = guest(debian);
        assertThat(guest.exec("dpkg", "--audit").succeeded()).isEmpty();
        assertThat(guest.exec("apt-get", "-s", "check").exitCode()).isZero();
        assertThat(guest.shell("ls -A /var/lib/dpkg/updates; cat /var/lib/dpkg/triggers/Unincorp")
                        .out())
                .isEmpty();
        assertOutcome(debian, "packages.db-consistent", Outcome.PASS);
        assertOutcome(debian, "packages.format-deb-rpm", Outcome.PASS);
        assertOutcome(debian, "packages.signed", Outcome.NOT_APPLICABLE);
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void filesAreThoseOfTheirPackagesIfDpkgFindsThemSo(DebianImage debian) {
        // Column 3 is the digest. Left out are configuration, with a "c", and the grub-probe that other tests put into
        // the container.
        List<String> changed = new ArrayList<>();
        for (String line : guest(debian).exec("dpkg", "--verify").out().lines().toList()) {
            if (!line.contains(" c /") && !line.endsWith(" /usr/sbin/grub-probe")) {
                changed.add(line);
            }
        }
        assertThat(changed).isEmpty();
        assertOutcome(debian, "malware.package-digests", Outcome.PASS);
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void programsWithRightsArePackagesIfDpkgOwnsAllThatFindFinds(DebianImage debian) {
        GuestContainer guest = guest(debian);
        List<String> found = guest.shell("find / -xdev -type f -perm /6000").lines();
        assertThat(found).contains("/usr/bin/passwd");
        // One dpkg for all: each reads every list there is. It names what it finds, by the path before /usr was merged
        // too.
        List<String> programs = new ArrayList<>(found);
        programs.addAll(
                guest.shell("find /usr/bin /usr/sbin -maxdepth 1 -type f").lines());
        assertThat(programs).hasSizeGreaterThan(found.size() + 500);
        List<String> asked = new ArrayList<>(List.of("dpkg", "-S"));
        for (String path : programs) {
            asked.add(path);
            asked.add(withoutUsr(path));
        }
        Set<String> owned = new HashSet<>();
        for (String line :
                guest.exec(asked.toArray(new String[0])).out().lines().toList()) {
            owned.add(withoutUsr(line.substring(line.indexOf(": ") + 2)));
        }
        assertThat(programs).allSatisfy(path -> assertThat(owned).contains(withoutUsr(path)));
        assertOutcome(debian, "malware.unowned-setuid", Outcome.PASS);
    }

    private static String withoutUsr(String path) {
        return path.startsWith("/usr/") ? path.substring("/usr".length()) : path;
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void theReleaseIsTheOneThatIsThere(DebianImage debian) {
        String version = guest(debian)
                .shell(". /etc/os-release; echo $ID-$VERSION_ID")
                .succeeded()
                .strip();
        assertThat(version).isEqualTo(debian == DebianImage.TWELVE ? "debian-12" : "debian-13");
        assertOutcome(debian, "packages.supported-os", Outcome.PASS);
        // Columns: version, codename, series, created, release, eol, eol-lts, eol-elts.
        String lts = ToolContainer.debian13()
                .shell("grep \"^${1#debian-},\" /usr/share/distro-info/debian.csv | cut -d, -f7", version)
                .succeeded()
                .strip();
        assertThat(LocalDate.parse(lts)).isAfter(LocalDate.of(2026, 11, 21));
        assertOutcome(debian, "packages.not-eol", Outcome.PASS);
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void singlePackagesAreThereIfTheGuestFindsThem(DebianImage debian) {
        GuestContainer guest = guest(debian);
        boolean curl = guest.shell("command -v curl").exitCode() == 0;
        assertOutcome(debian, "packages.curl", curl ? Outcome.PASS : Outcome.FINDINGS);
        assertThat(guest.exec("readlink", "-f", "/sbin/init").succeeded().strip())
                .endsWith("/systemd/systemd");
        assertOutcome(debian, "packages.systemd", Outcome.PASS);
        assertOutcome(debian, "packages.tzdata-legacy", Outcome.NOT_APPLICABLE);
        List<String> tracers = guest.shell(
                        // grep answers 1 if there is none, as there should not be.
                        "dpkg-query -W -f '${Package}\\n"
                                + "' | grep -Ex 'gdb.*|lldb.*|strace|ltrace|valgrind|bpftrace|crash|linux-perf.*' || true")
                .lines();
        assertThat(messages(debian, "packages.no-debuggers")).hasSize(tracers.size());
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void pythonIsTheReleasesIfItSaysSoItself(DebianImage debian) {
        GuestContainer guest = guest(debian);
        String version = guest.shell("/usr/bin/python3 -c 'import sys; print(\"%d.%d\" % sys.version_info[:2])'")
                .succeeded()
                .strip();
        assertThat(version).isEqualTo(debian == DebianImage.TWELVE ? "3.11" : "3.13");
        assertThat(guest.exec("readlink", "/usr/bin/python3").succeeded().strip())
                .isEqualTo("python" + version);
        assertOutcome(debian, "packages.system-python-intact", Outcome.PASS);
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void nothingTellsOfAVendor(DebianImage debian) {
        assertThat(guest(debian)
                        .shell("ls -d /usr/local/qcloud; grep -rl tencentyun /etc/apt /etc/cloud")
                        .out())
                .isEmpty();
        assertThat(messages(debian, "packages.vendor-base")).hasSize(1);
    }
}
