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
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;

/** Flags configuration files that cloud-init passes over with a warning, so that nothing in them holds. */
final class ConfigValid implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "cloudinit.config-valid",
            Area.CLOUDINIT,
            Level.ERROR,
            "cloud-init can read its configuration",
            "mend the file; 'cloud-init schema --system' and 'python3 -c \"import yaml\"' show where it is wrong");
    private static final GuestPath DIRECTORY = GuestPath.of("/etc/cloud/cloud.cfg.d");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<CloudConfig> config = context.facts().find(CloudConfig.class);
        if (config.isEmpty()) {
            return context.facts().find(CloudInit.class).isEmpty()
                    ? Verdict.notApplicable("cloud-init is not installed")
                    : Verdict.of(
                            Finding.of(Level.ERROR, "there is no /etc/cloud/cloud.cfg: cloud-init runs no module"));
        }
        List<Finding> findings = new ArrayList<>();
        for (CloudConfig.Source source : config.get().sources()) {
            if (source.isLost()) {
                findings.add(Finding.of(
                        Level.ERROR,
                        "cloud-init passes over this file: " + source.message(),
                        source.file(),
                        Math.max(1, source.line())));
            }
        }
        for (GuestName name : context.tree().list(DIRECTORY)) {
            String text = name.text();
            if (text.endsWith(".yaml") || text.endsWith(".yml")) {
                findings.add(Finding.of(
                        Level.WARNING,
                        "cloud-init reads only names that end in .cfg here: nothing in this file holds",
                        DIRECTORY.resolve(name)));
            }
        }
        return Verdict.of(findings);
    }
}
