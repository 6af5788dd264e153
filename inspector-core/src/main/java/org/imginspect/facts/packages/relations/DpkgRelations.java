package org.imginspect.facts.packages.relations;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.imginspect.facts.packages.versions.VersionOrder;
import org.jspecify.annotations.Nullable;

/**
 * Depends, Pre-Depends, Conflicts and Breaks of the packages that dpkg has unpacked, against their names, versions and Provides, with
 * alternatives, architectures and Multi-Arch as apt judges them.
 */
public final class DpkgRelations {
    /** A paragraph of dpkg's status, as far as it matters here. */
    private record Stanza(
            String name,
            String architecture,
            String version,
            String multiArch,
            String depends,
            String conflicts,
            String provides) {
        String label() {
            return name + " " + version;
        }
    }

    /** One alternative: {@code name:qualifier (>= version)}. */
    private record Term(String name, String qualifier, Comparison comparison, String version) {}

    /** What offers a name: a package of this name, or one that provides it. */
    private record Offer(Stanza by, String version, boolean virtual) {}

    private final Map<String, Stanza> stanzas = new LinkedHashMap<>();
    private final Map<String, List<Offer>> offers = new HashMap<>();
    private final Map<String, Unmet> broken = new LinkedHashMap<>();
    private String nativeArchitecture = "";

    /** Of no packages yet. */
    public DpkgRelations() {}

    /** Adds the paragraphs of a file; one for a package that is known replaces what was known of it. */
    public void add(byte[] status) {
        Map<String, String> fields = new HashMap<>();
        String field = "";
        int from = 0;
        while (from <= status.length) {
            int end = from;
            while (end < status.length && status[end] != '\n') {
                end++;
            }
            if (end == from) {
                take(fields);
                fields.clear();
                field = "";
            } else if (status[from] == ' ' || status[from] == '\t') {
                if (!field.isEmpty()) {
                    fields.merge(field, text(status, from, end), String::concat);
                }
            } else {
                int colon = from;
                while (colon < end && status[colon] != ':') {
                    colon++;
                }
                field = wanted(status, from, colon);
                if (!field.isEmpty() && colon < end) {
                    fields.put(field, text(status, colon + 1, end).strip());
                }
            }
            from = end + 1;
        }
    }

    private static String text(byte[] bytes, int from, int end) {
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    /** The field's name in lower case if it is one that matters; otherwise empty text, which costs nothing. */
    private static String wanted(byte[] status, int from, int colon) {
        int length = colon - from;
        int first = status[from] | 0x20;
        // package, pre-depends, provides; status; architecture; version; multi-arch; depends; conflicts; breaks
        if ("psavmdcb".indexOf(first) < 0 || length < 6 || length > 12) {
            return "";
        }
        String name = text(status, from, colon).toLowerCase(Locale.ROOT);
        return switch (name) {
            case "package",
                    "pre-depends",
                    "provides",
                    "status",
                    "architecture",
                    "version",
                    "multi-arch",
                    "depends",
                    "conflicts",
                    "breaks" -> name;
            default -> "";
        };
    }

    private void take(Map<String, String> fields) {
        String name = fields.getOrDefault("package", "");
        if (name.isEmpty()) {
            return;
        }
        String architecture = fields.getOrDefault("architecture", "");
        String status = fields.getOrDefault("status", "");
        String state = status.substring(status.lastIndexOf(' ') + 1);
        String key = name + ":" + architecture;
        broken.remove(key);
        if (status.contains(" reinstreq ") || status.contains(" hold-reinstreq ")) {
            String label = name + " " + fields.getOrDefault("version", "");
            broken.put(key, new Unmet(label, Unmet.Kind.BROKEN, "", ""));
        }
        if (state.isEmpty()
                || state.equals("not-installed")
                || state.equals("config-files")
                || state.equals("half-installed")) {
            stanzas.remove(key);
            return;
        }
        if (name.equals("dpkg")) {
            nativeArchitecture = architecture;
        }
        stanzas.put(
                key,
                new Stanza(
                        name,
                        architecture,
                        fields.getOrDefault("version", ""),
                        fields.getOrDefault("multi-arch", "").toLowerCase(Locale.ROOT),
                        join(fields.getOrDefault("pre-depends", ""), fields.getOrDefault("depends", "")),
                        join(fields.getOrDefault("conflicts", ""), fields.getOrDefault("breaks", "")),
                        fields.getOrDefault("provides", "")));
    }

    private static String join(String a, String b) {
        return a.isEmpty() ? b : b.isEmpty() ? a : a + ", " + b;
    }

    private void offerAll() {
        offers.clear();
        for (Stanza each : stanzas.values()) {
            offer(each.name, new Offer(each, each.version, false));
            for (String provided : split(each.provides, ',')) {
                Term term = term(provided);
                offer(term.name, new Offer(each, term.version, true));
            }
        }
    }

    /**
     * For each of these packages the indexes, into the same list, of those that meet its dependencies, each once and without itself: of alternatives the
     * first that holds, of several packages that offer it the first.
     *
     * @param keys {@code NAME:ARCHITECTURE} of all packages of the database
     */
    public List<List<Integer>> met(List<String> keys) {
        offerAll();
        Map<String, Integer> indexes = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            indexes.put(keys.get(i), i);
        }
        List<List<Integer>> met = new ArrayList<>();
        for (String key : keys) {
            Set<Integer> needed = new LinkedHashSet<>();
            Stanza stanza = stanzas.get(key);
            if (stanza != null) {
                for (String group : split(stanza.depends, ',')) {
                    Stanza by = meeting(stanza, group);
                    if (by != null && !by.equals(stanza)) {
                        needed.add(Objects.requireNonNull(indexes.get(by.name + ":" + by.architecture)));
                    }
                }
            }
            met.add(List.copyOf(needed));
        }
        return met;
    }

