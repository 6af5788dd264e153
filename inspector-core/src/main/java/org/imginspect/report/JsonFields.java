package org.imginspect.report;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imginspect.error.Problem;
import tools.jackson.core.JsonGenerator;

/** Members of an object: escaped text, numbers, null for what has no value. */
final class JsonFields {
    private JsonFields() {}

    static void text(String name, Optional<String> value, JsonGenerator json) {
        if (value.isPresent()) {
            json.writeStringProperty(name, Escape.line(value.get()));
        } else {
            json.writeNullProperty(name);
        }
    }

    static void text(String name, String value, JsonGenerator json) {
        json.writeStringProperty(name, Escape.line(value));
    }

    /** Null for empty text. */
    static void textOrNull(String name, String value, JsonGenerator json) {
        text(name, Optional.of(value).filter(some -> !some.isEmpty()), json);
    }

    static void texts(String name, Iterable<String> values, JsonGenerator json) {
        json.writeArrayPropertyStart(name);
        for (String value : values) {
            json.writeString(Escape.line(value));
        }
        json.writeEndArray();
    }

    static void number(String name, Optional<Long> value, JsonGenerator json) {
        if (value.isPresent()) {
            json.writeNumberProperty(name, value.get());
        } else {
            json.writeNullProperty(name);
        }
    }

    /** What a check was told; left out if it was told nothing. */
    static void params(Map<String, String> values, JsonGenerator json) {
        if (!values.isEmpty()) {
            json.writeObjectPropertyStart("params");
            new TreeMap<>(values).forEach((name, value) -> text(Escape.line(name), value, json));
            json.writeEndObject();
        }
    }

    static void problem(String name, Optional<Problem> problem, JsonGenerator json) {
        if (problem.isEmpty()) {
            json.writeNullProperty(name);
            return;
        }
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("kind", id(problem.get().kind()));
        text("message", problem.get().message(), json);
        json.writeEndObject();
    }

    static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
