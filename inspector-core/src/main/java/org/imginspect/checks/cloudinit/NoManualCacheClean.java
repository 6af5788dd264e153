package org.imginspect.checks.cloudinit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.cloudinit.CloudConfig;
import org.imginspect.facts.cloudinit.CloudInit;
import org.imginspect.guest.GuestPath;

/** Flags images whose clones would trust the cache of the machine they were made on. */
final class NoManualCacheClean implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "cloudinit.no-manual-cache-clean",
            Area.CLOUDINIT,
            Level.ERROR,
            "cloud-init does not keep the build machine's data for the next one",
            "remove 'manual_cache_clean: true' from /etc/cloud/cloud.cfg.d and /var/lib/cloud/instance/manual-clean");
    private static final GuestPath MARKER = GuestPath.of("/var/lib/cloud/instance/manual-clean");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        if (context.facts().find(CloudInit.class).isEmpty()) {
            return Verdict.notApplicable("cloud-init is not installed");
        }
        List<Finding> findings = new ArrayList<>();
        Optional<CloudConfig> config = context.facts().find(CloudConfig.class);
        Optional<CloudConfig.Setting> setting =
                config.isPresent() ? config.get().find("manual_cache_clean") : Optional.empty();
        if (setting.isPresent() && setting.get().isTrue()) {
            findings.add(Finding.of(
                    Level.ERROR,
                    "manual_cache_clean is '" + setting.get().text().orElse("")
                            + "': a clone does not ask its cloud again",
                    setting.get().file(),
                    setting.get().line()));
        }
        if (context.tree().exists(MARKER)) {
            findings.add(
                    Finding.of(Level.ERROR, "this file tells ds-identify to keep what an earlier boot found", MARKER));
        }
        return Verdict.of(findings);
    }
}
