package org.imginspect.profile;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.yaml.YamlDocument;
import org.imginspect.facts.yaml.YamlList;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;
import org.imginspect.io.Limits;

/**
 * A mapping of a profile or settings file. What is wrong with it becomes a mistake, and the reader goes on with an empty value, which
 * nobody gets to see, because {@link Mistakes#throwIfAny} ends the reading.
 */
final class YamlFields {
    private final YamlMap map;
    private final Mistakes mistakes;
    /** What keys that are not known were probably meant to be: they are not missed as well. */
    private final Set<String> meant = new HashSet<>();

    private YamlFields(YamlMap map, Mistakes mistakes) {
        this.map = map;
        this.mistakes = mistakes;
    }

    /** @throws InvalidProfileException if the text is no mapping */
    static YamlFields parse(String text, Mistakes mistakes) {
        YamlDocument document;
        try {
            document = YamlDocument.parse(text, mistakes.where(), Limits.defaults());
        } catch (ImageException e) {
            throw new InvalidProfileException(
                    mistakes.where() + ": " + e.problem().what());
        }
        if (document instanceof YamlDocument.Invalid invalid) {
            throw mistakes.fatal(invalid.line(), "this is no YAML: " + invalid.message());
        }
        Optional<YamlValue> root = document instanceof YamlDocument.Parsed parsed ? parsed.root() : Optional.empty();
        if (root.isEmpty() || (root.get() instanceof YamlScalar scalar && scalar.isNull())) {
            throw mistakes.fatal(1, "the file is empty");
        }
        if (!(root.get() instanceof YamlMap map)) {
            throw mistakes.fatal(root.get().line(), "found " + root.get().described() + ", expected keys and values");
        }
        noteRepeated(map, mistakes);
        return new YamlFields(map, mistakes);
    }

