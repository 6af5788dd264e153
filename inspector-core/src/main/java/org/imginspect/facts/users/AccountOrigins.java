package org.imginspect.facts.users;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.facts.Fact;

/**
 * Where the system accounts come from, those of {@code /etc/passwd} whose number is neither 0 nor a person's. Absent where there is no {@code /etc/passwd} or
 * no package database, with which nothing could be told.
 *
 * @param origins by the account's name; an account without one belongs to nothing that is installed
 * @param makers for accounts without an origin that a package is known to make: such packages, none of which is installed
 */
public record AccountOrigins(Map<String, Origin> origins, Map<String, List<String>> makers) implements Fact {
    public AccountOrigins {
        origins = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(origins));
        makers = Map.copyOf(makers);
    }

    /** How it is known where an account comes from. */
    public enum Kind {
        /** Every installation of the distribution has it. */
        BASE,
        /** sysusers.d(5) makes it. */
        SYSUSERS,
        /** An installed package is known for it, or has its name. */
        PACKAGE,
        /** Its home is a directory that a package owns. */
        HOME,
        /** A package's installation script names it. */
        SCRIPT,
        /** Something that starts runs as it. */
        UNIT
    }

    /**
     * Where an account comes from.
     *
     * @param what the file, package, directory or unit; empty text for {@link Kind#BASE}
     */
    public record Origin(Kind kind, String what) {}

    /** Where an account comes from; empty if it is proved that it belongs to nothing that is installed, as far as this can be told. */
    public Optional<Origin> of(String account) {
        return Optional.ofNullable(origins.get(account));
    }
}
