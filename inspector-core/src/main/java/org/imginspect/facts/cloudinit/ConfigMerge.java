package org.imginspect.facts.cloudinit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.cloudinit.CloudConfig.Place;
import org.imginspect.facts.yaml.YamlList;
import org.imginspect.facts.yaml.YamlMap;
import org.imginspect.facts.yaml.YamlScalar;
import org.imginspect.facts.yaml.YamlValue;

/**
 * cloud-init's {@code util.mergemanydict} with its mergers {@code m_dict}, {@code m_list} and {@code m_str} (cloudinit/mergers): of two
 * configurations the first counts, mappings are merged key by key. Oddities are kept: a mapping with less say replaces a text or a list
 * that has more. A configuration may say with {@code merge_how} or {@code merge_type} how it wants to be merged into what counts more.
 */
final class ConfigMerge {
    private final String where;
    private final IdentityHashMap<YamlValue, Place> places;

    /** @param places of every value there is; merged values are entered too */
    ConfigMerge(String where, IdentityHashMap<YamlValue, Place> places) {
        this.where = where;
        this.places = places;
    }

    /** How one type is merged: the name without its prefix, and options. */
    private record Merger(String name, List<String> options) {
        boolean has(String option) {
            return options.contains(option);
        }

        /** The first of the methods that the options name, else the last. */
        String method(String... methods) {
            for (String method : methods) {
                if (has(method)) {
                    return method;
                }
            }
            return methods[methods.length - 1];
        }
    }

    private static final List<Merger> DEFAULT =
            List.of(new Merger("list", List.of()), new Merger("dict", List.of()), new Merger("str", List.of()));

    /** @param configs the one that counts most first; empty ones have no say */
    YamlMap all(List<YamlMap> configs) throws UnsupportedFeatureException {
        YamlMap merged = new YamlMap(List.of(), 1);
        for (YamlMap config : configs) {
            if (config.isEmpty()) {
                continue;
            }
            YamlMap rest = config;
            List<Merger> mergers = List.of();
            for (String key : new String[] {"merge_how", "merge_type"}) {
                Optional<YamlValue> said = rest.get(key);
                rest = without(rest, key);
                if (said.isPresent() && !(said.get() instanceof YamlScalar scalar && scalar.isNull())) {
                    mergers = mergers(said.get());
                    break;
                }
            }
            YamlValue result = new Merging(mergers.isEmpty() ? DEFAULT : mergers).merge(merged, rest);
            merged = (YamlMap) result;
        }
        return merged;
    }

    private static YamlMap without(YamlMap map, String key) {
        if (map.get(key).isEmpty()) {
            return map;
        }
        List<YamlMap.Entry> kept = new ArrayList<>();
        for (YamlMap.Entry entry : map.entries()) {
            if (!entry.key().isText(key)) {
                kept.add(entry);
            }
        }
        return new YamlMap(kept, map.line());
    }

    private List<Merger> mergers(YamlValue said) throws UnsupportedFeatureException {
        List<Merger> mergers = new ArrayList<>();
        if (said instanceof YamlScalar scalar && scalar.type() == YamlScalar.Type.STRING) {
            for (String part : scalar.text().split("\\+", -1)) {
                String text = part.toLowerCase(Locale.ROOT).strip().replace('-', '_');
                if (text.isEmpty()) {
                    continue;
                }
                int open = text.indexOf('(');
                if (open <= 0 || !text.endsWith(")")) {
                    throw unknown(said);
                }
                List<String> options = new ArrayList<>();
                for (String option : text.substring(open + 1, text.length() - 1).split(",", -1)) {
                    if (!option.isBlank()) {
                        options.add(option.strip());
                    }
                }
                mergers.add(merger(text.substring(0, open), options, said));
            }
            return mergers;
        }
        if (!(said instanceof YamlList list)) {
            throw unknown(said);
        }
        for (YamlValue item : list.items()) {
            if (item instanceof YamlMap map
                    && map.get("name").orElse(null) instanceof YamlScalar name
                    && map.get("settings").orElse(null) instanceof YamlList settings) {
                mergers.add(merger(name.text().replace('-', '_').strip(), texts(settings.items(), said), said));
            } else if (item instanceof YamlList parts && !parts.items().isEmpty()) {
                List<String> texts = texts(parts.items(), said);
                mergers.add(merger(texts.get(0), texts.subList(1, texts.size()), said));
            } else {
                throw unknown(said);
            }
        }
        return mergers;
    }

    private List<String> texts(List<YamlValue> values, YamlValue said) throws UnsupportedFeatureException {
        List<String> texts = new ArrayList<>();
        for (YamlValue value : values) {
            if (!(value instanceof YamlScalar scalar) || scalar.type() != YamlScalar.Type.STRING) {
                throw unknown(said);
            }
            texts.add(scalar.text());
        }
        return texts;
    }

    private Merger merger(String name, List<String> options, YamlValue said) throws UnsupportedFeatureException {
        String type = name.startsWith("m_") ? name.substring(2) : name;
        return switch (type) {
            case "list", "dict", "str" -> new Merger(type, options);
            default -> throw unknown(said);
        };
    }

