package org.imginspect.error;

import java.util.OptionalLong;

/** One of our own caps was reached. The image may be fine: the message names the cap and how to raise it. */
public final class LimitExceededException extends ImageException {
    private static final long serialVersionUID = 1L;

    private final String limit;

    /**
     * @param what what was found, lower case, the format's name first
     * @param limit the cap's name as {@code --limit} takes it
     * @param cap the cap's value now
     * @param where the storage path being read
     */
    public LimitExceededException(String what, String limit, long cap, String where) {
        super(
                Problem.Kind.LIMIT,
                what + "; the limit " + limit + " is " + cap + " (raise it with --limit " + limit + "=VALUE)",
                where,
                OptionalLong.empty(),
                null);
        this.limit = limit;
    }

    /** The cap's name as {@code --limit} takes it. */
    public String limit() {
        return limit;
    }
}
