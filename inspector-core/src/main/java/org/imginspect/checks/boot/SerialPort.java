package org.imginspect.checks.boot;

import java.util.Optional;
import org.imginspect.check.CheckContext;
import org.imginspect.error.ImageException;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.guest.GuestPath;

/** The first serial port of a virtual machine, as the kernel names it. */
final class SerialPort {
    /** The dynamic linkers of glibc and musl. */
    private static final GuestPath[] ARM_LINKERS = {
        GuestPath.of("/usr/lib/ld-linux-aarch64.so.1"),
        GuestPath.of("/lib/ld-linux-aarch64.so.1"),
        GuestPath.of("/lib/ld-musl-aarch64.so.1")
    };

    private SerialPort() {}

    /** {@code ttyAMA0} on 64-bit ARM, {@code ttyS0} elsewhere. */
    static String of(CheckContext context) throws ImageException {
        Optional<String> machine = context.facts().find(OperatingSystem.class).flatMap(OperatingSystem::architecture);
        boolean arm = machine.equals(Optional.of("aarch64"));
        for (GuestPath linker : ARM_LINKERS) {
            arm |= machine.isEmpty() && context.tree().exists(linker);
        }
        return arm ? "ttyAMA0" : "ttyS0";
    }
}
