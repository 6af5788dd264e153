package org.imginspect.checks.cleanup;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class CleanupChecks {
    private CleanupChecks() {}

    public static List<Check> all() {
        return List.of(
                new TmpEmpty(),
                new LogsEmpty(),
                new JournalEmpty(),
                new LogDirsKept(),
                new PackageCache(),
                new ShellHistory(),
                new ToolHistory(),
                new DhcpLeases(),
                new MachineId(),
                new DbusMachineId(),
                new HostIdentity(),
                new Hostname(),
                new LoginRecords(),
                new MailCronSpool(),
                new BuildToolResidue());
    }
}
