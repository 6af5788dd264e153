package org.imginspect.checks.packages;

import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.InitSystem;

/** Flags images that are not started by systemd. */
final class Systemd implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "packages.systemd",
                    Area.PACKAGES,
                    Level.ERROR,
                    "The machine is started by systemd",
                    "begin with a release of the distribution that has systemd")
            .onRequest();

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<BootServices> services = context.facts().find(BootServices.class);
        if (services.isEmpty()) {
            return Verdict.notApplicable("there is no init system");
        }
        InitSystem init = services.get().init();
        return init == InitSystem.SYSTEMD
                ? Verdict.pass()
                : Verdict.of(Finding.of(Level.ERROR, "process 1 is " + init.title() + ", not systemd"));
    }
}
