package org.imginspect.facts.secrets;

import java.util.Optional;

/** Looks closer where a keyword of its own stands. */
interface SecretRule {
    /**
     * What was found.
     *
     * @param start where the secret begins in the window's buffer
     * @param end behind it
     */
    record Match(
            SecretHit.Category category, SecretHit.Certainty certainty, String kind, String hint, int start, int end) {}

    /** What it looks for, for messages. */
    String kind();

    /** The keyword, of {@link KeywordFilter#SHORTEST} characters at least. */
    String keyword();

    /** Whether the keyword's letters stand in that case only. */
    default boolean isExact() {
        return true;
    }

    /** Whether files of this path can hold what it looks for. */
    default boolean looksInto(String path) {
        return true;
    }

    /** Whether a look costs so much that a file may ask for a bounded number only. */
    default boolean isCostly() {
        return false;
    }

    /** A cheap look before {@link #match}, not counted where that is costly. */
    default boolean mayMatch(Window window) {
        return true;
    }

    /** Empty if the keyword stands there for another reason. */
    Optional<Match> match(Window window);
}
