package org.imginspect.facts.packages.relations;

/**
 * A relation that does not hold, or a package that its manager knows to be broken.
 *
 * @param by the package that has it: {@code bash 5.1.8-9.el9}
 * @param kind whether something is missing, or there that must not be
 * @param relation as the package has it: {@code libc6 (>= 2.36)}
 * @param found what stands in its way or comes closest: {@code libc6 2.31-13}; empty text if there is nothing of the name
 */
public record Unmet(String by, Kind kind, String relation, String found) {
    /** What is wrong. */
    public enum Kind {
        MISSING,
        CONFLICT,
        /** The package manager has marked the package itself as broken; there is no relation. */
        BROKEN
    }
}
