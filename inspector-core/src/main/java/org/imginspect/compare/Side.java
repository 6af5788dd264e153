package org.imginspect.compare;

import java.util.Locale;

/** Which of the two images. */
public enum Side {
    BEFORE,
    AFTER;

    /** As the reports print it: {@code before}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
