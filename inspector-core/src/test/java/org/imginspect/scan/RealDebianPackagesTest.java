package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.check.Outcome;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.facts.Facts;
import org.imginspect.facts.packages.ListedFile;
import org.imginspect.facts.packages.PackageDigests;
import org.imginspect.facts.packages.PackageFiles;
import org.imginspect.facts.packages.PackageHolds;
import org.imginspect.facts.packages.Packages;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.imginspect.guest.GuestPath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packages of the real Debian 12 and 13 and the verdicts that rest on them, beside what the guest's own dpkg says. */
class RealDebianPackagesTest {
    private static GuestContainer container(DebianImage debian) {
        return debian == DebianImage.TWELVE ? GuestContainer.debian12() : GuestContainer.debian13();
    }

    @FunctionalInterface
    private interface Question {
        void ask(Guest guest, Facts facts) throws Exception;
    }

    private static void with(DebianImage debian, Question question) throws Exception {
        try (Guest guest = new EmbeddedEngine().open(debian.qcow2(), OpenOptions.defaults())) {
            question.ask(guest, new Facts(guest.tree(), guest.storage(), Gatherers.all()));
        }
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void packagesAreThoseThatDpkgQueryShows(DebianImage debian) throws Exception {
        List<String> dpkgs = container(debian)
                .exec(
                        "dpkg-query",
                        "-W",
                        "-f",
                        "${Package} ${Architecture} ${Version} ${db:Status-Status} ${db:Status-Want} ${Maintainer}\\n")
                .lines();
        with(debian, (guest, facts) -> {
            List<String> ours = new ArrayList<>();
            for (Packages.Entry each : facts.find(Packages.class).orElseThrow().all()) {
                ours.add(each.name() + " " + each.architecture() + " " + each.version() + " "
                        + each.state().word() + " " + (each.held() ? "hold" : "install") + " " + each.vendor());
            }
            assertThat(ours).hasSizeGreaterThan(200).containsExactlyInAnyOrderElementsOf(dpkgs);
            assertThat(facts.find(PackageHolds.class).orElseThrow().all()).isEmpty();
            assertThat(container(debian).exec("apt-mark", "showhold").lines()).isEmpty();
        });
    }

    /** Every path of the root file system, by the very text that dpkg -S is asked with. */
    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void pathsAreOwnedIfDpkgFindsThem(DebianImage debian) throws Exception {
        GuestContainer container = container(debian);
        Path names = container.directory("owned").resolve("names");
        container
                .shell(
                        "find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /tmp \\) -prune -o -type f -print > "
                                + names
                                + "; dpkg-query -L $(dpkg-query -W -f '${binary:Package}\\n') 2>/dev/null | grep '^/' | sort -u >> "
                                + names + "; sort -u -o " + names + " " + names)
                .succeeded();
        Set<String> owned = new HashSet<>();
        for (String line : container
                .shell("xargs -d '\\n' dpkg-query -S < " + names + " 2>/dev/null; true")
                .lines()) {
            int colon = line.indexOf(": /");
            if (colon > 0 && !line.startsWith("diversion by ")) {
                owned.add(line.substring(colon + 2));
            }
        }
        with(debian, (guest, facts) -> {
            PackageFiles files = facts.find(PackageFiles.class).orElseThrow();
            int asked = 0;
            for (String name : Files.readAllLines(names)) {
                // dpkg -S takes these characters for a pattern.
                if (name.chars().noneMatch(c -> "*?[\\".indexOf(c) >= 0) && !name.equals("/.")) {
                    assertThat(files.owner(GuestPath.of(name)) != PackageFiles.Owner.NONE)
                            .as(name)
                            .isEqualTo(owned.contains(name));
                    asked++;
                }
            }
            assertThat(asked).isGreaterThan(15_000);
            assertThat(owned.size()).isGreaterThan(10_000).isLessThan(asked);
        });
    }

    /** dpkg --verify names the files that differ from what their package brought; md5sum tells why we think so too. */
    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void kernelAndServerAreWhatTheirPackagesBrought(DebianImage debian) throws Exception {
        GuestContainer container = container(debian);
        String kernel = container
                .shell("dpkg-query -S /boot/vmlinuz-* | cut -d: -f1")
                .succeeded()
                .strip();
        assertThat(container
                        .exec("dpkg", "--verify", kernel, "openssh-server")
                        .out()
                        .lines()
                        .filter(line -> !line.endsWith(" /etc/ssh/sshd_config"))
                        .filter(line -> line.startsWith("??5")))
                .isEmpty();
        Map<GuestPath, String> sums = new HashMap<>();
        for (String line : container
                .shell(
                        "for p in " + kernel + " openssh-server; do dpkg-query -L $p; done"
                                + " | while read -r f; do [ -f \"$f\" ] && [ ! -h \"$f\" ] && md5sum \"$(realpath \"$f\")\"; done; true")
                .lines()) {
            sums.put(GuestPath.of(line.substring(34)), line.substring(0, 32));
        }
        with(debian, (guest, facts) -> {
            PackageDigests digests = facts.find(PackageDigests.class).orElseThrow();
            int compared = 0;
            for (ListedFile each : digests.listed(sums.keySet())) {
                if (each.owner() == PackageFiles.Owner.PACKAGE) {
                    assertThat(each.digest().orElseThrow().hex())
                            .as(each.path().toString())
                            .isEqualTo(sums.get(each.path()));
                    compared++;
                }
            }
            assertThat(compared).isGreaterThan(1000).isGreaterThan(sums.size() - 20);
        });
        CheckResult result = result(debian, "kernel.unmodified");
        assertThat(result.outcome())
                .as("%s %s", result.reason(), result.findings())
                .isEqualTo(Outcome.PASS);
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void cloudInitIsNewAndTheDistributions(DebianImage debian) {
        String version = container(debian)
                .exec("dpkg-query", "-W", "-f", "${Version}", "cloud-init")
                .succeeded();
        assertThat(container(debian)
                        .exec("dpkg", "--compare-versions", version, "ge", "0.7.9")
                        .exitCode())
                .isZero();
        assertThat(version).doesNotContain("ucloud");
        assertThat(result(debian, "cloudinit.min-version").outcome()).isEqualTo(Outcome.PASS);
        CheckResult build = result(debian, "cloudinit.vendor-build");
        assertThat(build.outcome()).isEqualTo(Outcome.FINDINGS);
        assertThat(build.findings().get(0).message()).startsWith("cloud-init " + version + " is not UCloud's build");
        assertThat(result(debian, "cloudinit.vendor-build-held").outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }

    private static CheckResult result(DebianImage debian, String id) {
        ScanRequest request =
                ScanRequest.of(debian.qcow2()).withEngine(EngineChoice.EMBEDDED).withCheck(id);
        return new Inspector()
                .scan(request).get(0).results().stream()
                        .filter(result -> result.info().id().equals(id))
                        .findFirst()
                        .orElseThrow();
    }
}
