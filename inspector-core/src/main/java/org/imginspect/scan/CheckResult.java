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
 */
public record CheckResult(CheckInfo info, Params params, Verdict verdict) {
    public Outcome outcome() {
        return verdict.outcome();
    }

    /** Its findings; none unless the outcome is {@link Outcome#FINDINGS}. */
    public List<Finding> findings() {
        return verdict instanceof Verdict.Findings found ? found.findings() : List.of();
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
