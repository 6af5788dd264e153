package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.RuleSet.Action;
import org.imginspect.facts.firewall.RuleSet.Base;
import org.imginspect.facts.firewall.RuleSet.Chain;
import org.imginspect.facts.firewall.RuleSet.Hook;
import org.imginspect.facts.firewall.RuleSet.Kind;
import org.imginspect.facts.firewall.RuleSet.Place;
import org.imginspect.facts.firewall.RuleSet.Rule;
import org.imginspect.facts.firewall.RuleSet.Table;
import org.imginspect.facts.units.BootServices;
import org.imginspect.facts.units.Start;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * firewalld: zones, services, policies and ipsets of {@code /etc/firewalld} over those of {@code /usr/lib/firewalld}, put together as
 * firewalld's own chains are (firewalld.zone(5), firewalld.policies(5), firewalld.direct(5)).
 */
final class Firewalld {
    private static final String NAME = "firewalld";
    private static final GuestPath CONFIG = GuestPath.of("/etc/firewalld/firewalld.conf");
    private static final String[] PLACES = {"/etc/firewalld/", "/usr/lib/firewalld/"};
    private static final GuestPath DIRECT = GuestPath.of("/etc/firewalld/direct.xml");

    private final Surroundings surroundings;
    private final GuestTree tree;

    Firewalld(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.tree = surroundings.tree();
    }

    Optional<Found> find(BootServices services) throws ImageException {
        if (services.find("firewalld.service").isEmpty()) {
            return Optional.empty();
        }
        Start start = services.start("firewalld.service");
        return Optional.of(
                start.atBoot()
                        ? Found.on(NAME, start, this::load)
                        : Found.off(
                                NAME, !tree.glob("/etc/firewalld/zones/*.xml").isEmpty(), start));
    }

    private void load(RuleSet into) throws ImageException {
        ShellValues values = new ShellValues();
        values.add(tree, CONFIG);
        Place conf = values.get("DefaultZone").map(ShellValues.Value::place).orElse(new Place(CONFIG, 0));
        boolean nftables = values.text(
                        "FirewallBackend",
                        tree.exists(GuestPath.of("/usr/lib/firewalld/policies")) ? "nftables" : "iptables")
                .equals("nftables");
        Map<String, XmlElement> zones = all("zones");
        String name = values.text("DefaultZone", "public");
        if (!zones.containsKey(name)) {
            throw new UnsupportedFeatureException("firewalld: there is no zone '" + name + "'", conf.toString());
        }
        Table table = into.table("firewalld", true, true);
        Chain input = table.chain("INPUT");
        input.base = new Base(Hook.INPUT, 10, false, true, conf);
        FirewalldRules rules = new FirewalldRules(into, surroundings, table, all("services"), this::ipset);
        List<XmlElement> policies = policies();
        Chain dispatch = table.chain("ZONES");
        dispatch(into, rules, dispatch, zones, name, conf);
        for (Map.Entry<String, XmlElement> zone : zones.entrySet()) {
            if (isUsed(dispatch, zone.getKey())) {
                rules.zone(zone.getKey(), zone.getValue(), policies);
            }
        }
        Condition established = packet -> Matched.of(!packet.first());
        into.add(input, new Rule(established, Action.ACCEPT, conf, "ct state { established, related } accept"));
        // Forwarded ports are accepted whatever the zone says of them: ct status dnat accept.
        into.add(input, new Rule(Condition.ALWAYS, Action.jump("FORWARDED"), conf, "forwarded ports"));
        for (Rule rule : dispatch.rules) {
            into.add(
                    table.chain("FORWARDED"),
                    new Rule(
                            rule.condition(),
                            new Action(Kind.GOTO, rule.action().chain() + " forwarded", 0),
                            rule.place(),
                            rule.text()));
        }
        if (tree.exists(DIRECT)) {
            new FirewalldDirect(into, surroundings, nftables)
                    .load(XmlElement.read(tree, DIRECT).orElseThrow(), input);
        }
        into.add(input, new Rule(Condition.ALWAYS, Action.jump("ZONES"), conf, "zones"));
        into.add(input, new Rule(Condition.ALWAYS, Action.DROP, conf, "firewalld rejects the rest"));
    }

    private static boolean isUsed(Chain dispatch, String zone) {
        for (Rule rule : dispatch.rules) {
            if (rule.action().chain().equals("zone " + zone)) {
                return true;
            }
        }
        return false;
    }

