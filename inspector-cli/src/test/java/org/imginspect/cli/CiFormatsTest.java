package org.imginspect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.validation.SchemaFactory;
import org.imginspect.fixtures.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The formats for CI, of a scan of the real demo image for two marketplaces, held to the schemas of others. */
class CiFormatsTest {
    private static final Path SCHEMAS = Path.of("../inspector-core/src/test/resources/org/imginspect/report/schemas");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path directory;

    private static void assertValid(String schema, String json) throws Exception {
        try (InputStream text = Files.newInputStream(SCHEMAS.resolve(schema))) {
            assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                            .getSchema(text, InputFormat.JSON)
                            .validate(json, InputFormat.JSON))
                    .isEmpty();
        }
    }

    private static void assertValid(String schema, Node xml) throws Exception {
        SchemaFactory.newDefaultInstance()
                .newSchema(SCHEMAS.resolve(schema).toFile())
                .newValidator()
                .validate(new DOMSource(xml));
    }

    private JsonNode scan(Object... more) throws Exception {
        List<Object> args = new ArrayList<>(List.of("scan", Fixtures.demo(), "--engine", "embedded"));
        for (String format : List.of("sarif", "junit", "gitlab", "github", "json")) {
            args.addAll(List.of("-f", format + "=" + directory.resolve(format)));
        }
        args.addAll(List.of(more));
        Run run = Run.of(args.toArray());
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        return MAPPER.readTree(Files.readString(directory.resolve("json")));
    }

    private static int findings(JsonNode json) {
        int findings = 0;
        for (JsonNode result : json.at("/results")) {
            findings += result.at("/findings").size();
        }
        return findings;
    }

    @Test
    void theDemoImageIsTheSameInEveryFormat() throws Exception {
        JsonNode json = scan();
        int findings = findings(json);
        assertThat(findings).isGreaterThan(20);

        String sarif = Files.readString(directory.resolve("sarif"));
        assertValid("sarif-schema-2.1.0.json", sarif);
        JsonNode run = MAPPER.readTree(sarif).at("/runs/0");
        assertThat(run.at("/results")).hasSize(findings);
        assertThat(run.at("/invocations/0/executionSuccessful").asBoolean()).isTrue();
        HashSet<String> prints = new HashSet<>();
        for (JsonNode result : run.at("/results")) {
            assertThat(prints.add(
                            result.at("/partialFingerprints/imginspect~1v1").asString()))
                    .isTrue();
            assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri")
                            .asString())
                    .startsWith("demo.qcow2");
        }
        for (JsonNode rule : run.at("/tool/driver/rules")) {
            assertThat(rule.at("/help/markdown").asString()).contains("## Why", "## How to fix");
        }
        for (JsonNode result : json.at("/results")) {
            for (JsonNode finding : result.at("/findings")) {
                assertThat(prints).contains(finding.at("/fingerprint").asString());
            }
        }

        String gitlab = Files.readString(directory.resolve("gitlab"));
        JsonNode violations = MAPPER.readTree(gitlab);
        assertThat(violations).hasSize(findings);
        for (JsonNode violation : violations) {
            assertValid("codeclimate.json", violation.toString());
        }

        List<String> github = Files.readAllLines(directory.resolve("github"));
        assertThat(github).allMatch(line -> line.matches("::(error|warning|notice) .*::.+"));
        assertThat(github.get(github.size() - 1)).startsWith("::notice title=imginspect::demo.qcow2: fail; ");
    }

    @Test
    void aMarketplaceHasOneCaseForEachRequirement() throws Exception {
        JsonNode json = scan("-p", "tencent-cloud,ucloud");

        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        Document junit =
                factory.newDocumentBuilder().parse(directory.resolve("junit").toFile());
        assertValid("junit-10.xsd", junit);
        var suites = junit.getElementsByTagName("testsuite");
        for (int i = 0; i < suites.getLength(); i++) {
            assertValid("surefire-test-report.xsd", suites.item(i));
        }
        String sarif = Files.readString(directory.resolve("sarif"));
        assertValid("sarif-schema-2.1.0.json", sarif);
        JsonNode run = MAPPER.readTree(sarif).at("/runs/0");
        assertThat(run.at("/taxonomies")).hasSize(2);
        int profiles = 0;
        for (JsonNode profile : json.at("/profiles")) {
            String id = profile.at("/id").asString();
            HashSet<String> cases = new HashSet<>();
            var all = junit.getElementsByTagName("testcase");
            for (int i = 0; i < all.getLength(); i++) {
                Element each = (Element) all.item(i);
                if (each.getAttribute("classname").equals(id)) {
                    String name = each.getAttribute("name");
                    assertThat(cases.add(name.substring(0, name.indexOf(':')))).isTrue();
                }
            }
            HashSet<String> requirements = new HashSet<>();
            for (JsonNode each : json.at("/requirements")) {
                if (each.at("/profile").asString().equals(id)) {
                    requirements.add(each.at("/id").asString());
                }
            }
            assertThat(cases).isNotEmpty().isEqualTo(requirements);
            assertThat(run.at("/taxonomies/" + profiles + "/taxa")).hasSize(requirements.size());
            profiles++;
        }
        assertThat(profiles).isEqualTo(2);
    }
}
