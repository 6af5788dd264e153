package org.imginspect.checks.ssh;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class SshChecks {
    private SshChecks() {}

    public static List<Check> all() {
        return List.of(new AuthorizedKeysEmpty(), new NoUserPrivateKeys(), new HostKeysAbsent());
    }
}
