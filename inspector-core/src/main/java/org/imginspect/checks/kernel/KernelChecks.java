package org.imginspect.checks.kernel;

import java.util.List;
import org.imginspect.check.Check;

/** The checks of this area, in the order of the reports. */
public final class KernelChecks {
    private KernelChecks() {}

    public static List<Check> all() {
        return List.of(
                new VirtioNet(),
                new VirtioBlk(),
                new VirtioPci(),
                new Virtiofs(),
                new BootDriversInInitramfs(),
                new DriversNotBlacklisted(),
                new NetFailover(),
                new MinVersion(),
                new Unmodified(),
                new CustomHasVirtio(),
                new NouveauBlacklisted(),
                new Mlx5Softdep(),
                new ModprobeSyntax(),
                new InitramfsCurrent(),
                new NvmeDriver());
    }
}
