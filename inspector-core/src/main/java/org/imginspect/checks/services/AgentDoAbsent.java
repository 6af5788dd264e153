package org.imginspect.checks.services;

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
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestPath;

/** Flags images that hold DigitalOcean's agents, which DigitalOcean installs itself where they are wanted. */
final class AgentDoAbsent implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "services.agent-do-absent",
                    Area.SERVICES,
                    Level.ERROR,
                    "DigitalOcean's agents are not in the image",
                    "apt-get purge droplet-agent do-agent (dnf remove droplet-agent do-agent), then rm -r /opt/digitalocean")
            .onRequest();

    private static final GuestPath DIRECTORY = GuestPath.of("/opt/digitalocean");
    private static final List<String> PACKAGES = List.of("droplet-agent", "do-agent");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        if (context.tree().lstat(DIRECTORY).isPresent()) {
            findings.add(Finding.of(Level.ERROR, "holds DigitalOcean's agents", DIRECTORY));
        }
        Optional<Packages> packages = context.facts().find(Packages.class);
        for (String name : PACKAGES) {
            if (packages.isPresent() && packages.get().isInstalled(name)) {
                findings.add(Finding.of(Level.ERROR, "the package " + name + " is installed"));
            }
        }
        return Verdict.of(findings);
    }
}
