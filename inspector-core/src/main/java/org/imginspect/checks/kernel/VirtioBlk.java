package org.imginspect.checks.kernel;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;

/** Flags kernels that see no disk on KVM. */
final class VirtioBlk implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "kernel.virtio-blk",
            Area.KERNEL,
            Level.ERROR,
            "The kernel has the virtio disk driver",
            "install the full kernel (Ubuntu: linux-modules-extra; a kernel of your own: CONFIG_VIRTIO_BLK=y or =m), then depmod -a");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        return DriverPresence.of(context, "virtio_blk", "CONFIG_VIRTIO_BLK");
    }
}
