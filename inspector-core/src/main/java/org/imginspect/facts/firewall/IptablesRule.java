package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.RuleSet.Action;
import org.imginspect.facts.firewall.RuleSet.Kind;
import org.imginspect.facts.firewall.RuleSet.Place;
import org.imginspect.facts.firewall.RuleSet.Rule;

/**
 * One rule of iptables: what it asks for and what it does, by iptables(8) and iptables-extensions(8). A match that is not known here holds perhaps.
 */
final class IptablesRule {
    /** Matches of which the packet's kind decides: it is none of these. */
    private static final Set<String> OF_OTHER_PACKETS = Set.of(
            "icmp", "icmp6", "icmpv6", "esp", "ah", "sctp", "dccp", "rt", "frag", "hbh", "dst", "helper", "eui64",
            "ipcomp");

    /** Targets after which the packet goes on to the next rule as it was. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "LOG",
            "NFLOG",
            "ULOG",
            "TRACE",
            "AUDIT",
            "TCPMSS",
            "CLASSIFY",
            "DSCP",
            "TOS",
            "TTL",
            "HL",
            "SET",
            "SECMARK",
            "CONNSECMARK",
            "IDLETIMER",
            "RATEEST",
            "CHECKSUM",
            "LED",
            "TEE",
            "TCPOPTSTRIP",
            "ECN",
            "HMARK",
            "SNAT",
            "MASQUERADE",
            "NETMAP");

    private final RuleSet rules;
    private final Surroundings surroundings;
    private final boolean ipv6;
    private final List<Condition> conditions = new ArrayList<>();
    private final Set<String> modules = new HashSet<>();
    private List<String> words = List.of();
    private int at;
    private boolean tcp = true;
    private Place place = new Place(org.imginspect.guest.GuestPath.ROOT, 0);

    IptablesRule(RuleSet rules, Surroundings surroundings, boolean ipv6) {
        this.rules = rules;
        this.surroundings = surroundings;
        this.ipv6 = ipv6;
    }

    Rule parse(List<String> given, Place where, String text) throws ImageException {
        words = given;
        place = where;
        Action action = Action.NONE;
        boolean negated = false;
        while (at < words.size()) {
            String option = words.get(at++);
            if (option.equals("!")) {
                negated = true;
                continue;
            }
            if (option.equals("-j") || option.equals("--jump") || option.equals("-g") || option.equals("--goto")) {
                String target = value();
                action = option.equals("-g") || option.equals("--goto")
                        ? new Action(Kind.GOTO, target, 0)
                        : target(target);
                if (action.kind() == Kind.NONE) {
                    break; // Only options of its own follow, or what it does not need.
                }
            } else if (option.equals("--to-ports") || option.equals("--to-port") || option.equals("--to-destination")) {
                action = redirect(value());
            } else if (option.equals("--reject-with")) {
                value();
            } else if (!option.equals("--random") && !option.equals("--persistent")) {
                option(option, negated); // Matches may stand behind the target.
            }
            negated = false;
        }
        return new Rule(Condition.all(conditions), action, place, text);
    }

    private String value() throws UnsupportedFeatureException {
        if (at >= words.size()) {
            throw new UnsupportedFeatureException("iptables: an option has no value", place.toString());
        }
        return words.get(at++);
    }

    private void add(Condition condition, boolean negated) {
        conditions.add(negated ? Condition.not(condition) : condition);
    }

    private void option(String option, boolean before) throws ImageException {
        boolean negated = before;
        // The old way: --dport ! 22
        if (at < words.size() && words.get(at).equals("!")) {
            at++;
            negated = !negated;
        }
        switch (option) {
            case "-p", "--protocol", "--proto" -> {
                String name = value();
                int number = IptablesReader.protocol(name);
                tcp = number != 17;
                modules.add(name.toLowerCase(Locale.ROOT));
                add(number < 0 ? Condition.UNKNOWN : IptablesReader.protocolIs(number), negated);
            }
            case "-s", "--source", "--src" -> add(addresses(value(), true), negated);
            case "-d", "--destination", "--dst" -> add(addresses(value(), false), negated);
            case "-i", "--in-interface" -> {
                String name = value();
                add(
                        surroundings.arrivesOn(name.endsWith("+") ? name.substring(0, name.length() - 1) + "*" : name),
                        negated);
            }
            case "-f", "--fragment" -> add(Condition.NEVER, negated);
            case "-4", "--ipv4", "-6", "--ipv6" -> add(Condition.answer(option.endsWith("6") == ipv6), false);
            case "-c", "--set-counters" -> at += 2;
            case "-m", "--match" -> module(value());
            case "--dport", "--destination-port" -> add(ports(value(), true), negated);
            case "--sport", "--source-port" -> add(ports(value(), false), negated);
            case "--dports", "--destination-ports" -> add(list(value(), true), negated);
            case "--sports", "--source-ports" -> add(list(value(), false), negated);
            case "--ports" -> {
                String list = value();
                add(Condition.any(List.of(list(list, true), list(list, false))), negated);
            }
            case "--syn" -> add(flags("SYN,RST,ACK,FIN", "SYN"), negated);
            case "--tcp-flags" -> {
                String mask = value();
                add(flags(mask, value()), negated);
            }
            case "--ctstate", "--state" -> add(states(value()), negated);
            case "--ctdir" -> {
                boolean original = value().equalsIgnoreCase("ORIGINAL") != negated;
                add(packet -> Matched.of(packet.tracked() && original), false);
            }
            case "--match-set", "--set" -> set(option, negated);
            case "--src-type" -> add(type(value(), true), negated);
            case "--dst-type" -> add(type(value(), false), negated);
            case "--src-range" -> add(addresses(value(), true), negated);
            case "--dst-range" -> add(addresses(value(), false), negated);
            case "--pkt-type" -> add(Condition.answer(value().equalsIgnoreCase("unicast")), negated);
            case "--pol" -> add(Condition.answer(value().equals("none")), negated);
            case "--mark" -> add(mark(value()), negated);
            case "--limit", "--hashlimit", "--hashlimit-upto" -> {
                value(); // A first packet is below every rate.
                add(Condition.ALWAYS, negated);
            }
            case "--hashlimit-above" -> {
                value();
                add(Condition.NEVER, negated);
            }
            case "--connlimit-above" -> add(Condition.answer(value().equals("0")), negated);
            case "--connlimit-upto" -> add(Condition.answer(!value().equals("0")), negated);
            case "--rcheck", "--update", "--remove" -> add(recent(), negated);
            default -> other(option, negated);
        }
    }

    /** The value of an option of a module that has no say of its own, or that is not known. */
    private void other(String option, boolean negated) throws UnsupportedFeatureException {
        boolean silent = option.startsWith("--limit")
                || option.startsWith("--hashlimit")
                || option.startsWith("--connlimit")
                || (modules.contains("recent")
                        && Set.of(
                                        "--name",
                                        "--seconds",
                                        "--hitcount",
                                        "--rsource",
                                        "--rdest",
                                        "--rttl",
                                        "--reap",
                                        "--mask")
                                .contains(option))
                || (modules.contains("policy") && Set.of("--dir", "--strict").contains(option))
                || (modules.contains("rpfilter")
                        && Set.of("--loose", "--validmark", "--accept-local").contains(option))
                || option.equals("--comment")
                || option.equals("--nfacct-name")
                || option.equals("--quota")
                || option.equals("--return-nomatch")
                || option.equals("--update-counters")
                || option.equals("--update-subcounters");
        if (option.equals("--invert") && modules.contains("rpfilter")) {
            add(Condition.NEVER, false);
            silent = true;
        }
        if (!silent && !isOfOtherPackets()) {
            add(Condition.UNKNOWN, negated);
        }
        if (!option.startsWith("-")) {
            throw new UnsupportedFeatureException("iptables: '" + option + "' is no option", place.toString());
        }
        if (option.equals("--comment")) {
            value(); // Which may begin with anything.
            return;
        }
        while (at < words.size()
                && !words.get(at).startsWith("-")
                && !words.get(at).equals("!")) {
            at++;
        }
    }

