package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.imginspect.check.Level;
import org.imginspect.scan.ScanReport;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Held to the schema of Jenkins' xUnit plugin, and each suite to that of Maven Surefire. */
class JunitReportTest {
    private static String text(ScanReport... reports) throws IOException {
        StringWriter out = new StringWriter();
        ReportFormat.named("junit").orElseThrow().write(List.of(reports), ReportStyle.PLAIN, out);
        return out.toString();
    }

    private static Document parse(ScanReport... reports) throws Exception {
        Document document = parse(text(reports));
        assertCounts(document);
        return document;
    }

    private static Document parse(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setNamespaceAware(true);
        Document document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
        validate("junit-10.xsd", document);
        for (Element suite : elements(document, "testsuite")) {
            validate("surefire-test-report.xsd", suite);
        }
        return document;
    }

    private static void validate(String schema, Node node) throws Exception {
        SchemaFactory factory = SchemaFactory.newDefaultInstance();
        factory.newSchema(new StreamSource(
                        Objects.requireNonNull(JunitReportTest.class.getResourceAsStream("schemas/" + schema))))
                .newValidator()
                .validate(new DOMSource(node));
    }

    private static List<Element> elements(Node below, String name) {
        List<Element> elements = new ArrayList<>();
        NodeList all = below instanceof Document document
                ? document.getElementsByTagName(name)
                : ((Element) below).getElementsByTagName(name);
        for (int i = 0; i < all.getLength(); i++) {
            elements.add((Element) all.item(i));
        }
        return elements;
    }

    /** The numbers are those of what is there, and no name is there twice: GitLab would leave the second one out. */
    private static void assertCounts(Document document) {
        Element root = document.getDocumentElement();
        Set<String> names = new HashSet<>();
        for (Element counted : List.of(root)) {
            assertCounts(counted);
        }
        for (Element suite : elements(document, "testsuite")) {
            assertCounts(suite);
            assertThat(suite.getAttribute("skipped"))
                    .isEqualTo(Integer.toString(elements(suite, "skipped").size()));
            assertThat(suite.hasAttribute("hostname")).isFalse();
        }
        for (Element each : elements(document, "testcase")) {
            assertThat(names.add(each.getAttribute("classname") + "\n" + each.getAttribute("name")))
                    .isTrue();
        }
    }

    private static void assertCounts(Element counted) {
        assertThat(counted.getAttribute("tests"))
                .isEqualTo(Integer.toString(elements(counted, "testcase").size()));
        assertThat(counted.getAttribute("failures"))
                .isEqualTo(Integer.toString(elements(counted, "failure").size()));
        assertThat(counted.getAttribute("errors"))
                .isEqualTo(Integer.toString(elements(counted, "error").size()));
    }

    private static Element testcase(Document document, String start) {
        for (Element each : elements(document, "testcase")) {
            if (each.getAttribute("name").startsWith(start)) {
                return each;
            }
        }
        throw new AssertionError("no case " + start);
    }

    /** The element that tells what became of a case; the case itself if nothing did. */
    private static Element verdict(Document document, String start) {
        Element found = testcase(document, start);
        List<Element> children = elements(found, "*");
        return children.isEmpty() ? found : children.get(0);
    }

    @Test
    void withoutMarketplacesThereIsASuiteForEachArea() throws Exception {
        Document document = parse(SampleReports.failing("images/debian.qcow2"));
        Golden.assertSame("failing.junit.xml", text(SampleReports.failing("images/debian.qcow2")));
        assertThat(elements(document, "testsuite"))
                .extracting(suite -> suite.getAttribute("name"))
                .containsExactly(
                        "Scan",
                        "Disk and container",
                        "File systems and mounts",
                        "Boot loader",
                        "Kernel and drivers",
                        "cloud-init",
                        "SSH");
        assertThat(verdict(document, "disk.partition-table-gpt").getTagName()).isEqualTo("testcase");
        Element failure = verdict(document, "fs.fstab-no-device-names");
        assertThat(failure.getTagName()).isEqualTo("failure");
        assertThat(failure.getAttribute("type")).isEqualTo("error");
        assertThat(failure.getTextContent()).contains("/etc/fstab:3: ", "/etc/fstab:4: ", "fix: ");
        assertThat(verdict(document, "boot.console-ttys0").getTagName()).isEqualTo("error");
        assertThat(verdict(document, "cloudinit.enabled").getAttribute("message"))
                .isEqualTo("not applicable: cloud-init is not installed");
        assertThat(verdict(document, "disk.free-space-residue").getTextContent())
                .contains("--deep");
        assertThat(verdict(document, "scan.complete").getTagName()).isEqualTo("error");
    }

    @Test
    void findingsBelowTheLevelThatCountsAreOutput() throws Exception {
        ScanReport never = failOn(SampleReports.failing("a"), java.util.Optional.empty());
        assertThat(verdict(parse(never), "ssh.host-keys-absent").getTagName()).isEqualTo("system-out");
        ScanReport notes = failOn(SampleReports.failing("a"), java.util.Optional.of(Level.NOTE));
        assertThat(elements(parse(notes), "failure")).hasSize(2);
    }

