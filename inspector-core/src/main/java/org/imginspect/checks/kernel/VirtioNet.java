package org.imginspect.checks.kernel;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;

/** Flags kernels that see no network card on KVM. */
final class VirtioNet implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "kernel.virtio-net",
            Area.KERNEL,
            Level.ERROR,
            "The kernel has the virtio network driver",
            "install the full kernel (Ubuntu: linux-modules-extra; a kernel of your own: CONFIG_VIRTIO_NET=y or =m), then depmod -a");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        return DriverPresence.of(context, "virtio_net", "CONFIG_VIRTIO_NET");
    }
}
