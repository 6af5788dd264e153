package org.imginspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Unseen;

/**
 * Workflow commands of GitHub Actions, which become annotations: one line each, the gravest first. GitHub shows ten of each kind and
 * step, so no more are written; the last notice tells how many there are and how many of them are left out. If the image was compared
 * with an earlier report, only what is new is shown.
 */
final class GitHubReport implements ReportFormat {
    private static final int SHOWN_EACH = 10;

    private record Annotation(String title, String file, int line, String message) {}

    @Override
    public String id() {
        return "github";
    }

    @Override
    public void write(List<ScanReport> reports, ReportStyle style, Writer out) throws IOException {
        List<String> names = ImageNames.of(reports);
        Map<Level, List<Annotation>> all = new EnumMap<>(Level.class);
        for (Level level : Level.values()) {
            all.put(level, new ArrayList<>());
        }
        int waived = 0;
        for (int i = 0; i < reports.size(); i++) {
            unseen(reports.get(i), Escape.line(names.get(i)), all);
        }
        for (int i = 0; i < reports.size(); i++) {
            findings(reports.get(i), Escape.line(names.get(i)), all);
            for (CheckResult result : reports.get(i).results()) {
                waived += result.waived().size();
            }
        }
        int left = write("error", list(all, Level.ERROR), SHOWN_EACH, out)
                + write("warning", list(all, Level.WARNING), SHOWN_EACH, out)
                + write("notice", list(all, Level.NOTE), SHOWN_EACH - 1, out); // the summary is a notice too
        out.write("::notice title=imginspect::" + data(summary(reports, names, all, waived, left)) + "\n");
    }

    private static List<Annotation> list(Map<Level, List<Annotation>> all, Level level) {
        return Objects.requireNonNull(all.get(level));
    }

    private static void unseen(ScanReport report, String image, Map<Level, List<Annotation>> all) {
        for (Unseen unseen : report.unseen()) {
            list(all, report.failure().isPresent() ? Level.ERROR : Level.WARNING)
                    .add(new Annotation(Incomplete.RULE, image, 0, Incomplete.message(unseen)));
        }
    }

    private static void findings(ScanReport report, String image, Map<Level, List<Annotation>> all) {
        Since since = new Since(report);
        for (CheckResult result : report.results()) {
            for (Finding finding : result.findings()) {
                if (!since.counts(result, finding)) {
                    continue; // still there: the summary counts it
                }
                list(all, finding.level())
                        .add(new Annotation(
                                JunitCases.label(result.info(), result.params()),
                                image + finding.file().map(Object::toString).orElse(""),
                                finding.line().orElse(0),
                                finding.message()));
            }
        }
    }

    /** How many were left out. */
    private static int write(String command, List<Annotation> annotations, int most, Writer out) throws IOException {
        int shown = Math.min(most, annotations.size());
        for (Annotation each : annotations.subList(0, shown)) {
            out.write("::" + command + " file=" + property(each.file)
                    + (each.line > 0 ? ",line=" + each.line : "")
                    + ",title=" + property(each.title)
                    + "::" + data(each.message) + "\n");
        }
        return annotations.size() - shown;
    }

    private static String summary(
            List<ScanReport> reports, List<String> names, Map<Level, List<Annotation>> all, int waived, int left) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            parts.add(names.get(i) + ": " + reports.get(i).status().id());
            reports.get(i)
                    .baseline()
                    .ifPresent(baseline -> parts.add("since " + baseline.file() + ": " + baseline.tally()));
            for (ProfileResult profile : reports.get(i).profiles()) {
                parts.add(profile.profile().title() + ": " + profile.tally());
            }
        }
        List<String> counts = new ArrayList<>();
        add(list(all, Level.ERROR).size(), "error", counts);
        add(list(all, Level.WARNING).size(), "warning", counts);
        add(list(all, Level.NOTE).size(), "note", counts);
        if (waived > 0) {
            counts.add(waived + " waived");
        }
        parts.add(counts.isEmpty() ? "nothing found" : String.join(", ", counts));
        if (left > 0) {
            parts.add(left
                    + " of them not shown here, for GitHub shows ten of each kind (-f text and -f sarif have all)");
        }
        return String.join("; ", parts);
    }

    private static void add(int count, String noun, List<String> counts) {
        if (count > 0) {
            counts.add(count + " " + noun + (count == 1 ? "" : "s"));
        }
    }

    /** As the runner takes the text of a command. */
    private static String data(String text) {
        return Escape.line(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    /** As the runner takes the value of a property. */
    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
