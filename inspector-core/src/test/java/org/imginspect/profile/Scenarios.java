package org.imginspect.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.imginspect.check.Finding;
import org.imginspect.fixtures.Families;
import org.imginspect.scan.Evidence;
import org.imginspect.scan.ExampleScan;
import org.imginspect.scan.ProfileResult;
import org.imginspect.scan.RequirementResult;
import org.junit.jupiter.api.DynamicTest;

/**
 * Small guests and the verdicts that the register of requirements gives them, from a resource. Its blocks are apart by lines {@code ===};
 * each is written as the examples in the checks' pages are, and begins with
 *
 * <pre>
 * profile: ucloud-platform                   the profile it is judged by
 * set: name=value                            a parameter of the profile
 * verdict: UC-38 not-met [words]             what comes out, and words that a finding or the reason has
 * </pre>
 *
 * Lines that begin with {@code #} before the first entry are remarks.
 */
final class Scenarios {
    /** One block. */
    record Scenario(String profile, Map<String, String> settings, List<String> verdicts, List<String> lines) {
        List<String> families() {
            for (String line : lines) {
                if (line.startsWith("families:")) {
                    return Families.named(line.substring("families:".length()));
                }
            }
            return List.of("");
        }
    }

    private final List<Scenario> scenarios = new ArrayList<>();

    private Scenarios() {}

    /** The blocks of a resource beside this class. */
    static Scenarios of(String resource) {
        Scenarios read = new Scenarios();
        try (InputStream in = Scenarios.class.getResourceAsStream(resource)) {
            String text = new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
            for (String block : text.split("(?m)^===\n", -1)) {
                read.scenarios.add(parse(block.lines().toList()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    private static Scenario parse(List<String> block) {
        String profile = "";
        Map<String, String> settings = new LinkedHashMap<>();
        List<String> verdicts = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        boolean head = true;
        for (String line : block) {
            head &= !line.startsWith("-- ");
            if (head && line.startsWith("profile:")) {
                profile = line.substring("profile:".length()).strip();
            } else if (head && line.startsWith("set:")) {
                String[] setting = line.substring("set:".length()).strip().split("=", 2);
                settings.put(setting[0], setting[1]);
            } else if (head && line.startsWith("verdict:")) {
                verdicts.add(line.substring("verdict:".length()).strip());
            } else if (!head || !line.startsWith("#")) {
                rest.add(line);
            }
        }
        return new Scenario(profile, settings, verdicts, rest);
    }

    List<Scenario> all() {
        return scenarios;
    }

    /** The requirements whose verdicts are looked at. */
    Set<String> requirements() {
        Set<String> ids = new TreeSet<>();
        scenarios.forEach(scenario -> scenario.verdicts().forEach(verdict -> ids.add(verdict.split(" ", 2)[0])));
        return ids;
    }

    Stream<DynamicTest> tests() {
        return scenarios.stream()
                .flatMap(scenario -> scenario.families().stream()
                        .map(family -> dynamicTest(
                                scenario.profile() + " " + family + " " + scenario.verdicts(),
                                () -> judge(scenario, family))));
    }

    private static void judge(Scenario scenario, String family) {
        ProfileResult result = new ExampleScan(scenario.lines(), family).by(scenario.profile(), scenario.settings());
        assertThat(scenario.verdicts()).isNotEmpty();
        for (String verdict : scenario.verdicts()) {
            String[] words = verdict.split(" ", 3);
            RequirementResult one = result.requirement(words[0]).orElseThrow();
            String said = said(one);
            assertThat(one.outcome().id()).as("%s: %s", words[0], said).isEqualTo(words[1]);
            if (words.length > 2) {
                assertThat(said).as(words[0]).contains(words[2]);
            }
        }
    }

    static String said(RequirementResult result) {
        StringBuilder text = new StringBuilder(result.reason());
        for (Evidence evidence : result.evidence()) {
            for (Finding finding : evidence.findings()) {
                text.append('\n').append(finding.level()).append(' ');
                finding.file().ifPresent(file -> text.append(file).append(' '));
                text.append(finding.message());
            }
        }
        return text.toString();
    }
}