    private static void noteRepeated(YamlMap root, Mistakes mistakes) {
        Set<YamlValue> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<YamlValue> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            YamlValue value = open.pop();
            if (!seen.add(value)) {
                continue;
            }
            if (value instanceof YamlList list) {
                list.items().forEach(open::push);
            } else if (value instanceof YamlMap map) {
                for (YamlScalar key : map.repeated()) {
                    int first = map.entry(key).map(entry -> entry.key().line()).orElse(map.line());
                    mistakes.add(
                            key.line(),
                            "'" + key.text() + "' stands here for the second time, first in line " + first
                                    + ": only one of the values would count");
                }
                map.entries().forEach(entry -> open.push(entry.value()));
            }
        }
    }

    /** Another mapping of the same file; empty, and a mistake, if it is none. */
    Optional<YamlFields> fields(String what, YamlValue value) {
        if (value instanceof YamlMap other) {
            return Optional.of(new YamlFields(other, mistakes));
        }
        wrong(value.line(), what + " is " + value.described() + ", expected keys and values");
        return Optional.empty();
    }

    /** As {@link #fields}, but no value at all stands for an empty mapping. */
    Optional<YamlFields> optionalFields(String what, YamlValue value) {
        return value instanceof YamlScalar scalar && scalar.isNull()
                ? Optional.of(new YamlFields(new YamlMap(List.of(), value.line()), mistakes))
                : fields(what, value);
    }

    void wrong(int line, String message) {
        mistakes.add(line, message);
    }

    /** Says which keys there may be; every other one is a mistake. */
    void only(List<String> keys) {
        for (YamlMap.Entry entry : map.entries()) {
            String key = entry.key().text();
            if (!keys.contains(key)) {
                Suggestion.nearest(key, keys).ifPresent(meant::add);
                wrong(
                        entry.key().line(),
                        "'" + key + "' is not one of " + String.join(", ", keys) + Suggestion.of(key, keys));
            }
        }
    }

    int line() {
        return map.line();
    }

    int line(String key) {
        return map.entry(key).map(entry -> entry.key().line()).orElse(map.line());
    }

    Optional<YamlValue> value(String key) {
        return map.get(key);
    }

    /** A text that has to be there; an empty one, and a mistake, if it is not. */
    String text(String key) {
        if (map.entry(key).isEmpty() && !meant.contains(key)) {
            wrong(map.line(), "'" + key + "' is missing");
        }
        return optionalText(key).orElse("");
    }

    Optional<String> optionalText(String key) {
        return value(key).flatMap(value -> scalar(key, value));
    }

    boolean flag(String key, boolean preset) {
        Optional<YamlValue> value = value(key);
        if (value.isEmpty()) {
            return preset;
        }
        Optional<Boolean> flag = value.get() instanceof YamlScalar scalar ? scalar.asBoolean() : Optional.empty();
        if (flag.isEmpty()) {
            wrong(line(key), "'" + key + "' is " + shown(value.get()) + ", not true or false");
        }
        return flag.orElse(preset);
    }

    /** A list that is not empty, if the key is there. */
    List<YamlValue> list(String key) {
        Optional<YamlValue> value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (value.get() instanceof YamlList list && !list.items().isEmpty()) {
            return list.items();
        }
        wrong(
                line(key),
                "'" + key + "' is " + (value.get() instanceof YamlList ? "an empty list" : shown(value.get()))
                        + ", expected a list");
        return List.of();
    }

    /** A list of texts; one text alone counts as a list of one. */
    List<String> texts(String key) {
        Optional<YamlValue> value = value(key);
        if (value.isPresent() && value.get() instanceof YamlScalar) {
            return scalar(key, value.get()).map(List::of).orElse(List.of());
        }
        List<String> texts = new ArrayList<>();
        for (YamlValue item : list(key)) {
            scalar(key, item).ifPresent(texts::add);
        }
        return texts;
    }

    /** A mapping's entries in their order; none if the key is not there. */
    List<YamlMap.Entry> entries(String key, String expected) {
        Optional<YamlValue> value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (value.get() instanceof YamlMap inner) {
            return List.copyOf(inner.entries());
        }
        wrong(line(key), "'" + key + "' is " + shown(value.get()) + ", expected " + expected);
        return List.of();
    }

    /** All entries of this mapping. */
    List<YamlMap.Entry> all() {
        return List.copyOf(map.entries());
    }

    /** A text that is not blank; empty, and a mistake, if it is something else. */
    Optional<String> scalar(String what, YamlValue value) {
        if (value instanceof YamlScalar scalar
                && !scalar.isNull()
                && !scalar.text().isBlank()) {
            return Optional.of(scalar.text().strip());
        }
        wrong(value.line(), "'" + what + "' is " + shown(value) + ", expected a text");
        return Optional.empty();
    }

    /** A text, or a list of texts, which becomes one text with commas between. */
    Optional<String> joined(String what, YamlValue value) {
        if (!(value instanceof YamlList list)) {
            return scalar(what, value);
        }
        StringBuilder joined = new StringBuilder();
        for (YamlValue item : list.items()) {
            Optional<String> text = scalar(what, item);
            if (text.isPresent() && text.get().indexOf(',') >= 0) {
                wrong(item.line(), "'" + what + "' has an item with a comma: '" + text.get() + "'");
            }
            joined.append(joined.length() == 0 ? "" : ",").append(text.orElse(""));
        }
        if (list.items().isEmpty()) {
            wrong(list.line(), "'" + what + "' is an empty list");
        }
        return joined.length() == 0 ? Optional.empty() : Optional.of(joined.toString());
    }

    /** One of the constants, in lower case; empty, and a mistake, if it is none of them. */
    <E extends Enum<E>> Optional<E> constant(E[] values, String key, String text) {
        List<String> names = new ArrayList<>();
        for (E value : values) {
            String name = value.name().toLowerCase(Locale.ROOT);
            if (name.equals(text)) {
                return Optional.of(value);
            }
            names.add(name);
        }
        wrong(
                line(key),
                "'" + key + "' is '" + text + "', not one of " + String.join(", ", names) + Suggestion.of(text, names));
        return Optional.empty();
    }

    /** A day; empty if the key is not there, or, and that is a mistake, if it is none. */
    Optional<LocalDate> day(String key) {
        Optional<String> text = optionalText(key);
        try {
            return text.map(LocalDate::parse);
        } catch (DateTimeParseException e) {
            wrong(line(key), "'" + key + "' is '" + text.orElse("") + "', not a day like 2026-11-21");
            return Optional.empty();
        }
    }

    private static String shown(YamlValue value) {
        if (value instanceof YamlScalar scalar && !scalar.isNull()) {
            return scalar.text().isBlank() ? "blank" : "'" + scalar.text() + "'";
        }
        return value.described();
    }
}
