package org.imginspect.compare;

import java.util.Locale;
import java.util.Optional;

/**
 * One difference. Its texts come from the guests and are not escaped.
 *
 * @param subject what changed: a package's name, a path, a check's id
 * @param property what about it: {@code shell}, {@code size}; empty text if it is the subject as a whole
 * @param before what it was; empty if it was not there
 * @param after what it is; empty if it is not there
 */
public record Change(Kind kind, String subject, String property, Optional<String> before, Optional<String> after) {
    /** How it changed. */
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED,
        /** To a version that its package manager takes for newer. */
        UPGRADED,
        /** To a version that its package manager takes for older. */
        DOWNGRADED,
        /** A check or requirement that held, and holds no more. */
        NEWLY_FAILING,
        /** A check or requirement that did not hold, and does now. */
        MENDED;

        /** As the reports print it: {@code newly-failing}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** For people: {@code newly failing}. */
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Something that is only there after. */
    public static Change added(String subject, String what) {
        return new Change(Kind.ADDED, subject, "", Optional.empty(), Optional.of(what));
    }

    /** Something that was only there before. */
    public static Change removed(String subject, String what) {
        return new Change(Kind.REMOVED, subject, "", Optional.of(what), Optional.empty());
    }

    /** A property that is another one now. */
    public static Change changed(String subject, String property, String before, String after) {
        return new Change(Kind.CHANGED, subject, property, Optional.of(before), Optional.of(after));
    }
}
