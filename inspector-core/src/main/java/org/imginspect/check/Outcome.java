package org.imginspect.check;

/** What a check answered; {@link Verdict}'s kinds as constants, so that a switch over them is complete, and what waivers make of them. */
public enum Outcome {
    PASS,
    FINDINGS,
    NOT_APPLICABLE,
    UNDETERMINED,
    /** There were findings, and somebody waived all of them; no check answers this by itself. */
    WAIVED;

    /** As the reports print it: {@code not-applicable}. */
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
