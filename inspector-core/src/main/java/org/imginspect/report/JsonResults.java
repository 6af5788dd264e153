package org.imginspect.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.profile.Waiver;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.Fingerprint;
import org.imginspect.scan.NotRun;
import org.imginspect.scan.Unseen;
import org.imginspect.scan.WaivedFinding;
import tools.jackson.core.JsonGenerator;

/** What the checks answered, and what could not be seen. */
final class JsonResults {
    private JsonResults() {}

    static void result(CheckResult result, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("check", result.info().id());
        json.writeStringProperty("outcome", result.outcome().id());
        JsonFields.textOrNull("reason", result.reason(), json);
        JsonFields.params(result.params().values(), json);
        findings(result, json);
        json.writeEndObject();
    }

    /** Both the findings that count and those that were waived. */
    static void findings(CheckResult result, JsonGenerator json) {
        List<String> fingerprints = Fingerprint.of(result);
        json.writeArrayPropertyStart("findings");
        for (int i = 0; i < fingerprints.size(); i++) {
            json.writeStartObject();
            members(result.findings().get(i), fingerprints.get(i), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        List<String> waived = Fingerprint.ofWaived(result);
        json.writeArrayPropertyStart("waived");
        for (int i = 0; i < waived.size(); i++) {
            WaivedFinding finding = result.waived().get(i);
            json.writeStartObject();
            members(finding.finding(), waived.get(i), json);
            waiver(finding.waiver(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void members(Finding finding, String fingerprint, JsonGenerator json) {
        members(
                finding.level(),
                finding.message(),
                finding.file().map(Object::toString),
                finding.line(),
                fingerprint,
                json);
    }

    static void members(
            Level level,
            String message,
            Optional<String> file,
            OptionalInt line,
            String fingerprint,
            JsonGenerator json) {
        json.writeStringProperty("level", JsonFields.id(level));
        JsonFields.text("message", message, json);
        JsonFields.text("file", file, json);
        JsonFields.number(
                "line", line.stream().mapToObj(number -> (long) number).findFirst(), json);
        json.writeStringProperty("fingerprint", fingerprint);
    }

    private static void waiver(Waiver waiver, JsonGenerator json) {
        json.writeObjectPropertyStart("waiver");
        JsonFields.text("id", waiver.id(), json);
        JsonFields.text("path", waiver.path(), json);
        JsonFields.text("reason", waiver.reason(), json);
        JsonFields.text("expires", waiver.expires().map(Object::toString), json);
        JsonFields.text("origin", waiver.origin(), json);
        json.writeEndObject();
    }

    static void notRun(NotRun check, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("check", check.info().id());
        json.writeStringProperty("reason", check.why().id());
        json.writeEndObject();
    }

    static void unseen(Unseen unseen, JsonGenerator json) {
        json.writeStartObject();
        JsonFields.text("what", unseen.what(), json);
        JsonFields.textOrNull("why", unseen.why(), json);
        JsonFields.texts("checks", unseen.checks(), json);
        json.writeEndObject();
    }
}
