package org.imginspect.facts.units;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.Limits;

/**
 * The transaction that starts a target: everything it pulls in, and what that pulls in, as {@code transaction_add_job_and_dependencies()} of systemd
 * does it. A unit whose {@code Requires=} cannot be had does not start.
 */
final class Transaction {
    /** Types of units that systemd makes while the machine runs: a missing file is no missing unit. */
    private static final Set<String> MADE_AT_RUN_TIME =
            Set.of(".device", ".mount", ".automount", ".swap", ".slice", ".scope");

    private final SystemdUnits units;
    private final Wishes wishes;
    private final Map<String, Wish> masked;
    private final int cap;
    /** Units that were pulled in, in order, with the wish that first did; of the root none. */
    private final Map<String, Optional<Wish>> pulled = new LinkedHashMap<>();
    /** Units that cannot start though they are loaded, with the reason. */
    private final Map<String, Wish> failed = new HashMap<>();

    private final Map<String, List<Wish>> known = new HashMap<>();

    /** @param masked units that the kernel's command line masks */
    Transaction(SystemdUnits units, Wishes wishes, Map<String, Wish> masked, Limits limits) {
        this.units = units;
        this.wishes = wishes;
        this.masked = masked;
        this.cap = limits.getInt(Limits.DIRECTORY_ENTRIES);
    }

    /** Computes it for these roots, given in their order; what an earlier call pulled in stays. */
    void add(Map<String, Optional<Wish>> roots) throws ImageException {
        Map<String, Optional<Wish>> all = new LinkedHashMap<>(pulled);
        roots.forEach(all::putIfAbsent);
        follow(roots, all);
        fail(all);
        if (failed.isEmpty()) {
            pulled.putAll(all);
            return;
        }
        // What only a unit pulled in that does not start is not started either.
        Map<String, Optional<Wish>> rest = new LinkedHashMap<>(pulled);
        Map<String, Optional<Wish>> begin = new LinkedHashMap<>();
        roots.forEach((name, wish) -> {
            if (!failed.containsKey(name)) {
                begin.put(name, wish);
                rest.putIfAbsent(name, wish);
            }
        });
        follow(begin, rest);
        pulled.putAll(rest);
    }

    private void follow(Map<String, Optional<Wish>> roots, Map<String, Optional<Wish>> into) throws ImageException {
        Deque<String> open = new ArrayDeque<>(roots.keySet());
        while (!open.isEmpty()) {
            for (Wish wish : wishesOf(open.remove())) {
                String name = name(wish.unit());
                if (!failed.containsKey(name) && !into.containsKey(name) && isLoadable(name)) {
                    if (into.size() >= cap) {
                        throw new LimitExceededException(
                                "systemd: more units than may be followed",
                                Limits.DIRECTORY_ENTRIES,
                                cap,
                                wish.file().toString());
                    }
                    into.put(name, Optional.of(wish));
                    open.add(name);
                }
            }
        }
    }

    /** Spreads what cannot start to whatever requires it. */
    private void fail(Map<String, Optional<Wish>> all) throws ImageException {
        Map<String, List<Wish>> requirers = new HashMap<>();
        Deque<String> open = new ArrayDeque<>();
        Map<String, List<String>> requiredBy = new HashMap<>();
        for (String name : all.keySet()) {
            for (Wish wish : wishesOf(name)) {
                if (!wish.hard()) {
                    continue;
                }
                String required = name(wish.unit());
                if (isLoadable(required)) {
                    requiredBy
                            .computeIfAbsent(required, any -> new ArrayList<>())
                            .add(name);
                    requirers.computeIfAbsent(name, any -> new ArrayList<>()).add(wish);
                } else if (failed.putIfAbsent(name, wish) == null) {
                    open.add(name);
                }
            }
        }
        while (!open.isEmpty()) {
            String broken = open.remove();
            for (String requirer : requiredBy.getOrDefault(broken, List.of())) {
                if (!failed.containsKey(requirer)) {
                    for (Wish wish : requirers.getOrDefault(requirer, List.of())) {
                        if (name(wish.unit()).equals(broken)) {
                            failed.put(requirer, wish);
                            open.add(requirer);
                            break;
                        }
                    }
                }
            }
        }
    }

    private List<Wish> wishesOf(String name) throws ImageException {
        List<Wish> found = known.get(name);
        if (found == null) {
            Optional<Unit> unit = units.find(name);
            found = unit.isPresent() && unit.get().load() == Unit.Load.LOADED
                    ? wishes.of(unit.get())
                    : wishes.ofMissing(name);
            known.put(name, found);
        }
        return found;
    }

    /** The unit's own name. */
    private String name(String asked) throws ImageException {
        return units.find(asked).map(Unit::name).orElse(asked);
    }

    private boolean isLoadable(String name) throws ImageException {
        if (masked.containsKey(name)) {
            return false;
        }
        Optional<Unit> unit = units.find(name);
        return unit.isPresent()
                ? unit.get().load() == Unit.Load.LOADED
                : MADE_AT_RUN_TIME.contains(UnitName.type(name)) || wishes.isMade(name);
    }

    /** Everything pulled in, in order, each with the wish that first did; of a root maybe none. */
    Map<String, Optional<Wish>> all() {
        return pulled;
    }

    /** Why a unit that is wished for does not start; empty if it does. */
    Optional<Wish> failed(String name) {
        return Optional.ofNullable(failed.get(name));
    }
}
