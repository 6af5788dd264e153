package org.imginspect.checks.cleanup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.guest.GuestPath;

/** Files of one kind in one place: how many, how much, and the first names, so that a place with a million files makes one finding. */
final class Pile {
    private static final int NAMES = 3;

    private final GuestPath place;
    private final List<String> names = new ArrayList<>();
    private Optional<GuestPath> first = Optional.empty();
    private long files;
    private long bytes;

    Pile(GuestPath place) {
        this.place = place;
    }

    GuestPath place() {
        return place;
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return files == 0;
    }

    /** @param file by the name that the finding shall have, which need not lie below the place */
    void add(GuestPath file, long sizeBytes) {
        files++;
        // Sparse files may pretend to any size; the sum then stays at the greatest number there is.
        bytes = sizeBytes > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : bytes + sizeBytes;
        if (first.isEmpty()) {
            first = Optional.of(file);
        }
        if (names.size() < NAMES) {
            names.add(
                    file.startsWith(place) && !file.equals(place)
                            ? file.below(place).toString().substring(1)
                            : file.toString());
        }
    }

    /**
     * One file is named itself, several by their place.
     *
     * @param one what a single one is: {@code log file}
     * @param several {@code log files}
     */
    Finding finding(Level level, String one, String several) {
        if (files == 1) {
            return Finding.of(level, one + " of " + Sizes.text(bytes), first.orElse(place));
        }
        return Finding.of(level, files + " " + several + " of " + Sizes.text(bytes) + " in all: " + list(), place);
    }

    /** {@code a, b, c and 9 more}. */
    String list() {
        return list(names, files);
    }

    static String list(List<String> names, long count) {
        long more = count - names.size();
        return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
    }
}