    /** By source first, then by card, then the default zone. */
    private void dispatch(
            RuleSet into,
            FirewalldRules rules,
            Chain chain,
            Map<String, XmlElement> zones,
            String defaultZone,
            Place conf)
            throws ImageException {
        for (Map.Entry<String, XmlElement> zone : zones.entrySet()) {
            for (XmlElement source : zone.getValue().all("source")) {
                into.add(
                        chain,
                        goes(rules.source(source), zone.getKey(), source.place(), "source " + source.attributes()));
            }
        }
        for (Map.Entry<String, XmlElement> zone : zones.entrySet()) {
            for (XmlElement card : zone.getValue().all("interface")) {
                String name = card.attribute("name");
                String pattern = name.endsWith("+") ? name.substring(0, name.length() - 1) + "*" : name;
                into.add(
                        chain, goes(surroundings.arrivesOn(pattern), zone.getKey(), card.place(), "interface " + name));
            }
        }
        for (Map.Entry<Place, String> profile : profiles().entrySet()) {
            if (zones.containsKey(profile.getValue())) {
                into.add(
                        chain,
                        goes(
                                Condition.UNKNOWN,
                                profile.getValue(),
                                profile.getKey(),
                                "the connection's zone " + profile.getValue()));
            }
        }
        into.add(chain, goes(Condition.ALWAYS, defaultZone, conf, "the default zone " + defaultZone));
    }

    private static Rule goes(Condition condition, String zone, Place place, String text) {
        return new Rule(condition, new Action(Kind.GOTO, "zone " + zone, 0), place, text);
    }

    /** Zones that connections name. Which connection the first card gets hangs on more than is looked at here. */
    private Map<Place, String> profiles() throws ImageException {
        Map<Place, String> found = new TreeMap<>(Comparator.comparing(Place::toString));
        for (GuestPath file : tree.glob("/etc/NetworkManager/system-connections/*")) {
            zoneOf(file, "zone=", found);
        }
        for (GuestPath file : tree.glob("/etc/sysconfig/network-scripts/ifcfg-*")) {
            if (!file.name().toString().equals("ifcfg-lo")) {
                zoneOf(file, "ZONE=", found);
            }
        }
        return found;
    }

    private void zoneOf(GuestPath file, String key, Map<Place, String> into) throws ImageException {
        List<String> lines = tree.lines(file).orElse(List.of());
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith(key)) {
                String zone = line.substring(key.length())
                        .replace("\"", "")
                        .replace("'", "")
                        .strip();
                if (!zone.isEmpty()) {
                    into.put(new Place(file, i + 1), zone);
                }
            }
        }
    }

    /** Everything of one kind by its name: the administrator's file over the vendor's. */
    private Map<String, XmlElement> all(String kind) throws ImageException {
        Map<String, XmlElement> found = new TreeMap<>();
        Set<String> seen = new HashSet<>();
        for (String place : PLACES) {
            GuestPath directory = GuestPath.of(place + kind);
            for (GuestName entry : tree.list(directory)) {
                GuestPath file = directory.resolve(entry);
                String name = entry.toString();
                if (tree.stat(file).map(node -> node.isDirectory()).orElse(false)) {
                    throw new UnsupportedFeatureException(
                            "firewalld: " + kind + " made of several files", file.toString());
                }
                if (name.endsWith(".xml") && seen.add(name)) {
                    Optional<XmlElement> root =
                            kind.equals("services") ? Optional.of(later(file)) : XmlElement.read(tree, file);
                    if (root.isPresent()) {
                        found.put(name.substring(0, name.length() - ".xml".length()), root.get());
                    }
                }
            }
        }
        return found;
    }

    /** Of the two hundred services few are used: a place instead of the content. */
    private static XmlElement later(GuestPath file) {
        return new XmlElement("", new HashMap<>(), List.of(), "", new Place(file, 0));
    }

    /** Policies for what is for the machine itself, in the order in which they come. */
    private List<XmlElement> policies() throws ImageException {
        List<XmlElement> found = new ArrayList<>();
        for (XmlElement policy : all("policies").values()) {
            for (XmlElement egress : policy.all("egress-zone")) {
                if (egress.attribute("name").equals("HOST")) {
                    found.add(policy);
                }
            }
        }
        found.sort(Comparator.comparingInt(FirewalldRules::priority));
        return found;
    }

    /** The addresses of one of firewalld's own ipsets; empty if it holds something else than addresses. */
    private Optional<AddressSet> ipset(String name) throws ImageException {
        for (String place : PLACES) {
            if (name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
                break;
            }
            Optional<XmlElement> root = XmlElement.read(tree, GuestPath.of(place + "ipsets/" + name + ".xml"));
            if (root.isPresent()) {
                String type = root.get().attribute("type");
                List<AddressSet.Range> ranges = new ArrayList<>();
                for (XmlElement entry : root.get().all("entry")) {
                    Optional<AddressSet.Range> range = AddressSet.range(entry.text());
                    if (range.isEmpty()) {
                        return Optional.empty();
                    }
                    ranges.add(range.get());
                }
                boolean addresses = type.equals("hash:ip") || type.equals("hash:net");
                return addresses ? Optional.of(AddressSet.of(ranges)) : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
