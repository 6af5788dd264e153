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
 * @param params what it is told, by the names of its parameters; <code>${name}</code> stands for the value of the profile's parameter,
 *     <code>${name?}</code> for the same, or for the check's own default as long as nobody gave it
 * @param cap the gravest level its findings have here; empty if they keep their own
 */
public record CheckUse(String check, Map<String, String> params, Optional<Level> cap) {
    public CheckUse {
        Objects.requireNonNull(check);
        Objects.requireNonNull(cap);
        params = java.util.Collections.unmodifiableMap(new TreeMap<>(params));
    }

    /** The name in <code>${name}</code> and <code>${name?}</code>; empty if the value is meant as it is written. */
    public static Optional<String> reference(String value) {
        return value.startsWith("${") && value.endsWith("}")
                ? Optional.of(value.substring(2, value.length() - (isOptional(value) ? 2 : 1)))
                : Optional.empty();
    }

    /** Whether the check can be asked without this value: <code>${name?}</code>. */
    public static boolean isOptional(String value) {
        return value.startsWith("${") && value.endsWith("?}");
    }

    /** A finding's level as it counts here. */
    public Level capped(Level level) {
        return cap.isPresent() && level.compareTo(cap.get()) > 0 ? cap.get() : level;
    }
}
