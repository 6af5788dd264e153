package org.imginspect.error;

import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Something in the image is unknown to us. It is never thrown for a thing that is proved absent: that is an empty {@code Optional}.
 *
 * <p>It extends {@link IOException} so that it passes unchanged through streams; whoever catches an {@code IOException} around a
 * codec lets an {@code ImageException} through first.
 */
public abstract sealed class ImageException extends IOException
        permits DamagedImageException, UnsupportedFeatureException, LimitExceededException, ImageReadException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ImageException(Problem.Kind kind, String what, String where, OptionalLong offsetBytes, @Nullable Throwable cause) {
        super(new Problem(kind, what, where, offsetBytes).message(), cause);
        this.problem = new Problem(kind, what, where, offsetBytes);
    }

    /** The same facts as {@link #getMessage()}, apart from each other. */
    public final Problem problem() {
        return problem;
    }
}
