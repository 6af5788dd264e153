package org.imginspect.compare;

import java.io.IOException;
import java.io.Writer;
import java.util.Optional;
import org.imginspect.engine.ToolVersion;
import org.imginspect.report.Escape;
import org.imginspect.scan.GuestInfo;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** The comparison for programs; its fields are those of {@code diff.schema.json}. A field that has no value is null, never left out. */
final class JsonDiff implements DiffFormat {
    private static final String SCHEMA_VERSION = "1.0";

    @Override
    public String id() {
        return "json";
    }

    @Override
    public void write(DiffReport report, Writer out) throws IOException {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
        JsonFactory factory = JsonFactory.builder()
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build();
        ObjectWriteContext context = new ObjectWriteContext.Base() {
            @Override
            public PrettyPrinter getPrettyPrinter() {
                return printer;
            }

            @Override
            public boolean hasPrettyPrinter() {
                return true;
            }
        };
        try (JsonGenerator json = factory.createGenerator(context, out)) {
            write(report, json);
        } catch (JacksonException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
        }
        out.write('\n');
    }

    private static void write(DiffReport report, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("schemaVersion", SCHEMA_VERSION);
        json.writeObjectPropertyStart("tool");
        json.writeStringProperty("name", "imginspect");
        json.writeStringProperty("version", ToolVersion.get());
        json.writeEndObject();
        image("before", report.before(), json);
        image("after", report.after(), json);
        json.writeArrayPropertyStart("sections");
        report.sections().forEach(section -> section(section, json));
        json.writeEndArray();
        json.writeArrayPropertyStart("unread");
        for (Unread unread : report.unread()) {
            json.writeStartObject();
            json.writeStringProperty("image", unread.side().id());
            text("why", Optional.of(unread.why()), json);
            json.writeArrayPropertyStart("sections");
            unread.sections().forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectPropertyStart("summary");
        json.writeStringProperty("status", report.status().id());
        json.writeNumberProperty("changes", report.changes());
        json.writeBooleanProperty("complete", report.unread().isEmpty());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void image(String side, ImageHead image, JsonGenerator json) {
        json.writeObjectPropertyStart(side);
        text("path", Optional.of(image.path()), json);
        json.writeStringProperty("format", image.format());
        json.writeNumberProperty("virtualSizeBytes", image.virtualSizeBytes());
        text("guest", image.guest().map(GuestInfo::name), json);
        json.writeEndObject();
    }

    private static void section(SectionResult section, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("id", section.id());
        json.writeStringProperty("title", section.title());
        json.writeBooleanProperty("compared", section.compared());
        json.writeArrayPropertyStart("changes");
        for (Change change : section.changes()) {
            json.writeStartObject();
            json.writeStringProperty("kind", change.kind().id());
            text("subject", Optional.of(change.subject()), json);
            text("property", Optional.of(change.property()).filter(property -> !property.isEmpty()), json);
            text("before", change.before(), json);
            text("after", change.after(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("remarks");
        section.remarks().forEach(remark -> json.writeString(Escape.line(remark)));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void text(String name, Optional<String> value, JsonGenerator json) {
        if (value.isEmpty()) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, Escape.line(value.get()));
        }
    }
}
