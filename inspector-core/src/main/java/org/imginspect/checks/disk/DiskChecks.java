package org.imginspect.checks.disk;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class DiskChecks {
    private DiskChecks() {}

    public static List<Check> all() {
        return List.of(
                new ContainerStandalone(),
                new NoInternalSnapshots(),
                new PartitionTableGpt(),
                new GptConsistent(),
                new BiosBootable(),
                new EfiFallbackLoader());
    }
}
