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

/** Flags the file by which Ubuntu's cloud images switch IPv6 privacy extensions. */
final class SysctlCloudimgIpv6Removed implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "network.sysctl-cloudimg-ipv6-removed",
                    Area.NETWORK,
                    Level.ERROR,
                    "Ubuntu's IPv6 settings for cloud images are gone",
                    "rm -f /etc/sysctl.d/99-cloudimg-ipv6.conf")
            .onRequest();

    private static final GuestPath FILE = GuestPath.of("/etc/sysctl.d/99-cloudimg-ipv6.conf");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        return context.tree().lstat(FILE).isPresent()
                ? Verdict.of(Finding.of(Level.ERROR, "comes from Ubuntu's cloud image and is not to stay", FILE))
                : Verdict.pass();
    }
}
