package org.imginspect.checks.cleanup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * What a check has found, by place, level and kind, in the order in which it was found. Beyond {@link #MOST} of them the rest is put on one
 * pile for each kind, so that an image cannot make a report of any length.
 */
final class Piles {
    private static final int MOST = 64;

    /** Of what a pile is. */
    record Kind(Level level, String one, String several) {}

    private record Key(Kind kind, GuestPath place) {}

    private final Map<Key, Pile> piles = new LinkedHashMap<>();
    private final Map<Kind, Pile> rest = new LinkedHashMap<>();
    private final Set<GuestPath> walked = new HashSet<>();

    /** Puts a file on the pile of its place. */
    void add(Kind kind, GuestPath place, GuestPath file, long sizeBytes) {
        Key key = new Key(kind, place);
        Pile pile = piles.get(key);
        if (pile == null && piles.size() < MOST) {
            pile = new Pile(place);
            piles.put(key, pile);
        }
        if (pile == null) {
            pile = rest.computeIfAbsent(kind, any -> new Pile(GuestPath.ROOT));
        }
        pile.add(file, sizeBytes);
    }

    /** Tells what a file below a place is; empty if it is nothing to be found. */
    @FunctionalInterface
    interface Sorter {
        Optional<Kind> kind(GuestPath file, Node node) throws ImageException;
    }

    /**
     * Puts every regular file that is not empty, at a path or anywhere below it, on the pile of that path. Links at its end are followed, links
     * below it are not; what two paths lead to is looked at once.
     */
    void collect(GuestTree tree, GuestPath path, Sorter sorter) throws ImageException {
        Optional<GuestPath> real = tree.resolve(path);
        if (real.isEmpty() || isWalked(real.get())) {
            return;
        }
        walked.add(real.get());
        Optional<Node> top = tree.stat(real.get());
        if (top.isEmpty()) {
            return;
        }
        GuestPath place = real.get();
        if (top.get().isDirectory()) {
            tree.walk(place, (file, node) -> {
                sort(sorter, place, file, node);
                return true;
            });
        } else {
            sort(sorter, place.parent().orElse(place), place, top.get());
        }
    }

    /** It, or a directory above it. */
    private boolean isWalked(GuestPath real) {
        for (Optional<GuestPath> at = Optional.of(real);
                at.isPresent();
                at = at.get().parent()) {
            if (walked.contains(at.get())) {
                return true;
            }
        }
        return false;
    }

    /** The same for every path that matches. */
    void collectAll(GuestTree tree, String pattern, Sorter sorter) throws ImageException {
        for (GuestPath path : tree.glob(pattern)) {
            collect(tree, path, sorter);
        }
    }

    private void sort(Sorter sorter, GuestPath place, GuestPath file, Node node) throws ImageException {
        if (node.isFile() && node.sizeBytes() > 0) {
            Optional<Kind> kind = sorter.kind(file, node);
            if (kind.isPresent()) {
                add(kind.get(), place, file, node.sizeBytes());
            }
        }
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        piles.forEach((key, pile) -> findings.add(finding(key.kind, pile)));
        rest.forEach((kind, pile) -> findings.add(finding(kind, pile)));
        return findings;
    }

    private static Finding finding(Kind kind, Pile pile) {
        return pile.finding(kind.level, kind.one, kind.several);
    }
}
