package org.imginspect.cli;

import java.util.Locale;
import java.util.Optional;
import org.imginspect.check.Level;

/** The values of {@code --fail-on}. */
enum FailOn {
    ERROR,
    WARNING,
    NEVER;

    Optional<Level> level() {
        return switch (this) {
            case ERROR -> Optional.of(Level.ERROR);
            case WARNING -> Optional.of(Level.WARNING);
            case NEVER -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
