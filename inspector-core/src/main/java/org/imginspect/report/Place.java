package org.imginspect.report;

import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.check.Finding;
import org.imginspect.check.Params;
import org.imginspect.guest.GuestPath;
import org.imginspect.scan.CheckResult;

/** Which finding is meant, whatever level a requirement or an earlier report gives it. */
record Place(String check, Params params, String message, Optional<GuestPath> file, OptionalInt line) {
    static Place of(CheckResult result, Finding finding) {
        return new Place(result.info().id(), result.params(), finding.message(), finding.file(), finding.line());
    }
}
