package org.imginspect.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.check.Params;
import org.imginspect.report.JunitCase.Kind;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.Evidence;
import org.imginspect.scan.NotRun;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Unseen;
import org.imginspect.scan.WaivedFinding;

/** Makes test cases of what a scan found out about one image. */
final class JunitCases {
    /** More findings of one case than these are counted, not listed: GitLab reads 30 MB, Jenkins holds all of it in memory. */
    private static final int LINES_SHOWN = 200;

    private final ScanReport report;
    private final Since since;

    JunitCases(ScanReport report) {
        this.report = report;
        this.since = new Since(report);
    }

    /** Whether everything could be seen. */
    JunitCase complete() {
        List<String> lines = new ArrayList<>();
        for (Unseen unseen : report.unseen()) {
            lines.add(Incomplete.message(unseen));
        }
        String name = Incomplete.RULE + ": " + Incomplete.TITLE;
        double seconds = report.timings().openNanos() / 1e9;
        if (lines.isEmpty()) {
            return new JunitCase(name, seconds, Kind.PASSED, "", "", lines);
        }
        String type = report.failure().isPresent() ? "unopened" : "incomplete";
        return new JunitCase(name, seconds, Kind.ERROR, type, first(lines), lines);
    }

    /** What a check answered. */
    JunitCase of(CheckResult result) {
        List<String> lines = new ArrayList<>();
        result.findings().forEach(finding -> lines.add(line(result, finding)));
        waived(result.waived(), lines);
        Kind kind = Kind.PASSED;
        String type = "";
        String message = "";
        Optional<Level> gravest = gravest(result, result.findings(), true);
        if (result.outcome() == Outcome.UNDETERMINED) {
            kind = Kind.ERROR;
            type = "undetermined";
            message = result.reason();
        } else if (result.outcome() == Outcome.NOT_APPLICABLE) {
            kind = Kind.SKIPPED;
            message = "not applicable: " + result.reason();
        } else if (counts(gravest)) {
            kind = Kind.FAILED;
            type = id(gravest.orElseThrow());
            message = worst(result, gravest.orElseThrow());
            lines.add("fix: " + result.info().fix());
        } else if (result.findings().isEmpty() && !lines.isEmpty()) {
            kind = Kind.SKIPPED; // waived is not passed
            message = first(lines);
        }
        return new JunitCase(name(result.info(), result.params()), seconds(result), kind, type, message, lines);
    }

    /** A check that was not run. */
    static JunitCase of(NotRun check) {
        String why = switch (check.why()) {
            case DEEP -> "it reads most of the disk (--deep)";
            case ON_REQUEST -> "only some marketplaces ask for it";
            case NOT_IN_PROFILE -> "no marketplace asked for needs it";
            case NOT_SELECTED -> "other checks were asked for";
            case SKIPPED -> "it was left out on request";
        };
        return new JunitCase(name(check.info(), Params.NONE), 0, Kind.SKIPPED, "", "not run: " + why, List.of());
    }

    /** What a marketplace's requirement comes to. */
    JunitCase of(RequirementResult result) {
        List<String> lines = new ArrayList<>();
        Optional<Level> gravest = Optional.empty();
        boolean unreadable = report.guest().isEmpty() && report.rootProblem().isPresent();
        double seconds = 0;
        for (Evidence evidence : result.evidence()) {
            seconds += seconds(evidence.result());
            gravest = graver(
                    gravest,
                    gravest(
                            evidence.result(),
                            evidence.findings(),
                            result.requirement().must()));
            unreadable |= evidence.result().outcome() == Outcome.UNDETERMINED;
            evidence(evidence, lines);
        }
        result.remarks().forEach(remark -> lines.add("remark: " + remark));
        result.requirement().confirm().ifPresent(confirm -> lines.add("to confirm: " + confirm));
        lines.add("reference: " + result.requirement().reference());
        boolean must = result.requirement().must();
        boolean whole = result.evidence().isEmpty(); // made of others, which tell why
        if (whole
                && result.outcome() == RequirementOutcome.NOT_MET
                && report.baseline().isEmpty()) {
            gravest = Optional.of(must ? Level.ERROR : Level.WARNING);
        } else if (whole
                && result.outcome() == RequirementOutcome.MET_WITH_WARNINGS
                && report.baseline().isEmpty()) {
            gravest = Optional.of(Level.WARNING);
        }
        Kind kind = Kind.PASSED;
        String type = "";
        String message = "";
        if (counts(gravest)) {
            kind = Kind.FAILED;
            type = id(gravest.orElseThrow());
            message = whole ? result.reason() : worst(result, gravest.orElseThrow());
        } else if (result.outcome() == RequirementOutcome.UNDECIDED && unreadable) {
            kind = Kind.ERROR;
            type = "undecided";
            message = words(result.outcome()) + ": " + result.reason();
        } else if (!result.outcome().isMet() && result.outcome() != RequirementOutcome.NOT_MET) {
            kind = Kind.SKIPPED;
            message = words(result.outcome()) + (result.reason().isEmpty() ? "" : ": " + result.reason());
        }
        String name = result.requirement().id() + ": " + result.requirement().title();
        return new JunitCase(name, seconds, kind, type, message, lines);
    }

