package org.imginspect.facts.firewall;

import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.Start;
import org.imginspect.guest.GuestPath;

/** An engine, and how its rules are read. */
record Found(Engine engine, Loader loader) {
    /** Reads an engine's rules. */
    @FunctionalInterface
    interface Loader {
        void load(RuleSet into) throws ImageException;
    }

    private static final Loader NOTHING = into -> {};

    /** One that the init system starts. */
    static Found on(String name, Start start, Loader loader) {
        return new Found(new Engine(name, true, true, start.why(), start.because(), start.line()), loader);
    }

    static Found on(String name, String why, GuestPath file, int line, Loader loader) {
        return new Found(
                new Engine(
                        name,
                        true,
                        true,
                        why,
                        Optional.of(file),
                        line > 0 ? OptionalInt.of(line) : OptionalInt.empty()),
                loader);
    }

    /** One that is not started. */
    static Found off(String name, boolean configured, Start start) {
        return new Found(new Engine(name, false, configured, start.why(), start.because(), start.line()), NOTHING);
    }

    static Found off(String name, boolean configured, String why, GuestPath file, int line) {
        return new Found(
                new Engine(
                        name,
                        false,
                        configured,
                        why,
                        Optional.of(file),
                        line > 0 ? OptionalInt.of(line) : OptionalInt.empty()),
                NOTHING);
    }
}
