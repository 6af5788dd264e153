package org.imginspect.checks.firewall;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class FirewallChecks {
    private FirewallChecks() {}

    public static List<Check> all() {
        return List.of(new Enabled(), new Disabled(), new FirewalldDisabled(), new SshAllowed(), new MinimalPorts());
    }
}
