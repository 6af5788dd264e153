package org.imginspect.crypt;

import java.util.Optional;

/**
 * What came of trying a hash.
 *
 * @param match what kind of password it is; empty if none that was tried fits
 * @param tried how many candidates were
 * @param candidates how many there are for this account
 * @param obstacle why not all were tried, one clause; empty if they were, or if one fits
 */
public record Guess(Optional<Kind> match, int tried, int candidates, Optional<String> obstacle) {
    /** Where a candidate comes from. The candidate itself is never told. */
    public enum Kind {
        /** No character at all. */
        EMPTY,
        /** The account's name, or what people make of it. */
        NAME,
        /** What a vendor's image or appliance has for this account. */
        VENDOR,
        /** What is tried first against any account. */
        COMMON
    }
}
