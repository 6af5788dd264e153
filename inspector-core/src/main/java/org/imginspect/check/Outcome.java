package org.imginspect.check;

/** What a check answered; the constants of {@link Verdict}'s kinds, so that a switch over them is complete. */
public enum Outcome {
    PASS,
    FINDINGS,
    NOT_APPLICABLE,
    UNDETERMINED;

    /** As the reports print it: {@code not-applicable}. */
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
