package org.imginspect.profile;

import java.util.Collection;
import java.util.Optional;

/** What somebody may have meant who made a typing mistake. */
public final class Suggestion {
    private static final int LONGEST = 100;
    private static final int FEWEST_OF_A_BEGINNING = 4;

    private Suggestion() {}

    /** {@code "; did you mean 'x'?"} for the nearest of the known words, or nothing if none is near. */
    public static String of(String word, Collection<String> known) {
        return nearest(word, known)
                .map(best -> "; did you mean '" + best + "'?")
                .orElse("");
    }

    static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        Optional<String> best = Optional.empty();
        int fewest = Math.max(2, word.length() / 3) + 1;
        for (String candidate : known) {
            if (word.length() >= FEWEST_OF_A_BEGINNING && candidate.startsWith(word)) {
                return Optional.of(candidate);
            }
        }
        for (String candidate : known) {
            // A word of which nothing is left was not meant.
            int distance = distance(word, candidate);
            if (distance < fewest && distance < candidate.length()) {
                fewest = distance;
                best = Optional.of(candidate);
            }
        }
        return best;
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