    private UnsupportedFeatureException unknown(YamlValue said) {
        return new UnsupportedFeatureException("cloud-init: merge_how in line " + said.line(), where);
    }

    /** One merge with the mergers that one configuration asked for. */
    private final class Merging {
        private final List<Merger> mergers;

        Merging(List<Merger> mergers) {
            this.mergers = mergers;
        }

        private Optional<Merger> of(String type) {
            for (Merger merger : mergers) {
                if (merger.name().equals(type)) {
                    return Optional.of(merger);
                }
            }
            return Optional.empty();
        }

        /** @param more what counts more */
        YamlValue merge(YamlValue more, YamlValue less) throws UnsupportedFeatureException {
            if (more instanceof YamlMap map) {
                Optional<Merger> merger = of("dict");
                return merger.isPresent() && less instanceof YamlMap other ? maps(merger.get(), map, other) : more;
            }
            if (more instanceof YamlList list) {
                Optional<Merger> merger = of("list");
                return merger.isPresent() ? lists(merger.get(), list, less) : more;
            }
            YamlScalar scalar = (YamlScalar) more;
            if (scalar.type() != YamlScalar.Type.STRING) {
                return more;
            }
            Optional<Merger> merger = of("str");
            if (merger.isEmpty()) {
                return more;
            }
            if (merger.get().has("append")) {
                if (!(less instanceof YamlScalar other) || other.type() != YamlScalar.Type.STRING) {
                    throw new UnsupportedFeatureException( // Python ends with a TypeError.
                            "cloud-init: str(append) with " + less.described() + " in line " + less.line(), where);
                }
                String both = scalar.text() + other.text();
                return placed(new YamlScalar(YamlScalar.Type.STRING, both, false, scalar.line()), more);
            }
            return less;
        }

        private YamlValue maps(Merger merger, YamlMap more, YamlMap less) throws UnsupportedFeatureException {
            boolean replace = merger.method("replace", "no_replace").equals("replace");
            List<YamlMap.Entry> entries = new ArrayList<>(more.entries());
            IdentityHashMap<YamlMap.Entry, Integer> places = new IdentityHashMap<>();
            for (YamlMap.Entry entry : entries) {
                places.put(entry, places.size());
            }
            List<Integer> deleted = new ArrayList<>();
            for (YamlMap.Entry entry : less.entries()) {
                Optional<YamlMap.Entry> old = more.entry(entry.key());
                if (old.isEmpty()) {
                    entries.add(entry);
                    continue;
                }
                int at = places.getOrDefault(old.get(), 0);
                if (merger.has("allow_delete") && entry.value() instanceof YamlScalar scalar && scalar.isNull()) {
                    deleted.add(at);
                    continue;
                }
                YamlValue value = old.get().value();
                if (replace) {
                    value = entry.value();
                } else if (recurses(merger, entry.value(), true)) {
                    value = merge(value, entry.value());
                }
                if (value != old.get().value()) {
                    YamlScalar key =
                            value == entry.value() ? entry.key() : old.get().key();
                    entries.set(at, new YamlMap.Entry(key, value));
                }
            }
            deleted.sort(Collections.reverseOrder());
            for (int at : deleted) {
                entries.remove(at);
            }
            return placed(new YamlMap(entries, more.line()), more);
        }

        /** Whether a value is merged into what is there, and not left or taken whole. */
        private boolean recurses(Merger merger, YamlValue value, boolean maps) {
            if (value instanceof YamlList) {
                return merger.has("recurse_array") || merger.has("recurse_list");
            }
            if (value instanceof YamlMap) {
                return maps || merger.has("recurse_dict");
            }
            return merger.has("recurse_str") && ((YamlScalar) value).type() == YamlScalar.Type.STRING;
        }

        private YamlValue lists(Merger merger, YamlList more, YamlValue less) throws UnsupportedFeatureException {
            String method = merger.method("append", "prepend", "replace", "no_replace");
            if (!merger.has("append") && !merger.has("prepend") && !merger.has("no_replace")) {
                method = "replace";
            }
            if (!(less instanceof YamlList other)) {
                if (method.equals("replace")) {
                    return less;
                }
                throw new UnsupportedFeatureException( // Python would go on with the letters or the keys.
                        "cloud-init: list(" + method + ") with " + less.described() + " in line " + less.line(), where);
            }
            List<YamlValue> items = new ArrayList<>();
            if (method.equals("append") || method.equals("prepend")) {
                items.addAll(method.equals("append") ? more.items() : other.items());
                items.addAll(method.equals("append") ? other.items() : more.items());
                return placed(new YamlList(items, more.line()), more);
            }
            items.addAll(more.items());
            for (int i = 0;
                    method.equals("replace")
                            && i < Math.min(items.size(), other.items().size());
                    i++) {
                YamlValue value = other.items().get(i);
                items.set(i, recurses(merger, value, false) ? merge(items.get(i), value) : value);
            }
            return placed(new YamlList(items, more.line()), more);
        }

        private YamlValue placed(YamlValue made, YamlValue of) {
            Place place = places.get(of);
            if (place != null) {
                places.put(made, place);
            }
            return made;
        }
    }
}