    private boolean isOfOtherPackets() {
        for (String module : modules) {
            if (OF_OTHER_PACKETS.contains(module) || module.equals("ipv6-icmp")) {
                return true;
            }
        }
        return false;
    }

    private void module(String name) {
        modules.add(name);
        switch (name) {
            case "tcp" -> add(Condition.protocol(true, false), false);
            case "udp" -> add(Condition.protocol(false, true), false);
            case "socket", "physdev", "u32", "statistic", "owner", "mac", "time", "geoip", "bpf", "cgroup" ->
                add(Condition.UNKNOWN, false);
            default -> {
                if (isOfOtherPackets()) {
                    add(Condition.NEVER, false);
                }
            }
        }
    }

    private Condition addresses(String list, boolean source) throws ImageException {
        List<AddressSet.Range> ranges = new ArrayList<>();
        for (String each : list.split(",", -1)) {
            Optional<AddressSet.Range> range = AddressSet.range(each);
            if (range.isEmpty() || range.get().first().ipv6() != ipv6) {
                return Condition.UNKNOWN; // A name, or a mask with holes.
            }
            ranges.add(range.get());
        }
        AddressSet set = AddressSet.of(ranges);
        return source ? rules.source(set) : Condition.destination(set);
    }

    private Condition ports(String text, boolean destination) throws ImageException {
        Optional<PortSet> ports = IptablesReader.ports(surroundings, text, ':', tcp);
        return ports.isEmpty() ? Condition.UNKNOWN : ports(ports.get(), destination);
    }

