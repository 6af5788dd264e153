package org.imginspect.scan;

import java.util.Locale;
import org.imginspect.check.CheckInfo;

/**
 * A check that there is and that this scan did not run.
 *
 * @param why what it would have taken
 */
public record NotRun(CheckInfo info, Reason why) {
    /** Why a check was not run. */
    public enum Reason {
        /** It has to read most of the disk, and deep checks were not asked for. */
        DEEP,
        /** It looks for what one or a few marketplaces want, and none of them was asked for, nor the check itself. */
        ON_REQUEST,
        /** No profile that is judged asks for it. */
        NOT_IN_PROFILE,
        /** The request names checks, and this is not among them. */
        NOT_SELECTED,
        /** The request says to skip it. */
        SKIPPED;

        /** As the reports print it: {@code on-request}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
