package org.imginspect.engine.libguestfs;

import org.imginspect.error.ImageReadException;

/** Makes handles. The classes of a binding are loaded when it is used, not before. */
final class Bindings {
    private Bindings() {}

    static GuestfsHandle open(LibguestfsOptions.Binding binding) throws ImageReadException {
        return switch (binding) {
            case FFI -> ffi();
            case JNI -> jni();
            case AUTO -> {
                try {
                    yield ffi();
                } catch (ImageReadException first) {
                    try {
                        yield jni();
                    } catch (ImageReadException second) {
                        first.addSuppressed(second);
                        throw first;
                    }
                }
            }
        };
    }

    private static GuestfsHandle ffi() throws ImageReadException {
        try {
            return FfiHandle.create();
        } catch (GuestfsException | LinkageError e) {
            throw new ImageReadException(
                    "libguestfs: libguestfs.so.0 cannot be used; install libguestfs (Debian, Ubuntu: apt install"
                            + " libguestfs-tools)",
                    "",
                    e);
        }
    }

    private static GuestfsHandle jni() throws ImageReadException {
        try {
            return JniHandle.create();
        } catch (GuestfsException | ReflectiveOperationException | LinkageError | java.io.IOException e) {
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new ImageReadException(
                    "libguestfs: its Java binding cannot be used: " + reason
                            + "; install it (Debian, Ubuntu: apt install libguestfs-java)",
                    "",
                    e);
        }
    }
}
