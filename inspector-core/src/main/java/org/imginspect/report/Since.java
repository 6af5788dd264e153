package org.imginspect.report;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.Finding;
import org.imginspect.scan.BaselineState;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.ComparedFinding;
import org.imginspect.scan.ScanReport;

/** What the findings of one image are since the earlier report it was compared with. */
final class Since {
    private final boolean compared;
    private final Map<Place, ComparedFinding> findings = new HashMap<>();

    Since(ScanReport report) {
        compared = report.baseline().isPresent();
        report.baseline().ifPresent(baseline -> baseline.findings().forEach(this::add));
    }

    /** Of several that are the same but for their order, a new one counts. */
    private void add(ComparedFinding finding) {
        findings.merge(
                Place.of(finding.result(), finding.finding()),
                finding,
                (one, other) -> other.state() == BaselineState.NEW ? other : one);
    }

    /** Whether it can make the image fail: only what is new does if there is an earlier report. */
    boolean counts(CheckResult result, Finding finding) {
        if (!compared) {
            return true;
        }
        ComparedFinding known = findings.get(Place.of(result, finding));
        return known == null || known.state() == BaselineState.NEW;
    }

    /** SARIF's word for it (2.1.0, 3.27.24); empty if it was not compared. */
    Optional<String> sarifState(CheckResult result, Finding finding) {
        ComparedFinding known = findings.get(Place.of(result, finding));
        if (known == null) {
            return Optional.empty();
        }
        if (known.state() == BaselineState.UNCHANGED) {
            return Optional.of("unchanged");
        }
        return Optional.of(known.before().isPresent() ? "updated" : "new");
    }
}
