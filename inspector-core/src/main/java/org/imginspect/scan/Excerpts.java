package org.imginspect.scan;

import java.util.Map;
import java.util.Optional;
import org.imginspect.check.Finding;
import org.imginspect.guest.GuestPath;

/**
 * The lines around findings, for reports that show them; see {@link ScanRequest#withExcerpts}.
 *
 * @param byPlace what was read, by check, file and line; empty if it was not asked for
 */
public record Excerpts(Map<Place, Excerpt> byPlace) {
    /** Of a scan that was not asked for them. */
    public static final Excerpts NONE = new Excerpts(Map.of());

    /** Where a check found something. */
    public record Place(String check, GuestPath file, int line) {}

    public Excerpts {
        byPlace = Map.copyOf(byPlace);
    }

    /** What stands around a finding; empty for one without a line, and for checks and files of which nothing is ever shown. */
    public Optional<Excerpt> of(String check, Finding finding) {
        if (finding.file().isEmpty() || finding.line().isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(byPlace.get(
                new Place(check, finding.file().get(), finding.line().getAsInt())));
    }
}
