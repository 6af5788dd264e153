package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.RuleSet.Action;
import org.imginspect.facts.firewall.RuleSet.Chain;
import org.imginspect.facts.firewall.RuleSet.Place;
import org.imginspect.facts.firewall.RuleSet.Rule;
import org.imginspect.facts.firewall.RuleSet.Table;

/** What a zone or policy of firewalld lets in: each in the order of firewalld's chains pre, deny, allow, post. */
final class FirewalldRules {
    /** Finds the addresses of an ipset. */
    @FunctionalInterface
    interface Sets {
        Optional<AddressSet> find(String name) throws ImageException;
    }

    private static final int DEEPEST = 16;

    private final RuleSet rules;
    private final Surroundings surroundings;
    private final Table table;
    private final Map<String, XmlElement> services;
    private final Sets sets;

    FirewalldRules(RuleSet rules, Surroundings surroundings, Table table, Map<String, XmlElement> services, Sets sets) {
        this.rules = rules;
        this.surroundings = surroundings;
        this.table = table;
        this.services = services;
        this.sets = sets;
    }

    static int priority(XmlElement element) {
        String text = element.attribute("priority");
        boolean negative = text.startsWith("-");
        int number = Surroundings.number(negative ? text.substring(1) : text);
        return number < 0 ? 0 : negative ? -number : number;
    }

    void zone(String name, XmlElement zone, List<XmlElement> policies) throws ImageException {
        Chain chain = table.chain("zone " + name);
        Chain forwarded = table.chain("zone " + name + " forwarded");
        for (XmlElement policy : policies) {
            if (priority(policy) < 0) {
                policy(chain, forwarded, policy, name, zone);
            }
        }
        content(chain, forwarded, zone);
        for (XmlElement policy : policies) {
            if (priority(policy) >= 0) {
                policy(chain, forwarded, policy, name, zone);
            }
        }
        String target = zone.attribute("target");
        boolean accepts = target.equals("ACCEPT");
        String text = accepts || target.equals("DROP") || target.equals("%%REJECT%%")
                ? "the target of the zone " + name + " is " + target
                : "the zone " + name + " rejects what it does not name";
        rules.add(chain, new Rule(Condition.ALWAYS, accepts ? Action.ACCEPT : Action.DROP, zone.place(), text));
    }

    /**
     * A policy for packets of every zone, or of one that has a card or a source. The default zone gets its card from whoever brings it up (NetworkManager does it,
     * others do not), and a policy is for it only then.
     */
    private void policy(Chain chain, Chain forwarded, XmlElement policy, String name, XmlElement zone)
            throws ImageException {
        boolean bound =
                zone.first("interface").isPresent() || zone.first("source").isPresent();
        for (XmlElement ingress : policy.all("ingress-zone")) {
            boolean every = ingress.attribute("name").equals("ANY");
            if (every || ingress.attribute("name").equals(name)) {
                String own = "policy " + policy.place() + " of " + name;
                content(table.chain(own), forwarded, policy);
                Condition condition = every || bound ? Condition.ALWAYS : Condition.UNKNOWN;
                String text = "the policy for what comes from the zone " + ingress.attribute("name");
                rules.add(chain, new Rule(condition, Action.jump(own), policy.place(), text));
                return;
            }
        }
    }

