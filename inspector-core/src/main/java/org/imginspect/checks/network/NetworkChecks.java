package org.imginspect.checks.network;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class NetworkChecks {
    private NetworkChecks() {}

    public static List<Check> all() {
        return List.of(
                new Dhcp(),
                new ServiceEnabled(),
                new NoFixedMac(),
                new NoStaticAddress(),
                new NoBakedAddress(),
                new NmServerConf(),
                new NmConfigParses(),
                new LinkAltnamesOff(),
                new NetplanCloudinitRemoved(),
                new SysctlCloudimgIpv6Removed(),
                new DnsVendor(),
                new TimeSync());
    }
}
