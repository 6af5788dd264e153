package org.imginspect.junit;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Unseen;

/** Assertions about what a scan found. */
public final class ReportAssert extends AbstractAssert<ReportAssert, ScanReport> {
    ReportAssert(ScanReport report) {
        super(report, ReportAssert.class);
    }

    /** Everything that had to be read was. */
    public ReportAssert isComplete() {
        isNotNull();
        List<Unseen> unseen = actual.unseen();
        if (!unseen.isEmpty()) {
            List<String> lines = new ArrayList<>();
            unseen.forEach(one -> lines.add(one.why().isEmpty() ? one.what() : one.what() + ": " + one.why()));
            fail("expected everything to be read, but this could not be", lines);
        }
        return this;
    }

    /** No finding is an error. An incomplete scan fails too: what was not seen is not free of errors. */
    public ReportAssert hasNoErrors() {
        return hasNothingFrom(Level.ERROR);
    }

    /** No finding is at or above this level, and everything was read. */
    public ReportAssert hasNothingFrom(Level level) {
        isComplete();
        List<String> lines = new ArrayList<>();
        for (CheckResult result : actual.results()) {
            for (Finding finding : result.findings()) {
                if (finding.level().compareTo(level) >= 0) {
                    lines.add(line(result, finding));
                }
            }
        }
        if (!lines.isEmpty()) {
            fail("expected no finding at or above " + level.name().toLowerCase(java.util.Locale.ROOT), lines);
        }
        return this;
    }

    /** A check ran and passed. Not applicable, undetermined and waived are no pass. */
    public ReportAssert passes(String check) {
        List<String> lines = new ArrayList<>();
        boolean asked = false;
        for (CheckResult result : results(check)) {
            asked = true;
            if (result.outcome() != Outcome.PASS) {
                lines.add(result.outcome().id() + (result.reason().isEmpty() ? "" : ": " + result.reason()));
                result.findings().forEach(finding -> lines.add(line(result, finding)));
            }
        }
        if (!asked || !lines.isEmpty()) {
            fail("expected " + check + " to pass", asked ? lines : List.of("it was not run"));
        }
        return this;
    }

    /** A check ran and has findings. */
    public ReportAssert finds(String check) {
        List<CheckResult> results = results(check);
        if (results.stream().noneMatch(result -> result.outcome() == Outcome.FINDINGS)) {
            fail(
                    "expected findings of " + check,
                    results.isEmpty()
                            ? List.of("it was not run")
                            : results.stream()
                                    .map(result -> result.outcome().id() + " " + result.reason())
                                    .toList());
        }
        return this;
    }

    /** A requirement of one of the profiles judged is met, with warnings or without. */
    public ReportAssert meets(String requirement) {
        RequirementResult result = requirement(requirement);
        if (!result.outcome().isMet()) {
            List<String> lines = new ArrayList<>();
            if (!result.reason().isEmpty()) {
                lines.add(result.reason());
            }
            result.evidence()
                    .forEach(evidence ->
                            evidence.findings().forEach(finding -> lines.add(line(evidence.result(), finding))));
            fail(
                    "expected " + requirement + " (" + result.requirement().title() + ") to be met, but it is "
                            + result.outcome().id(),
                    lines);
        }
        return this;
    }

    /** No requirement of any profile judged is not met; undecided and manual ones do not matter. */
    public ReportAssert meetsWhatCanBeDecided() {
        isNotNull();
        List<String> lines = new ArrayList<>();
        actual.profiles()
                .forEach(profile -> profile.requirements().stream()
                        .filter(result -> result.outcome() == RequirementOutcome.NOT_MET)
                        .filter(result -> result.requirement().must())
                        .forEach(result -> lines.add(result.requirement().id() + ": "
                                + result.requirement().title())));
        if (actual.profiles().isEmpty()) {
            lines.add("the report was not judged by any profile");
        }
        if (!lines.isEmpty()) {
            fail("expected every requirement that can be decided to be met", lines);
        }
        return this;
    }

    private List<CheckResult> results(String check) {
        isNotNull();
        return actual.results().stream()
                .filter(result -> result.info().id().equals(check))
                .toList();
    }

    private RequirementResult requirement(String id) {
        isNotNull();
        return actual.profiles().stream()
                .flatMap(profile -> profile.requirement(id).stream())
                .findFirst()
                .orElseThrow(() -> new AssertionError("expected the requirement " + id + ", but no profile that "
                        + actual.image() + " was judged by has it"));
    }

    private static String line(CheckResult result, Finding finding) {
        StringBuilder text = new StringBuilder(result.info().id()).append(": ");
        finding.file().ifPresent(file -> {
            text.append(file);
            finding.line().ifPresent(line -> text.append(':').append(line));
            text.append(": ");
        });
        return text.append(finding.message()).toString();
    }

    /** Guest text is escaped before it comes to a console or a CI log. */
    private void fail(String message, List<String> lines) {
        StringBuilder text =
                new StringBuilder(message).append(" (").append(actual.image()).append("):");
        for (String line : lines) {
            text.append("\n  ").append(org.imginspect.report.Escape.line(line));
        }
        throw failure("%s", text);
    }
}