    private void content(Chain chain, Chain forwarded, XmlElement from) throws ImageException {
        List<XmlElement> rich = new ArrayList<>(from.all("rule"));
        rich.sort((one, other) -> Integer.compare(priority(one), priority(other)));
        for (XmlElement rule : rich) {
            if (priority(rule) < 0) {
                rich(chain, forwarded, rule);
            }
        }
        for (boolean allow : new boolean[] {false, true}) {
            for (XmlElement rule : rich) {
                if (priority(rule) == 0 && rule.first("accept").isPresent() == allow) {
                    rich(chain, forwarded, rule);
                }
            }
        }
        for (XmlElement element : from.children()) {
            Optional<Condition> condition = element(element);
            if (condition.isPresent()) {
                rules.add(chain, new Rule(condition.get(), Action.ACCEPT, element.place(), text(element)));
            }
            if (element.name().equals("forward-port")) {
                // Over IPv6 only to an address of IPv6; a rich rule says its family.
                forward(forwarded, Condition.ipv6(element.attribute("to-addr").indexOf(':') >= 0), element);
            }
        }
        for (XmlElement rule : rich) {
            if (priority(rule) > 0) {
                rich(chain, forwarded, rule);
            }
        }
        String target = from.name().equals("policy") ? from.attribute("target") : "";
        if (target.equals("ACCEPT") || target.equals("DROP") || target.equals("REJECT")) {
            Action action = target.equals("ACCEPT") ? Action.ACCEPT : Action.DROP;
            rules.add(chain, new Rule(Condition.ALWAYS, action, from.place(), "the policy's target " + target));
        }
    }

    private static String text(XmlElement element) {
        StringBuilder text = new StringBuilder("<" + element.name());
        for (String key : new String[] {"name", "port", "protocol", "value", "family"}) {
            if (!element.attribute(key).isEmpty()) {
                text.append(' ').append(key).append('=').append(element.attribute(key));
            }
        }
        return IptablesReader.shortened(text + ">");
    }

    private void forward(Chain forwarded, Condition condition, XmlElement element) throws ImageException {
        Condition port = port(element);
        boolean local = element.attribute("to-addr").isEmpty();
        Action action = local ? Action.ACCEPT : Action.UNSURE;
        rules.add(forwarded, new Rule(Condition.all(List.of(condition, port)), action, element.place(), text(element)));
    }

    private void rich(Chain chain, Chain forwarded, XmlElement rule) throws ImageException {
        List<Condition> conditions = new ArrayList<>();
        String family = rule.attribute("family");
        if (!family.isEmpty()) {
            conditions.add(Condition.ipv6(family.equals("ipv6")));
        }
        StringBuilder text = new StringBuilder("rich rule");
        Action action = Action.NONE;
        for (XmlElement part : rule.children()) {
            text.append(' ').append(text(part));
            switch (part.name()) {
                case "source" -> conditions.add(inverted(source(part), part));
                case "destination" -> conditions.add(inverted(destination(part), part));
                case "accept" -> action = Action.ACCEPT;
                case "reject", "drop" -> action = Action.DROP;
                case "mark" -> rules.marks();
                case "forward-port" -> forward(forwarded, Condition.all(conditions), part);
                case "log", "nflog", "audit", "masquerade", "tcp-mss-clamp" -> {
                    // Does not decide.
                }
                case "icmp-block", "icmp-type" -> conditions.add(Condition.NEVER);
                default -> {
                    Optional<Condition> element = element(part);
                    if (element.isEmpty()) {
                        throw new UnsupportedFeatureException(
                                "firewalld: <" + part.name() + "> in a rich rule is not known here",
                                part.place().toString());
                    }
                    conditions.add(element.get());
                }
            }
        }
        if (!action.equals(Action.NONE)) {
            rules.add(
                    chain,
                    new Rule(
                            Condition.all(conditions),
                            action,
                            rule.place(),
                            IptablesReader.shortened(text.toString())));
        }
    }

    private static Condition inverted(Condition condition, XmlElement element) {
        String invert = element.attribute("invert");
        return invert.equalsIgnoreCase("yes") || invert.equalsIgnoreCase("true") ? Condition.not(condition) : condition;
    }

    /** {@code <source address=… ipset=… mac=…/>}. */
    Condition source(XmlElement element) throws ImageException {
        Optional<AddressSet> set = addresses(element);
        return set.isPresent() ? rules.source(set.get()) : Condition.UNKNOWN;
    }

    private Condition destination(XmlElement element) throws ImageException {
        Optional<AddressSet> set = addresses(element);
        return set.isPresent() ? Condition.destination(set.get()) : Condition.UNKNOWN;
    }

