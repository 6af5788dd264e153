package org.imginspect.facts.units;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.Limits;

/**
 * The transaction that starts a target: everything it pulls in, and what that pulls in, as {@code transaction_add_job_and_dependencies()} of systemd does it.
 *
 * <p>Where a unit requires one that cannot be had, systemd stops looking at the unit's other dependencies, and at those of what requires it. systemd 252 leaves
 * the unit itself in the transaction, systemd 257 takes it out; in which order requirements are looked at is chance. So of such units, and of what
 * only they pull in, it is not known whether they start. If the target itself is one, there is no transaction.
 */
final class Transaction {
    /** Types of units that systemd makes while the machine runs: a missing file is no missing unit. */
    private static final Set<String> MADE_AT_RUN_TIME =
            Set.of(".device", ".mount", ".automount", ".swap", ".slice", ".scope");

    private final SystemdUnits units;
    private final Wishes wishes;
    private final Map<String, Wish> masked;
    private final int cap;
    private final Map<String, List<Wish>> known = new HashMap<>();
    /** Units that may be pulled in, in order, with the wish that first did; of the target none. */
    private final Map<String, Optional<Wish>> possible = new LinkedHashMap<>();
    /** Those that are. */
    private final Map<String, Optional<Wish>> pulled = new LinkedHashMap<>();
    /** Units with a requirement that cannot be had, or that another requirement has, with that wish. */
    private final Map<String, Wish> failed = new HashMap<>();

    /** @param masked units that the kernel's command line masks */
    Transaction(SystemdUnits units, Wishes wishes, Map<String, Wish> masked, Limits limits) {
        this.units = units;
        this.wishes = wishes;
        this.masked = masked;
        this.cap = limits.getInt(Limits.DIRECTORY_ENTRIES);
    }

    /** Computes it for a target. */
    void start(String target) throws ImageException {
        follow(target, possible);
        fail();
        if (!failed.containsKey(target)) {
            if (failed.isEmpty()) {
                pulled.putAll(possible);
            } else {
                follow(target, pulled);
            }
        }
    }

    private void follow(String target, Map<String, Optional<Wish>> into) throws ImageException {
        Deque<String> open = new ArrayDeque<>();
        open.add(target);
        into.put(target, Optional.empty());
        while (!open.isEmpty()) {
            for (Wish wish : wishesOf(open.remove())) {
                String name = name(wish.unit());
                if (!into.containsKey(name) && !failed.containsKey(name) && isLoadable(name)) {
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

    /** Spreads what cannot be had to whatever requires it. */
    private void fail() throws ImageException {
        Map<String, List<Wish>> requirers = new HashMap<>();
        IdentityHashMap<Wish, String> requirer = new IdentityHashMap<>();
        Deque<String> open = new ArrayDeque<>();
        for (String name : possible.keySet()) {
            for (Wish wish : wishesOf(name)) {
                if (wish.hard()) {
                    String required = name(wish.unit());
                    requirer.put(wish, name);
                    if (isLoadable(required)) {
                        requirers
                                .computeIfAbsent(required, any -> new ArrayList<>())
                                .add(wish);
                    } else if (failed.putIfAbsent(name, wish) == null) {
                        open.add(name);
                    }
                }
            }
        }
        while (!open.isEmpty()) {
            for (Wish wish : requirers.getOrDefault(open.remove(), List.of())) {
                String name = requirer.getOrDefault(wish, "");
                if (failed.putIfAbsent(name, wish) == null) {
                    open.add(name);
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

    /** Everything pulled in, in order, each with the wish that first did; of the target none. */
    Map<String, Optional<Wish>> all() {
        return pulled;
    }

    /** Everything that it is not known of whether it is pulled in, with the wish that would. */
    Map<String, Optional<Wish>> unsure() {
        Map<String, Optional<Wish>> unsure = new LinkedHashMap<>(possible);
        unsure.keySet().removeAll(pulled.keySet());
        return unsure;
    }

    /** The wish that pulls a unit in if it does start; empty if it is sure to be pulled in or not to be. */
    Optional<Wish> maybe(String name) {
        return pulled.containsKey(name) ? Optional.empty() : possible.getOrDefault(name, Optional.empty());
    }

    /** The requirement that keeps the target itself from being started; empty if none does. */
    Optional<Wish> failure(String target) {
        return Optional.ofNullable(failed.get(target));
    }
}
