package org.imginspect.checks.packages;

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
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.packages.Packages;
import org.imginspect.guest.GuestPath;

/** Flags an Ubuntu 24.04 without the names that time zones had before. */
final class TzdataLegacy implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "packages.tzdata-legacy",
                    Area.PACKAGES,
                    Level.ERROR,
                    "Ubuntu 24.04 knows the old names of time zones",
                    "apt-get install tzdata-legacy")
            .onRequest();

    private static final String PACKAGE = "tzdata-legacy";

    /** Two of the names that the package brings and tzdata has no longer. */
    private static final GuestPath[] ZONES = {
        GuestPath.of("/usr/share/zoneinfo/PRC"), GuestPath.of("/usr/share/zoneinfo/US/Pacific")
    };

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<OperatingSystem> system = context.facts().find(OperatingSystem.class);
        if (system.isEmpty()
                || !system.get().id().equals("ubuntu")
                || !system.get().version().orElse("").equals("24.04")) {
            return Verdict.notApplicable("the guest is no Ubuntu 24.04");
        }
        Optional<Packages> packages = context.facts().find(Packages.class);
        if (packages.isEmpty() || !packages.get().isInstalled(PACKAGE)) {
            return Verdict.of(Finding.of(Level.ERROR, "the package " + PACKAGE + " is not installed"));
        }
        List<Finding> findings = new ArrayList<>();
        for (GuestPath zone : ZONES) {
            if (!context.tree().exists(zone)) {
                findings.add(
                        Finding.of(Level.ERROR, "is missing, though the package " + PACKAGE + " is installed", zone));
            }
        }
        return Verdict.of(findings);
    }
}
