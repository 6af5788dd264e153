package org.imginspect.engine.libguestfs;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.ImageReadException;

/** What the appliance's errors mean: those that a kernel gives for contradictions on the disk are damage. */
final class Failures {
    // Linux' errno numbers: errno(3).
    private static final int EIO = 5;
    private static final int EBADMSG = 74;
    private static final int EUCLEAN = 117;

    private Failures() {}

    static ImageException of(String what, String where, GuestfsException e) {
        String text = "libguestfs: " + what + ": " + e.reason();
        return switch (e.errno()) {
            case EIO, EBADMSG, EUCLEAN -> new DamagedImageException(text, where, e);
            default -> new ImageReadException(text, where, e);
        };
    }
}
