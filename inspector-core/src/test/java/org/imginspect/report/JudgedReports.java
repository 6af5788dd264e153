package org.imginspect.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.check.Area;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.guest.GuestPath;
import org.imginspect.profile.Applicability;
import org.imginspect.profile.CheckUse;
import org.imginspect.profile.Contradiction;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Requirement;
import org.imginspect.profile.Waiver;
import org.imginspect.scan.BaselineComparison;
import org.imginspect.scan.BaselineState;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.ComparedFinding;
import org.imginspect.scan.Evidence;
import org.imginspect.scan.Fingerprint;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.WaivedFinding;

/** Reports of images that marketplaces judged, with waivers and beside an earlier report. */
final class JudgedReports {
    private static final Waiver WAIVER = new Waiver(
            "fs.fstab-no-device-names",
            Optional.of("/etc/fstab"),
            "the hypervisor names it so",
            Optional.of(LocalDate.of(2027, 1, 1)),
            ".imginspect.yaml:3");

    private JudgedReports() {}

    private static Requirement requirement(
            String id, String title, boolean must, List<CheckUse> checks, List<String> allOf, Optional<String> manual) {
        return new Requirement(
                id,
                title,
                "Image requirements, item " + id.substring(2),
                must,
                id.contains("P"),
                Applicability.ALWAYS,
                checks,
                allOf,
                manual,
                checks.isEmpty() && allOf.isEmpty() && manual.isEmpty()
                        ? Optional.of("It is seen on a running machine")
                        : Optional.empty(),
                manual.isPresent() ? Optional.of("Ask the publisher") : Optional.empty(),
                Optional.empty());
    }

    private static CheckUse use(String check) {
        return new CheckUse(check, Map.of(), Optional.empty());
    }

    /** Two marketplaces; one requirement for each outcome. */
    static ScanReport judged(String image) {
        ScanReport plain = SampleReports.failing(image);
        List<CheckResult> results = new ArrayList<>(plain.results());
        CheckResult gpt = results.get(0);
        CheckResult whole = results.get(1);
        Finding error = whole.findings().get(0);
        Finding warning = whole.findings().get(1);
        CheckResult fstab = new CheckResult(
                whole.info(),
                whole.params(),
                whole.verdict(),
                List.of(warning),
                List.of(new WaivedFinding(error, WAIVER)));
        results.set(1, fstab);
        CheckResult console = results.get(2);
        CheckResult cloudinit = results.get(3);
        CheckResult keys = results.get(4);
        CheckResult ports = new CheckResult(
                new CheckInfo("firewall.minimal-ports", Area.FIREWALL, Level.ERROR, "No port is open", "close it"),
                new Params(Map.of("ports", "22,443")),
                Verdict.of(Finding.of(Level.ERROR, "apache2 opens 80/tcp", GuestPath.of("/etc/ufw/user.rules"), 12)));
        results.add(ports);

        List<RequirementResult> yc = List.of(
                result(
                        requirement(
                                "YC-01",
                                "The disk has a GPT",
                                true,
                                List.of(use("disk.partition-table-gpt")),
                                List.of(),
                                Optional.empty()),
                        RequirementOutcome.MET,
                        "",
                        evidence(gpt)),
                result(
                        requirement(
                                "YC-15",
                                "fstab names no devices",
                                true,
                                List.of(use("fs.fstab-no-device-names")),
                                List.of(),
                                Optional.empty()),
                        RequirementOutcome.WAIVED,
                        "",
                        new Evidence(whole, List.of(warning), List.of(new WaivedFinding(error, WAIVER)))),
                result(
                        requirement(
                                "YC-13",
                                "The kernel writes to ttyS0",
                                true,
                                List.of(use("boot.console-ttys0")),
                                List.of(),
                                Optional.empty()),
                        RequirementOutcome.UNDECIDED,
                        "boot.console-ttys0: " + console.reason(),
                        evidence(console)),
                result(
                        requirement(
                                "YC-17",
                                "cloud-init runs",
                                true,
                                List.of(use("cloudinit.enabled")),
                                List.of(),
                                Optional.empty()),
                        RequirementOutcome.NOT_APPLICABLE,
                        cloudinit.reason(),
                        evidence(cloudinit)),
                result(
                        requirement(
                                "YC-24",
                                "No host keys",
                                true,
                                List.of(use("ssh.host-keys-absent")),
                                List.of(),
                                Optional.empty()),
                        RequirementOutcome.NOT_MET,
                        "",
                        evidence(keys)),
                result(
                        requirement("YC-30", "Services start again", true, List.of(), List.of(), Optional.empty()),
                        RequirementOutcome.UNDECIDED,
                        "It is seen on a running machine"),
                result(
                        requirement("YC-31", "All of it", true, List.of(), List.of("YC-01", "YC-24"), Optional.empty()),
                        RequirementOutcome.NOT_MET,
                        "not-met: YC-24"),
                result(
                        requirement(
                                "YC-P1",
                                "The publisher answers",
                                true,
                                List.of(),
                                List.of(),
                                Optional.of("Answer within a day")),
                        RequirementOutcome.MANUAL,
                        "Answer within a day"));
        List<RequirementResult> dig = List.of(result(
                requirement(
                        "DO-44",
                        "Host keys should be absent",
                        false,
                        List.of(use("ssh.host-keys-absent")),
                        List.of(),
                        Optional.empty()),
                RequirementOutcome.NOT_MET,
                "",
                evidence(keys)));
        return new ScanReport(
                plain.image(),
                plain.failure(),
                plain.engine(),
                plain.fallbackReason(),
                plain.storage(),
                plain.rootProblem(),
                plain.guest(),
                results,
                plain.notRun(),
                List.of(
                        new ProfileResult(
                                new Profile(
                                        "yandex-cloud",
                                        "Yandex Cloud Marketplace",
                                        "Creating a product image",
                                        Optional.of(LocalDate.of(2026, 11, 21)),
                                        List.of(),
                                        yc.stream()
                                                .map(RequirementResult::requirement)
                                                .toList()),
                                yc),
                        new ProfileResult(
                                new Profile(
                                        "digitalocean",
                                        "DigitalOcean Marketplace",
                                        "Getting started",
                                        Optional.empty(),
                                        List.of(),
                                        dig.stream()
                                                .map(RequirementResult::requirement)
                                                .toList()),
                                dig)),
                List.of(new Contradiction(
                        "the firewall", List.of("YC-24", "DO-44"), "one wants what the other forbids")),
                List.of(".imginspect.yaml:9: the waiver of fs.tmp-mode matches nothing"),
                plain.failOn(),
                plain.timings());
    }

