package org.imginspect.scan;

import java.util.List;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Outcome;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;

/**
 * What one check answered.
 *
 * @param params what it was told beside its id
 * @param verdict its answer, findings with the levels the check gave them
 * @param findings its findings that count, with the gravest level that any requirement judged gives them; none unless the verdict has
 * @param waived its findings that were waived
 */
public record CheckResult(
        CheckInfo info, Params params, Verdict verdict, List<Finding> findings, List<WaivedFinding> waived) {
    public CheckResult {
        findings = List.copyOf(findings);
        waived = List.copyOf(waived);
    }

    /** What a check answered when no profile has judged it and nothing is waived. */
    public CheckResult(CheckInfo info, Params params, Verdict verdict) {
        this(
                info,
                params,
                verdict,
                verdict instanceof Verdict.Findings found ? found.findings() : List.of(),
                List.of());
    }

    /** {@link Outcome#WAIVED} if nothing but waived findings is left. */
    public Outcome outcome() {
        return findings.isEmpty() && !waived.isEmpty() ? Outcome.WAIVED : verdict.outcome();
    }

    /** Why it does not apply or is undetermined; empty text for the other outcomes. */
    public String reason() {
        if (verdict instanceof Verdict.NotApplicable not) {
            return not.why();
        }
        return verdict instanceof Verdict.Undetermined unknown
                ? unknown.problem().message()
                : "";
    }
}
