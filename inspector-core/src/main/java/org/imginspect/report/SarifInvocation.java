package org.imginspect.report;

import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.engine.EngineInfo;
import org.imginspect.profile.Contradiction;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Unseen;
import tools.jackson.core.JsonGenerator;

/**
 * How the run of a SARIF report went. What could not be seen is an error there, which says that the results are not complete (SARIF
 * 2.1.0, 3.20.21).
 */
final class SarifInvocation {
    /** What a notification is about. */
    private enum Notice {
        UNSEEN("scan.unseen", "Something that had to be read could not be read.", Incomplete.FIX + "."),
        UNDETERMINED("scan.undetermined", "A check could not be decided.", Incomplete.FIX + "."),
        LEFT_OUT(
                "scan.left-out",
                "There are more findings than GitHub takes in one file.",
                "Scan fewer images at once, mend the gravest first, or read the report that -f json writes."),
        ENGINE("scan.engine", "Something about the engine that read the image.", "There is nothing to do."),
        WAIVER("scan.waiver", "A waiver has expired or matches nothing.", "Renew or delete it in .imginspect.yaml."),
        CONTRADICTION(
                "scan.contradiction",
                "No image can meet what two marketplaces ask for.",
                "Build an image for each of them.");

        private final String id;
        private final String meaning;
        private final String advice;

        Notice(String id, String meaning, String advice) {
            this.id = id;
            this.meaning = meaning;
            this.advice = advice;
        }
    }

    /** In the order of {@code driver.notifications}. */
    private static final List<Notice> NOTICES = List.of(Notice.values());

    private final List<ScanReport> reports;
    private final SarifLocations locations;
    private final SarifRules rules;
    private final int leftOut;

    SarifInvocation(List<ScanReport> reports, SarifLocations locations, SarifRules rules, int leftOut) {
        this.reports = reports;
        this.locations = locations;
        this.rules = rules;
        this.leftOut = leftOut;
    }

    /** {@code driver.notifications}. */
    static void writeDescriptors(JsonGenerator json) {
        json.writeArrayPropertyStart("notifications");
        for (Notice notice : NOTICES) {
            json.writeStartObject();
            json.writeStringProperty("id", notice.id);
            text("shortDescription", notice.meaning, json);
            text("fullDescription", notice.meaning, json);
            text("help", notice.meaning + " " + notice.advice, json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** {@code run.invocations}. */
    void write(JsonGenerator json) {
        json.writeArrayPropertyStart("invocations");
        json.writeStartObject();
        json.writeBooleanProperty(
                "executionSuccessful",
                reports.stream().allMatch(report -> report.unseen().isEmpty()));
        json.writeArrayPropertyStart("toolExecutionNotifications");
        if (leftOut > 0) {
            notification(
                    Notice.LEFT_OUT,
                    "warning",
                    leftOut
                            + " findings, the least grave, are left out, for GitHub takes no more: -f json has them all",
                    -1,
                    "",
                    json);
        }
        for (int i = 0; i < reports.size(); i++) {
            seen(i, reports.get(i), json);
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("toolConfigurationNotifications");
        for (int i = 0; i < reports.size(); i++) {
            for (String remark : reports.get(i).remarks()) {
                notification(Notice.WAIVER, "warning", remark, i, "", json);
            }
            for (Contradiction each : reports.get(i).contradictions()) {
                String text = each.fact() + ": " + String.join(" and ", each.requirements()) + ": " + each.why()
                        + each.together().map(both -> "; both: " + both).orElse("");
                notification(Notice.CONTRADICTION, "note", text, i, "", json);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
    }

    private void seen(int image, ScanReport report, JsonGenerator json) {
        for (Unseen unseen : report.unseen()) {
            if (unseen.checks().isEmpty()) {
                notification(Notice.UNSEEN, "error", Incomplete.message(unseen), image, "", json);
            }
        }
        for (CheckResult result : report.results()) {
            if (result.outcome() == Outcome.UNDETERMINED) {
                String check = result.info().id();
                notification(
                        Notice.UNDETERMINED, "error", "could not be decided: " + result.reason(), image, check, json);
            }
        }
        report.fallbackReason()
                .ifPresent(reason ->
                        notification(Notice.ENGINE, "note", "read by libguestfs because " + reason, image, "", json));
        for (String note : report.engine().map(EngineInfo::notes).orElse(List.of())) {
            notification(Notice.ENGINE, "note", note, image, "", json);
        }
    }

    /**
     * @param image -1 if it is about all of them
     * @param check empty if it is about none
     */
    private void notification(Notice notice, String level, String text, int image, String check, JsonGenerator json) {
        json.writeStartObject();
        json.writeObjectPropertyStart("descriptor");
        json.writeStringProperty("id", notice.id);
        json.writeNumberProperty("index", NOTICES.indexOf(notice));
        json.writeEndObject();
        if (!check.isEmpty()) {
            json.writeObjectPropertyStart("associatedRule");
            json.writeStringProperty("id", check);
            json.writeNumberProperty("index", rules.index(check));
            json.writeEndObject();
        }
        json.writeStringProperty("level", level);
        json.writeObjectPropertyStart("message");
        json.writeStringProperty("text", SarifResults.message(text));
        json.writeEndObject();
        if (image >= 0) {
            locations.write(image, 1, json);
        }
        json.writeEndObject();
    }

    private static void text(String name, String text, JsonGenerator json) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("text", text);
        json.writeEndObject();
    }
}
