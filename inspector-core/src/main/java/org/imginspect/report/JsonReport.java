package org.imginspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import org.imginspect.engine.ToolVersion;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Summary;
import org.imginspect.scan.Timings;
import tools.jackson.core.JsonGenerator;

/**
 * The report for programs: an object for one image, an array of such objects for several. Its fields are those of
 * {@code report.schema.json}; a field that has no value is null, never left out.
 */
final class JsonReport implements ReportFormat {
    private static final String SCHEMA_VERSION = "1.3";

    @Override
    public String id() {
        return "json";
    }

    @Override
    public void write(List<ScanReport> reports, ReportStyle style, Writer out) throws IOException {
        JsonOutput.write(out, json -> {
            if (reports.size() > 1) {
                json.writeStartArray();
            }
            for (ScanReport report : reports) {
                one(report, json);
            }
            if (reports.size() > 1) {
                json.writeEndArray();
            }
        });
    }

    private static void one(ScanReport report, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("schemaVersion", SCHEMA_VERSION);
        json.writeObjectPropertyStart("tool");
        json.writeStringProperty("name", "imginspect");
        json.writeStringProperty("version", ToolVersion.get());
        json.writeEndObject();
        JsonStorage.write(report, json);
        json.writeArrayPropertyStart("results");
        report.results().forEach(result -> JsonResults.result(result, json));
        json.writeEndArray();
        json.writeArrayPropertyStart("notRun");
        report.notRun().forEach(check -> JsonResults.notRun(check, json));
        json.writeEndArray();
        JsonRequirements.write(report, json);
        JsonFields.texts("remarks", report.remarks(), json);
        JsonBaseline.write(report.baseline(), json);
        json.writeArrayPropertyStart("unseen");
        report.unseen().forEach(unseen -> JsonResults.unseen(unseen, json));
        json.writeEndArray();
        summary(report, json);
        timings(report.timings(), json);
        json.writeEndObject();
    }

    private static void summary(ScanReport report, JsonGenerator json) {
        Summary sum = report.summary();
        json.writeObjectPropertyStart("summary");
        json.writeStringProperty("status", report.status().id());
        json.writeStringProperty("failOn", report.failOn().map(JsonFields::id).orElse("never"));
        json.writeBooleanProperty("complete", report.unseen().isEmpty());
        json.writeNumberProperty("checks", sum.checks());
        json.writeNumberProperty("pass", sum.passed());
        json.writeNumberProperty("findings", sum.withFindings());
        json.writeNumberProperty("notApplicable", sum.notApplicable());
        json.writeNumberProperty("undetermined", sum.undetermined());
        json.writeNumberProperty("waived", sum.waived());
        json.writeNumberProperty("errors", sum.errors());
        json.writeNumberProperty("warnings", sum.warnings());
        json.writeNumberProperty("notes", sum.notes());
        json.writeEndObject();
    }

    private static void timings(Timings timings, JsonGenerator json) {
        json.writeObjectPropertyStart("timingsMs");
        json.writeNumberProperty("total", millis(timings.totalNanos()));
        json.writeNumberProperty("open", millis(timings.openNanos()));
        json.writeObjectPropertyStart("checks");
        for (Map.Entry<String, Long> check : timings.checkNanos().entrySet()) {
            json.writeNumberProperty(check.getKey(), millis(check.getValue()));
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static double millis(long nanos) {
        long micros = nanos / 1000;
        return micros / 1000.0;
    }
}
