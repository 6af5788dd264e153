package org.imginspect.guest;

import java.util.Objects;

/**
 * How far the view of a file system agrees with what its own kernel would show after mounting it.
 *
 * @param reason why it is not clean, for people; empty for {@link Kind#CLEAN}
 */
public record Consistency(Kind kind, String reason) {
    /** The three answers. */
    public enum Kind {
        /** Unmounted properly: what is read is what there is. */
        CLEAN,
        /** Not unmounted, but its journal was replayed in memory: what is read is what a mount would show. */
        REPLAYED,
        /** Not unmounted, and what was written last may be missing from the view. */
        STALE
    }

    public static final Consistency CLEAN = new Consistency(Kind.CLEAN, "");

    public Consistency {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(reason);
    }

    public static Consistency replayed(String reason) {
        return new Consistency(Kind.REPLAYED, reason);
    }

    public static Consistency stale(String reason) {
        return new Consistency(Kind.STALE, reason);
    }
}
