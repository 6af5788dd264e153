package org.imginspect.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.engine.ToolVersion;

/** Finds the findings of an earlier report again in a later scan. */
final class BaselineMatcher {
    private final String file;
    private final Baseline.Image before;
    private final Set<String> undecidedBefore = new TreeSet<>();

    BaselineMatcher(String file, Baseline.Image before) {
        this.file = file;
        this.before = before;
    }

    BaselineComparison compare(ScanReport now) {
        Map<String, BaselineFinding> known = new HashMap<>();
        before.findings().forEach(finding -> known.put(finding.fingerprint(), finding));
        List<ComparedFinding> findings = new ArrayList<>();
        Set<String> here = new HashSet<>();
        Set<String> waivedNow = new HashSet<>();
        Set<String> decidedNow = new HashSet<>();
        for (CheckResult result : now.results()) {
            String question =
                    Baseline.question(result.info().id(), result.params().values());
            if (result.outcome() != Outcome.UNDETERMINED) {
                decidedNow.add(question);
            }
            List<String> fingerprints = Fingerprint.of(result);
            for (int i = 0; i < fingerprints.size(); i++) {
                here.add(fingerprints.get(i));
                findings.add(compare(result, result.findings().get(i), fingerprints.get(i), known));
            }
            waivedNow.addAll(Fingerprint.ofWaived(result));
        }
        List<BaselineFinding> fixed = new ArrayList<>();
        List<BaselineFinding> waived = new ArrayList<>();
        List<BaselineFinding> unknown = new ArrayList<>();
        for (BaselineFinding finding : before.findings()) {
            if (waivedNow.contains(finding.fingerprint())) {
                waived.add(finding);
            } else if (!here.contains(finding.fingerprint())) {
                boolean decided = decidedNow.contains(Baseline.question(finding.check(), finding.params()));
                (decided ? fixed : unknown).add(finding);
            }
        }
        return new BaselineComparison(
                file, before.image(), findings, fixed, waived, unknown, verdicts(now), remarks(findings));
    }

    private ComparedFinding compare(
            CheckResult result, Finding finding, String fingerprint, Map<String, BaselineFinding> known) {
        Optional<Level> level = Optional.ofNullable(known.get(fingerprint)).map(BaselineFinding::level);
        boolean isNew = level.isEmpty() || level.get().compareTo(finding.level()) < 0;
        return new ComparedFinding(
                result, finding, fingerprint, isNew ? BaselineState.NEW : BaselineState.UNCHANGED, level);
    }

    private List<VerdictChange> verdicts(ScanReport now) {
        List<VerdictChange> changes = new ArrayList<>();
        for (ProfileResult profile : now.profiles()) {
            for (RequirementResult result : profile.requirements()) {
                String id = profile.profile().id();
                RequirementOutcome then =
                        before.verdicts().get(id + "/" + result.requirement().id());
                if (then != null && then != result.outcome()) {
                    changes.add(new VerdictChange(id, result.requirement(), then, result.outcome()));
                }
            }
        }
        return changes;
    }

    private List<String> remarks(List<ComparedFinding> findings) {
        for (ComparedFinding finding : findings) {
            String check = finding.result().info().id();
            boolean decided = before.decided()
                    .contains(Baseline.question(check, finding.result().params().values()));
            if (finding.state() == BaselineState.NEW && !decided) {
                undecidedBefore.add(check);
            }
        }
        List<String> remarks = new ArrayList<>();
        if (!before.version().equals(ToolVersion.get())) {
            remarks.add("the baseline was written by imginspect " + before.version() + ", and this is "
                    + ToolVersion.get() + ": what one of them words otherwise is new");
        }
        if (!undecidedBefore.isEmpty()) {
            remarks.add("the scan of the baseline did not ask, or could not decide, "
                    + String.join(", ", undecidedBefore) + ": all that these find is new");
        }
        return remarks;
    }
}
