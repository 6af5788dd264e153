package org.imginspect.remedy;

import java.util.Locale;

/** When a step runs: a later phase may undo nothing of an earlier one, and what an earlier one writes into caches and logs goes at the end. */
enum Phase {
    ACCOUNTS("Accounts"),
    FILES("Files that must not be in an image"),
    CONFIG("Configuration"),
    PACKAGES("Packages and services"),
    BOOT("Boot"),
    CLEANUP("Traces of the build"),
    IDENTITY("The machine's identity, last of all");

    private final String title;

    Phase(String title) {
        this.title = title;
    }

    /** The heading of its part of the script. */
    String title() {
        return title;
    }

    /** @throws IllegalArgumentException if there is no such phase */
    static Phase of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
