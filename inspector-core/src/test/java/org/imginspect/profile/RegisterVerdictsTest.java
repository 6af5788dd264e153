package org.imginspect.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.imginspect.scan.ExampleScan;
import org.imginspect.scan.RequirementOutcome;
import org.imginspect.scan.RequirementResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That the profiles judge as the register of requirements wants: what it calls fail is not met, what it calls warn is met with warnings.
 * {@code verdicts.txt} lists small guests, each a distribution's base tree with one thing changed.
 */
class RegisterVerdictsTest {
    private static final Map<String, String> PROFILES =
            Map.of("YC", "yandex-cloud", "DO", "digitalocean", "VK", "vk-cloud");

    /** One guest and the verdict on it; an empty family stands for an empty disk. */
    record Case(
            String id, String family, String verdict, Map<String, String> settings, String words, List<String> lines) {
        @Override
        public String toString() {
            return id + " " + family + " " + verdict + " " + words;
        }

        RequirementResult judge() {
            return judge(lines, settings);
        }

        /** Without what was changed and told. */
        RequirementResult judgeBase() {
            return judge(List.of(), Map.of());
        }

        private RequirementResult judge(List<String> entries, Map<String, String> told) {
            return new ExampleScan(entries, family)
                    .by(PROFILES.getOrDefault(id.substring(0, 2), ""), told)
                    .requirement(id)
                    .orElseThrow();
        }
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String line : Files.readAllLines(Golden.RESOURCES.resolve("verdicts.txt"))) {
            if (line.startsWith("== ")) {
                String[] parts = line.substring(3).split(" :", 2);
                String[] words = parts[0].split(" ", -1);
                Map<String, String> settings = new TreeMap<>();
                for (int i = 3; i < words.length; i++) {
                    String[] setting = words[i].split("=", 2);
                    settings.put(setting[0], setting[1]);
                }
                String family = words[1].equals("none") ? "" : words[1];
                cases.add(new Case(words[0], family, words[2], settings, parts[1].strip(), new ArrayList<>()));
            } else if (!cases.isEmpty() && !line.isBlank()) {
                cases.get(cases.size() - 1).lines().add(line);
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theVerdictIsTheRegisters(Case each) {
        RequirementResult result = each.judge();
        assertThat(result.outcome().id()).as(CleanImagesTest.why(result)).isEqualTo(each.verdict());
        assertThat(CleanImagesTest.why(result)).contains(each.words());
    }

    /** What was changed is the reason, not the base tree. What is made of other requirements fails for several. */
    @ParameterizedTest
    @MethodSource("cases")
    void whatFailsWithTheChangeDoesNotFailWithoutIt(Case each) {
        if (each.verdict().equals("not-met")
                && !each.lines().isEmpty()
                && !each.family().isEmpty()) {
            RequirementResult before = each.judgeBase();
            if (before.requirement().allOf().isEmpty()) {
                assertThat(before.outcome()).as(CleanImagesTest.why(before)).isNotEqualTo(RequirementOutcome.NOT_MET);
            }
        }
    }

    @Test
    void mostRequirementsThatChecksDecideAreShown() throws Exception {
        Set<String> shown = new HashSet<>();
        cases().forEach(each -> shown.add(each.id()));
        for (Map.Entry<String, String> profile : PROFILES.entrySet()) {
            List<String> missing = new ArrayList<>();
            for (Requirement requirement : BuiltIn.profile(profile.getValue()).requirements()) {
                if (!requirement.checks().isEmpty() && !shown.contains(requirement.id())) {
                    missing.add(requirement.id());
                }
            }
            assertThat(missing).as(profile.getValue()).hasSizeLessThan(16);
        }
    }
}
