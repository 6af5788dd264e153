package org.imginspect.facts.lifecycle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.facts.lifecycle.SupportPeriod.Extended;
import org.imginspect.facts.lifecycle.SupportPeriod.Kind;

/** The list of releases, {@code releases.txt}, whose head says what its columns mean. */
final class ReleaseTable {
    private static final int MOST_BYTES = 1 << 20;
    private static final String FILE = "releases.txt";
    private static final int COLUMNS = 5;
    private static final String NONE = "-";

    private ReleaseTable() {}

    /** One line. */
    record Row(String id, String version, String until, String extended, String name) {
        /** What it says of a release of this name. */
        SupportPeriod of(Release release) {
            Kind kind = switch (until) {
                case "rolling" -> Kind.ROLLING;
                case "unreleased" -> Kind.UNRELEASED;
                default -> Kind.DATED;
            };
            return new SupportPeriod(
                    release,
                    kind,
                    kind == Kind.DATED ? Optional.of(LocalDate.parse(until)) : Optional.empty(),
                    extended.equals(NONE)
                            ? Optional.empty()
                            : Optional.of(new Extended(LocalDate.parse(extended), name)));
        }
    }

    /** Empty if it is not listed. */
    static Optional<SupportPeriod> find(Release release) {
        for (Row row : rows()) {
            boolean same = row.version.equals(NONE) ? release.version().isEmpty() : release.hasVersion(row.version);
            if (row.id.equals(release.id()) && same) {
                return Optional.of(row.of(release));
            }
        }
        return Optional.empty();
    }

    /** Every line, in the order of the list. */
    static List<Row> rows() {
        String text;
        try (InputStream in = ReleaseTable.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing");
            }
            text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
        List<Row> rows = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            if (end > from && text.charAt(from) != '#') {
                rows.add(row(text.substring(from, end)));
            }
            from = end + 1;
        }
        return rows;
    }

    private static Row row(String line) {
        String[] columns = line.split(" ", COLUMNS);
        return new Row(
                columns[0], columns[1], columns[2], columns[3], columns.length == COLUMNS ? columns[COLUMNS - 1] : "");
    }
}
