package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imginspect.check.Finding;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.facts.Facts;
import org.imginspect.facts.Inputs;
import org.imginspect.facts.TestFacts;
import org.imginspect.fixtures.secrets.SecretCorpus;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.report.ReportFormat;
import org.imginspect.report.ReportStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No planted value stands in any report, in what facts say of themselves, or in what a rule of the user's own finds. */
class SecretsAreNeverShownTest {
    /** A shorter part of a value is no secret: first and last two characters may be shown. */
    private static final int SHORTEST = 6;

    @TempDir
    private Path directory;

    private static List<SecretCorpus.Planted> planted() throws IOException {
        Map<String, SecretCorpus.Planted> byPath = new LinkedHashMap<>();
        for (SecretCorpus.Planted each : SecretCorpus.planted(2, List.of())) {
            byPath.put(each.path(), each);
        }
        return List.copyOf(byPath.values());
    }

    private static MemoryFileTree tree(List<SecretCorpus.Planted> planted) {
        MemoryFileTree.Builder tree = MemoryFileTree.builder()
                .file("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n")
                .file("/etc/os-release", "ID=debian\nVERSION_ID=12\n");
        for (SecretCorpus.Planted each : planted) {
            tree.file(each.path(), each.content(), 0600, 0, 0);
        }
        return tree.build();
    }

    /** Line ends and columns may stand between the characters of a value that is shown. */
    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }

    private static void assertShowsNone(String what, String shown, List<SecretCorpus.Planted> planted) {
        String text = squeezed(shown);
        List<String> seen = new ArrayList<>();
        for (SecretCorpus.Planted each : planted) {
            String secret = squeezed(each.secret());
            if (secret.length() >= SHORTEST && text.contains(secret)) {
                seen.add(each.kind() + " of " + each.path());
            }
        }
        assertThat(seen).as(what).isEmpty();
    }

    @Test
    void noReportShowsAPlantedValue() throws Exception {
        List<SecretCorpus.Planted> planted = planted();
        assertThat(planted).hasSizeGreaterThan(250);
        Path rules = Files.writeString(directory.resolve("rules.toml"), """
                        [[rules]]
                        id = "everything"
                        description = "whatever is set"
                        regex = '''(?i)(?:password|token|secret|key)\\s*[:=]\\s*(\\S{4,})'''
                        """);
        ScanRequest request = ScanRequest.of(Path.of("disk.raw"))
                .withDeep(true)
                .withInputs(Inputs.defaults().withSecretsRules(rules));
        List<ScanReport> reports = new Inspector(
                        new FakeEngines(new FakeEngine("embedded", tree(planted))), Catalogue.all(), Gatherers.all())
                .scan(request);
        int findings = 0;
        for (CheckResult result : reports.get(0).results()) {
            if (result.verdict() instanceof Verdict.Findings found
                    && result.info().id().startsWith("secrets.")) {
                for (Finding finding : found.findings()) {
                    assertShowsNone(result.info().id(), finding.message(), planted);
                    findings++;
                }
            }
        }
        assertThat(findings).isGreaterThan(planted.size() * 9 / 10);
        assertThat(ReportFormat.ids()).contains("text", "json", "html");
        for (String id : ReportFormat.ids()) {
            for (ReportStyle style : List.of(ReportStyle.PLAIN, new ReportStyle(true, 200))) {
                StringWriter out = new StringWriter();
                ReportFormat.named(id).orElseThrow().write(reports, style, out);
                // GitHub shows so few annotations that not every check has one.
                assertThat(out.toString()).as(id).contains(id.equals("github") ? "secrets." : "secrets.app-defaults");
                assertShowsNone(id, out.toString(), planted);
            }
        }
    }

    @Test
    void noFactAboutSecretsShowsAPlantedValue() throws Exception {
        List<SecretCorpus.Planted> planted = planted();
        GuestTree tree = new GuestTree(tree(planted), Limits.defaults());
        Facts facts = new Facts(tree, TestFacts.storage(), Gatherers.all());
        StringBuilder text = new StringBuilder();
        FactListing listing = new FactListing(facts, Gatherers.all());
        assertThat(listing.write("secrets", line -> text.append(line).append('\n')))
                .isTrue();
        assertThat(text.toString()).contains("password (MySQL option file)");
        assertShowsNone("facts", text.toString(), planted);
    }
}
