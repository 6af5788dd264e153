package org.imginspect.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
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
                one(reports.get(i), names.get(i), reports.size() > 1, json);
            }
            json.writeEndArray();
        });
    }

    private static void one(ScanReport report, String name, boolean several, JsonGenerator json) {
        String image = Escape.line(name);
        List<Unseen> unseen = report.unseen();
        List<String> unseenPrints = Fingerprint.ofUnseen(unseen);
        for (int i = 0; i < unseen.size(); i++) {
            String severity = report.failure().isPresent() ? "blocker" : "critical";
            String print = print(unseenPrints.get(i), name, several);
            violation(Incomplete.RULE, Incomplete.message(unseen.get(i)), print, severity, image, 1, json);
        }
        for (CheckResult result : report.results()) {
            List<Finding> findings = result.findings();
            List<String> prints = findings.isEmpty() ? List.of() : Fingerprint.of(result);
            for (int i = 0; i < findings.size(); i++) {
                Finding finding = findings.get(i);
                violation(
                        result.info().id(),
                        told(result) + finding.message(),
                        print(prints.get(i), name, several),
                        severity(finding.level()),
                        image + finding.file().map(Object::toString).orElse(""),
                        finding.line().orElse(1),
                        json);
            }
        }
    }

    /** GitLab shows findings with the same fingerprint as one; those of one image differ by themselves. */
    private static String print(String print, String name, boolean several) {
        return several
                ? UUID.nameUUIDFromBytes((print + name).getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "")
                : print;
    }

    /** What tells the answers of a check apart that was asked several things; empty for most. */
    static String told(CheckResult result) {
        return result.params().values().isEmpty()
                ? ""
                : new TreeMap<>(result.params().values()) + ": ";
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
