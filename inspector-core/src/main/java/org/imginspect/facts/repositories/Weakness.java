package org.imginspect.facts.repositories;

import org.imginspect.guest.GuestPath;

/**
 * A setting by which the package manager checks less than it could, or cannot work.
 *
 * @param message what is set and what follows from it, one clause
 * @param line from 1; 0 if there is none to point at
 */
public record Weakness(Kind kind, String message, GuestPath file, int line) {
    /** What is weak. */
    public enum Kind {
        /** Packages are installed whose signature nobody checked. */
        UNSIGNED,
        /** The server's certificate is not checked. */
        ANY_SERVER,
        /** Old metadata, weak digests or a downgrade are accepted. */
        LENIENT,
        /** There is no key to check with, or the configuration cannot be read, so that no updates come. */
        BROKEN
    }
}
