package org.imginspect.cli;

import java.util.Locale;

/** The values of {@code --color}. */
enum ColourChoice {
    AUTO,
    ALWAYS,
    NEVER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
