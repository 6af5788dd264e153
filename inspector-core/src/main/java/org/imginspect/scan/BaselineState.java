package org.imginspect.scan;

import java.util.Locale;

/** What has become of a finding since an earlier report. */
public enum BaselineState {
    /** The earlier report does not have it, or has it with a lighter level. */
    NEW,
    /** Both have it. */
    UNCHANGED,
    /** The earlier report has it; its check was asked again, could decide, and does not find it any more. */
    FIXED,
    /** The earlier report has it; it is still there, and somebody has decided to live with it since. */
    WAIVED,
    /** The earlier report has it; its check was not asked again in the same way, or could not decide. */
    UNKNOWN;

    /** As the reports print it: {@code new}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
