package org.imginspect.checks.cloudinit;

import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.error.ImageException;
import org.imginspect.facts.cloudinit.CloudInit;
import org.imginspect.facts.network.CloudInitNetwork;
import org.imginspect.facts.network.FirstCard;

/** Flags images that keep cloud-init from the network and have nothing else that asks for an address. */
final class NetworkNotDisabled implements Check {
    private static final CheckInfo INFO = new CheckInfo(
            "cloudinit.network-not-disabled",
            Area.CLOUDINIT,
            Level.ERROR,
            "cloud-init may set the network up, or something else asks by DHCP",
            "rm the file in /etc/cloud/cloud.cfg.d that says network: {config: disabled}");

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
        if (!cloudInit.get().isActive()) {
            return Verdict.notApplicable("cloud-init does not run");
        }
        Optional<CloudInitNetwork> network = context.facts().find(CloudInitNetwork.class);
        if (network.isEmpty() || network.get().renders()) {
            return Verdict.pass();
        }
        Optional<FirstCard> card = context.facts().find(FirstCard.class);
        if (card.isPresent() && !card.get().certain().isEmpty()) {
            return Verdict.pass();
        }
        boolean possible = card.isPresent() && !card.get().possible().isEmpty();
        return Verdict.of(new Finding(
                possible ? Level.WARNING : Level.ERROR,
                network.get().reason()
                        + (possible
                                ? ", and what asks by DHCP instead does so on machines of one kind only"
                                : ", and nothing else asks by DHCP"),
                network.get().decidedBy().map(by -> by.file()),
                network.get().decidedBy().map(by -> OptionalInt.of(by.line())).orElse(OptionalInt.empty())));
    }
}
