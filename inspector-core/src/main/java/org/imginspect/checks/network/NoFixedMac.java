package org.imginspect.checks.network;

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
import org.imginspect.facts.network.CloudInitNetwork;
import org.imginspect.facts.network.MacPins;

/** Flags network configuration that is bound to the build machine's network card. */
final class NoFixedMac implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "network.no-fixed-mac",
            Area.NETWORK,
            Level.ERROR,
            "No network configuration is bound to a MAC address",
            "delete the line (a file of cloud-init's: cloud-init clean -c network, or delete the file)");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        List<Finding> findings = new ArrayList<>();
        for (MacPins.Pin pin : context.facts().find(MacPins.class).orElseThrow().pins()) {
            boolean replaced = pin.rendered() && rendersAnew(context);
            findings.add(Finding.of(
                    replaced ? Level.WARNING : Level.ERROR,
                    pin.where() + " is bound to the MAC address " + pin.mac().value()
                            + (replaced ? "; cloud-init will write this file anew on another machine" : ""),
                    pin.mac().file(),
                    pin.mac().line()));
        }
        return Verdict.of(findings);
    }

    private static boolean rendersAnew(CheckContext context) throws ImageException {
        Optional<CloudInitNetwork> cloudInit = context.facts().find(CloudInitNetwork.class);
        return cloudInit.isPresent() && cloudInit.get().renders();
    }
}
