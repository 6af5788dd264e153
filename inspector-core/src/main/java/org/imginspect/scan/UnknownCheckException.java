package org.imginspect.scan;

/** A request names a check that does not exist, or a glob that matches none. */
public final class UnknownCheckException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnknownCheckException(String message) {
        super(message);
    }
}