    /** The first finding that makes the case fail. */
    private String worst(CheckResult result, Level gravest) {
        for (Finding finding : result.findings()) {
            if (finding.level() == gravest && since.counts(result, finding)) {
                return line(finding);
            }
        }
        return "";
    }

    /** The first finding that makes the case fail. */
    private String worst(RequirementResult result, Level gravest) {
        for (Evidence evidence : result.evidence()) {
            for (Finding finding : evidence.findings()) {
                boolean grave = level(finding, result.requirement().must()) == gravest;
                if (grave && since.counts(evidence.result(), finding)) {
                    return evidence.result().info().id() + ": " + line(finding);
                }
            }
        }
        return result.reason();
    }

    private static Level level(Finding finding, boolean must) {
        return !must && finding.level() == Level.ERROR ? Level.WARNING : finding.level();
    }

    private static String words(RequirementOutcome outcome) {
        return switch (outcome) {
            case MANUAL -> "to confirm by hand";
            case UNDECIDED -> "undecided offline";
            default -> outcome.id().replace('-', ' ');
        };
    }

    private void evidence(Evidence evidence, List<String> lines) {
        CheckResult result = evidence.result();
        String check = label(result.info(), result.params());
        for (Finding finding : evidence.findings()) {
            lines.add(check + ": " + line(result, finding));
        }
        waived(evidence.waived(), lines);
        if (!evidence.findings().isEmpty()) {
            lines.add(check + ": fix: " + result.info().fix());
        } else if (!result.reason().isEmpty()) {
            lines.add(check + ": " + result.outcome().id() + ": " + result.reason());
        } else if (evidence.waived().isEmpty()) {
            lines.add(check + ": pass");
        }
    }

    private boolean counts(Optional<Level> level) {
        return level.isPresent()
                && report.failOn().isPresent()
                && level.get().compareTo(report.failOn().get()) >= 0;
    }

    /** Of the findings that can make the image fail; a recommendation's never count for more than a warning. */
    private Optional<Level> gravest(CheckResult result, List<Finding> findings, boolean must) {
        Optional<Level> gravest = Optional.empty();
        for (Finding finding : findings) {
            if (since.counts(result, finding)) {
                gravest = graver(gravest, Optional.of(level(finding, must)));
            }
        }
        return gravest;
    }

    private static Optional<Level> graver(Optional<Level> one, Optional<Level> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        return one.get().compareTo(other.get()) >= 0 ? one : other;
    }

    private double seconds(CheckResult result) {
        return report.timings().checkNanos().getOrDefault(result.info().id(), 0L) / 1e9;
    }

    private static void waived(List<WaivedFinding> waived, List<String> lines) {
        for (WaivedFinding each : waived) {
            lines.add("waived (" + each.waiver().reason() + "): " + line(each.finding()));
        }
    }

    private String line(CheckResult result, Finding finding) {
        return (since.counts(result, finding) ? "" : "as before: ") + line(finding);
    }

    private static String line(Finding finding) {
        StringBuilder text = new StringBuilder(id(finding.level())).append(": ");
        finding.file().ifPresent(text::append);
        finding.line().ifPresent(line -> text.append(':').append(line));
        return text.append(finding.file().isPresent() ? ": " : "")
                .append(finding.message())
                .toString();
    }

    private static String name(CheckInfo info, Params params) {
        return label(info, params) + ": " + info.title();
    }

    /** The id, and what the check was told if it was: one check may be asked several things. */
    static String label(CheckInfo info, Params params) {
        return params.values().isEmpty() ? info.id() : info.id() + " " + new TreeMap<>(params.values());
    }

    private static String first(List<String> lines) {
        return lines.get(0);
    }

    /** The lines of a case as far as they are shown, with what is left out counted. */
    static List<String> shown(List<String> lines) {
        if (lines.size() <= LINES_SHOWN) {
            return lines;
        }
        List<String> shown = new ArrayList<>(lines.subList(0, LINES_SHOWN));
        shown.add("... and " + (lines.size() - LINES_SHOWN) + " more lines (-f json has them all)");
        return shown;
    }

    private static String id(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
