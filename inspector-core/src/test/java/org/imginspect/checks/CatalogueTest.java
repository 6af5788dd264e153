package org.imginspect.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.Parameter;
import org.imginspect.fixtures.Fixtures;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    /** Raised as checks are added, so that an empty search cannot pass. */
    private static final int FLOOR = 171;

    /** The areas whose checks are all there, with the number that the catalogue lists. */
    private static final Map<Area, Integer> COMPLETE = Map.ofEntries(
            Map.entry(Area.DISK, 16),
            Map.entry(Area.FS, 10),
            Map.entry(Area.BOOT, 13),
            Map.entry(Area.KERNEL, 15),
            Map.entry(Area.CLOUDINIT, 18),
            Map.entry(Area.SSH, 17),
            Map.entry(Area.ACCOUNTS, 12),
            Map.entry(Area.SECRETS, 7),
            Map.entry(Area.CLEANUP, 15),
            Map.entry(Area.NETWORK, 12),
            Map.entry(Area.FIREWALL, 5),
            Map.entry(Area.PACKAGES, 14),
            Map.entry(Area.SERVICES, 12),
            Map.entry(Area.MALWARE, 5));

    private static final List<String> HEADINGS =
            List.of("## Why", "## How to fix", "## Fails", "## Passes", "## Does not apply", "## References");

    @Test
    void everyCheckClassIsListedOnce() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.imginspect.checks");
        List<String> found = new ArrayList<>();
        for (JavaClass type : classes) {
            if (type.isAssignableTo(Check.class) && !type.isInterface()) {
                found.add(type.getName());
                assertThat(type.getModifiers())
                        .as("%s is final", type.getName())
                        .contains(JavaModifier.FINAL)
                        .doesNotContain(JavaModifier.PUBLIC);
            }
        }
        List<String> listed = Catalogue.all().stream()
                .map(check -> check.getClass().getName())
                .toList();
        assertThat(listed).containsExactlyInAnyOrderElementsOf(found).hasSizeGreaterThanOrEqualTo(FLOOR);
    }

    @Test
    void anIdIsTheAreaAndTheNameOfTheClass() {
        for (Check check : Catalogue.all()) {
            Class<?> type = check.getClass();
            String area = type.getPackageName().substring("org.imginspect.checks.".length());
            assertThat(check.info().id()).isEqualTo(area + "." + kebab(type.getSimpleName()));
        }
    }

    @Test
    void checksStandInTheOrderOfTheAreas() {
        assertThat(Catalogue.all()).extracting(check -> check.info().area()).isSorted();
    }

    @Test
    void idsAreThePublishedOnes() throws Exception {
        try (InputStream golden = CatalogueTest.class.getResourceAsStream("ids.txt")) {
            List<String> published = new String(Objects.requireNonNull(golden).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(Catalogue.all()).extracting(check -> check.info().id()).containsExactlyElementsOf(published);
        }
    }

    @Test
    void theAreasAreCompleteAgainstTheCatalogue() throws Exception {
        List<String> catalogue;
        try (InputStream list = CatalogueTest.class.getResourceAsStream("catalogue.txt")) {
            catalogue = new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        COMPLETE.forEach((area, count) -> {
            List<String> wanted = catalogue.stream()
                    .filter(id -> id.startsWith(area.id() + "."))
                    .toList();
            assertThat(wanted).as(area.id()).hasSize(count);
            assertThat(Catalogue.all())
                    .filteredOn(check -> check.info().area() == area)
                    .extracting(check -> check.info().id())
                    .as(area.id())
                    .containsExactlyElementsOf(wanted);
        });
    }

    @Test
    void everyCheckOfACompleteAreaHasEdgeCases() throws Exception {
        Path tests = Fixtures.repository().resolve("inspector-core/src/test/java/org/imginspect/checks");
        List<String> without = new ArrayList<>();
        for (Area area : COMPLETE.keySet()) {
            StringBuilder sources = new StringBuilder();
            try (Stream<Path> files = Files.walk(tests.resolve(area.id()))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    sources.append(Files.readString(file));
                }
            }
            for (Check check : Catalogue.all()) {
                String id = check.info().id();
                if (check.info().area() == area && sources.indexOf('"' + id + '"') < 0) {
                    without.add(id);
                }
            }
        }
        assertThat(without).isEmpty();
    }

    @Test
    void everyPageHasItsHeadingsInOrder() {
        for (Check check : Catalogue.all()) {
            String id = check.info().id();
            String page = Catalogue.page(id);
            assertThat(page).as(id).startsWith("# " + id + "\n");
            List<String> headings = new ArrayList<>();
            boolean fenced = false;
            for (String line : page.lines().toList()) {
                if (line.startsWith("```")) {
                    fenced = !fenced;
                } else if (!fenced && line.startsWith("## ")) {
                    headings.add(line);
                }
            }
            assertThat(fenced).as("%s closes its fences", id).isFalse();
            assertThat(headings).as(id).containsExactlyElementsOf(HEADINGS);
        }
    }

    @Test
    void everyParameterStandsOnThePage() {
        for (Check check : Catalogue.all()) {
            String id = check.info().id();
            for (Parameter parameter : check.info().parameters()) {
                assertThat(Catalogue.page(id)).as(id).contains("`" + parameter.name() + "`");
            }
        }
    }

    @Test
    void findsByIdOnly() {
        Check first = Catalogue.all().get(0);
        assertThat(Catalogue.find(first.info().id())).isPresent();
        assertThat(Catalogue.find("cleanup.no-such-check")).isEmpty();
        assertThatThrownBy(() -> Catalogue.page("cleanup.no-such-check"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no check is called 'cleanup.no-such-check'");
    }

    /** {@code NoPasswordHash} becomes {@code no-password-hash}, {@code ConsoleTtys0} becomes {@code console-ttys0}. */
    private static String kebab(String name) {
        return name.replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
