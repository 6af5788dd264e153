package org.imginspect.scan;

import java.util.Locale;

/** The ways into libguestfs. */
public enum GuestfsBinding {
    /** {@link #FFI}, and {@link #JNI} where that cannot be loaded. */
    AUTO,
    /** Through jnr-ffi, which is part of this program. */
    FFI,
    /** Through libguestfs's own Java binding, which must be installed. */
    JNI;

    /** As the command line takes it: {@code auto}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