    private static Evidence evidence(CheckResult result) {
        return new Evidence(result, result.findings(), List.of());
    }

    private static RequirementResult result(
            Requirement requirement, RequirementOutcome outcome, String reason, Evidence... evidence) {
        return new RequirementResult(requirement, outcome, reason, List.of(evidence), List.of());
    }

    /** Beside an earlier report that knew the findings of fstab, the error as a warning, and one more that is fixed. */
    static ScanReport compared(String image) {
        ScanReport report = SampleReports.failing(image);
        List<ComparedFinding> findings = new ArrayList<>();
        for (CheckResult result : report.results()) {
            List<String> prints = Fingerprint.of(result);
            for (int i = 0; i < prints.size(); i++) {
                Finding finding = result.findings().get(i);
                boolean known = finding.file().equals(Optional.of(GuestPath.of("/etc/fstab")));
                boolean graver = finding.line().equals(OptionalInt.of(3));
                findings.add(new ComparedFinding(
                        result,
                        finding,
                        prints.get(i),
                        known && !graver ? BaselineState.UNCHANGED : BaselineState.NEW,
                        known ? Optional.of(Level.WARNING) : Optional.empty()));
            }
        }
        return report.withBaseline(new BaselineComparison(
                "before.json", image, findings, List.of(), List.of(), List.of(), List.of(), List.of()));
    }

    /** One image with so many findings, the given share of them errors, each with a message and a path of its own. */
    static ScanReport huge(int findings, int errorsInTen, int messageLength) {
        List<Finding> all = new ArrayList<>();
        java.util.Random random = new java.util.Random(1);
        for (int i = 0; i < findings; i++) {
            StringBuilder message = new StringBuilder("finding ").append(i).append(' ');
            while (message.length() < messageLength) {
                message.append((char) (0x4e00 + random.nextInt(20_000)));
            }
            Level level = i % 10 < errorsInTen ? Level.ERROR : i % 2 == 0 ? Level.WARNING : Level.NOTE;
            all.add(Finding.of(level, message.toString(), GuestPath.of("/f/" + i), i + 1));
        }
        ScanReport plain = SampleReports.passing("huge.qcow2");
        return new ScanReport(
                plain.image(),
                plain.failure(),
                plain.engine(),
                plain.fallbackReason(),
                plain.storage(),
                plain.rootProblem(),
                plain.guest(),
                List.of(SampleReports.result("malware.many", Area.MALWARE, "Not many", "mend", Verdict.of(all))),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(Level.ERROR),
                plain.timings());
    }
}
