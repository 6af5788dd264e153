package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.imginspect.check.Check;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Outcome;
import org.imginspect.check.RunMode;
import org.imginspect.checks.Catalogue;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole scans: the demo image has exactly the defects its recipe planted, the real Debian has none, whichever engine reads them. */
class EndToEndTest {
    @Test
    void theEmbeddedEngineFindsTheDefectsThatTheRecipePlanted() throws IOException {
        assertPlantedDefects(EngineChoice.EMBEDDED);
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void theEmbeddedEngineFindsNothingWrongWithTheRealDebian(DebianImage debian) {
        assertNothingWrong(debian.qcow2(), EngineChoice.EMBEDDED);
    }

    @Test
    void theRealDebianIsTheSameAsRawDisk() {
        assertNothingWrong(DebianImage.TWELVE.raw(), EngineChoice.EMBEDDED);
    }

    private static void assertPlantedDefects(EngineChoice engine) throws IOException {
        // demo.defects: the id of a check, a tab, the path of the file at fault or nothing.
        List<String[]> planted = new ArrayList<>();
        for (String line : Files.readAllLines(Fixtures.demo().resolveSibling("demo.defects"))) {
            planted.add(line.split("\t", -1));
        }
        TreeSet<String> expected = new TreeSet<>();
        for (String[] defect : planted) {
            if (Catalogue.find(defect[0]).isPresent()) {
                expected.add(defect[0]);
            }
        }

        ScanReport report = scan(Fixtures.demo(), engine);

        TreeSet<String> found = new TreeSet<>();
        TreeSet<String> undetermined = new TreeSet<>();
        for (CheckResult result : report.results()) {
            if (result.outcome() == Outcome.FINDINGS) {
                found.add(result.info().id());
            } else if (result.outcome() == Outcome.UNDETERMINED) {
                undetermined.add(result.info().id() + ": " + result.reason());
            }
        }
        assertThat(undetermined).isEmpty();
        assertThat(found).isEqualTo(expected);
        for (String[] defect : planted) {
            if (expected.contains(defect[0]) && !defect[1].isEmpty()) {
                assertThat(paths(report, defect[0])).as(defect[0]).contains(defect[1]);
            }
        }
        assertThat(report.status()).isEqualTo(Status.FAIL);
        assertThat(report.unseen()).isEmpty();
    }

    private static void assertNothingWrong(Path image, EngineChoice engine) {
        ScanReport report = scan(image, engine);

        for (CheckResult result : report.results()) {
            boolean applies =
                    !RealDebianAnswers.DO_NOT_APPLY.contains(result.info().id())
                            && !(result.info().id().equals("disk.no-internal-snapshots")
                                    && image.equals(DebianImage.TWELVE.raw()));
            assertThat(result.outcome())
                    .as("%s: %s %s", result.info().id(), result.reason(), result.findings())
                    .isEqualTo(applies ? Outcome.PASS : Outcome.NOT_APPLICABLE);
        }
        assertThat(report.results()).extracting(result -> result.info().id()).containsExactlyElementsOf(always());
        assertThat(report.status()).isEqualTo(Status.PASS);
        assertThat(report.unseen()).isEmpty();
    }

    private static List<String> always() {
        return Catalogue.all().stream()
                .map(Check::info)
                .filter(info -> info.mode() == RunMode.ALWAYS)
                .map(CheckInfo::id)
                .toList();
    }

    private static ScanReport scan(Path image, EngineChoice engine) {
        List<ScanReport> reports = new Inspector().scan(ScanRequest.of(image).withEngine(engine));
        assertThat(reports).hasSize(1);
        return reports.get(0);
    }

    private static List<String> paths(ScanReport report, String check) {
        List<String> paths = new ArrayList<>();
        for (CheckResult result : report.results()) {
            if (result.info().id().equals(check)) {
                for (Finding finding : result.findings()) {
                    finding.file().ifPresent(path -> paths.add(path.toString()));
                }
            }
        }
        return paths;
    }
}
