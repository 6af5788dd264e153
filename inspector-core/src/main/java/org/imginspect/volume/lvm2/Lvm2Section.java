package org.imginspect.volume.lvm2;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.jspecify.annotations.Nullable;

/** A section of the text: named values, each a {@code Long}, a {@code String}, a list of both, or a section. */
final class Lvm2Section {
    private final String name;
    private final String where;
    private final Map<String, Object> values = new LinkedHashMap<>();

    Lvm2Section(String name, String where) {
        this.name = name;
        this.where = where;
    }

    String name() {
        return name;
    }

    /** False if the name is taken. */
    boolean put(String key, Object value) {
        return values.putIfAbsent(key, value) == null;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    long number(String key) throws DamagedImageException {
        if (values.get(key) instanceof Long number) {
            return number;
        }
        throw wrong(key, "a number");
    }

    long number(String key, long otherwise) throws DamagedImageException {
        return has(key) ? number(key) : otherwise;
    }

    /** A number within bounds, both included. */
    long number(String key, long least, long most) throws DamagedImageException {
        long value = number(key);
        if (value < least || value > most) {
            throw damaged(key + " is " + value + ", not between " + least + " and " + most);
        }
        return value;
    }

    String text(String key) throws DamagedImageException {
        return optionalText(key).orElseThrow(() -> wrong(key, "a string"));
    }

    /** Empty if there is no such value; another kind of value is damage. */
    Optional<String> optionalText(String key) throws DamagedImageException {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw wrong(key, "a string");
    }

    /** An array's values; a single value counts as an array of one, what is not there as an empty one. */
    List<?> list(String key) throws DamagedImageException {
        Object value = values.get(key);
        if (value instanceof Lvm2Section) {
            throw wrong(key, "an array");
        }
        return value == null ? List.of() : value instanceof List<?> list ? list : List.of(value);
    }

    Lvm2Section section(String key) throws DamagedImageException {
        if (values.get(key) instanceof Lvm2Section section) {
            return section;
        }
        throw wrong(key, "a section");
    }

    /** The sections in it, in their order. */
    List<Lvm2Section> sections() {
        return values.values().stream()
                .filter(Lvm2Section.class::isInstance)
                .map(Lvm2Section.class::cast)
                .toList();
    }

    DamagedImageException damaged(String what) {
        return new DamagedImageException("lvm2: in '" + name + "': " + what, where);
    }

    private DamagedImageException wrong(String key, String wanted) {
        @Nullable Object value = values.get(key);
        return damaged(value == null ? "there is no " + key : key + " is not " + wanted);
    }
}
