package org.imginspect.error;

import java.util.OptionalLong;

/** The host could not deliver the bytes, or an engine died. */
public final class ImageReadException extends ImageException {
    private static final long serialVersionUID = 1L;

    /**
     * @param what what was found before what is allowed, lower case, the format's name first
     * @param where the storage path being read
     */
    public ImageReadException(String what, String where) {
        super(Problem.Kind.UNREADABLE, what, where, OptionalLong.empty(), null);
    }

    /**
     * @param what what was found before what is allowed, lower case, the format's name first
     * @param where the storage path being read
     * @param offsetBytes where in it
     */
    public ImageReadException(String what, String where, long offsetBytes) {
        super(Problem.Kind.UNREADABLE, what, where, OptionalLong.of(offsetBytes), null);
    }

    /**
     * @param what what was found before what is allowed, lower case, the format's name first
     * @param where the storage path being read
     * @param cause what a library or the host said
     */
    public ImageReadException(String what, String where, Throwable cause) {
        super(Problem.Kind.UNREADABLE, what, where, OptionalLong.empty(), cause);
    }
}
