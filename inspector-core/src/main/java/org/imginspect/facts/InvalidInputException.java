package org.imginspect.facts;

/** A file or directory of {@link Inputs} cannot be used; the message names it, the line if there is one, and what to do. */
public final class InvalidInputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InvalidInputException(String message) {
        super(message);
    }

    public InvalidInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
