package org.imginspect.check;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.guest.GuestPath;

/**
 * One thing that is not as it should be.
 *
 * @param message what is wrong, one sentence without a full stop; guest text in it is escaped by the reports, secrets are masked here
 * @param file the guest's file it is in; empty for the disk itself
 * @param line the line in that file, from 1; empty if it has none
 */
public record Finding(Level level, String message, Optional<GuestPath> file, OptionalInt line) {
    public Finding {
        Objects.requireNonNull(level);
        Objects.requireNonNull(message);
        Objects.requireNonNull(file);
        if (line.isPresent() && (file.isEmpty() || line.getAsInt() < 1)) {
            throw new IllegalArgumentException("a line needs a file and begins at 1: " + message);
        }
    }

    /** About the disk, or the guest as a whole. */
    public static Finding of(Level level, String message) {
        return new Finding(level, message, Optional.empty(), OptionalInt.empty());
    }

    /** About a file. */
    public static Finding of(Level level, String message, GuestPath file) {
        return new Finding(level, message, Optional.of(file), OptionalInt.empty());
    }

    /** About a line, counted from 1. */
    public static Finding of(Level level, String message, GuestPath file, int line) {
        return new Finding(level, message, Optional.of(file), OptionalInt.of(line));
    }
}
