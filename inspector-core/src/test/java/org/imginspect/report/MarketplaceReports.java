package org.imginspect.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.check.Area;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.guest.GuestPath;
import org.imginspect.profile.Applicability;
import org.imginspect.profile.CheckUse;
import org.imginspect.profile.Contradiction;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Requirement;
import org.imginspect.profile.Waiver;
import org.imginspect.scan.BaselineComparison;
import org.imginspect.scan.BaselineFinding;
import org.imginspect.scan.BaselineState;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.ComparedFinding;
import org.imginspect.scan.Evidence;
import org.imginspect.scan.Fingerprint;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.VerdictChange;
import org.imginspect.scan.WaivedFinding;

/** Reports of images that marketplaces judged, or that are compared with an earlier report. */
final class MarketplaceReports {
    private MarketplaceReports() {}

    private static Requirement requirement(String id, String title, boolean must, boolean duty, String own) {
        boolean manual = duty;
        return new Requirement(
                id,
                title,
                "Requirements › item 1",
                must,
                duty,
                Applicability.ALWAYS,
                manual ? List.of() : List.of(new CheckUse("fs.fstab-no-device-names", Map.of(), Optional.empty())),
                List.of(),
                manual ? Optional.of("Write a guide") : Optional.empty(),
                Optional.empty(),
                Optional.of("Look at it once"),
                own.isEmpty() ? Optional.empty() : Optional.of(own));
    }

    private static RequirementResult result(
            String id, String title, RequirementOutcome outcome, String reason, Evidence... evidence) {
        return new RequirementResult(
                requirement(id, title, true, false, ""), outcome, reason, List.of(evidence), List.of());
    }

    private static Profile profile(String id, String title) {
        return new Profile(id, title, "Requirements", Optional.of(LocalDate.of(2026, 11, 21)), List.of(), List.of());
    }

    private static Evidence evidence(CheckResult result) {
        return new Evidence(result, result.findings(), result.waived());
    }

