package org.imginspect.scan;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;

/**
 * The results counted.
 *
 * @param checks how many checks were asked
 * @param passed how many of them passed
 * @param withFindings how many have findings
 * @param notApplicable how many do not apply
 * @param undetermined how many could not be decided
 * @param waived how many have no findings but waived ones
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
        int waived,
        int errors,
        int warnings,
        int notes) {

    /** Counts. */
    public static Summary of(List<CheckResult> results) {
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        Map<Level, Integer> levels = new EnumMap<>(Level.class);
        for (CheckResult result : results) {
            outcomes.merge(result.outcome(), 1, Integer::sum);
            for (Finding finding : result.findings()) {
                levels.merge(finding.level(), 1, Integer::sum);
            }
        }
        return new Summary(
                results.size(),
                outcomes.getOrDefault(Outcome.PASS, 0),
                outcomes.getOrDefault(Outcome.FINDINGS, 0),
                outcomes.getOrDefault(Outcome.NOT_APPLICABLE, 0),
                outcomes.getOrDefault(Outcome.UNDETERMINED, 0),
                outcomes.getOrDefault(Outcome.WAIVED, 0),
                levels.getOrDefault(Level.ERROR, 0),
                levels.getOrDefault(Level.WARNING, 0),
                levels.getOrDefault(Level.NOTE, 0));
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
