package org.imginspect.checks.network;

import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;

/** Flags the netplan file that cloud-init wrote on the build machine. */
final class NetplanCloudinitRemoved implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "network.netplan-cloudinit-removed",
                    Area.NETWORK,
                    Level.ERROR,
                    "The netplan file that cloud-init wrote is gone",
                    "rm -f /etc/netplan/50-cloud-init.yaml as the last step of the build")
            .onRequest();

    private static final GuestPath FILE = GuestPath.of("/etc/netplan/50-cloud-init.yaml");
    private static final GuestPath[] NETPLAN = {
        GuestPath.of("/etc/netplan"), GuestPath.of("/usr/sbin/netplan"), GuestPath.of("/usr/lib/netplan")
    };

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        if (context.tree().lstat(FILE).isPresent()) {
            return Verdict.of(Finding.of(Level.ERROR, "cloud-init wrote this on the build machine", FILE));
        }
        for (GuestPath part : NETPLAN) {
            if (context.tree().exists(part)) {
                return Verdict.pass();
            }
        }
        return Verdict.notApplicable("netplan is not installed");
    }
}
