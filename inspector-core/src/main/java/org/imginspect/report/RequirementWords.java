package org.imginspect.report;

import org.imginspect.scan.RequirementOutcome;

/** Verdicts for people. */
final class RequirementWords {
    private RequirementWords() {}

    /** Lower case: {@code undecided offline}. */
    static String of(RequirementOutcome outcome) {
        return switch (outcome) {
            case NOT_APPLICABLE -> "does not apply";
            case MET -> "met";
            case MET_WITH_WARNINGS -> "met with warnings";
            case WAIVED -> "waived";
            case MANUAL -> "to confirm by hand";
            case UNDECIDED -> "undecided offline";
            case NOT_MET -> "not met";
        };
    }
}
