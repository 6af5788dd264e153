package org.imginspect.checks.kernel;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;

/** Flags kernels that cannot mount a file system the hypervisor shares. */
final class Virtiofs implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "kernel.virtiofs",
                    Area.KERNEL,
                    Level.ERROR,
                    "The kernel has the virtiofs driver",
                    "use a kernel of Linux 5.4 or later, or EL 8 (Ubuntu: linux-modules-extra; a kernel of your own: CONFIG_VIRTIO_FS=m)")
            .onRequest();

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        return DriverPresence.of(context, "virtiofs", "CONFIG_VIRTIO_FS");
    }
}
