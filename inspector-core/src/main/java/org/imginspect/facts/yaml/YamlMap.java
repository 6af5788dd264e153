package org.imginspect.facts.yaml;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mapping, its merge keys already worked in. Of keys that Python holds for equal ({@code 1}, {@code 1.0} and {@code true} too) the last
 * value counts, at the place of the first key.
 */
public final class YamlMap implements YamlValue {
    /** A key, which is never a collection, and its value. */
    public record Entry(YamlScalar key, YamlValue value) {}

    private final Map<String, Entry> entries;
    private final List<YamlScalar> repeated;
    private final int line;

    /**
     * @param entries in their order; of several with one key the last counts
     * @param line from 1
     */
    public YamlMap(List<Entry> entries, int line) {
        this(entries, List.of(), line);
    }

    /** @param repeated those keys of the text that an earlier key of the same mapping equals */
    YamlMap(List<Entry> entries, List<YamlScalar> repeated, int line) {
        this.repeated = List.copyOf(repeated);
        this.entries = new LinkedHashMap<>();
        for (Entry entry : entries) {
            String identity = entry.key().identity();
            Entry first = this.entries.get(identity);
            this.entries.put(identity, first == null ? entry : new Entry(first.key(), entry.value()));
        }
        this.line = line;
    }

    /** In the order of their keys in the text. */
    public Collection<Entry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** The value of a key that is a text; empty if there is none. A value of null is a value. */
    public Optional<YamlValue> get(String key) {
        return entry(key).map(Entry::value);
    }

    /** As {@link #get}, with the key, whose line is where a reader looks. */
    public Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(YamlScalar.identity(YamlScalar.Type.STRING, key)));
    }

    /** The entry whose key is equal to this one; empty if there is none. */
    public Optional<Entry> entry(YamlScalar key) {
        return Optional.ofNullable(entries.get(key.identity()));
    }

    /**
     * Those keys of the text that stood in the same mapping before, of which PyYAML says nothing. What a merge key brings is meant to be
     * written over and is not among them.
     */
    public List<YamlScalar> repeated() {
        return repeated;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    @Override
    public int line() {
        return line;
    }

    @Override
    public String described() {
        return "a mapping";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof YamlMap that && entries.equals(that.entries) && line == that.line;
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.values().toString();
    }
}
