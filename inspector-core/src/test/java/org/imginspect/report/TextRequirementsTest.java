package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.List;
import org.imginspect.scan.ScanReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports of images that marketplaces judged, for people and for programs. */
class TextRequirementsTest {
    private static String write(String format, ReportStyle style, ScanReport report) throws Exception {
        StringWriter out = new StringWriter();
        ReportFormat.named(format).orElseThrow().write(List.of(report), style, out);
        return out.toString();
    }

    private static String text(ScanReport report) throws Exception {
        return write("text", ReportStyle.PLAIN, report);
    }

    @Test
    void marketplaceByMarketplaceRequirementByRequirement() throws Exception {
        String text = text(MarketplaceReports.judged("images/debian.qcow2"));
        Golden.assertSame("judged.txt", text);
        assertThat(text)
                .contains(
                        "AA Cloud: 3 of 7 met · 1 not met · 1 waived · 1 undecided offline ·",
                        "warning  fs.fstab-no-device-names, as shown at AA-01",
                        "own checker: check.sh does not look at /etc/fstab",
                        "Met: AA-05 to AA-07",
                        "AA-01 and BB-01",
                        "1 duty of the publisher",
                        "waived: cloud-init makes new ones, until 2027-01-31 (.imginspect.yaml:4)");
        assertThat(text.split("'/dev/sda1' is mounted at /", -1))
                .as("told once")
                .hasSize(2);
        assertThat(text.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }

    @Test
    void whatIsInOrderIsListedWhenAskedFor() throws Exception {
        String text = write("text", ReportStyle.PLAIN.withVerbose(true), MarketplaceReports.judged("a.qcow2"));
        assertThat(text)
                .contains("AA-05  The disk has a GPT", "AA-08  Windows is licensed", "only for Windows guests")
                .doesNotContain("AA-05 to AA-07");
    }

    @Test
    void besideAnEarlierReportOnlyTheDifferenceIsTold() throws Exception {
        String text = text(MarketplaceReports.compared("images/debian.qcow2"));
        Golden.assertSame("compared.txt", text);
        assertThat(text)
                .contains(
                        "Compared with previous.json: 1 new · 1 still there · 1 fixed · 1 waived since",
                        "Only what is new makes the image fail",
                        "(only a warning before)",
                        "AA-01  met → not met")
                .doesNotContain("Met: AA-05");
    }

    @Test
    void programsAreToldTheSame() throws Exception {
        for (ScanReport report :
                List.of(MarketplaceReports.judged("a.qcow2"), MarketplaceReports.compared("a.qcow2"))) {
            String json = write("json", ReportStyle.PLAIN, report);
            JsonSchema.assertValid(json);
            Golden.assertSame(
                    report.baseline().isPresent() ? "compared.json" : "judged.json",
                    json.replaceAll("\"version\" : \"[^\"]*SNAPSHOT\"", "\"version\" : \"V\""));
        }
        String json = write("json", ReportStyle.PLAIN, MarketplaceReports.judged("a.qcow2"));
        JsonSchema.assertInvalid(json.replace("\"outcome\" : \"not-met\"", "\"outcome\" : \"failed\""));
        JsonSchema.assertInvalid(json.replace("\"reason\" : \"Read the guide\"", "\"reason\" : null"));
        JsonSchema.assertInvalid(json.replaceFirst("\"fingerprint\" : \"[0-9a-f]{8}", "\"fingerprint\" : \""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "markdown", "sarif", "junit", "gitlab", "github", "html"})
    void nothingOfAnybodyActsOnAReader(String format) throws Exception {
        String evil =
                "a\u001b[31mred\u001b]0;title\u0007\nFAKE  line\r<script>alert(1)</script>]]>&\"'\u202etxt\u200b\u2028\ud800\u0000";
        for (boolean compared : new boolean[] {false, true}) {
            String report = write(format, ReportStyle.PLAIN.withVerbose(true), MarketplaceReports.evil(evil, compared));
            assertThat(report)
                    .doesNotContain("\u001b", "\r", "\u0007", "\u202e", "\u200b", "\u2028", "\u0000", "\u009b");
            assertThat(report.lines()).noneMatch(line -> line.startsWith("FAKE"));
            if (format.equals("json")) {
                JsonSchema.assertValid(report);
            }
        }
    }

    @Test
    void idsThatFollowEachOtherAreDrawnTogether() {
        assertThat(TextWords.ids(List.of("A-1", "A-2", "A-3", "A-5", "A-6", "B-7", "B-8", "B-9", "B-10")))
                .isEqualTo("A-1 to A-3, A-5, A-6, B-7 to B-9, B-10");
        assertThat(TextWords.ids(List.of("UC-48a", "UC-48b", "UC-48c", "UC-49")))
                .isEqualTo("UC-48a to UC-48c, UC-49");
        assertThat(TextWords.ids(List.of("x", "y", "z", "99999999999", "99999999998")))
                .isEqualTo("x, y, z, 99999999999, 99999999998");
        assertThat(TextWords.ids(List.of())).isEmpty();
    }
}
