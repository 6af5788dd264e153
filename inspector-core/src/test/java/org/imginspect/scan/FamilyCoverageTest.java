package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.checks.Catalogue;
import org.imginspect.fixtures.Families;
import org.junit.jupiter.api.Test;

/**
 * A check's page shows for every family an example that fails and one that passes, or one that says that the check does not apply. What
 * is missing is written to {@code target/family-coverage.txt}.
 */
class FamilyCoverageTest {
    private static final Path MISSING = Path.of("target", "family-coverage.txt");

    /** Whose facts look different on every family. */
    private static final Set<Area> AREAS = EnumSet.complementOf(EnumSet.of(Area.WINDOWS));

    @Test
    void everyFamilyIsShownOnEveryPage() throws Exception {
        List<String> missing = new ArrayList<>();
        for (Check check : Catalogue.all()) {
            if (AREAS.contains(check.info().area())) {
                missing.addAll(missing(check));
            }
        }
        Files.write(MISSING, missing);
        assertThat(missing).isEmpty();
    }

    private static List<String> missing(Check check) {
        Map<String, Set<String>> shown =
                Map.of("Fails", new HashSet<>(), "Passes", new HashSet<>(), "Does not apply", new HashSet<>());
        for (CheckExamplesTest.Fenced example :
                CheckExamplesTest.examples(Catalogue.page(check.info().id()))) {
            shown.getOrDefault(example.heading(), new HashSet<>()).addAll(Example.families(example.lines()));
        }
        List<String> missing = new ArrayList<>();
        for (String heading : List.of("Fails", "Passes")) {
            List<String> families = Families.names().stream()
                    .filter(family -> !shown.getOrDefault(heading, Set.of()).contains(family)
                            && !shown.getOrDefault("Does not apply", Set.of()).contains(family))
                    .toList();
            if (!families.isEmpty()) {
                missing.add(check.info().id() + " " + heading + ": "
                        + (families.size() == Families.names().size() ? "all" : String.join(" ", families)));
            }
        }
        return missing;
    }
}
