package org.imginspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.Fingerprint;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Unseen;
import tools.jackson.core.JsonGenerator;

/**
 * GitLab's code quality report: an array of violations, a subset of the Code Climate specification. GitLab stops reading at the
 * first element that lacks something, so each has every field. What could not be seen is a violation too: an empty array would say
 * that all is well.
 */
final class GitLabReport implements ReportFormat {
    @Override
    public String id() {
        return "gitlab";
    }

    @Override
    public void write(List<ScanReport> reports, ReportStyle style, Writer out) throws IOException {
        List<String> names = ImageNames.of(reports);
        JsonOutput.write(out, json -> {
            json.writeStartArray();
            for (int i = 0; i < reports.size(); i++) {
                // GitLab shows findings with the same fingerprint as one; of one image they differ by themselves.
                String prefix = reports.size() == 1 ? "" : Fingerprint.digest(names.get(i)) + "-";
                one(reports.get(i), Escape.line(names.get(i)), prefix, json);
            }
            json.writeEndArray();
        });
    }

    private static void one(ScanReport report, String image, String prefix, JsonGenerator json) {
        Fingerprint.Series prints = new Fingerprint.Series();
        for (Unseen unseen : report.unseen()) {
            String message = Incomplete.message(unseen);
            String severity = report.failure().isPresent() ? "blocker" : "critical";
            violation(Incomplete.RULE, message, prefix + prints.next(Incomplete.RULE, message), severity, image, 1, json);
        }
        for (CheckResult result : report.results()) {
            for (Finding finding : result.findings()) {
                violation(
                        result.info().id(),
                        finding.message(),
                        prefix + prints.next(result, finding),
                        severity(finding.level()),
                        image + finding.file().map(Object::toString).orElse(""),
                        finding.line().orElse(1),
                        json);
            }
        }
    }

    private static String severity(Level level) {
        return switch (level) {
            case ERROR -> "critical";
            case WARNING -> "major";
            case NOTE -> "info";
        };
    }

    private static void violation(
            String check, String message, String print, String severity, String path, int line, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("description", Escape.line(message));
        json.writeStringProperty("check_name", check);
        json.writeStringProperty("fingerprint", print);
        json.writeStringProperty("severity", severity);
        json.writeObjectPropertyStart("location");
        json.writeStringProperty("path", path);
        json.writeObjectPropertyStart("lines");
        json.writeNumberProperty("begin", line);
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }
}
