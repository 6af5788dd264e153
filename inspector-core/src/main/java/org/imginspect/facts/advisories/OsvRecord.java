package org.imginspect.facts.advisories;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One flaw, in the OSV format (ossf.github.io/osv-schema).
 *
 * @param aliases ids of the same flaw, and of flaws that it is made of ({@code upstream})
 * @param severity empty if the record as a whole has none
 */
record OsvRecord(
        String id,
        Optional<Instant> modified,
        boolean isWithdrawn,
        List<String> aliases,
        Optional<Severity> severity,
        List<Affected> affected) {
    /** @param versions those that are named one by one */
    record Affected(
            String ecosystem,
            String name,
            List<List<Event>> ranges,
            Set<String> versions,
            Optional<Severity> severity) {}

    /** @param kind {@code introduced}, {@code fixed}, {@code last_affected} or {@code limit} */
    record Event(String kind, String version) {}
}
