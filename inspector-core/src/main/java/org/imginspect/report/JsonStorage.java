package org.imginspect.report;

import java.util.Optional;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.Problem;
import org.imginspect.guest.Consistency;
import org.imginspect.scan.GuestInfo;
import org.imginspect.scan.ScanReport;
import tools.jackson.core.JsonGenerator;

/** What the image is: its container, who read it, what lies in it. */
final class JsonStorage {
    private JsonStorage() {}

    static void write(ScanReport report, JsonGenerator json) {
        image(report, json);
        engine(report, json);
        json.writeArrayPropertyStart("storage");
        report.storage().ifPresent(storage -> storage.entries().forEach(entry -> entry(entry, json)));
        json.writeEndArray();
        guest(report.guest(), json);
    }

    private static void image(ScanReport report, JsonGenerator json) {
        Optional<ContainerInfo> container = report.storage().map(storage -> storage.container());
        json.writeObjectPropertyStart("image");
        JsonFields.text("path", report.image(), json);
        JsonFields.text("format", container.map(ContainerInfo::format), json);
        JsonFields.number("virtualSizeBytes", container.map(ContainerInfo::virtualSizeBytes), json);
        JsonFields.number("allocatedBytes", container.map(ContainerInfo::allocatedBytes), json);
        JsonFields.problem("error", report.failure(), json);
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
        JsonFields.text("version", engine.version(), json);
        JsonFields.text("fallbackReason", report.fallbackReason(), json);
        JsonFields.texts("notes", engine.notes(), json);
        json.writeEndObject();
    }

    private static void entry(StorageEntry entry, JsonGenerator json) {
        json.writeStartObject();
        JsonFields.text("path", entry.path(), json);
        json.writeStringProperty("kind", JsonFields.id(entry.kind()));
        JsonFields.text("format", entry.format(), json);
        json.writeStringProperty("state", JsonFields.id(entry.state()));
        JsonFields.text("reason", entry.problem().map(Problem::message), json);
        if (entry.consistency().isPresent()) {
            Consistency consistency = entry.consistency().get();
            json.writeObjectPropertyStart("consistency");
            json.writeStringProperty("state", JsonFields.id(consistency.kind()));
            JsonFields.textOrNull("reason", consistency.reason(), json);
            json.writeEndObject();
        } else {
            json.writeNullProperty("consistency");
        }
        JsonFields.text("uuid", entry.uuid(), json);
        JsonFields.text("label", entry.label(), json);
        JsonFields.number("sizeBytes", entry.sizeBytes().stream().boxed().findFirst(), json);
        JsonFields.text("mountPoint", entry.mountPoint().map(Object::toString), json);
        json.writeEndObject();
    }

    private static void guest(Optional<GuestInfo> guest, JsonGenerator json) {
        if (guest.isEmpty()) {
            json.writeNullProperty("guest");
            return;
        }
        json.writeObjectPropertyStart("guest");
        JsonFields.text("os", guest.get().os(), json);
        JsonFields.text("version", guest.get().version(), json);
        JsonFields.text("arch", guest.get().arch(), json);
        JsonFields.text("name", guest.get().name(), json);
        JsonFields.text("codename", guest.get().codename(), json);
        json.writeStringProperty("family", guest.get().family());
        json.writeEndObject();
    }
}
