package org.imginspect.scan;

/** A request sets a parameter that its check does not have, or to a value that cannot be used. */
public final class InvalidParameterException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    InvalidParameterException(String message) {
        super(message);
    }
}
