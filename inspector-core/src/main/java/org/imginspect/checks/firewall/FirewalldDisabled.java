package org.imginspect.checks.firewall;

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
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.packages.versions.VersionOrder;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Start;

/** Flags firewalld that starts: an error on Ubuntu since 22.04, where UCloud forbids it. */
final class FirewalldDisabled implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "firewall.firewalld-disabled",
                    Area.FIREWALL,
                    Level.ERROR,
                    "firewalld does not start",
                    "systemctl disable --now firewalld")
            .onRequest();

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<BootServices> services = context.facts().find(BootServices.class);
        if (services.isEmpty()) {
            return Verdict.notApplicable("no init system is installed");
        }
        Start start = services.get().start("firewalld.service");
        if (!start.atBoot()) {
            return Verdict.pass();
        }
        boolean forbidden = isNewUbuntu(context.facts().find(OperatingSystem.class));
        return Verdict.of(List.of(new Finding(
                forbidden ? Level.ERROR : Level.WARNING,
                "firewalld starts at boot: " + start.why(),
                start.because(),
                start.line())));
    }

    private static boolean isNewUbuntu(Optional<OperatingSystem> system) {
        if (system.isEmpty() || !system.get().id().equals("ubuntu")) {
            return false;
        }
        // Without a version it is one that is not released yet.
        String version = system.get().version().orElse("99.04");
        return VersionOrder.DPKG.compare(version, "22.04") >= 0;
    }
}
