package org.imginspect.profile;

import java.util.List;

/** A profile or settings file that cannot be used; the message says where, what was found and what is allowed. */
public final class InvalidProfileException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String[] mistakes;

    /** Of one mistake. */
    public InvalidProfileException(String message) {
        this(List.of(message));
    }

    /**
     * Of one or more.
     *
     * @param mistakes each one line, with the file and the line it is about
     */
    InvalidProfileException(List<String> mistakes) {
        super(String.join("\n", mistakes));
        this.mistakes = mistakes.toArray(new String[0]);
    }

    /** The lines of the message, one for each mistake; at least one. */
    public List<String> mistakes() {
        return List.of(mistakes);
    }
}
