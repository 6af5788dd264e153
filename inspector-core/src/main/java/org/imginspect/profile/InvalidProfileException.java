package org.imginspect.profile;

/** A profile or settings file that cannot be used; the message says where, what was found and what is allowed. */
public final class InvalidProfileException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidProfileException(String message) {
        super(message);
    }
}
