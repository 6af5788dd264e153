package org.imginspect.checks.kernel;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;

/** Flags kernels whose virtio drivers would find no device. */
final class VirtioPci implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "kernel.virtio-pci",
            Area.KERNEL,
            Level.ERROR,
            "The kernel has the virtio PCI transport",
            "install the full kernel (Ubuntu: linux-modules-extra; a kernel of your own: CONFIG_VIRTIO_PCI=y or =m), then depmod -a");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        return DriverPresence.of(context, "virtio_pci", "CONFIG_VIRTIO_PCI");
    }
}
