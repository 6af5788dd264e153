package org.imginspect.report;

import java.util.List;
import java.util.Optional;
import org.imginspect.check.Finding;
import org.imginspect.scan.BaselineComparison;
import org.imginspect.scan.BaselineFinding;
import org.imginspect.scan.BaselineState;
import org.imginspect.scan.ComparedFinding;
import org.imginspect.scan.VerdictChange;
import tools.jackson.core.JsonGenerator;

/** What has changed since an earlier report. */
final class JsonBaseline {
    private JsonBaseline() {}

    static void write(Optional<BaselineComparison> comparison, JsonGenerator json) {
        if (comparison.isEmpty()) {
            json.writeNullProperty("baseline");
            return;
        }
        BaselineComparison baseline = comparison.get();
        json.writeObjectPropertyStart("baseline");
        JsonFields.text("file", baseline.file(), json);
        JsonFields.text("image", baseline.image(), json);
        for (BaselineState state : List.of(BaselineState.NEW, BaselineState.UNCHANGED)) {
            json.writeArrayPropertyStart(state.id());
            baseline.findings(state).forEach(finding -> now(finding, json));
            json.writeEndArray();
        }
        earlier(BaselineState.FIXED, baseline.fixed(), json);
        earlier(BaselineState.WAIVED, baseline.waived(), json);
        earlier(BaselineState.UNKNOWN, baseline.unknown(), json);
        json.writeArrayPropertyStart("requirements");
        baseline.verdicts().forEach(change -> verdict(change, json));
        json.writeEndArray();
        JsonFields.texts("remarks", baseline.remarks(), json);
        json.writeEndObject();
    }

    private static void now(ComparedFinding compared, JsonGenerator json) {
        Finding finding = compared.finding();
        json.writeStartObject();
        json.writeStringProperty("check", compared.result().info().id());
        JsonFields.params(compared.result().params().values(), json);
        JsonResults.members(
                finding.level(),
                finding.message(),
                finding.file().map(Object::toString),
                finding.line(),
                compared.fingerprint(),
                json);
        JsonFields.text("levelBefore", compared.before().map(JsonFields::id), json);
        json.writeEndObject();
    }

    private static void earlier(BaselineState state, List<BaselineFinding> findings, JsonGenerator json) {
        json.writeArrayPropertyStart(state.id());
        for (BaselineFinding finding : findings) {
            json.writeStartObject();
            JsonFields.text("check", finding.check(), json);
            JsonFields.params(finding.params(), json);
            JsonResults.members(
                    finding.level(), finding.message(), finding.file(), finding.line(), finding.fingerprint(), json);
            JsonFields.text("levelBefore", JsonFields.id(finding.level()), json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void verdict(VerdictChange change, JsonGenerator json) {
        json.writeStartObject();
        JsonFields.text("profile", change.profile(), json);
        JsonFields.text("id", change.requirement().id(), json);
        json.writeStringProperty("before", change.before().id());
        json.writeStringProperty("now", change.now().id());
        json.writeEndObject();
    }
}
