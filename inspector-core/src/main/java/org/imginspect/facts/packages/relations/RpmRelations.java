package org.imginspect.facts.packages.relations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.packages.rpm.RpmHeader;
import org.imginspect.facts.packages.rpm.RpmPackage;
import org.imginspect.facts.packages.rpm.RpmRelation;

/** Requires and Conflicts of rpm's packages against their Provides and files, with ranges of versions and rich dependencies as rpm judges them. */
public final class RpmRelations {
    /** A key of rpm's that it keeps as a package. */
    private static final String KEY = "gpg-pubkey";

    private record Provided(long flags, RpmVersion version, int by) {}

    private record Wanted(RpmRelation relation, int by, boolean conflict) {}

    private final List<String> labels = new ArrayList<>();
    private final Map<String, List<Provided>> provided = new HashMap<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private final Set<RpmRelation> required = new HashSet<>();

    /** The numbers of the headers of those in {@link #labels}; the keys among them are no packages. */
    private final List<Integer> headers = new ArrayList<>();

    private final boolean all;
    private int count;

    /** Of no packages yet; of a relation that several have the first is kept. */
    public RpmRelations() {
        this(false);
    }

    private RpmRelations(boolean all) {
        this.all = all;
    }

    /** Of no packages yet; each keeps its own relations, as {@link #met} needs it. */
    public static RpmRelations ofEach() {
        return new RpmRelations(true);
    }

    /** Adds a package. */
    public void add(RpmHeader header) throws ImageException {
        int number = count++;
        RpmPackage about = RpmPackage.of(header);
        if (about.name().equals(KEY)) {
            return;
        }
        int by = labels.size();
        String version = about.version() + "-" + about.release();
        String full = about.epoch().isPresent() ? about.epoch().getAsLong() + ":" + version : version;
        labels.add(about.name() + " " + full);
        headers.add(number);
        provide(about.name(), new Provided(Range.EQUAL, RpmVersion.parse(full), by));
        for (RpmRelation each : RpmRelation.provides(header)) {
            provide(each.name(), new Provided(each.flags(), RpmVersion.parse(each.version()), by));
        }
        for (RpmRelation each : RpmRelation.requires(header)) {
            // What rpm itself has to know, rpm checks before it installs a package; it is no other package's.
            boolean own = (each.flags() & (RpmRelation.RPMLIB | RpmRelation.MISSING_OK)) != 0
                    || each.name().startsWith("rpmlib(");
            if (!own && (all || required.add(each))) {
                wanted.add(new Wanted(each, by, false));
            }
        }
        for (RpmRelation each : RpmRelation.conflicts(header)) {
            wanted.add(new Wanted(each, by, true));
        }
    }

    private void provide(String name, Provided what) {
        provided.computeIfAbsent(name, any -> new ArrayList<>(1)).add(what);
    }

    /**
     * For each header, in the order in which they were added, the numbers of those whose Provides meet its Requires, each once and without itself. Rich
     * dependencies, and files that no Provides names, lead nowhere.
     */
    public List<List<Integer>> met() {
        List<Set<Integer>> needed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            needed.add(new LinkedHashSet<>());
        }
        for (Wanted each : wanted) {
            if (each.conflict || each.relation.name().startsWith("(")) {
                continue;
            }
            RpmVersion version = RpmVersion.parse(each.relation.version());
            for (Provided offer : provided.getOrDefault(each.relation.name(), List.of())) {
                if (Range.overlap(offer.flags, offer.version, each.relation.flags(), version)) {
                    if (offer.by != each.by) {
                        needed.get(headers.get(each.by)).add(headers.get(offer.by));
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
    public List<Unmet> unmet(OwnedPaths files) throws ImageException {
        List<Unmet> unmet = new ArrayList<>();
        for (Wanted each : wanted) {
            RpmRelation relation = each.relation;
            Evaluation evaluation = new Evaluation(files, each.conflict ? each.by : -1);
            boolean holds = relation.name().startsWith("(")
                    ? RichDependency.parse(relation.name()).holds(evaluation)
                    : evaluation.holds(relation);
            if (holds == each.conflict) {
                unmet.add(new Unmet(
                        labels.get(each.by),
                        each.conflict ? Unmet.Kind.CONFLICT : Unmet.Kind.MISSING,
                        text(relation),
                        closest(relation.name())));
            }
        }
        return unmet;
    }

    private String closest(String name) {
        List<Provided> found = provided.getOrDefault(name, List.of());
        return found.isEmpty() ? "" : labels.get(found.get(found.size() - 1).by);
    }

    private static String text(RpmRelation relation) {
        return (relation.flags() & RpmRelation.COMPARISON) == 0
                ? relation.name()
                : relation.name() + " " + Range.sign(relation.flags()) + " " + relation.version();
    }

    /** Asks the packages, all but one if that is not meant to satisfy itself. */
    final class Evaluation {
        private final OwnedPaths files;
        private final int without;

        Evaluation(OwnedPaths files, int without) {
            this.files = files;
            this.without = without;
        }

        boolean holds(RpmRelation relation) throws ImageException {
            return !by(relation).isEmpty() || (relation.name().startsWith("/") && files.contains(relation.name()));
        }

        /** The packages that provide it. */
        Set<Integer> by(RpmRelation relation) {
            Set<Integer> found = new HashSet<>();
            RpmVersion version = RpmVersion.parse(relation.version());
            for (Provided each : provided.getOrDefault(relation.name(), List.of())) {
                if (each.by != without && Range.overlap(each.flags, each.version, relation.flags(), version)) {
                    found.add(each.by);
                }
            }
            return found;
        }
    }
}
