package org.imginspect.report;

import org.imginspect.check.Outcome;
import org.imginspect.profile.Contradiction;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Requirement;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.Evidence;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;
import tools.jackson.core.JsonGenerator;

/** What the marketplaces say. */
final class JsonRequirements {
    private JsonRequirements() {}

    static void write(ScanReport report, JsonGenerator json) {
        json.writeArrayPropertyStart("profiles");
        report.profiles().forEach(profile -> profile(profile, json));
        json.writeEndArray();
        json.writeArrayPropertyStart("requirements");
        for (ProfileResult profile : report.profiles()) {
            for (RequirementResult result : profile.requirements()) {
                requirement(profile.profile().id(), result, json);
            }
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("contradictions");
        report.contradictions().forEach(contradiction -> contradiction(contradiction, json));
        json.writeEndArray();
    }

    private static void profile(ProfileResult result, JsonGenerator json) {
        Profile profile = result.profile();
        json.writeStartObject();
        JsonFields.text("id", profile.id(), json);
        JsonFields.text("title", profile.title(), json);
        JsonFields.textOrNull("source", profile.source(), json);
        JsonFields.text("verified", profile.verified().map(Object::toString), json);
        json.writeObjectPropertyStart("tally");
        json.writeNumberProperty("applicable", result.applicable());
        json.writeNumberProperty("met", result.met());
        json.writeNumberProperty("metWithWarnings", result.count(RequirementOutcome.MET_WITH_WARNINGS));
        json.writeNumberProperty("notMet", result.count(RequirementOutcome.NOT_MET));
        json.writeNumberProperty("waived", result.count(RequirementOutcome.WAIVED));
        json.writeNumberProperty("undecided", result.count(RequirementOutcome.UNDECIDED));
        json.writeNumberProperty("manual", result.count(RequirementOutcome.MANUAL));
        json.writeNumberProperty("notApplicable", result.count(RequirementOutcome.NOT_APPLICABLE));
        json.writeNumberProperty("duties", result.duties());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void requirement(String profile, RequirementResult result, JsonGenerator json) {
        Requirement requirement = result.requirement();
        json.writeStartObject();
        JsonFields.text("profile", profile, json);
        JsonFields.text("id", requirement.id(), json);
        JsonFields.text("title", requirement.title(), json);
        JsonFields.textOrNull("reference", requirement.reference(), json);
        json.writeBooleanProperty("must", requirement.must());
        json.writeBooleanProperty("duty", requirement.duty());
        json.writeStringProperty("outcome", result.outcome().id());
        JsonFields.textOrNull("reason", result.reason(), json);
        JsonFields.text("confirm", requirement.confirm(), json);
        JsonFields.text("ownScript", requirement.ownScript(), json);
        JsonFields.texts("allOf", requirement.allOf(), json);
        JsonFields.texts("remarks", result.remarks(), json);
        json.writeArrayPropertyStart("evidence");
        result.evidence().forEach(evidence -> evidence(evidence, json));
        json.writeEndArray();
        json.writeEndObject();
    }

    /** An answer as it counts in one requirement: with its levels and its waivers. */
    private static void evidence(Evidence evidence, JsonGenerator json) {
        CheckResult here = new CheckResult(
                evidence.result().info(),
                evidence.result().params(),
                evidence.result().verdict(),
                evidence.findings(),
                evidence.waived());
        Outcome outcome = here.outcome();
        json.writeStartObject();
        json.writeStringProperty("check", here.info().id());
        json.writeStringProperty("outcome", outcome.id());
        JsonFields.textOrNull("reason", here.reason(), json);
        JsonFields.params(here.params().values(), json);
        JsonResults.findings(here, json);
        json.writeEndObject();
    }

    private static void contradiction(Contradiction contradiction, JsonGenerator json) {
        json.writeStartObject();
        JsonFields.text("fact", contradiction.fact(), json);
        JsonFields.texts("requirements", contradiction.requirements(), json);
        JsonFields.text("why", contradiction.why(), json);
        JsonFields.textOrNull("together", contradiction.together().orElse(""), json);
        json.writeEndObject();
    }
}
