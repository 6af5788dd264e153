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
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Start;

/** Flags units of the product that do not start by themselves. */
final class AppEnabled implements Check {
    private static final CheckInfo INFO = new CheckInfo(
                    "services.app-enabled",
                    Area.SERVICES,
                    Level.ERROR,
                    "The product's services start when the machine boots",
                    "systemctl enable UNIT (chkconfig UNIT on, update-rc.d UNIT defaults, rc-update add UNIT)")
            .onRequest()
            .with(ProductUnits.UNITS);

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
        List<String> units = ProductUnits.of(context, services.get());
        if (units.isEmpty()) {
            return Verdict.notApplicable(ProductUnits.NONE);
        }
        boolean named = !context.params().list(ProductUnits.UNITS).isEmpty();
        List<Finding> findings = new ArrayList<>();
        for (String unit : units) {
            Start start = services.get().start(unit);
            if (start.when() == Start.When.NEVER) {
                findings.add(
                        new Finding(named ? Level.ERROR : Level.WARNING, start.why(), start.because(), start.line()));
            }
        }
        return Verdict.of(findings);
    }
}
