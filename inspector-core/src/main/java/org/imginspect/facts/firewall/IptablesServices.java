package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.firewall.RuleSet.Place;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Start;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.jspecify.annotations.Nullable;

/** The services that load what {@code iptables-save} has written: those of Red Hat, of Debian's netfilter-persistent, of Alpine and of Arch. */
final class IptablesServices {
    /** A service, what tells that it is this one, and the files that it loads. */
    private record Service(String unit, String mark, String file, boolean ipv6) {}

    private static final List<Service> SERVICES = List.of(
            new Service("iptables.service", "/etc/sysconfig/iptables", "/etc/sysconfig/iptables", false),
            new Service("ip6tables.service", "/etc/sysconfig/ip6tables", "/etc/sysconfig/ip6tables", true),
            new Service("iptables.service", "/etc/iptables/rules-save", "/etc/iptables/rules-save", false),
            new Service("ip6tables.service", "/etc/iptables/rules6-save", "/etc/iptables/rules6-save", true),
            new Service("iptables.service", "/etc/iptables/iptables.rules", "/etc/iptables/iptables.rules", false),
            new Service("ip6tables.service", "/etc/iptables/ip6tables.rules", "/etc/iptables/ip6tables.rules", true),
            new Service(
                    "netfilter-persistent.service",
                    "/usr/share/netfilter-persistent/plugins.d/*ip4tables",
                    "/etc/iptables/rules.v4",
                    false),
            new Service(
                    "netfilter-persistent.service",
                    "/usr/share/netfilter-persistent/plugins.d/*ip6tables",
                    "/etc/iptables/rules.v6",
                    true),
            new Service("iptables-persistent.service", "/etc/iptables/rules.v4", "/etc/iptables/rules.v4", false),
            new Service("iptables-persistent.service", "/etc/iptables/rules.v6", "/etc/iptables/rules.v6", true));

    private final Surroundings surroundings;
    private final GuestTree tree;

    IptablesServices(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.tree = surroundings.tree();
    }

    Optional<Found> find(BootServices services) throws ImageException {
        List<Service> started = new ArrayList<>();
        @Nullable Start on = null;
        @Nullable Start off = null;
        boolean configured = false;
        for (Service service : SERVICES) {
            GuestPath file = GuestPath.of(service.file);
            boolean there = tree.exists(file);
            if (tree.glob(service.mark).isEmpty() && !there) {
                continue;
            }
            Start start = services.start(service.unit);
            if (start.atBoot() && !tree.glob(service.mark).isEmpty()) {
                on = on == null ? start : on;
                started.add(service);
            } else if (there) {
                off = off == null ? start : off;
                configured = true;
            }
        }
        if (on != null) {
            return Optional.of(Found.on("iptables", on, into -> load(into, started)));
        }
        if (off != null) {
            return Optional.of(Found.off("iptables", configured, off));
        }
        Start plain = services.startsAnyOf("iptables.service", "ip6tables.service", "netfilter-persistent.service");
        if (plain.atBoot()) {
            return Optional.of(Found.on("iptables", plain, into -> {})); // Started without a file of rules.
        }
        return plain.because().isPresent() ? Optional.of(Found.off("iptables", false, plain)) : Optional.empty();
    }

    private void load(RuleSet into, List<Service> started) throws ImageException {
        for (Service service : started) {
            GuestPath file = GuestPath.of(service.file);
            Optional<List<String>> lines = tree.lines(file);
            if (lines.isPresent()) {
                IptablesReader reader = new IptablesReader(into, surroundings, service.ipv6);
                reader.table("filter", new Place(file, 0));
                reader.read(file, lines.get(), false);
            }
        }
    }
}
