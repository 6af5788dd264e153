package org.imginspect.facts.advisories;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the readers of metadata find, gathered into one fact. */
final class Findings {
    private final List<Origin> origins = new ArrayList<>();
    private final List<Update> updates = new ArrayList<>();
    private final Set<String> uncovered = new LinkedHashSet<>();
    private final Set<String> undecided = new LinkedHashSet<>();

    void origin(Origin origin) {
        origins.add(origin);
    }

    void update(Update update) {
        updates.add(update);
    }

    void uncovered(String repository) {
        uncovered.add(repository);
    }

    void covered() {
        uncovered.clear();
    }

    void undecided(String what) {
        undecided.add(what);
    }

    boolean isEmpty() {
        return origins.isEmpty();
    }

    Advisories advisories() {
        updates.sort((a, b) -> {
            int order = a.kind().compareTo(b.kind());
            return order == 0 ? a.name().compareTo(b.name()) : order;
        });
        return new Advisories(origins, updates, List.copyOf(uncovered), List.copyOf(undecided));
    }
}
