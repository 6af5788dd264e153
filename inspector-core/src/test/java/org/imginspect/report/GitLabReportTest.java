package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.imginspect.scan.ScanReport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Held to GitLab's own schema of a violation and to what its documentation adds. */
class GitLabReportTest {
    private static final Schema SCHEMA = schema();

    private static Schema schema() {
        try (InputStream text =
                Objects.requireNonNull(GitLabReportTest.class.getResourceAsStream("schemas/codeclimate.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(text, InputFormat.JSON);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String text(ScanReport... reports) throws IOException {
        StringWriter out = new StringWriter();
        ReportFormat.named("gitlab").orElseThrow().write(List.of(reports), ReportStyle.PLAIN, out);
        return out.toString();
    }

    private static List<JsonNode> violations(ScanReport... reports) throws IOException {
        JsonNode all = new ObjectMapper().readTree(text(reports));
        assertThat(all.isArray()).isTrue();
        List<JsonNode> violations = new ArrayList<>();
        Set<String> prints = new HashSet<>();
        for (JsonNode each : all) {
            assertThat(SCHEMA.validate(each.toString(), InputFormat.JSON)).isEmpty();
            assertThat(each.at("/severity").asString()).isIn("info", "minor", "major", "critical", "blocker");
            assertThat(each.at("/check_name").asString()).isNotEmpty();
            assertThat(each.at("/description").asString()).isNotEmpty();
            assertThat(each.at("/location/path").asString())
                    .isNotEmpty()
                    .doesNotStartWith("/")
                    .doesNotStartWith("./");
            assertThat(each.at("/location/lines/begin").asInt()).isPositive();
            assertThat(prints.add(each.at("/fingerprint").asString())).isTrue();
            violations.add(each);
        }
        return violations;
    }

    @Test
    void findingsAreViolationsAndWhatCouldNotBeSeenIsOneToo() throws Exception {
        List<JsonNode> all = violations(SampleReports.failing("images/debian.qcow2"));
        Golden.assertSame("failing.gitlab.json", text(SampleReports.failing("images/debian.qcow2")));
        assertThat(all).hasSize(5);
        assertThat(all.get(2).at("/location/path").asString()).isEqualTo("images/debian.qcow2/etc/fstab");
        assertThat(all.get(2).at("/location/lines/begin").asInt()).isEqualTo(3);
    }

    @Test
    void anImageThatCouldNotBeOpenedIsNoCleanOne() throws Exception {
        List<JsonNode> all = violations(SampleReports.unopened("x.qcow2"));
        assertThat(all).hasSize(1);
        assertThat(all.get(0).at("/severity").asString()).isEqualTo("blocker");
        assertThat(violations(SampleReports.passing("x.qcow2"))).isEmpty();
        assertThat(text(SampleReports.passing("x.qcow2"))).isEqualTo("[ ]\n");
    }

    @Test
    void theSameFindingsInTwoImagesAreTwo() throws Exception {
        assertThat(violations(SampleReports.failing("a/disk.qcow2"), SampleReports.failing("b/disk.qcow2")))
                .hasSize(10);
    }

    @Test
    void waivedFindingsAreNotListed() throws Exception {
        assertThat(text(JudgedReports.judged("a.qcow2"))).contains("/dev/sdb1").doesNotContain("/dev/sda1");
    }

    @Test
    void nothingOfTheGuestActsOnAReader() throws Exception {
        violations(SampleReports.evil());
        String text = text(SampleReports.evil());
        Golden.assertSame("evil.gitlab.json", text);
        assertThat(text)
                .doesNotContain("\u001b", "\r", "\u0007", "\u202e", "\u200b", "\u2028", "\u0000", "\u009b", "\ufeff");
    }
}
