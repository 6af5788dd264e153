package org.imginspect.checks.kernel;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;

/** Flags kernels that cannot join a virtio card and a passed-through one, as UCloud's fast machines have them. */
final class NetFailover implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "kernel.net-failover",
                    Area.KERNEL,
                    Level.ERROR,
                    "The kernel has the net_failover driver",
                    "use a kernel of Linux 4.18 or later (a kernel of your own: CONFIG_NET_FAILOVER=m)")
            .onRequest();

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        return DriverPresence.of(context, "net_failover", "CONFIG_NET_FAILOVER");
    }
}
