package org.imginspect.facts.packages.relations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.facts.packages.versions.VersionOrder;

/**
 * Dependencies of apk and pacman, which are alike: {@code name}, {@code name>=1.2}, for apk also {@code name~1} and {@code !name}; what is
 * provided is {@code name} or {@code name=version}, and without a version satisfies no relation that has one.
 */
public final class PlainRelations {
    private record Offer(String version, String by, int owner) {}

    private record Wanted(String by, int owner, String relation) {}

    private final VersionOrder order;
    private final Map<String, List<Offer>> offers = new HashMap<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private int owners;

    /** Of no packages yet. */
    public PlainRelations(VersionOrder order) {
        this.order = order;
    }

    /** Adds a package. */
    public void add(String name, String version, List<String> requires, List<String> provides) {
        String label = name + " " + version;
        int owner = owners++;
        offers.computeIfAbsent(name, any -> new ArrayList<>(1)).add(new Offer(version, label, owner));
        for (String each : provides) {
            int equals = each.indexOf('=');
            offers.computeIfAbsent(equals < 0 ? each : each.substring(0, equals), any -> new ArrayList<>(1))
                    .add(new Offer(equals < 0 ? "" : each.substring(equals + 1), label, owner));
        }
        require(label, owner, requires);
    }

    /** Adds what somebody wants who is no package: the administrator. */
    public void require(String by, List<String> requires) {
        require(by, -1, requires);
    }

    private void require(String by, int owner, List<String> requires) {
        for (String each : requires) {
            wanted.add(new Wanted(by, owner, each));
        }
    }

    /** For each package, in the order in which they were added, the numbers of those that meet its dependencies, each once and without itself. */
    public List<List<Integer>> met() {
        List<Set<Integer>> needed = new ArrayList<>();
        for (int i = 0; i < owners; i++) {
            needed.add(new LinkedHashSet<>());
        }
        for (Wanted each : wanted) {
            if (each.owner < 0 || each.relation.startsWith("!")) {
                continue;
            }
            String name = name(each.relation);
            for (Offer offer : offers.getOrDefault(name, List.of())) {
                if (isMeant(each.relation, name, offer)) {
                    if (offer.owner != each.owner) {
                        needed.get(each.owner).add(offer.owner);
                    }
                    break;
                }
            }
        }
        List<List<Integer>> met = new ArrayList<>();
        needed.forEach(each -> met.add(List.copyOf(each)));
        return met;
    }

    /** What does not hold, in the order of the packages. */
    public List<Unmet> unmet() {
        List<Unmet> unmet = new ArrayList<>();
        for (Wanted each : wanted) {
            boolean conflict = each.relation.startsWith("!");
            String text = conflict ? each.relation.substring(1) : each.relation;
            Offer met = null;
            String name = name(text);
            for (Offer offer : offers.getOrDefault(name, List.of())) {
                if (!(conflict && offer.owner == each.owner) && isMeant(text, name, offer)) {
                    met = offer;
                }
            }
            if (conflict != (met != null)) {
                continue;
            }
            List<Offer> others = offers.getOrDefault(name, List.of());
            unmet.add(new Unmet(
                    each.by,
                    conflict ? Unmet.Kind.CONFLICT : Unmet.Kind.MISSING,
                    text,
                    met != null ? met.by : others.isEmpty() ? "" : others.get(0).by));
        }
        return unmet;
    }

    private boolean isMeant(String text, String name, Offer offer) {
        int at = name.length();
        if (at < text.length() && text.charAt(at) == '@') {
            return true; // apk: from a repository with a tag
        }
        int end = at;
        while (end < text.length() && "<>=~".indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        Comparison comparison = Comparison.of(text.substring(at, end));
        if (comparison == Comparison.ANY) {
            return true;
        }
        String version = text.substring(end);
        int tag = version.indexOf('@');
        version = tag < 0 ? version : version.substring(0, tag);
        if (offer.version.isEmpty()) {
            return false;
        }
        if (comparison == Comparison.BEGINS) {
            return offer.version.startsWith(version)
                    && (offer.version.length() == version.length()
                            || !Character.isDigit(offer.version.charAt(version.length())));
        }
        return comparison.holds(order.compare(offer.version, version));
    }

    private static String name(String text) {
        int end = 0;
        while (end < text.length() && "<>=~@".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(0, end);
    }
}
