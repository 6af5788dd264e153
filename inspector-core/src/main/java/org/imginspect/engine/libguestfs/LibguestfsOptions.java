package org.imginspect.engine.libguestfs;

import java.util.Locale;
import java.util.Objects;

/**
 * How libguestfs is used.
 *
 * @param binding which way into the library
 * @param launchSeconds how long one attempt to start the appliance may take, building it included
 * @param callSeconds how long any later call may take
 */
public record LibguestfsOptions(Binding binding, int launchSeconds, int callSeconds) {
    private static final int LAUNCH_SECONDS = 240;
    private static final int CALL_SECONDS = 300;

    /** The ways into {@code libguestfs.so.0}. */
    public enum Binding {
        /** {@link #FFI}, and {@link #JNI} where that cannot be loaded. */
        AUTO,
        /** Through jnr-ffi, which is part of this tool. */
        FFI,
        /** Through the official Java binding, which must be installed. */
        JNI;

        /** As the command line takes it: {@code auto}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LibguestfsOptions {
        Objects.requireNonNull(binding);
        if (launchSeconds < 1 || callSeconds < 1) {
            throw new IllegalArgumentException("a time to wait is less than a second");
        }
    }

    /** Any binding, and times that an emulated machine on a busy host keeps. */
    public static LibguestfsOptions defaults() {
        return new LibguestfsOptions(Binding.AUTO, LAUNCH_SECONDS, CALL_SECONDS);
    }

    /** These options with another binding. */
    public LibguestfsOptions with(Binding other) {
        return new LibguestfsOptions(other, launchSeconds, callSeconds);
    }
}
