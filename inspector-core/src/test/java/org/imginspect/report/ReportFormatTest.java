package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Status;
import org.junit.jupiter.api.Test;

class ReportFormatTest {
    private static String write(ReportFormat format, ReportStyle style, ScanReport... reports) throws IOException {
        StringWriter out = new StringWriter();
        format.write(List.of(reports), style, out);
        return out.toString();
    }

    private static String text(ScanReport... reports) throws IOException {
        return write(ReportFormat.text(), ReportStyle.PLAIN, reports);
    }

    private static String json(ScanReport... reports) throws IOException {
        String json = write(ReportFormat.json(), ReportStyle.PLAIN, reports);
        JsonSchema.assertValid(json);
        return json;
    }

    @Test
    void textTellsTheVerdictFirstThenWhatLedToIt() throws Exception {
        String text = text(SampleReports.failing("images/debian.qcow2"));
        Golden.assertSame("failing.txt", text);
        assertThat(text.lines().findFirst().orElseThrow()).startsWith("FAIL  images/debian.qcow2: 2 errors, 1 warning");
    }

    @Test
    void textFitsEightyColumnsWhereItHasBlanks() throws Exception {
        assertThat(text(SampleReports.failing("images/debian.qcow2"), SampleReports.passing("b.qcow2"))
                        .lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        String longPath = "a".repeat(200);
        assertThat(text(SampleReports.unopened(longPath))).contains(longPath);
    }

    @Test
    void severalImagesEndWithAnOverview() throws Exception {
        Golden.assertSame(
                "several.txt",
                text(
                        SampleReports.failing("a.qcow2"),
                        SampleReports.passing("b.qcow2"),
                        SampleReports.unopened("c.qcow2")));
    }

    @Test
    void coloursAreOnlyWrittenWhenAskedFor() throws Exception {
        assertThat(text(SampleReports.failing("a.qcow2"))).doesNotContain("\u001b");
        String coloured = write(ReportFormat.text(), new ReportStyle(true, 80), SampleReports.failing("a.qcow2"));
        Golden.assertSame("failing.coloured.txt", coloured);
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(text(SampleReports.failing("a.qcow2")));
    }

    @Test
    void jsonHasOneObjectForOneImageAndAnArrayForSeveral() throws Exception {
        String one = json(SampleReports.failing("images/debian.qcow2"));
        Golden.assertSame(
                "failing.json",
                one.replaceAll("\"version\" : \"[^\"]*SNAPSHOT\"|\"version\" : \"0.1.0\"", "\"version\" : \"V\""));
        assertThat(one).startsWith("{\n");
        assertThat(json(SampleReports.passing("a"), SampleReports.unopened("b")))
                .startsWith("[");
    }

    @Test
    void anImageThatCouldNotBeOpenedIsAReportToo() throws Exception {
        assertThat(SampleReports.unopened("x.qcow2").status()).isEqualTo(Status.UNOPENED);
        assertThat(json(SampleReports.unopened("x.qcow2")))
                .contains("\"kind\" : \"unreadable\"", "\"message\" : \"no such file [x.qcow2]\"", "\"engine\" : null");
        assertThat(text(SampleReports.unopened("x.qcow2")))
                .isEqualTo("ERROR  x.qcow2: could not be opened\n  no such file [x.qcow2]\n");
    }

    @Test
    void nothingOfTheGuestActsOnAReader() throws Exception {
        String text = text(SampleReports.evil());
        String json = json(SampleReports.evil());
        Golden.assertSame("evil.txt", text);
        Golden.assertSame("evil.json", json.replaceAll("\"version\" : \"[^\"]*SNAPSHOT\"", "\"version\" : \"V\""));
        for (String report : List.of(text, json)) {
            assertThat(report)
                    .doesNotContain("\u001b", "\r", "\u0007", "\u202e", "\u200b", "\u2028", "\u0000", "\u009b");
            assertThat(report.lines()).noneMatch(line -> line.startsWith("FAKE"));
        }
    }

    @Test
    void theSchemaRefusesWhatIsNoReport() throws Exception {
        String json = json(SampleReports.failing("a.qcow2"));
        JsonSchema.assertInvalid(json.replace("\"not-applicable\"", "\"skipped\""));
        JsonSchema.assertInvalid(json.replace("\"schemaVersion\" : \"1.3\"", "\"schemaVersion\" : \"2.0\""));
        JsonSchema.assertInvalid(json.replace("\"reason\" : \"cloud-init is not installed\"", "\"reason\" : null"));
        JsonSchema.assertInvalid("[" + json + "]");
    }

    @Test
    void theSameScanGivesTheSameJson() throws Exception {
        assertThat(json(SampleReports.failing("a.qcow2"))).isEqualTo(json(SampleReports.failing("a.qcow2")));
    }

    @Test
    void everyFormatIsFoundByItsId() {
        assertThat(ReportFormat.ids())
                .allSatisfy(id ->
                        assertThat(ReportFormat.named(id).orElseThrow().id()).isEqualTo(id));
        assertThat(ReportFormat.named("pdf")).isEmpty();
    }
}
