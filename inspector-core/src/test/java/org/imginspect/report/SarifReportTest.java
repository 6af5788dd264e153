package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.imginspect.scan.ScanReport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Held to the schema of OASIS and to what GitHub documents of code scanning. */
class SarifReportTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Schema SCHEMA = schema();

    private static Schema schema() {
        try (InputStream text =
                Objects.requireNonNull(SarifReportTest.class.getResourceAsStream("schemas/sarif-schema-2.1.0.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(text, InputFormat.JSON);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String text(ScanReport... reports) throws IOException {
        StringWriter out = new StringWriter();
        ReportFormat.named("sarif").orElseThrow().write(List.of(reports), ReportStyle.PLAIN, out);
        return out.toString();
    }

    /** Without the version and what comes from the pages of the checks, which change for reasons of their own. */
    private static String golden(String sarif) {
        String string = "\"(\\\\.|[^\"\\\\])*+\"";
        return sarif.replaceAll("(ersion\" : \")[^\"]*(SNAPSHOT|0\\.1\\.0)\"", "$1V\"")
                .replaceAll("\"markdown\" : " + string, "\"markdown\" : \"PAGE\"")
                .replaceAll("(\"(help|fullDescription)\" : \\{\\s+\"text\" : )" + string, "$1\"PAGE\"");
    }

    /** The only run, after all that must hold of every report was looked at. */
    private static JsonNode run(ScanReport... reports) throws IOException {
        String text = text(reports);
        assertThat(SCHEMA.validate(text, InputFormat.JSON)).as(text).isEmpty();
        JsonNode log = MAPPER.readTree(text);
        assertThat(log.at("/runs")).hasSize(1);
        JsonNode run = log.at("/runs/0");
        assertGitHubsLimits(run, text);
        assertReferences(run);
        return run;
    }

    /** docs.github.com, "SARIF support for code scanning". */
    private static void assertGitHubsLimits(JsonNode run, String text) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(zipped.size()).isLessThan(10_000_000);
        assertThat(run.at("/results").size()).isLessThanOrEqualTo(25_000);
        assertThat(run.at("/tool/driver/rules").size()).isLessThanOrEqualTo(25_000);
        for (JsonNode rule : run.at("/tool/driver/rules")) {
            assertThat(rule.at("/name").asString().length()).isBetween(1, 255);
            assertThat(rule.at("/shortDescription/text").asString().length()).isBetween(1, 1024);
            assertThat(rule.at("/fullDescription/text").asString().length()).isBetween(1, 1024);
            assertThat(rule.at("/help/text").asString()).isNotEmpty();
            assertThat(rule.at("/properties/tags").size()).isLessThanOrEqualTo(10);
            assertThat(rule.at("/defaultConfiguration/level").asString()).isIn("note", "warning", "error");
        }
        for (JsonNode result : run.at("/results")) {
            assertThat(result.at("/message/text").asString()).isNotEmpty();
            assertThat(result.at("/locations")).hasSize(1);
            assertThat(result.at("/locations/0/physicalLocation/region/startLine")
                            .asInt())
                    .isPositive();
            assertThat(result.at("/partialFingerprints/primaryLocationLineHash").asString())
                    .matches("[0-9a-f]{32}:1");
            assertThat(result.at("/kind").asString()).isEqualTo("fail");
        }
    }

    /** Every index leads where the names beside it say. */
    private static void assertReferences(JsonNode run) {
        Set<String> ids = new HashSet<>();
        run.at("/tool/driver/rules")
                .forEach(rule -> assertThat(ids.add(rule.at("/id").asString())).isTrue());
        JsonNode artifacts = run.at("/artifacts");
        for (int i = 0; i < artifacts.size(); i++) {
            JsonNode artifact = artifacts.get(i);
            String uri = artifact.at("/location/uri").asString();
            assertThat(artifact.at("/location/index").asInt()).isEqualTo(i);
            assertThat(URI.create(uri).isAbsolute()).isFalse();
            assertThat(uri).doesNotStartWith("/").matches("[A-Za-z0-9._~/%-]+");
            JsonNode parent = artifact.at("/parentIndex");
            assertThat(artifact.has("parentIndex"))
                    .isNotEqualTo(artifact.at("/location").has("uriBaseId"));
            if (!parent.isMissingNode()) {
                assertThat(uri)
                        .startsWith(artifacts
                                        .get(parent.asInt())
                                        .at("/location/uri")
                                        .asString() + "/");
            }
        }
        Set<String> prints = new HashSet<>();
        for (JsonNode result : run.at("/results")) {
            JsonNode rule =
                    run.at("/tool/driver/rules/" + result.at("/ruleIndex").asInt());
            assertThat(rule.at("/id").asString()).isEqualTo(result.at("/ruleId").asString());
            JsonNode location = result.at("/locations/0/physicalLocation/artifactLocation");
            assertThat(artifacts.get(location.at("/index").asInt()).at("/location/uri"))
                    .isEqualTo(location.at("/uri"));
            assertThat(prints.add(location.at("/uri") + " " + result.at("/partialFingerprints/imginspect~1v1")))
                    .isTrue();
            result.at("/taxa").forEach(taxon -> assertTaxon(run, taxon));
        }
        for (JsonNode rule : run.at("/tool/driver/rules")) {
            rule.at("/relationships").forEach(each -> assertTaxon(run, each.at("/target")));
        }
        boolean failed = false;
        for (JsonNode notification : run.at("/invocations/0/toolExecutionNotifications")) {
            failed |= notification.at("/level").asString().equals("error");
            String descriptor = "/tool/driver/notifications/"
                    + notification.at("/descriptor/index").asInt() + "/id";
            assertThat(run.at(descriptor)).isEqualTo(notification.at("/descriptor/id"));
            if (notification.has("associatedRule")) {
                String rule = "/tool/driver/rules/"
                        + notification.at("/associatedRule/index").asInt() + "/id";
                assertThat(run.at(rule)).isEqualTo(notification.at("/associatedRule/id"));
            }
        }
        assertThat(run.at("/invocations/0/executionSuccessful").asBoolean()).isEqualTo(!failed);
    }

    private static void assertTaxon(JsonNode run, JsonNode reference) {
        JsonNode taxonomy =
                run.at("/taxonomies/" + reference.at("/toolComponent/index").asInt());
        assertThat(taxonomy.at("/name")).isEqualTo(reference.at("/toolComponent/name"));
        assertThat(taxonomy.at("/taxa/" + reference.at("/index").asInt() + "/id"))
                .isEqualTo(reference.at("/id"));
    }

    @Test
    void findingsAreResultsAndWhatCouldNotBeSeenIsOneToo() throws Exception {
        JsonNode run = run(SampleReports.failing("images/debian.qcow2"));
        Golden.assertSame("failing.sarif", golden(text(SampleReports.failing("images/debian.qcow2"))));
        List<String> rules = new ArrayList<>();
        run.at("/results").forEach(result -> rules.add(result.at("/ruleId").asString()));
        assertThat(rules)
                .containsExactly(
                        "scan.complete",
                        "scan.complete",
                        "fs.fstab-no-device-names",
                        "fs.fstab-no-device-names",
                        "ssh.host-keys-absent");
        assertThat(run.at("/invocations/0/executionSuccessful").asBoolean()).isFalse();
    }

    @Test
    void withoutFindingsThereAreNoResults() throws Exception {
        JsonNode run = run(SampleReports.passing("b.qcow2"));
        assertThat(run.at("/results").isArray()).isTrue();
        assertThat(run.at("/results")).isEmpty();
        assertThat(run.at("/invocations/0/executionSuccessful").asBoolean()).isTrue();
    }

    @Test
    void severalImagesAreOneRunThatTellsThemApart() throws Exception {
        JsonNode run = run(
                SampleReports.failing("out/a.qcow2"),
                SampleReports.failing("/srv/build/b.qcow2"),
                SampleReports.unopened("../c.qcow2"));
        List<String> images = new ArrayList<>();
        run.at("/artifacts").forEach(artifact -> {
            if (!artifact.has("parentIndex")) {
                images.add(artifact.at("/location/uri").asString());
            }
        });
        assertThat(images).containsExactly("out/a.qcow2", "b.qcow2", "c.qcow2");
        JsonNode last = run.at("/results").get(run.at("/results").size() - 1);
        assertThat(last.at("/ruleId").asString()).isEqualTo("scan.complete");
        assertThat(last.at("/level").asString()).isEqualTo("error");
        assertThat(last.at("/message/text").asString()).contains("no such file");
    }

    @Test
    void imagesOfOneNameKeepTheirFoldersAndTheSameImageTwiceIsNumbered() throws Exception {
        JsonNode run = run(
                SampleReports.passing("/a/disk.qcow2"),
                SampleReports.passing("/b/disk.qcow2"),
                SampleReports.passing("x.qcow2"),
                SampleReports.passing("./x.qcow2"));
        List<String> images = new ArrayList<>();
        run.at("/artifacts")
                .forEach(artifact -> images.add(artifact.at("/location/uri").asString()));
        assertThat(images).containsExactly("a/disk.qcow2", "b/disk.qcow2", "x.qcow2", "x.qcow2%20%282%29");
    }

    @Test
    void marketplacesAreTaxonomiesAndWaivedFindingsSuppressed() throws Exception {
        JsonNode run = run(JudgedReports.judged("debian.qcow2"));
        Golden.assertSame("judged.sarif", golden(text(JudgedReports.judged("debian.qcow2"))));
        assertThat(run.at("/taxonomies")).hasSize(2);
        assertThat(run.at("/taxonomies/0/taxa")).hasSize(8);
        int suppressed = 0;
        int classified = 0;
        for (JsonNode result : run.at("/results")) {
            assertThat(result.has("suppressions")).isTrue();
            if (!result.at("/suppressions").isEmpty()) {
                suppressed++;
                assertThat(result.at("/message/text").asString()).contains("/dev/sda1");
                assertThat(result.at("/suppressions/0/justification").asString())
                        .isEqualTo("the hypervisor names it so");
            }
            if (result.at("/ruleId").asString().equals("ssh.host-keys-absent")) {
                classified++;
                assertThat(result.at("/taxa")).hasSize(2);
            }
        }
        assertThat(suppressed).isEqualTo(1);
        assertThat(classified).isEqualTo(1);
        assertThat(run.at("/properties/images/0/profiles/0/requirements/YC-24").asString())
                .isEqualTo("not-met");
        assertThat(run.at("/invocations/0/toolConfigurationNotifications")).hasSize(2);
    }

    @Test
    void aWaivedFindingKeepsItsFingerprint() throws Exception {
        Set<String> before = new HashSet<>();
        run(SampleReports.failing("a"))
                .at("/results")
                .forEach(result -> before.add(
                        result.at("/partialFingerprints/imginspect~1v1").asString()));
        Set<String> after = new HashSet<>();
        run(JudgedReports.judged("a"))
                .at("/results")
                .forEach(result -> after.add(
                        result.at("/partialFingerprints/imginspect~1v1").asString()));
        assertThat(after).containsAll(before);
    }

    @Test
    void whatIsNewSinceABaselineIsSaid() throws Exception {
        JsonNode run = run(JudgedReports.compared("debian.qcow2"));
        List<String> states = new ArrayList<>();
        run.at("/results")
                .forEach(result -> states.add(result.at("/baselineState").asString()));
        assertThat(states).containsExactly("", "", "updated", "unchanged", "new");
    }

    @Test
    void nothingOfTheGuestActsOnAReader() throws Exception {
        JsonNode run = run(SampleReports.evil());
        String text = text(SampleReports.evil());
        Golden.assertSame("evil.sarif", golden(text));
        assertThat(text).doesNotContain("\u001b", "\r", "\u0007", "\u202e", "\u200b", "\u2028", "\u0000", "\u009b");
        // The reference gives back the bytes of the path.
        JsonNode last = run.at("/artifacts").get(run.at("/artifacts").size() - 1);
        String uri = last.at("/location/uri").asString();
        // The last two bytes are no UTF-8.
        String expected = new String(
                        "/etc/\u001b[2J\n<script>]]>\\ \u202e".getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.ISO_8859_1)
                + "\u00ff\u00c0";
        assertThat(URLDecoder.decode(uri, StandardCharsets.ISO_8859_1)).endsWith(expected);
    }

    @Test
    void linksAndPlaceholdersOfTheGuestAreNone() {
        assertThat(SarifResults.message("see [here](https://evil.example) {0} and ${VAR}"))
                .isEqualTo("see [here] (https://evil.example) { 0} and ${VAR}.");
        assertThat(SarifResults.message("x".repeat(5000))).hasSize(2001).endsWith(" [...].");
        assertThat(SarifResults.message("\ud83d\ude00".repeat(3000))).doesNotContain("\ufffd");
    }

    @Test
    void theExamplesOfThePagesAreNotInTheHelp() throws Exception {
        String text = text(SampleReports.failing("a.qcow2"));
        assertThat(text)
                .contains("Machines that share a host key cannot be told apart")
                .doesNotContain("BEGIN OPENSSH");
    }

    @Test
    void noMoreThanGitHubTakesIsWrittenAndWhatIsLeftOutIsSaid() throws Exception {
        JsonNode run = run(JudgedReports.huge(30_000, 8, 0));
        assertThat(run.at("/results")).hasSize(25_000);
        int errors = 0;
        for (JsonNode result : run.at("/results")) {
            errors += result.at("/level").asString().equals("error") ? 1 : 0;
        }
        assertThat(errors).as("the gravest are kept").isEqualTo(24_000);
        JsonNode said = run.at("/invocations/0/toolExecutionNotifications/0");
        assertThat(said.at("/descriptor/id").asString()).isEqualTo("scan.left-out");
        assertThat(said.at("/message/text").asString()).contains("5000 findings");
        assertThat(run.at("/artifacts").size()).isEqualTo(25_001);
    }

    @Test
    void theFileStaysBelowGitHubsSizeWhateverTheMessagesAre() throws Exception {
        JsonNode run = run(JudgedReports.huge(20_000, 1, 1500)); // about 60 MB of text that hardly compresses
        assertThat(run.at("/results").size()).isBetween(500, 20_000);
        assertThat(run.at("/invocations/0/toolExecutionNotifications/0/descriptor/id")
                        .asString())
                .isEqualTo("scan.left-out");
    }

    @Test
    void theSameScanGivesTheSameReport() throws Exception {
        assertThat(text(JudgedReports.judged("a.qcow2"))).isEqualTo(text(JudgedReports.judged("a.qcow2")));
    }
}
