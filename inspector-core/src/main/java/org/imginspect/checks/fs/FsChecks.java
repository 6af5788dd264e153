package org.imginspect.checks.fs;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class FsChecks {
    private FsChecks() {}

    public static List<Check> all() {
        return List.of(
                new FstabNoDeviceNames(),
                new FstabTargetsExist(),
                new NoSwapPartition(),
                new NoSwapFile(),
                new CleanShutdown(),
                new FstabBuildResidue(),
                new DataDirEmpty(),
                new JournaledRoot(),
                new TmpMode(),
                new LvmDevicesFile());
    }
}
