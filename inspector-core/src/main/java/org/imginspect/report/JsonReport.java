package org.imginspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.ToolVersion;
import org.imginspect.error.Problem;
import org.imginspect.guest.Consistency;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.GuestInfo;
import org.imginspect.scan.NotRun;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Summary;
import org.imginspect.scan.Timings;
import org.imginspect.scan.Unseen;
import tools.jackson.core.JsonGenerator;

/**
 * The report for programs: an object for one image, an array of such objects for several. Its fields are those of
 * {@code report.schema.json}; a field that has no value is null, never left out.
 */
final class JsonReport implements ReportFormat {
    private static final String SCHEMA_VERSION = "1.1";

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
        image(report, json);
        engine(report, json);
        json.writeArrayPropertyStart("storage");
        report.storage().ifPresent(storage -> storage.entries().forEach(entry -> storage(entry, json)));
        json.writeEndArray();
        guest(report.guest(), json);
        json.writeArrayPropertyStart("results");
        report.results().forEach(result -> result(result, json));
        json.writeEndArray();
        json.writeArrayPropertyStart("notRun");
        report.notRun().forEach(check -> notRun(check, json));
        json.writeEndArray();
        json.writeArrayPropertyStart("unseen");
        report.unseen().forEach(unseen -> unseen(unseen, json));
        json.writeEndArray();
        summary(report, json);
        timings(report.timings(), json);
        json.writeEndObject();
    }

    private static void image(ScanReport report, JsonGenerator json) {
        Optional<ContainerInfo> container = report.storage().map(storage -> storage.container());
        json.writeObjectPropertyStart("image");
        text("path", Optional.of(report.image()), json);
        text("format", container.map(ContainerInfo::format), json);
        number("virtualSizeBytes", container.map(ContainerInfo::virtualSizeBytes), json);
        number("allocatedBytes", container.map(ContainerInfo::allocatedBytes), json);
        problem("error", report.failure(), json);
        json.writeEndObject();
    }

    private static void engine(ScanReport report, JsonGenerator json) {
        if (report.engine().isEmpty()) {
            json.writeNullProperty("engine");
            return;
        }
        EngineInfo engine = report.engine().get();
        json.writeObjectPropertyStart("engine");
        json.writeStringProperty("id", engine.id());
        text("version", Optional.of(engine.version()), json);
        text("fallbackReason", report.fallbackReason(), json);
        json.writeArrayPropertyStart("notes");
        engine.notes().forEach(note -> json.writeString(Escape.line(note)));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void storage(StorageEntry entry, JsonGenerator json) {
        json.writeStartObject();
        text("path", Optional.of(entry.path()), json);
        json.writeStringProperty("kind", id(entry.kind()));
        text("format", Optional.of(entry.format()), json);
        json.writeStringProperty("state", id(entry.state()));
        text("reason", entry.problem().map(Problem::message), json);
        if (entry.consistency().isPresent()) {
            Consistency consistency = entry.consistency().get();
            json.writeObjectPropertyStart("consistency");
            json.writeStringProperty("state", id(consistency.kind()));
            text("reason", Optional.of(consistency.reason()).filter(reason -> !reason.isEmpty()), json);
            json.writeEndObject();
        } else {
            json.writeNullProperty("consistency");
        }
        text("uuid", entry.uuid(), json);
        text("label", entry.label(), json);
        number("sizeBytes", entry.sizeBytes().stream().boxed().findFirst(), json);
        text("mountPoint", entry.mountPoint().map(Object::toString), json);
        json.writeEndObject();
    }

    private static void guest(Optional<GuestInfo> guest, JsonGenerator json) {
        if (guest.isEmpty()) {
            json.writeNullProperty("guest");
            return;
        }
        json.writeObjectPropertyStart("guest");
        text("os", Optional.of(guest.get().os()), json);
        text("version", guest.get().version(), json);
        text("arch", guest.get().arch(), json);
        text("name", Optional.of(guest.get().name()), json);
        text("codename", guest.get().codename(), json);
        json.writeStringProperty("family", guest.get().family());
        json.writeEndObject();
    }

    private static void result(CheckResult result, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("check", result.info().id());
        json.writeStringProperty("outcome", result.outcome().id());
        text("reason", Optional.of(result.reason()).filter(reason -> !reason.isEmpty()), json);
        if (!result.params().values().isEmpty()) {
            json.writeObjectPropertyStart("params");
            new java.util.TreeMap<>(result.params().values())
                    .forEach((name, value) -> text(name, Optional.of(value), json));
            json.writeEndObject();
        }
        json.writeArrayPropertyStart("findings");
        for (Finding finding : result.findings()) {
            json.writeStartObject();
            json.writeStringProperty("level", id(finding.level()));
            text("message", Optional.of(finding.message()), json);
            text("file", finding.file().map(Object::toString), json);
            number("line", finding.line().stream().mapToObj(line -> (long) line).findFirst(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void notRun(NotRun check, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("check", check.info().id());
        json.writeStringProperty("reason", check.why().id());
        json.writeEndObject();
    }

    private static void unseen(Unseen unseen, JsonGenerator json) {
        json.writeStartObject();
        text("what", Optional.of(unseen.what()), json);
        text("why", Optional.of(unseen.why()).filter(why -> !why.isEmpty()), json);
        json.writeArrayPropertyStart("checks");
        unseen.checks().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void summary(ScanReport report, JsonGenerator json) {
        Summary sum = report.summary();
        json.writeObjectPropertyStart("summary");
        json.writeStringProperty("status", report.status().id());
        json.writeStringProperty("failOn", report.failOn().map(JsonReport::id).orElse("never"));
        json.writeBooleanProperty("complete", report.unseen().isEmpty());
        json.writeNumberProperty("checks", sum.checks());
        json.writeNumberProperty("pass", sum.passed());
        json.writeNumberProperty("findings", sum.withFindings());
        json.writeNumberProperty("notApplicable", sum.notApplicable());
        json.writeNumberProperty("undetermined", sum.undetermined());
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

    private static void problem(String name, Optional<Problem> problem, JsonGenerator json) {
        if (problem.isEmpty()) {
            json.writeNullProperty(name);
            return;
        }
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("kind", id(problem.get().kind()));
        text("message", Optional.of(problem.get().message()), json);
        json.writeEndObject();
    }

    private static void text(String name, Optional<String> value, JsonGenerator json) {
        if (value.isPresent()) {
            json.writeStringProperty(name, Escape.line(value.get()));
        } else {
            json.writeNullProperty(name);
        }
    }

    private static void number(String name, Optional<Long> value, JsonGenerator json) {
        if (value.isPresent()) {
            json.writeNumberProperty(name, value.get());
        } else {
            json.writeNullProperty(name);
        }
    }

    private static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String id(Level level) {
        return id((Enum<?>) level);
    }
}
