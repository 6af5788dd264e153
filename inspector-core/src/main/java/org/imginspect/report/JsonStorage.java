package org.imginspect.report;

import java.util.List;
import java.util.Optional;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.EngineInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.engine.VolumeGroup;
import org.imginspect.engine.VolumeInfo;
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
        groups(report.storage().map(StorageMap::groups).orElse(List.of()), json);
        guest(report.guest(), json);
    }

    private static void groups(List<VolumeGroup> groups, JsonGenerator json) {
        if (groups.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("volumeGroups");
        for (VolumeGroup group : groups) {
            json.writeStartObject();
            JsonFields.text("kind", group.kind(), json);
            JsonFields.textOrNull("name", group.name(), json);
            JsonFields.text("uuid", group.uuid(), json);
            JsonFields.text("format", group.format(), json);
            JsonFields.texts("members", group.members(), json);
            JsonFields.texts("missing", group.missing(), json);
            JsonFields.text("reason", group.problem().map(Problem::message), json);
            JsonFields.texts("volumes", group.volumes(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void volume(VolumeInfo volume, JsonGenerator json) {
        json.writeObjectPropertyStart("volume");
        JsonFields.text("type", volume.type(), json);
        JsonFields.number("id", volume.id().stream().boxed().findFirst(), json);
        JsonFields.text("snapshotOf", volume.snapshotOf(), json);
        json.writeBooleanProperty("default", volume.isDefault());
        json.writeBooleanProperty("readOnly", volume.readOnly());
        JsonFields.texts("devices", volume.devices(), json);
        json.writeEndObject();
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
        entry.volume().ifPresent(volume -> volume(volume, json));
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