    /** What does not hold, in the order of the packages. */
    public List<Unmet> unmet() {
        offerAll();
        List<Unmet> unmet = new ArrayList<>(broken.values());
        for (Stanza each : stanzas.values()) {
            for (String group : split(each.depends, ',')) {
                if (!isMet(each, group)) {
                    String first = term(split(group, '|').get(0)).name;
                    unmet.add(new Unmet(each.label(), Unmet.Kind.MISSING, group, closest(first)));
                }
            }
            for (String conflict : split(each.conflicts, ',')) {
                Term term = term(conflict);
                for (Offer offer : offers.getOrDefault(term.name, List.of())) {
                    if (!isSibling(offer.by, each) && isMeant(term, offer) && isOf(term, each, offer.by, true)) {
                        unmet.add(new Unmet(each.label(), Unmet.Kind.CONFLICT, conflict, offer.by.label()));
                        break;
                    }
                }
            }
        }
        return unmet;
    }

    private void offer(String name, Offer offer) {
        offers.computeIfAbsent(name, any -> new ArrayList<>(1)).add(offer);
    }

    /** Another architecture's build of the same package: what they conflict with is not each other. */
    private static boolean isSibling(Stanza a, Stanza b) {
        return a.name.equals(b.name);
    }

    private String closest(String name) {
        List<Offer> found = offers.getOrDefault(name, List.of());
        return found.isEmpty() ? "" : found.get(0).by.label();
    }

    private boolean isMet(Stanza by, String group) {
        return meeting(by, group) != null;
    }

    /** The package that meets a dependency; null if none does. */
    private @Nullable Stanza meeting(Stanza by, String group) {
        for (String alternative : split(group, '|')) {
            Term term = term(alternative);
            for (Offer offer : offers.getOrDefault(term.name, List.of())) {
                if (isMeant(term, offer) && isOf(term, by, offer.by, false)) {
                    return offer.by;
                }
            }
        }
        return null;
    }

    /** A name that is provided without a version satisfies no relation with one. */
    private static boolean isMeant(Term term, Offer offer) {
        if (term.comparison == Comparison.ANY) {
            return true;
        }
        return !(offer.virtual && offer.version.isEmpty())
                && term.comparison.holds(VersionOrder.DPKG.compare(offer.version, term.version));
    }

    /** Whether the architecture of what offers is one that is asked for. */
    private boolean isOf(Term term, Stanza by, Stanza offers, boolean negative) {
        if (!term.qualifier.isEmpty()) {
            return term.qualifier.equals("any")
                    ? negative || offers.multiArch.equals("allowed")
                    : term.qualifier.equals("native")
                            ? architecture(offers).equals(nativeArchitecture)
                            : term.qualifier.equals(offers.architecture);
        }
        return negative || offers.multiArch.equals("foreign") || same(by, offers);
    }

    private boolean same(Stanza a, Stanza b) {
        return architecture(a).equals(architecture(b));
    }

    /** What is for all architectures counts as of the machine's own. */
    private String architecture(Stanza of) {
        return of.architecture.equals("all") ? nativeArchitecture : of.architecture;
    }

    private static Term term(String text) {
        int open = text.indexOf('(');
        String name = (open < 0 ? text : text.substring(0, open)).strip();
        int bracket = name.indexOf('[');
        if (bracket >= 0) {
            name = name.substring(0, bracket).strip();
        }
        int colon = name.indexOf(':');
        String qualifier = colon < 0 ? "" : name.substring(colon + 1);
        name = colon < 0 ? name : name.substring(0, colon);
        int close = open < 0 ? -1 : text.indexOf(')', open);
        if (close < 0) {
            return new Term(name, qualifier, Comparison.ANY, "");
        }
        int at = open + 1;
        while (at < close && (text.charAt(at) == ' ' || "<>=".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        String sign = text.substring(open + 1, at).strip();
        // "(< 1)" of old packages means "<=", deb-control(5).
        Comparison comparison = sign.equals("<")
                ? Comparison.LESS_OR_EQUAL
                : sign.equals(">") ? Comparison.GREATER_OR_EQUAL : Comparison.of(sign);
        return new Term(name, qualifier, comparison, text.substring(at, close).strip());
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf(separator, from);
            end = end < 0 ? text.length() : end;
            String part = text.substring(from, end).strip();
            if (!part.isEmpty()) {
                parts.add(part);
            }
            from = end + 1;
        }
        return parts;
    }
}
