package org.imginspect.check;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a check is told beside its id. A value that was not given is the parameter's default, if it has one.
 *
 * @param values by name; empty if nothing was said. Whoever makes this has had each value looked at by {@link Parameter#objection}
 */
public record Params(Map<String, String> values) {
    public static final Params NONE = new Params(Map.of());

    public Params {
        values = Map.copyOf(values);
    }

    /** A text; empty if it was not given and there is no default. */
    public Optional<String> text(Parameter parameter) {
        String given = values.get(parameter.name());
        return given == null ? parameter.preset() : Optional.of(given);
    }

    /**
     * A number; empty if it was not given and there is no default.
     *
     * @throws IllegalArgumentException if the value is no number
     */
    public OptionalLong number(Parameter parameter) {
        Optional<String> text = text(parameter);
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(usable(parameter, Parameter.number(text.get())));
    }

    /**
     * A number of bytes; empty if it was not given and there is no default.
     *
     * @throws IllegalArgumentException if the value is no size
     */
    public OptionalLong bytes(Parameter parameter) {
        Optional<String> text = text(parameter);
        return text.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(usable(parameter, Parameter.parseBytes(text.get())));
    }

    /** The items of a list; none if it was not given and there is no default. */
    public List<String> list(Parameter parameter) {
        Optional<String> text = text(parameter);
        return text.isEmpty() ? List.of() : Parameter.items(text.get());
    }

    private long usable(Parameter parameter, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(parameter
                    .objection(values.getOrDefault(parameter.name(), ""))
                    .orElse(parameter.name()));
        }
        return value;
    }
}
