package org.imginspect.scan;

/** An earlier report that cannot be compared with; the message says which file, what is wrong with it and what to do. */
public final class InvalidBaselineException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidBaselineException(String message) {
        super(message);
    }
}
