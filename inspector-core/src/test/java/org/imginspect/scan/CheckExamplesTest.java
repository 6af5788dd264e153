package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.imginspect.check.Check;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The examples on the checks' pages are what they say they are. */
class CheckExamplesTest {
    private static final Map<String, Outcome> OUTCOMES =
            Map.of("Fails", Outcome.FINDINGS, "Passes", Outcome.PASS, "Does not apply", Outcome.NOT_APPLICABLE);

    record Fenced(String heading, int line, List<String> lines) {}

    @TestFactory
    List<DynamicTest> everyExampleHasTheOutcomeOfItsHeading() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Check check : Catalogue.all()) {
            for (Fenced example : examples(Catalogue.page(check.info().id()))) {
                String name = check.info().id() + " line " + example.line + " " + example.heading;
                List<String> families = Example.families(example.lines);
                if (families.isEmpty()) {
                    tests.add(dynamicTest(name, () -> run(check, example, "")));
                }
                for (String family : families) {
                    tests.add(dynamicTest(name + " on " + family, () -> run(check, example, family)));
                }
            }
        }
        assertThat(tests).isNotEmpty();
        return tests;
    }

    @Test
    void everyPageShowsWhatFailsAndWhatPasses() {
        for (Check check : Catalogue.all()) {
            assertThat(examples(Catalogue.page(check.info().id())))
                    .as(check.info().id())
                    .extracting(Fenced::heading)
                    .contains("Fails", "Passes");
        }
    }

    private static void run(Check check, Fenced fenced, String family) throws Exception {
        Example example = Example.parse(fenced.lines, family);
        example.params()
                .forEach((name, value) -> assertThat(
                                check.info().parameter(name).orElseThrow().objection(value))
                        .as("%s of %s", name, check.info().id())
                        .isEmpty());
        Verdict verdict = check.evaluate(example.context());
        assertThat(verdict.outcome())
                .as(check.info().id() + " line " + fenced.line + " " + family + " " + verdict)
                .isEqualTo(OUTCOMES.get(fenced.heading));
        if (!(verdict instanceof Verdict.Findings found)) {
            assertThat(example.expected())
                    .as("findings are expected under Fails only")
                    .isEmpty();
            return;
        }
        for (Finding finding : found.findings()) {
            assertThat(finding.level()).isLessThanOrEqualTo(check.info().level());
        }
        if (example.expected().isEmpty()) {
            return;
        }
        List<Finding> open = new ArrayList<>(found.findings());
        for (Example.Expected expected : example.expected()) {
            Finding match = open.stream()
                    .filter(finding -> matches(finding, expected))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(expected + " is not among " + open));
            open.remove(match);
        }
        assertThat(open).as("findings that no expect: line names").isEmpty();
    }

    private static boolean matches(Finding finding, Example.Expected expected) {
        String path = finding.file().map(Object::toString).orElse("");
        return (expected.level().isEmpty()
                        || finding.level() == Level.valueOf(expected.level().toUpperCase(java.util.Locale.ROOT)))
                && (expected.path().isEmpty() || path.equals(expected.path()))
                && (expected.line() == 0 || finding.line().orElse(0) == expected.line())
                && finding.message().contains(expected.words());
    }

    /** The fenced blocks of the language {@code tree}. */
    static List<Fenced> examples(String page) {
        List<Fenced> found = new ArrayList<>();
        String heading = "";
        List<String> lines = page.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("## ")) {
                heading = line.substring(3);
            } else if (line.startsWith("```")) {
                int from = i + 1;
                do {
                    i++;
                } while (!lines.get(i).startsWith("```"));
                if (line.equals("```tree")) {
                    assertThat(OUTCOMES)
                            .as("an example stands under %s", heading)
                            .containsKey(heading);
                    found.add(new Fenced(heading, from, lines.subList(from, i)));
                } else {
                    assertThat(OUTCOMES)
                            .as("a block that is no tree stands under %s", heading)
                            .doesNotContainKey(heading);
                }
            }
        }
        return found;
    }
}
