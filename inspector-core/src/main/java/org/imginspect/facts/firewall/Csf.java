package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.RuleSet.Action;
import org.imginspect.facts.firewall.RuleSet.Base;
import org.imginspect.facts.firewall.RuleSet.Chain;
import org.imginspect.facts.firewall.RuleSet.Hook;
import org.imginspect.facts.firewall.RuleSet.Place;
import org.imginspect.facts.firewall.RuleSet.Rule;
import org.imginspect.facts.firewall.RuleSet.Table;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Start;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/** ConfigServer Firewall: ports in lists, everything else dropped. */
final class Csf {
    private static final GuestPath CONFIG = GuestPath.of("/etc/csf/csf.conf");
    private static final GuestPath DISABLED = GuestPath.of("/etc/csf/csf.disable");

    /** Scripts of somebody's own, and lists by country, of which the disk does not tell what they let in. */
    private static final String[] SCRIPTS = {
        "/etc/csf/csfpre.sh", "/etc/csf/csfpost.sh", "/usr/local/csf/bin/csfpre.sh", "/usr/local/csf/bin/csfpost.sh"
    };

    private static final String[] COUNTRIES = {
        "CC_DENY", "CC_ALLOW", "CC_ALLOW_FILTER", "CC_ALLOW_PORTS", "CC_DENY_PORTS", "ETH_DEVICE_SKIP"
    };

    private final Surroundings surroundings;
    private final GuestTree tree;
    private final ShellValues values = new ShellValues();

    Csf(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.tree = surroundings.tree();
    }

    Optional<Found> find(BootServices services) throws ImageException {
        if (!values.add(tree, CONFIG)) {
            return Optional.empty();
        }
        Start start = services.start("csf.service");
        if (!start.atBoot()) {
            return Optional.of(Found.off("csf", true, start));
        }
        if (tree.exists(DISABLED)) {
            return Optional.of(Found.off("csf", true, "csf.disable switches it off", DISABLED, 0));
        }
        Optional<ShellValues.Value> testing = values.get("TESTING");
        if (testing.isPresent() && !testing.get().text().equals("0")) {
            Place place = testing.get().place();
            return Optional.of(Found.off(
                    "csf",
                    true,
                    "TESTING is " + testing.get().text() + ", so that its rules are taken away after a few minutes",
                    place.file(),
                    place.line()));
        }
        return Optional.of(Found.on("csf", start, this::load));
    }

    private void load(RuleSet into) throws ImageException {
        for (String script : SCRIPTS) {
            if (tree.exists(GuestPath.of(script))) {
                throw new UnsupportedFeatureException("csf: a script of somebody's own runs beside its rules", script);
            }
        }
        for (String country : COUNTRIES) {
            Optional<ShellValues.Value> value = values.get(country);
            if (value.isPresent() && !value.get().text().isEmpty()) {
                throw new UnsupportedFeatureException(
                        "csf: " + country + " is set", value.get().place().toString());
            }
        }
        load(into, false);
        if (values.text("IPV6", "0").equals("1")) {
            load(into, true);
        }
    }

    private void load(RuleSet into, boolean ipv6) throws ImageException {
        Place conf = new Place(CONFIG, 0);
        Table table = into.table(ipv6 ? "csf ip6" : "csf ip", !ipv6, ipv6);
        Chain input = table.chain("INPUT");
        input.base = new Base(Hook.INPUT, 0, false, false, conf);
        for (String device : values.text("ETH_DEVICE", "").split(",", -1)) {
            if (!device.isBlank()) {
                String name = device.strip();
                String pattern = name.endsWith("+") ? name.substring(0, name.length() - 1) + "*" : name;
                Condition other = Condition.not(surroundings.arrivesOn(pattern));
                into.add(input, new Rule(other, Action.ACCEPT, conf, "ETH_DEVICE"));
            }
        }
        allowed(into, input, "/etc/csf/csf.allow", Action.ACCEPT);
        allowed(into, input, "/etc/csf/csf.deny", Action.DROP);
        for (Protocol protocol : Protocol.values()) {
            String key = protocol.name() + (ipv6 ? "6" : "") + "_IN";
            Optional<ShellValues.Value> list = values.get(key);
            if (list.isEmpty()) {
                continue;
            }
            List<Condition> ports = new ArrayList<>();
            for (String port : list.get().text().split(",", -1)) {
                if (!port.isBlank()) {
                    Optional<PortSet> range =
                            IptablesReader.ports(surroundings, port.strip(), ':', protocol == Protocol.TCP);
                    ports.add(range.isEmpty() ? Condition.UNKNOWN : Condition.port(range.get()));
                }
            }
            boolean tcp = protocol == Protocol.TCP;
            Condition condition = Condition.all(List.of(Condition.protocol(tcp, !tcp), Condition.any(ports)));
            into.add(input, new Rule(condition, Action.ACCEPT, list.get().place(), key));
        }
    }

    /** Whole addresses only; a line with ports ({@code tcp|in|d=22|s=…}) is for that one source too. */
    private void allowed(RuleSet into, Chain input, String file, Action action) throws ImageException {
        GuestPath path = GuestPath.of(file);
        List<String> lines = tree.lines(path).orElse(List.of());
        for (int i = 0; i < lines.size(); i++) {
            List<String> words = Surroundings.words(lines.get(i));
            if (words.isEmpty()) {
                continue;
            }
            Place place = new Place(path, i + 1);
            if (words.get(0).equals("Include")) {
                throw new UnsupportedFeatureException("csf: another file is included", place.toString());
            }
            Optional<AddressSet.Range> range = AddressSet.range(words.get(0));
            if (range.isPresent()) {
                Condition source = into.source(AddressSet.of(List.of(range.get())));
                into.add(input, new Rule(source, action, place, words.get(0)));
            }
        }
    }
}
