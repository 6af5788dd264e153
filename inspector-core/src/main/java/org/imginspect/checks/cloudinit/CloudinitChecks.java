package org.imginspect.checks.cloudinit;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class CloudinitChecks {
    private CloudinitChecks() {}

    public static List<Check> all() {
        return List.of(
                new Installed(),
                new Enabled(),
                new MinVersion(),
                new VendorBuild(),
                new VendorBuildHeld(),
                new DatasourceEc2(),
                new DatasourceOpenstack(),
                new DatasourceNone(),
                new NoManualCacheClean(),
                new ConfigValid(),
                new NetworkNotDisabled(),
                new StateClean(),
                new SeedClean(),
                new GeneratedConfigClean(),
                new FirstBootScriptsExecutable(),
                new FirstBootScriptsLost(),
                new KeyModules(),
                new VendorCacheRemoved());
    }
}
