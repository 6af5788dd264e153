package org.imginspect.profile;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.check.Level;

/**
 * A check that decides a requirement.
 *
 * @param check its id
 * @param params what it is told, by the names of its parameters; <code>${name}</code> stands for the value of the profile's parameter
 * @param cap the gravest level its findings have here; empty if they keep their own
 */
public record CheckUse(String check, Map<String, String> params, Optional<Level> cap) {
    public CheckUse {
        Objects.requireNonNull(check);
        Objects.requireNonNull(cap);
        params = java.util.Collections.unmodifiableMap(new TreeMap<>(params));
    }

    /** The name in <code>${name}</code>; empty if the value is meant as it is written. */
    public static Optional<String> reference(String value) {
        return value.startsWith("${") && value.endsWith("}")
                ? Optional.of(value.substring(2, value.length() - 1))
                : Optional.empty();
    }

    /** A finding's level as it counts here. */
    public Level capped(Level level) {
        return cap.isPresent() && level.compareTo(cap.get()) > 0 ? cap.get() : level;
    }
}
