package org.imginspect.check;

import java.util.Map;
import java.util.Optional;

/**
 * What a profile says to a check beside its id.
 *
 * @param values by name; empty if nothing was said
 */
public record Params(Map<String, String> values) {
    public static final Params NONE = new Params(Map.of());

    public Params {
        values = Map.copyOf(values);
    }

    /** The value of a parameter; empty if it was not given. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
