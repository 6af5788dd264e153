package org.imginspect.checks.packages;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class PackagesChecks {
    private PackagesChecks() {}

    public static List<Check> all() {
        return List.of(
                new SupportedOs(),
                new NotEol(),
                new FormatDebRpm(),
                new DbConsistent(),
                new SecurityUpdates(),
                new ReposOfficial(),
                new ReposDoMirrors(),
                new Signed(),
                new NoDebuggers(),
                new Curl(),
                new Systemd(),
                new TzdataLegacy(),
                new SystemPythonIntact(),
                new VendorBase());
    }
}