    /** Every outcome, two marketplaces that ask for the same check, a contradiction, a waiver, remarks. */
    static ScanReport judged(String image) {
        ScanReport plain = SampleReports.failing(image);
        CheckResult fstab = plain.results().get(1);
        CheckResult console = plain.results().get(2);
        CheckResult keys = plain.results().get(4);
        Waiver waiver = new Waiver(
                "ssh.host-keys-absent",
                Optional.empty(),
                "cloud-init makes new ones",
                Optional.of(LocalDate.of(2027, 1, 31)),
                ".imginspect.yaml:4");
        CheckResult waived = new CheckResult(
                keys.info(),
                keys.params(),
                keys.verdict(),
                List.of(),
                List.of(new WaivedFinding(keys.findings().get(0), waiver)));
        List<RequirementResult> first = List.of(
                new RequirementResult(
                        requirement(
                                "AA-01",
                                "File systems are mounted by UUID",
                                true,
                                false,
                                "check.sh does not look at /etc/fstab"),
                        RequirementOutcome.NOT_MET,
                        "",
                        List.of(evidence(fstab)),
                        List.of("disk.free-space-residue was not run: it reads most of the disk (--deep)")),
                new RequirementResult(
                        requirement("AA-02", "The console is kept", false, false, ""),
                        RequirementOutcome.UNDECIDED,
                        "boot.console-ttys0: " + console.reason(),
                        List.of(evidence(console)),
                        List.of()),
                result("AA-03", "No host key is in the image", RequirementOutcome.WAIVED, "", evidence(waived)),
                result("AA-04", "It is documented", RequirementOutcome.MANUAL, "Read the guide"),
                result(
                        "AA-05",
                        "The disk has a GPT",
                        RequirementOutcome.MET,
                        "",
                        evidence(plain.results().get(0))),
                result("AA-06", "It starts", RequirementOutcome.MET, ""),
                result("AA-07", "It stops", RequirementOutcome.MET, ""),
                result("AA-08", "Windows is licensed", RequirementOutcome.NOT_APPLICABLE, "only for Windows guests"),
                new RequirementResult(
                        requirement("AA-P1", "There is a guide", true, true, ""),
                        RequirementOutcome.MANUAL,
                        "Write a guide",
                        List.of(),
                        List.of()));
        List<Finding> capped = new ArrayList<>();
        fstab.findings().forEach(one -> capped.add(new Finding(Level.WARNING, one.message(), one.file(), one.line())));
        List<RequirementResult> second = List.of(
                result(
                        "BB-01",
                        "Disks have lasting names",
                        RequirementOutcome.MET_WITH_WARNINGS,
                        "",
                        new Evidence(fstab, capped, List.of())),
                result("BB-02", "It is free of charge", RequirementOutcome.MET, ""));
        List<CheckResult> results = new ArrayList<>(plain.results());
        results.set(4, waived);
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
                        new ProfileResult(profile("aa-cloud", "AA Cloud"), first),
                        new ProfileResult(profile("bb", "BB Marketplace"), second)),
                List.of(new Contradiction(
                        "Names of disks", List.of("AA-01", "BB-01"), "AA wants UUIDs, BB names of its own")),
                List.of(".imginspect.yaml:9: the waiver of AA-07 matches nothing"),
                plain.failOn(),
                plain.timings());
    }

    /** One finding in each state, one verdict that changed. */
    static ScanReport compared(String image) {
        ScanReport judged = judged(image);
        List<ComparedFinding> findings = new ArrayList<>();
        CheckResult fstab = judged.results().get(1);
        List<String> fingerprints = Fingerprint.of(fstab);
        findings.add(new ComparedFinding(
                fstab, fstab.findings().get(0), fingerprints.get(0), BaselineState.NEW, Optional.of(Level.WARNING)));
        findings.add(new ComparedFinding(
                fstab,
                fstab.findings().get(1),
                fingerprints.get(1),
                BaselineState.UNCHANGED,
                Optional.of(Level.WARNING)));
        return judged.withBaseline(new BaselineComparison(
                "previous.json",
                "old/debian.qcow2",
                findings,
                List.of(earlier("cleanup.machine-id", "holds the build machine's id", "/etc/machine-id")),
                List.of(earlier("ssh.host-keys-absent", "a host key", "/etc/ssh/ssh_host_rsa_key")),
                List.of(earlier("boot.console-ttys0", "the default entry has no console=ttyS0", "/boot/grub/grub.cfg")),
                List.of(new VerdictChange(
                        "aa-cloud",
                        judged.profiles().get(0).requirements().get(0).requirement(),
                        RequirementOutcome.MET,
                        RequirementOutcome.NOT_MET)),
                List.of("the baseline was written by imginspect 0.0.9")));
    }

    private static BaselineFinding earlier(String check, String message, String file) {
        return new BaselineFinding(
                check,
                Map.of(),
                Level.ERROR,
                message,
                Optional.of(file),
                OptionalInt.of(1),
                "0123456789abcdef0123456789abcdef");
    }

    /** Hostile text wherever an image, a waiver, a profile of somebody's own or an earlier report can put it. */
    static ScanReport evil(String evil, boolean compared) {
        ScanReport plain = SampleReports.evil();
        GuestPath path = GuestPath.of("/" + evil.replace('\u0000', '?').replace('/', '|'));
        CheckResult bad = SampleReports.result(
                "ssh.evil",
                Area.SSH,
                "Nothing evil",
                "mend",
                Verdict.of(List.of(
                        Finding.of(Level.ERROR, evil, path, 7),
                        Finding.of(Level.WARNING, evil),
                        Finding.of(Level.NOTE, evil, path))));
        Waiver waiver = new Waiver("ssh.evil", Optional.of(evil), evil, Optional.empty(), evil);
        CheckResult waived = new CheckResult(
                bad.info(),
                bad.params(),
                bad.verdict(),
                bad.findings().subList(0, 2),
                List.of(new WaivedFinding(bad.findings().get(2), waiver)));
        Profile profile = new Profile("evil", evil, evil, Optional.empty(), List.of(), List.of());
        List<RequirementResult> requirements = new ArrayList<>();
        for (RequirementOutcome outcome : RequirementOutcome.values()) {
            requirements.add(new RequirementResult(
                    requirement(evil + outcome, evil, true, false, evil),
                    outcome,
                    evil,
                    List.of(evidence(waived)),
                    List.of(evil)));
        }
        ScanReport report = new ScanReport(
                evil,
                Optional.empty(),
                plain.engine(),
                plain.fallbackReason(),
                plain.storage(),
                plain.rootProblem(),
                plain.guest(),
                List.of(waived),
                List.of(),
                List.of(new ProfileResult(profile, requirements)),
                List.of(new Contradiction(evil, List.of(evil, evil), evil)),
                List.of(evil),
                plain.failOn(),
                plain.timings());
        if (!compared) {
            return report;
        }
        BaselineFinding earlier = new BaselineFinding(
                evil,
                Map.of(evil, evil),
                Level.ERROR,
                evil,
                Optional.of(evil),
                OptionalInt.of(3),
                "0123456789abcdef0123456789abcdef");
        List<String> fingerprints = Fingerprint.of(waived);
        return report.withBaseline(new BaselineComparison(
                evil,
                evil,
                List.of(
                        new ComparedFinding(
                                waived,
                                waived.findings().get(0),
                                fingerprints.get(0),
                                BaselineState.NEW,
                                Optional.empty()),
                        new ComparedFinding(
                                waived,
                                waived.findings().get(1),
                                fingerprints.get(1),
                                BaselineState.UNCHANGED,
                                Optional.of(Level.WARNING))),
                List.of(earlier),
                List.of(earlier),
                List.of(earlier),
                List.of(new VerdictChange(
                        "evil",
                        requirements.get(0).requirement(),
                        RequirementOutcome.MET,
                        RequirementOutcome.NOT_APPLICABLE)),
                List.of(evil)));
    }
}
