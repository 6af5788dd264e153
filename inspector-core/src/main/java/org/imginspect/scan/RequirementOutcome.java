package org.imginspect.scan;

import java.util.Locale;

/** What a scan says of one requirement of a marketplace; the graver one decides where several are put together. */
public enum RequirementOutcome {
    /** It is not about this guest, or about images made in this way. */
    NOT_APPLICABLE,
    /** All its checks that apply pass. */
    MET,
    /** Nothing in it fails, but there are warnings. */
    MET_WITH_WARNINGS,
    /** What fails was waived. */
    WAIVED,
    /** No image can show it: a person must confirm it. */
    MANUAL,
    /** The image does not tell, or what would tell could not be read. */
    UNDECIDED,
    /** It fails. */
    NOT_MET;

    /** As the reports print it: {@code not-met}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it counts as met, warnings or not. */
    public boolean isMet() {
        return this == MET || this == MET_WITH_WARNINGS;
    }
}
