package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Finding;
import org.imginspect.check.Outcome;
import org.imginspect.check.RunMode;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Families;
import org.junit.jupiter.api.Test;

/**
 * What the checks say of each family's base tree, a clean image of that distribution. {@code families.txt} lists what is not simply a
 * pass, with the reason; a line there is
 *
 * <pre>
 * check family… : outcome [level] [words of the message]     # why that is right
 * </pre>
 *
 * Checks that run only when asked for are not run here: their pages show what each family gives.
 */
class FamiliesTest {
    private static final Path ACTUAL = Path.of("target", "families-actual.txt");

    @Test
    void theChecksSayOfCleanImagesWhatTheTableSays() throws Exception {
        Map<String, String> expected = expected();
        List<String> wrong = new ArrayList<>();
        Map<String, String> actual = new TreeMap<>();
        for (String family : Families.names()) {
            verdicts(Example.parse(List.of(), family).context())
                    .forEach((check, said) -> actual.put(check + " " + family, said));
        }
        Files.writeString(ACTUAL, String.join("\n", lines(actual)) + "\n");
        actual.forEach((key, said) -> {
            String wanted = expected.getOrDefault(key, "PASS");
            if (!said.startsWith(wanted.split(" ", 2)[0]) || !said.contains(words(wanted))) {
                wrong.add(key + ": " + said + "   instead of   " + wanted);
            }
        });
        expected.keySet().stream()
                .filter(key -> !actual.containsKey(key))
                .forEach(key -> wrong.add(key + " is in the table, but there is no such check or family"));
        assertThat(wrong)
                .as("the whole table as it is: %s", ACTUAL.toAbsolutePath())
                .isEmpty();
    }

    private static String words(String wanted) {
        String[] parts = wanted.split(" ", 2);
        return parts.length < 2 ? "" : parts[1];
    }

    /** What every check that always runs says, by its id. */
    static Map<String, String> verdicts(CheckContext context) {
        Map<String, String> said = new TreeMap<>();
        for (Check check : Catalogue.all()) {
            if (check.info().mode() != RunMode.ALWAYS) {
                continue;
            }
            try {
                said.put(check.info().id(), text(check.evaluate(context)));
            } catch (ImageException e) {
                said.put(check.info().id(), "UNDETERMINED " + e.getMessage());
            }
        }
        return said;
    }

    private static String text(Verdict verdict) {
        if (verdict instanceof Verdict.Findings findings) {
            StringBuilder text = new StringBuilder(Outcome.FINDINGS.name());
            for (Finding finding : findings.findings()) {
                text.append(' ').append(finding.level()).append(' ').append(finding.message());
            }
            return text.toString();
        }
        return verdict instanceof Verdict.NotApplicable reason
                ? "NOT_APPLICABLE " + reason.why()
                : verdict.outcome().name();
    }

    /** What is no pass, one line for the families of the same answer. */
    private static List<String> lines(Map<String, String> actual) {
        Map<String, List<String>> byAnswer = new TreeMap<>();
        actual.forEach((key, said) -> {
            if (!said.equals("PASS")) {
                String[] pair = key.split(" ", 2);
                byAnswer.computeIfAbsent(pair[0] + "\n" + said, any -> new ArrayList<>())
                        .add(pair[1]);
            }
        });
        List<String> lines = new ArrayList<>();
        byAnswer.forEach((answer, families) -> {
            String[] pair = answer.split("\n", 2);
            lines.add(pair[0] + " " + String.join(" ", families) + " : " + pair[1]);
        });
        return lines;
    }

    private static Map<String, String> expected() throws Exception {
        Map<String, String> expected = new TreeMap<>();
        String table;
        try (var in = FamiliesTest.class.getResourceAsStream("families.txt")) {
            table = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String raw : table.lines().toList()) {
            int comment = raw.indexOf('#');
            String line = (comment < 0 ? raw : raw.substring(0, comment)).strip();
            if (line.isEmpty()) {
                continue;
            }
            int colon = line.indexOf(" : ");
            String[] head = line.substring(0, colon).split(" ", 2);
            for (String family : Families.named(head[1])) {
                String before = expected.put(
                        head[0] + " " + family, line.substring(colon + 3).strip());
                assertThat(before)
                        .as("%s of %s stands twice in the table", head[0], family)
                        .isNull();
            }
        }
        return expected;
    }
}
