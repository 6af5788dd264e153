package org.imginspect.facts.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.fixtures.ToolContainer;
import org.junit.jupiter.api.Test;

/** The list of releases, against distro-info-data for Debian and Ubuntu, and against itself. */
class ReleaseTableOracleTest {
    private static List<String[]> rows(String file) {
        List<String[]> rows = new ArrayList<>();
        for (String line : ToolContainer.debian13()
                .exec("cat", "/usr/share/distro-info/" + file)
                .succeeded()
                .lines()
                .skip(1)
                .toList()) {
            rows.add(line.split(",", -1));
        }
        return rows;
    }

    private static String cell(String[] row, int column) {
        return column < row.length ? row[column] : "";
    }

    private static String listed(String id, String version) {
        SupportPeriod period = ReleaseTable.find(new Release(id, version)).orElseThrow();
        return period.until().orElseThrow() + " "
                + period.extended().map(extended -> extended.until().toString()).orElse("-");
    }

    /** Debian's columns: version, codename, series, created, release, eol, eol-lts, eol-elts. */
    @Test
    void debiansDatesAreThoseOfDistroInfo() {
        int compared = 0;
        for (String[] row : rows("debian.csv")) {
            boolean listed = !cell(row, 5).isEmpty() && row[0].matches("[0-9]+") && Integer.parseInt(row[0]) >= 7;
            if (listed) {
                String until = cell(row, 6).isEmpty() ? row[5] : row[6];
                String extended = cell(row, 7).isEmpty() ? "-" : row[7];
                assertThat(listed("debian", row[0])).as(row[0]).isEqualTo(until + " " + extended);
                compared++;
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(7);
    }

    /** Ubuntu's columns: version, codename, series, created, release, eol, eol-server, eol-esm, eol-legacy. */
    @Test
    void ubuntusDatesAreThoseOfDistroInfo() {
        int compared = 0;
        for (String[] row : rows("ubuntu.csv")) {
            String version = row[0].replace(" LTS", "");
            if (Double.parseDouble(version) >= 10) {
                String until = cell(row, 6).isEmpty() ? row[5] : row[6];
                String extended =
                        !cell(row, 8).isEmpty() ? row[8] : cell(row, 7).isEmpty() ? "-" : row[7];
                assertThat(listed("ubuntu", version)).as(version).isEqualTo(until + " " + extended);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(30);
    }

    @Test
    void everyLineIsReadAndNoReleaseIsListedTwice() {
        List<ReleaseTable.Row> rows = ReleaseTable.rows();
        assertThat(rows).hasSizeGreaterThan(100);
        assertThat(rows).extracting(row -> row.id() + " " + row.version()).doesNotHaveDuplicates();
        for (ReleaseTable.Row row : rows) {
            Release release = new Release(
                    row.id(), row.version().replace(".*", "").replace("-", "").replace("*", ""));
            SupportPeriod period = row.of(release);
            assertThat(period.kind() == SupportPeriod.Kind.DATED)
                    .isEqualTo(period.until().isPresent());
            period.extended().ifPresent(extended -> {
                assertThat(extended.until()).isAfter(period.until().orElseThrow());
                assertThat(extended.name()).isNotBlank();
            });
            assertThat(ReleaseTable.find(release)).as(row.toString()).contains(period);
        }
    }

    @Test
    void aReleaseIsFoundByItsMinorVersionsWhereTheyShareTheDay() {
        assertThat(ReleaseTable.find(new Release("rocky", "9.7"))).isPresent();
        assertThat(ReleaseTable.find(new Release("rocky", "99"))).isEmpty();
        assertThat(ReleaseTable.find(new Release("sles", "15.99"))).isEmpty();
        assertThat(ReleaseTable.find(new Release("debian", "1"))).isEmpty();
        assertThat(ReleaseTable.find(new Release("alpine", "3.2.1"))).isEmpty();
        assertThat(ReleaseTable.find(new Release("alpine", "3.20.9"))).isPresent();
    }

    private static Release release(String id, String name, String version) {
        return Release.of(new OperatingSystem(
                OperatingSystem.Family.OTHER,
                id,
                List.of(),
                name,
                name,
                java.util.Optional.of(version),
                java.util.Optional.empty(),
                java.util.Optional.empty()));
    }

    @Test
    void centosStreamIsAnotherDistributionThanCentos() {
        assertThat(release("centos", "CentOS Stream", "9").id()).isEqualTo("centos-stream");
        assertThat(release("centos", "CentOS Linux", "7").id()).isEqualTo("centos");
        assertThat(release("sles_sap", "SLES", "15.5").toString()).isEqualTo("sles 15.5");
    }
}
