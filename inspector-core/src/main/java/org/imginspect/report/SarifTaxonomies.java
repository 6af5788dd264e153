package org.imginspect.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imginspect.check.Finding;
import org.imginspect.profile.CheckUse;
import org.imginspect.profile.Profile;
import org.imginspect.profile.Requirement;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.Evidence;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.WaivedFinding;
import tools.jackson.core.JsonGenerator;

/**
 * The marketplaces as taxonomies of a SARIF run, their requirements as taxa: a result belongs to those requirements that it keeps from
 * being met, and a rule is relevant to those that ask for its check. {@link Profile#BASE} is none.
 */
final class SarifTaxonomies {
    private record Spot(int image, Place place) {}

    private record Taxon(int taxonomy, String taxonomyName, int index, String id) {}

    private final Map<String, Profile> profiles = new LinkedHashMap<>();
    private final Map<Spot, List<Taxon>> byFinding = new HashMap<>();
    private final Map<String, List<Taxon>> byCheck = new HashMap<>();

    SarifTaxonomies(List<ScanReport> reports) {
        for (int i = 0; i < reports.size(); i++) {
            for (ProfileResult result : reports.get(i).profiles()) {
                if (!result.profile().id().equals(Profile.BASE)) {
                    add(i, result);
                }
            }
        }
    }

    boolean isEmpty() {
        return profiles.isEmpty();
    }

    private void add(int image, ProfileResult result) {
        Profile profile = result.profile();
        boolean first = profiles.putIfAbsent(profile.id(), profile) == null;
        int taxonomy = List.copyOf(profiles.keySet()).indexOf(profile.id());
        for (int i = 0; i < result.requirements().size(); i++) {
            RequirementResult requirement = result.requirements().get(i);
            Taxon taxon = new Taxon(
                    taxonomy, profile.id(), i, requirement.requirement().id());
            if (first) {
                for (CheckUse use : requirement.requirement().checks()) {
                    byCheck.computeIfAbsent(use.check(), any -> new ArrayList<>())
                            .add(taxon);
                }
            }
            for (Evidence evidence : requirement.evidence()) {
                evidence.findings().forEach(finding -> add(image, evidence.result(), finding, taxon));
                evidence.waived().stream()
                        .map(WaivedFinding::finding)
                        .forEach(finding -> add(image, evidence.result(), finding, taxon));
            }
        }
    }

    private void add(int image, CheckResult result, Finding finding, Taxon taxon) {
        List<Taxon> taxa =
                byFinding.computeIfAbsent(new Spot(image, Place.of(result, finding)), any -> new ArrayList<>());
        if (!taxa.contains(taxon)) {
            taxa.add(taxon);
        }
    }

    /** {@code run.taxonomies}; nothing if there are none. */
    void write(JsonGenerator json) {
        if (profiles.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("taxonomies");
        for (Profile profile : profiles.values()) {
            json.writeStartObject();
            json.writeStringProperty("name", Escape.line(profile.id()));
            text("shortDescription", profile.title(), json);
            text("fullDescription", "Requirements of: " + profile.source(), json);
            json.writeBooleanProperty("isComprehensive", true);
            json.writeArrayPropertyStart("taxa");
            profile.requirements().forEach(requirement -> taxon(requirement, json));
            json.writeEndArray();
            profile.verified().ifPresent(date -> {
                json.writeObjectPropertyStart("properties");
                json.writeStringProperty("verified", date.toString());
                json.writeEndObject();
            });
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void taxon(Requirement requirement, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("id", Escape.line(requirement.id()));
        text("shortDescription", requirement.title(), json);
        json.writeObjectPropertyStart("defaultConfiguration");
        json.writeStringProperty("level", requirement.must() ? "error" : "warning");
        json.writeEndObject();
        json.writeObjectPropertyStart("properties");
        json.writeStringProperty("reference", Escape.line(requirement.reference()));
        json.writeBooleanProperty("must", requirement.must());
        json.writeBooleanProperty("duty", requirement.duty());
        json.writeEndObject();
        json.writeEndObject();
    }

    /** {@code driver.supportedTaxonomies}; nothing if there are none. */
    void writeSupported(JsonGenerator json) {
        if (profiles.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("supportedTaxonomies");
        int index = 0;
        for (String id : profiles.keySet()) {
            json.writeStartObject();
            component(index++, id, json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** {@code rule.relationships}; nothing if no marketplace asks for the check. */
    void writeRelationships(String check, JsonGenerator json) {
        List<Taxon> taxa = byCheck.getOrDefault(check, List.of());
        if (taxa.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("relationships");
        for (Taxon taxon : taxa) {
            json.writeStartObject();
            json.writeObjectPropertyStart("target");
            reference(taxon, json);
            json.writeEndObject();
            json.writeArrayPropertyStart("kinds");
            json.writeString("relevant");
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** {@code result.taxa}; nothing if no requirement uses the finding. */
    void writeTaxa(int image, Place finding, JsonGenerator json) {
        List<Taxon> taxa = byFinding.getOrDefault(new Spot(image, finding), List.of());
        if (taxa.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("taxa");
        for (Taxon taxon : taxa) {
            json.writeStartObject();
            reference(taxon, json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** What each requirement comes to, image by image: SARIF has no place of its own for it. */
    static void writeOutcomes(ScanReport report, JsonGenerator json) {
        json.writeArrayPropertyStart("profiles");
        for (ProfileResult profile : report.profiles()) {
            json.writeStartObject();
            json.writeStringProperty("id", Escape.line(profile.profile().id()));
            json.writeStringProperty("tally", profile.tally());
            json.writeObjectPropertyStart("requirements");
            for (RequirementResult each : profile.requirements()) {
                json.writeStringProperty(
                        Escape.line(each.requirement().id()), each.outcome().id());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void reference(Taxon taxon, JsonGenerator json) {
        json.writeStringProperty("id", Escape.line(taxon.id));
        json.writeNumberProperty("index", taxon.index);
        json.writeObjectPropertyStart("toolComponent");
        component(taxon.taxonomy, taxon.taxonomyName, json);
        json.writeEndObject();
    }

    private static void component(int index, String name, JsonGenerator json) {
        json.writeStringProperty("name", Escape.line(name));
        json.writeNumberProperty("index", index);
    }

    private static void text(String name, String text, JsonGenerator json) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("text", SarifResults.message(text));
        json.writeEndObject();
    }
}
