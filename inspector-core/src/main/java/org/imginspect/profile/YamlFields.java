package org.imginspect.profile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.yaml.YamlDocument;
import org.imginspect.facts.yaml.YamlList;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;
import org.imginspect.io.Limits;

/** A mapping of a profile or settings file, read field by field: what nobody asked for is a mistake of its author. */
final class YamlFields {
    private final YamlMap map;
    private final String where;
    private final Set<String> known = new LinkedHashSet<>();

    private YamlFields(YamlMap map, String where) {
        this.map = map;
        this.where = where;
    }

    /** @throws InvalidProfileException if the text is no mapping */
    static YamlFields parse(String text, String where) {
        YamlDocument document;
        try {
            document = YamlDocument.parse(text, where, Limits.defaults());
        } catch (ImageException e) {
            throw new InvalidProfileException(e.problem().message());
        }
        if (document instanceof YamlDocument.Invalid invalid) {
            throw new InvalidProfileException(where + ":" + invalid.line() + ": " + invalid.message());
        }
        Optional<YamlValue> root = document instanceof YamlDocument.Parsed parsed ? parsed.root() : Optional.empty();
        if (root.isEmpty()) {
            throw new InvalidProfileException(where + ": is empty");
        }
        if (!(root.get() instanceof YamlMap map)) {
            throw new InvalidProfileException(
                    where + ":" + root.get().line() + ": found " + root.get().described() + ", expected a mapping");
        }
        return new YamlFields(map, where);
    }

    /** The same file's other mapping. */
    YamlFields fields(YamlValue value) {
        if (value instanceof YamlMap other) {
            return new YamlFields(other, where);
        }
        throw wrong(value.line(), "found " + value.described() + ", expected a mapping");
    }

    InvalidProfileException wrong(int line, String message) {
        return new InvalidProfileException(where + ":" + line + ": " + message);
    }

    int line() {
        return map.line();
    }

    int line(String key) {
        return map.entry(key).map(entry -> entry.key().line()).orElse(map.line());
    }

    Optional<YamlValue> value(String key) {
        known.add(key);
        return map.get(key);
    }

    String text(String key) {
        return optionalText(key).orElseThrow(() -> wrong(map.line(), "'" + key + "' is missing"));
    }

    Optional<String> optionalText(String key) {
        Optional<YamlValue> value = value(key);
        return value.isEmpty() ? Optional.empty() : Optional.of(scalar(key, value.get()));
    }

    boolean flag(String key, boolean preset) {
        Optional<YamlValue> value = value(key);
        if (value.isEmpty()) {
            return preset;
        }
        return value.filter(YamlScalar.class::isInstance)
                .flatMap(scalar -> ((YamlScalar) scalar).asBoolean())
                .orElseThrow(() -> wrong(value.get().line(), "'" + key + "' must be true or false"));
    }

    List<YamlValue> list(String key) {
        Optional<YamlValue> value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (value.get() instanceof YamlList list) {
            return list.items();
        }
        throw wrong(value.get().line(), "'" + key + "' is " + value.get().described() + ", expected a list");
    }

    /** A list of texts; one text alone counts as a list of one. */
    List<String> texts(String key) {
        Optional<YamlValue> value = value(key);
        if (value.isPresent() && value.get() instanceof YamlScalar) {
            return List.of(scalar(key, value.get()));
        }
        List<String> texts = new ArrayList<>();
        for (YamlValue item : list(key)) {
            texts.add(scalar(key, item));
        }
        return texts;
    }

    /** A mapping's entries in their order; none if the key is not there. */
    List<YamlMap.Entry> entries(String key) {
        Optional<YamlValue> value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (value.get() instanceof YamlMap inner) {
            return List.copyOf(inner.entries());
        }
        throw wrong(value.get().line(), "'" + key + "' is " + value.get().described() + ", expected a mapping");
    }

    /** All entries of this mapping. */
    List<YamlMap.Entry> all() {
        return List.copyOf(map.entries());
    }

    String scalar(String key, YamlValue value) {
        if (value instanceof YamlScalar scalar
                && !scalar.isNull()
                && !scalar.text().isBlank()) {
            return scalar.text();
        }
        throw wrong(value.line(), "'" + key + "' is " + value.described() + ", expected a text");
    }

    /** @throws InvalidProfileException if the mapping has a key that was not asked for by now */
    void requireNothingElse() {
        for (YamlMap.Entry entry : map.entries()) {
            if (!known.contains(entry.key().text())) {
                throw wrong(
                        entry.key().line(),
                        "'" + entry.key().text() + "' is not one of " + String.join(", ", known)
                                + Suggestion.of(entry.key().text(), known));
            }
        }
    }
}
