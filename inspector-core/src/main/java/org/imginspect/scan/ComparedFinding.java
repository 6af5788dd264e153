package org.imginspect.scan;

import java.util.Optional;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;

/**
 * A finding of this scan beside an earlier report.
 *
 * @param result the answer it belongs to
 * @param finding one of {@link CheckResult#findings()}
 * @param fingerprint its name in both reports, see {@link Fingerprint}
 * @param state {@link BaselineState#NEW} or {@link BaselineState#UNCHANGED}
 * @param before its level in the earlier report; empty if that does not have it
 */
public record ComparedFinding(
        CheckResult result, Finding finding, String fingerprint, BaselineState state, Optional<Level> before) {}
