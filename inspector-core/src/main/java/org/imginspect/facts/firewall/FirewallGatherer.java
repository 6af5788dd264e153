package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.facts.boot.BootConfig;
import org.imginspect.facts.boot.BootEntry;
import org.imginspect.facts.units.BootServices;
import org.imginspect.guest.GuestTree;

/** Looks which firewall programs are installed and which of them start. */
public final class FirewallGatherer implements FactGatherer<Firewall> {
    /** Stateless. */
    public FirewallGatherer() {}

    @Override
    public Class<Firewall> type() {
        return Firewall.class;
    }

    @Override
    public Optional<Firewall> gather(GuestTree tree, Facts others) throws ImageException {
        Optional<BootServices> services = others.find(BootServices.class);
        if (services.isEmpty()) {
            return Optional.empty();
        }
        Surroundings surroundings = new Surroundings(tree, others);
        List<Found> found = new ArrayList<>();
        new Ufw(surroundings).find(services.get()).ifPresent(found::add);
        new Firewalld(surroundings).find(services.get()).ifPresent(found::add);
        new NftService(surroundings).find(services.get()).ifPresent(found::add);
        new IptablesServices(surroundings).find(services.get()).ifPresent(found::add);
        new Csf(surroundings).find(services.get()).ifPresent(found::add);
        found.addAll(new OtherFirewalls(surroundings).find(services.get()));
        return Optional.of(new Firewall(found, hasIpv6(others)));
    }

    /** Not with {@code ipv6.disable=1} on the kernel's command line. */
    private static boolean hasIpv6(Facts facts) throws ImageException {
        Optional<BootConfig> config = facts.find(BootConfig.class);
        List<BootEntry> entries = config.isEmpty() ? List.of() : config.get().defaultEntries();
        for (BootEntry entry : entries) {
            List<BootEntry.Argument> arguments = entry.arguments("ipv6.disable");
            if (arguments.isEmpty()
                    || !arguments.get(arguments.size() - 1).value().equals("1")) {
                return true;
            }
        }
        return entries.isEmpty();
    }
}
