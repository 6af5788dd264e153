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
import org.imginspect.facts.network.FirstCard;
import org.imginspect.facts.network.NetworkServices;

/** Flags images whose first network card gets no address by DHCP. */
final class Dhcp implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "network.dhcp",
            Area.NETWORK,
            Level.ERROR,
            "The first network card gets its address by DHCP",
            "let cloud-init write the network configuration, or configure DHCP for every card (netplan: match name e*, dhcp4: true)");

    @Override
    public CheckInfo info() {
        return INFO;
    }

    @Override
    public Verdict evaluate(CheckContext context) throws ImageException {
        Optional<NetworkServices> services = context.facts().find(NetworkServices.class);
        if (services.isEmpty()) {
            return Verdict.notApplicable("no init system is installed, so nothing brings a network up");
        }
        FirstCard card = context.facts().find(FirstCard.class).orElseThrow();
        List<Finding> findings = new ArrayList<>();
        for (FirstCard.Way way : card.hindrances()) {
            findings.add(Finding.of(Level.ERROR, way.message(), way.file(), way.line()));
        }
        if (!card.certain().isEmpty()) {
            return Verdict.of(findings);
        }
        if (!card.possible().isEmpty()) {
            for (FirstCard.Way way : card.possible()) {
                findings.add(Finding.of(Level.WARNING, way.message(), way.file(), way.line()));
            }
            return Verdict.of(findings);
        }
        for (FirstCard.Way way : card.inVain()) {
            findings.add(Finding.of(Level.ERROR, way.message(), way.file(), way.line()));
        }
        if (findings.isEmpty()) {
            findings.add(nothing(context, services.get()));
        }
        return Verdict.of(findings);
    }

    private static Finding nothing(CheckContext context, NetworkServices services) throws ImageException {
        String message = services.atBoot().isEmpty()
                ? "nothing gives the first network card an address by DHCP: no network service starts at boot"
                : "nothing gives the first network card an address by DHCP";
        Optional<CloudInitNetwork> cloudInit = context.facts().find(CloudInitNetwork.class);
        if (cloudInit.isPresent() && cloudInit.get().decidedBy().isPresent()) {
            return Finding.of(
                    Level.ERROR,
                    message + ", and " + cloudInit.get().reason(),
                    cloudInit.get().decidedBy().get().file(),
                    cloudInit.get().decidedBy().get().line());
        }
        boolean why = cloudInit.isPresent() && !cloudInit.get().renders();
        return Finding.of(
                Level.ERROR, why ? message + ", and " + cloudInit.get().reason() : message);
    }
}
