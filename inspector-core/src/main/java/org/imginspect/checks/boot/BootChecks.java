package org.imginspect.checks.boot;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class BootChecks {
    private BootChecks() {}

    public static List<Check> all() {
        return List.of(
                new ConsoleTtys0(),
                new ConsoleTty1(),
                new ConsoleVerbose(),
                new SerialLogin(),
                new CmdlineNetIfnames(),
                new CmdlineBiosdevname(),
                new GrubTimeout(),
                new GrubTimeoutStyleRemoved(),
                new ConfigRegenerated(),
                new EntryFilesExist(),
                new LvmArgsKept(),
                new CloudimgDropinRemoved(),
                new DefaultTarget());
    }
}
