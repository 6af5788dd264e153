package org.imginspect.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import org.imginspect.engine.ToolVersion;
import org.imginspect.scan.ScanReport;
import tools.jackson.core.JsonGenerator;

/**
 * SARIF 2.1.0 (OASIS), with what GitHub's code scanning wants of it. All images are in one run: GitHub refuses a file with several
 * runs of one tool and category. {@code automationDetails} is left to whoever uploads the file, whose category would not count
 * otherwise. Results are of the kind {@code fail} only, for GitHub takes each result for an alert; what could not be seen is a result
 * as well, because alerts that are in no result are closed.
 */
final class SarifReport implements ReportFormat {
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

    @Override
    public String id() {
        return "sarif";
    }

    @Override
    public void write(List<ScanReport> reports, ReportStyle style, Writer out) throws IOException {
        SarifLocations locations = new SarifLocations(ImageNames.of(reports));
        SarifResults results = new SarifResults(reports, locations);
        SarifRules rules = new SarifRules(reports, results.rows());
        SarifTaxonomies taxonomies = new SarifTaxonomies(reports);
        JsonOutput.write(out, json -> {
            json.writeStartObject();
            json.writeStringProperty("$schema", SCHEMA);
            json.writeStringProperty("version", "2.1.0");
            json.writeArrayPropertyStart("runs");
            json.writeStartObject();
            tool(rules, taxonomies, json);
            new SarifInvocation(reports, locations, rules, results.leftOut()).write(json);
            locations.write(json);
            taxonomies.write(json);
            boolean waivers =
                    results.rows().stream().anyMatch(row -> row.waiver().isPresent());
            json.writeArrayPropertyStart("results");
            for (SarifResults.Row row : results.rows()) {
                result(row, locations, rules, taxonomies, waivers, json);
            }
            json.writeEndArray();
            images(reports, json);
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void tool(SarifRules rules, SarifTaxonomies taxonomies, JsonGenerator json) {
        json.writeObjectPropertyStart("tool");
        json.writeObjectPropertyStart("driver");
        json.writeStringProperty("name", "imginspect");
        json.writeStringProperty("version", ToolVersion.get());
        json.writeStringProperty("semanticVersion", ToolVersion.get());
        json.writeStringProperty("informationUri", "https://imginspect.org/");
        SarifInvocation.writeDescriptors(json);
        rules.write(taxonomies, json);
        taxonomies.writeSupported(json);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void result(
            SarifResults.Row row,
            SarifLocations locations,
            SarifRules rules,
            SarifTaxonomies taxonomies,
            boolean waivers,
            JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("ruleId", row.ruleId());
        json.writeNumberProperty("ruleIndex", rules.index(row.ruleId()));
        json.writeStringProperty("kind", "fail");
        json.writeStringProperty("level", row.level().name().toLowerCase(Locale.ROOT));
        json.writeObjectPropertyStart("message");
        json.writeStringProperty("text", row.message());
        json.writeEndObject();
        locations.write(locations.index(row.image(), row.file()), row.line(), json);
        json.writeObjectPropertyStart("partialFingerprints");
        // The name under which GitHub looks for one; the number tells apart what has the same fingerprint, which
        // nothing has here.
        json.writeStringProperty("primaryLocationLineHash", row.fingerprint() + ":1");
        json.writeStringProperty("imginspect/v1", row.fingerprint());
        json.writeEndObject();
        row.finding().ifPresent(finding -> taxonomies.writeTaxa(row.image(), finding, json));
        row.state().ifPresent(state -> json.writeStringProperty("baselineState", state));
        if (waivers) {
            // An empty array says that somebody looked and did not waive it (SARIF 2.1.0, 3.27.23).
            json.writeArrayPropertyStart("suppressions");
            row.waiver().ifPresent(reason -> {
                json.writeStartObject();
                json.writeStringProperty("kind", "external");
                json.writeStringProperty("status", "accepted");
                json.writeStringProperty("justification", reason);
                json.writeEndObject();
            });
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void images(List<ScanReport> reports, JsonGenerator json) {
        json.writeObjectPropertyStart("properties");
        json.writeArrayPropertyStart("images");
        for (int i = 0; i < reports.size(); i++) {
            ScanReport report = reports.get(i);
            json.writeStartObject();
            json.writeNumberProperty("artifact", i);
            json.writeStringProperty("status", report.status().id());
            report.guest().ifPresent(guest -> json.writeStringProperty("guest", Escape.line(guest.name())));
            report.baseline().ifPresent(baseline -> json.writeStringProperty("sinceBaseline", baseline.tally()));
            if (!report.profiles().isEmpty()) {
                SarifTaxonomies.writeOutcomes(report, json);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
