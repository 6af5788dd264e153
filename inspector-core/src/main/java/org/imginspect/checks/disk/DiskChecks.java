package org.imginspect.checks.disk;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class DiskChecks {
    private DiskChecks() {}

    public static List<Check> all() {
        return List.of(
                new ContainerStandalone(),
                new FormatQcow2(),
                new ContainerNotEncrypted(),
                new NoInternalSnapshots(),
                new ContainerConsistent(),
                new MinVirtualSize(),
                new SmallestSize(),
                new SparseWaste(),
                new FreeSpaceResidue(),
                new PartitionTableGpt(),
                new GptConsistent(),
                new BiosBootable(),
                new EfiFallbackLoader(),
                new RootGrowable(),
                new SingleDiskRoot(),
                new VirtioBusTraces());
    }
}