    private static ScanReport failOn(ScanReport report, java.util.Optional<Level> level) {
        return new ScanReport(
                report.image(),
                report.failure(),
                report.engine(),
                report.fallbackReason(),
                report.storage(),
                report.rootProblem(),
                report.guest(),
                report.results(),
                report.notRun(),
                report.profiles(),
                report.contradictions(),
                report.remarks(),
                level,
                report.timings());
    }

    @Test
    void aMarketplaceIsASuiteOfItsRequirements() throws Exception {
        Document document = parse(JudgedReports.judged("debian.qcow2"));
        Golden.assertSame("judged.junit.xml", text(JudgedReports.judged("debian.qcow2")));
        assertThat(verdict(document, "YC-01").getTagName()).isEqualTo("system-out");
        assertThat(verdict(document, "YC-15").getTagName())
                .as("waived is not passed")
                .isEqualTo("skipped");
        assertThat(verdict(document, "YC-15").getTextContent()).contains("waived (the hypervisor names it so)");
        assertThat(verdict(document, "YC-13").getTagName())
                .as("could not be read")
                .isEqualTo("error");
        assertThat(verdict(document, "YC-17").getTagName()).isEqualTo("skipped");
        assertThat(verdict(document, "YC-24").getTagName()).isEqualTo("failure");
        assertThat(verdict(document, "YC-30").getAttribute("message")).startsWith("undecided offline: ");
        assertThat(verdict(document, "YC-31").getAttribute("message")).isEqualTo("not-met: YC-24");
        assertThat(verdict(document, "YC-P1").getAttribute("message")).startsWith("to confirm by hand: ");
        assertThat(verdict(document, "DO-44").getTagName())
                .as("a recommendation")
                .isEqualTo("system-out");
        assertThat(verdict(document, "firewall.minimal-ports {ports=22,443}: ").getTagName())
                .isEqualTo("failure");
        assertThat(testcase(document, "YC-24").getAttribute("classname")).isEqualTo("yandex-cloud");
    }

    @Test
    void onlyWhatIsNewFailsBesideABaseline() throws Exception {
        Document document = parse(JudgedReports.compared("debian.qcow2"));
        assertThat(verdict(document, "ssh.host-keys-absent").getTagName()).isEqualTo("failure");
        assertThat(verdict(document, "fs.fstab-no-device-names").getTagName()).isEqualTo("failure");
        assertThat(verdict(document, "fs.fstab-no-device-names").getTextContent())
                .contains("error: /etc/fstab:3: ", "as before: warning: /etc/fstab:4: ");
    }

    @Test
    void severalImagesHaveSuitesOfTheirOwn() throws Exception {
        Document document = parse(
                SampleReports.failing("out/a.qcow2"),
                SampleReports.failing("b.qcow2"),
                SampleReports.unopened("c.qcow2"));
        assertThat(elements(document, "testsuite"))
                .extracting(suite -> suite.getAttribute("name"))
                .contains("out/a.qcow2: SSH", "b.qcow2: SSH", "c.qcow2: Scan")
                .doesNotContain("c.qcow2: SSH");
        assertThat(elements(document, "testcase"))
                .extracting(each -> each.getAttribute("classname"))
                .contains("out/a_qcow2.ssh");
    }

    @Test
    void nothingOfTheGuestActsOnAReader() throws Exception {
        String text = text(SampleReports.evil());
        Golden.assertSame("evil.junit.xml", text);
        parse(text);
        assertThat(text)
                .doesNotContain("\u001b", "\r", "\u0007", "\u202e", "\u200b", "\u2028", "\u0000", "\u009b", "<script");
        assertThat(text.lines()).noneMatch(line -> line.startsWith("FAKE"));
    }

    @Test
    void noTextIsTakenForAnAttachmentOfGitLabOrJenkins() throws Exception {
        ScanReport report = JudgedReports.huge(1, 0, 0);
        ScanReport evil = SampleReports.unopened("[[ATTACHMENT|/etc/passwd]].qcow2");
        assertThat(text(report, evil)).contains("ATTACHMENT|/etc/passwd").doesNotContain("[[ATTACHMENT|");
    }

    @Test
    void aFloodOfFindingsIsCountedNotListed() throws Exception {
        String text = text(JudgedReports.huge(30_000, 5, 0));
        parse(text);
        assertThat(text.length()).isLessThan(100_000);
        assertThat(text).contains("... and 29801 more lines (-f json has them all)");
    }

    @Test
    void charactersBeyondTheBasicPlaneSurvive() throws Exception {
        Document document = parse(SampleReports.unopened("\ud83d\ude00.qcow2"));
        assertThat(verdict(document, "scan.complete").getTextContent()).contains("\ud83d\ude00.qcow2");
    }
}
