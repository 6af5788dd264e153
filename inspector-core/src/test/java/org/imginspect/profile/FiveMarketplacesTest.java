package org.imginspect.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.imginspect.report.JsonSchema;
import org.imginspect.report.ReportFormat;
import org.imginspect.report.ReportStyle;
import org.imginspect.scan.ExampleScan;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementResult;
import org.imginspect.scan.ScanReport;
import org.junit.jupiter.api.Test;

/** One scan for all five marketplaces. */
class FiveMarketplacesTest {
    private static ScanReport scan(String family) {
        return new ExampleScan(List.of(), family).report(BuiltIn.MARKETPLACES, Map.of());
    }

    private static String written(ReportFormat format, ScanReport report) throws IOException {
        StringWriter out = new StringWriter();
        format.write(List.of(report), ReportStyle.PLAIN, out);
        return out.toString();
    }

    @Test
    void eachOfThe264RequirementsHasExactlyOneVerdict() {
        for (String family : List.of("debian-12", "rocky-9", "centos-6", "")) {
            List<String> ids = new ArrayList<>();
            for (ProfileResult profile : scan(family).profiles()) {
                for (RequirementResult result : profile.requirements()) {
                    ids.add(result.requirement().id());
                    assertThat(result.outcome()).as(result.requirement().id()).isNotNull();
                    // Whoever reads a verdict other than met learns why.
                    assertThat(result.outcome().isMet()
                                    || !result.reason().isEmpty()
                                    || !result.evidence().isEmpty())
                            .as(family + " " + result.requirement().id())
                            .isTrue();
                }
            }
            assertThat(ids).as(family).hasSize(264).doesNotHaveDuplicates();
        }
    }

    @Test
    void whatContradictsIsSaidAndWhatCanBeHadTogetherIsSaidToo() throws Exception {
        ScanReport report = scan("ubuntu-22.04");
        String text = written(ReportFormat.text(), report).replaceAll("\\s+", " ");
        String never = text.substring(text.indexOf("What no image can meet together"));
        String ways = never.substring(never.indexOf("What an image meets together in one way only"));
        assertThat(never.substring(0, never.length() - ways.length()))
                .contains("DO-42 and VK-18", "YC-09 and VK-18", "DO-12 and UC-47")
                .doesNotContain("DO-42 and UC-92");
        assertThat(ways).contains("DO-42 and UC-92", "both: switch ufw on in its place");
        String json = written(ReportFormat.json(), report);
        JsonSchema.assertValid(json);
        assertThat(json).contains("\"together\" : \"switch ufw on in its place\"", "\"together\" : null");
    }

    @Test
    void oneMarketplaceAloneContradictsNothing() {
        for (String id : BuiltIn.MARKETPLACES) {
            assertThat(new ExampleScan(List.of(), "debian-12")
                            .report(List.of(id), Map.of())
                            .contradictions())
                    .as(id)
                    .isEmpty();
        }
    }

    /** No requirement is met on a disk that holds nothing but a host name, unless by there being nothing. */
    @Test
    void anEmptyDiskIsNoMarketplacesImage() {
        ScanReport report =
                new ExampleScan(List.of("-- /etc/hostname --", "appliance"), "").report(BuiltIn.MARKETPLACES, Map.of());
        for (String id : List.of("YC-02", "YC-31", "DO-02", "DO-04", "DO-14", "VK-09", "VK-10", "VK-16")) {
            RequirementResult result = report.profiles().stream()
                    .flatMap(profile -> profile.requirement(id).stream())
                    .findFirst()
                    .orElseThrow();
            assertThat(result.outcome().isMet()).as(id + " " + result.outcome()).isFalse();
        }
    }
}