    private Optional<AddressSet> addresses(XmlElement element) throws ImageException {
        if (!element.attribute("ipset").isEmpty()) {
            return sets.find(element.attribute("ipset"));
        }
        return AddressSet.range(element.attribute("address")).map(range -> AddressSet.of(List.of(range)));
    }

    /** What one of the elements that let something in lets in; empty if it is none of them. */
    private Optional<Condition> element(XmlElement element) throws ImageException {
        return switch (element.name()) {
            case "service" -> Optional.of(service(element.attribute("name"), element.place(), new HashSet<>(), 0));
            case "port" -> Optional.of(port(element));
            case "protocol" -> Optional.of(protocol(element.attribute("value")));
            case "source-port" -> Optional.of(sourcePort(element));
            default -> Optional.empty();
        };
    }

    private static Condition protocol(String name) {
        int number = IptablesReader.protocol(name);
        return number < 0 ? Condition.UNKNOWN : IptablesReader.protocolIs(number);
    }

    private Condition port(XmlElement element) throws ImageException {
        String protocol = element.attribute("protocol");
        String port = element.attribute("port");
        Condition of = protocol(protocol);
        if (port.isEmpty()) {
            return of; // The old way to say a protocol.
        }
        Optional<PortSet> ports = IptablesReader.ports(surroundings, port, '-', !protocol.equals("udp"));
        return Condition.all(List.of(of, ports.isEmpty() ? Condition.UNKNOWN : Condition.port(ports.get())));
    }

    private Condition sourcePort(XmlElement element) throws ImageException {
        String protocol = element.attribute("protocol");
        Optional<PortSet> ports =
                IptablesReader.ports(surroundings, element.attribute("port"), '-', !protocol.equals("udp"));
        return Condition.all(
                List.of(protocol(protocol), ports.isEmpty() ? Condition.UNKNOWN : rules.sourcePort(ports.get())));
    }

    private Condition service(String name, Place from, Set<String> seen, int depth) throws ImageException {
        XmlElement place = services.get(name);
        if (place == null) {
            throw new UnsupportedFeatureException("firewalld: there is no service '" + name + "'", from.toString());
        }
        if (!seen.add(name) || depth > DEEPEST) {
            return Condition.NEVER; // It is counted already.
        }
        XmlElement service = XmlElement.read(surroundings.tree(), place.place().file())
                .orElseThrow(() -> new UnsupportedFeatureException(
                        "firewalld: there is no service '" + name + "'", from.toString()));
        List<Condition> own = new ArrayList<>();
        List<Condition> included = new ArrayList<>();
        Condition destination = Condition.ALWAYS;
        for (XmlElement element : service.children()) {
            switch (element.name()) {
                case "port" -> own.add(port(element));
                case "protocol" -> own.add(protocol(element.attribute("value")));
                case "source-port" -> own.add(sourcePort(element));
                case "include" -> included.add(service(element.attribute("service"), element.place(), seen, depth + 1));
                case "destination" -> destination = destinations(element);
                default -> {
                    // Words for people, modules and helpers.
                }
            }
        }
        included.add(Condition.all(List.of(destination, Condition.any(own))));
        return Condition.any(included);
    }

    /** {@code <destination ipv4="224.0.0.251" ipv6="ff02::fb"/>}: nothing over the one that is not named. */
    private static Condition destinations(XmlElement element) {
        List<Condition> any = new ArrayList<>();
        for (String family : new String[] {"ipv4", "ipv6"}) {
            if (!element.attribute(family).isEmpty()) {
                Optional<AddressSet.Range> range = AddressSet.range(element.attribute(family));
                Condition address = range.isEmpty()
                        ? Condition.UNKNOWN
                        : Condition.destination(AddressSet.of(List.of(range.get())));
                any.add(Condition.all(List.of(Condition.ipv6(family.equals("ipv6")), address)));
            }
        }
        return Condition.any(any);
    }
}
