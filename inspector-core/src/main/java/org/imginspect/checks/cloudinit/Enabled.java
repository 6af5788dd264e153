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
import org.imginspect.facts.cloudinit.CloudInit;

/** Flags images whose cloud-init will not run. */
final class Enabled implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "cloudinit.enabled",
            Area.CLOUDINIT,
            Level.ERROR,
            "cloud-init runs at the first boot",
            "rm -f /etc/cloud/cloud-init.disabled; systemctl unmask and enable cloud-init's units");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<CloudInit> cloudInit = context.facts().find(CloudInit.class);
        if (cloudInit.isEmpty()) {
            return Verdict.notApplicable("cloud-init is not installed");
        }
        List<Finding> findings = new ArrayList<>();
        for (CloudInit.Obstacle obstacle : cloudInit.get().obstacles()) {
            findings.add(new Finding(Level.ERROR, obstacle.message(), obstacle.file(), obstacle.line()));
        }
        return Verdict.of(findings);
    }
}
