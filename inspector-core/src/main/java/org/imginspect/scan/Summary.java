package org.imginspect.scan;

import java.util.List;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;

/**
 * The results counted.
 *
 * @param checks how many checks were asked
 * @param passed how many of them passed
 * @param withFindings how many have findings
 * @param notApplicable how many do not apply
 * @param undetermined how many could not be decided
 * @param errors findings of level error
 * @param warnings findings of level warning
 * @param notes findings of level note
 */
public record Summary(
        int checks,
        int passed,
        int withFindings,
        int notApplicable,
        int undetermined,
        int errors,
        int warnings,
        int notes) {

    /** Counts. */
    public static Summary of(List<CheckResult> results) {
        int[] outcomes = new int[4];
        int[] levels = new int[3];
        for (CheckResult result : results) {
            outcomes[result.outcome().ordinal()]++;
            for (Finding finding : result.findings()) {
                levels[finding.level().ordinal()]++;
            }
        }
        return new Summary(
                results.size(),
                outcomes[0],
                outcomes[1],
                outcomes[2],
                outcomes[3],
                levels[Level.ERROR.ordinal()],
                levels[Level.WARNING.ordinal()],
                levels[Level.NOTE.ordinal()]);
    }

    /** How many findings are at least as grave as {@code level}. */
    public int atLeast(Level level) {
        return switch (level) {
            case ERROR -> errors;
            case WARNING -> errors + warnings;
            case NOTE -> errors + warnings + notes;
        };
    }
}
