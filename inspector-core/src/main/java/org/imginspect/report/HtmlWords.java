package org.imginspect.report;

import java.util.List;
import java.util.Locale;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.RequirementOutcome;

/** Words and marks that the parts of the page have in common. */
final class HtmlWords {
    private HtmlWords() {}

    /** {@code 1 check}, {@code 2 checks}. */
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** What a check comes to: the gravest level of its findings, or its outcome. */
    static String kind(CheckResult result) {
        return result.outcome() == Outcome.FINDINGS
                ? gravest(result.findings()).name().toLowerCase(Locale.ROOT)
                : result.outcome().id();
    }

    static String word(CheckResult result) {
        return switch (result.outcome()) {
            case PASS -> "passed";
            case FINDINGS -> kind(result);
            case NOT_APPLICABLE -> "not applicable";
            case UNDETERMINED -> "undetermined";
            case WAIVED -> "waived";
        };
    }

    /** What a requirement comes to, in the words of the page. */
    static String of(RequirementOutcome outcome) {
        return switch (outcome) {
            case MET -> "met";
            case MET_WITH_WARNINGS -> "met with warnings";
            case WAIVED -> "waived";
            case MANUAL -> "to confirm by hand";
            case UNDECIDED -> "undecided offline";
            case NOT_MET -> "not met";
            case NOT_APPLICABLE -> "not applicable";
        };
    }

    /** The level that goes with it. What is only recommended is no error. */
    static String kind(RequirementOutcome outcome, boolean must) {
        return switch (outcome) {
            case MET -> "pass";
            case MET_WITH_WARNINGS -> "warning";
            case WAIVED -> "waived";
            case MANUAL -> "manual";
            case UNDECIDED -> "undetermined";
            case NOT_MET -> must ? "error" : "warning";
            case NOT_APPLICABLE -> "not-applicable";
        };
    }

    static Level gravest(List<Finding> findings) {
        Level gravest = Level.NOTE;
        for (Finding finding : findings) {
            gravest = finding.level().compareTo(gravest) > 0 ? finding.level() : gravest;
        }
        return gravest;
    }

    /** {@code 3 ms}, {@code 1.2 s}. */
    static String time(long nanos) {
        long millis = nanos / 1_000_000;
        if (millis >= 1000) {
            return millis / 1000 + "." + millis % 1000 / 100 + " s";
        }
        return millis > 0 ? millis + " ms" : "under 1 ms";
    }
}
