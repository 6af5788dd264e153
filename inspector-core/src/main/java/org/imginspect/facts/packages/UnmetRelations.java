package org.imginspect.facts.packages;

import java.util.List;
import org.imginspect.facts.Fact;

/**
 * What packages that are installed need of others and do not have, and what they must not be installed beside and are. The fact is absent
 * if there is no package manager.
 */
public record UnmetRelations(List<Relation> all) implements Fact {
    public UnmetRelations {
        all = List.copyOf(all);
    }

    /** What is wrong. */
    public enum Kind {
        /** What is needed is not there. */
        MISSING,
        /** What must not be there is. */
        CONFLICT,
        /** The package manager's own mark says that the package has to be installed again: dpkg's "reinstreq", apk's "f:". */
        BROKEN
    }

    /**
     * One of them.
     *
     * @param by the package that has it, with its version: {@code bash 5.1.8-9.el9}; {@code /etc/apk/world} for what the administrator wants
     * @param kind what is wrong
     * @param relation as the package has it: {@code libc6 (>= 2.36)}; empty text if it is the package itself that is broken
     * @param found what stands in its way or comes closest: {@code libc6 2.31-13}; empty text if there is nothing of the name
     */
    public record Relation(String by, Kind kind, String relation, String found) {}
}
