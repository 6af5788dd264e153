package org.imginspect.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with one file, collected so that its author can mend it in one go. */
final class Mistakes {
    private record Mistake(int line, String message) {}

    private static final int MOST_TOLD = 10;

    private final String where;
    private final List<Mistake> found = new ArrayList<>();

    /** @param where the file, as messages name it */
    Mistakes(String where) {
        this.where = where;
    }

    String where() {
        return where;
    }

    void add(int line, String message) {
        Mistake mistake = new Mistake(line, message);
        if (!found.contains(mistake)) {
            found.add(mistake);
        }
    }

    /** A mistake that leaves nothing more to look at. */
    InvalidProfileException fatal(int line, String message) {
        add(line, message);
        return exception();
    }

    /** @throws InvalidProfileException if there are any */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw exception();
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    InvalidProfileException exception() {
        List<Mistake> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(Mistake::line));
        List<String> lines = new ArrayList<>();
        for (Mistake mistake : sorted.subList(0, Math.min(MOST_TOLD, sorted.size()))) {
            lines.add(where + ":" + mistake.line() + ": " + mistake.message());
        }
        if (sorted.size() > MOST_TOLD) {
            lines.add(where + ": and " + (sorted.size() - MOST_TOLD) + " more mistakes");
        }
        return new InvalidProfileException(lines);
    }
}