    private Condition list(String text, boolean destination) throws ImageException {
        PortSet all = PortSet.NONE;
        for (String each : text.split(",", -1)) {
            Optional<PortSet> ports = IptablesReader.ports(surroundings, each, ':', tcp);
            if (ports.isEmpty()) {
                return Condition.UNKNOWN;
            }
            all = all.union(ports.get());
        }
        return ports(all, destination);
    }

    private Condition ports(PortSet ports, boolean destination) {
        return destination ? Condition.port(ports) : rules.sourcePort(ports);
    }

    /** Of the flags of {@code mask} those of {@code wanted} are set and the others not. */
    private static Condition flags(String mask, String wanted) {
        List<String> looked = List.of(mask.toUpperCase(Locale.ROOT).split(",", -1));
        List<String> set = List.of(wanted.toUpperCase(Locale.ROOT).split(",", -1));
        int of = bits(looked);
        int value = bits(set);
        return packet -> Matched.of(packet.tcp() && (packet.flags() & of) == value);
    }

    private static int bits(List<String> names) {
        int bits = 0;
        for (String name : names) {
            bits |= switch (name) {
                case "ALL" -> 0x3f;
                case "NONE", "" -> 0;
                default -> NftKey.flag(name.toLowerCase(Locale.ROOT));
            };
        }
        return bits;
    }

    private Condition states(String list) {
        List<String> states = List.of(list.toUpperCase(Locale.ROOT).split(",", -1));
        boolean isNew = states.contains("NEW");
        boolean established = states.contains("ESTABLISHED");
        boolean untracked = states.contains("UNTRACKED");
        boolean invalid = states.contains("INVALID");
        return packet -> {
            if (!packet.tracked()) {
                return Matched.of(invalid);
            }
            boolean is = packet.first() ? isNew : established;
            return rules.hasUntracked() && is != untracked ? Matched.UNKNOWN : Matched.of(is);
        };
    }

    /** {@code --match-set NAME src}, formerly {@code --set}; in the module recent {@code --set} always holds. */
    private void set(String option, boolean negated) throws ImageException {
        if (option.equals("--set") && modules.contains("recent")) {
            add(Condition.ALWAYS, negated);
            return;
        }
        Optional<AddressSet> set = surroundings.ipset(value());
        String direction = value();
        if (set.isPresent() && direction.equals("src")) {
            Condition source = rules.source(set.get());
            add(packet -> rules.fillsSets() ? Matched.UNKNOWN : source.of(packet), negated);
        } else {
            add(Condition.UNKNOWN, negated);
        }
    }

    private Condition type(String list, boolean source) {
        List<String> types = List.of(list.toUpperCase(Locale.ROOT).split(",", -1));
        return Condition.answer(types.contains(source ? "UNICAST" : "LOCAL"));
    }

    /** Nothing has marked the packet, unless a rule does. */
    private Condition mark(String text) {
        int slash = text.indexOf('/');
        String value = slash < 0 ? text : text.substring(0, slash);
        boolean zero = value.equals("0") || value.equals("0x0");
        return packet -> rules.setsMarks() ? Matched.UNKNOWN : Matched.of(zero);
    }

    /** A stranger is on no list before his first packet. */
    private static Condition recent() {
        return packet -> packet.first() ? Matched.NO : Matched.UNKNOWN;
    }

    private Action target(String name) throws ImageException {
        switch (name) {
            case "ACCEPT" -> {
                return Action.ACCEPT;
            }
            case "DROP", "REJECT" -> {
                return Action.DROP;
            }
            case "RETURN" -> {
                return Action.RETURN;
            }
            case "MARK", "CONNMARK" -> {
                rules.marks();
                return Action.NONE;
            }
            case "NOTRACK", "CT" -> {
                if (name.equals("NOTRACK") || words.contains("--notrack")) {
                    rules.leavesUntracked();
                }
                return Action.NONE;
            }
            case "SET" -> {
                rules.fillSets();
                return Action.NONE;
            }
            case "REDIRECT" -> {
                return Action.ACCEPT; // To the same port, unless another is named.
            }
            case "DNAT", "QUEUE", "NFQUEUE", "TPROXY", "SYNPROXY", "TARPIT", "DELUDE", "CHAOS", "STEAL", "ECHO" -> {
                return Action.UNSURE;
            }
            default -> {
                return WITHOUT_EFFECT.contains(name) ? Action.NONE : Action.jump(name);
            }
        }
    }

    /** To another port of this machine; to another machine is none of what is asked here, and not told apart from a local address. */
    private Action redirect(String to) throws ImageException {
        int number = surroundings.port(to.startsWith(":") ? to.substring(1) : to, tcp);
        return number > 0 ? new Action(Kind.REDIRECT, "", number) : Action.UNSURE;
    }
}
