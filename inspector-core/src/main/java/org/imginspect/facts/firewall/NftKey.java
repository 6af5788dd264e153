package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;

/**
 * What the left side of a comparison looks at: {@code tcp dport}, {@code ip saddr}, {@code ct state}.
 *
 * @param kind which it is
 * @param implied what a packet must be to have it: of TCP, of IPv6
 * @param detail for {@link Kind#NUMBER} its value in a stranger's packet; for fib which address and what of it
 */
record NftKey(Kind kind, Condition implied, String detail) {
    enum Kind {
        PORT,
        SOURCE_PORT,
        SOURCE,
        DESTINATION,
        PROTOCOL,
        FAMILY,
        INTERFACE,
        CT_STATE,
        CT_STATUS,
        MARK,
        TCP_FLAGS,
        /** A word of which the packet's is known: {@code pkttype host}. */
        WORD,
        FIB,
        UNKNOWN
    }

    private static final Condition TCP = Condition.protocol(true, false);
    private static final Condition UDP = Condition.protocol(false, true);

    /** Headers that no packet of TCP or UDP has. */
    private static final Set<String> OTHER_HEADERS = Set.of(
            "icmp", "icmpv6", "igmp", "sctp", "dccp", "udplite", "ah", "esp", "comp", "arp", "gre", "vxlan", "geneve");

    private static final NftKey OPEN = new NftKey(Kind.UNKNOWN, Condition.ALWAYS, "");

    private static NftKey of(Kind kind) {
        return new NftKey(kind, Condition.ALWAYS, "");
    }

    /** Takes a key; empty if none begins here. */
    static Optional<NftKey> parse(NftCursor cursor) throws UnsupportedFeatureException {
        if (cursor.peek().quoted()) {
            return Optional.empty();
        }
        String first = cursor.peek().text();
        String second = cursor.peek(1).text();
        switch (first) {
            case "tcp", "udp", "th" -> {
                if (second.equals("option")) {
                    return Optional.empty();
                }
                take(cursor, 2);
                Condition implied = first.equals("tcp") ? TCP : first.equals("udp") ? UDP : Condition.ALWAYS;
                Kind kind = switch (second) {
                    case "dport" -> Kind.PORT;
                    case "sport" -> Kind.SOURCE_PORT;
                    case "flags" -> Kind.TCP_FLAGS;
                    default -> Kind.UNKNOWN;
                };
                return Optional.of(new NftKey(kind, implied, first));
            }
            case "ip", "ip6" -> {
                boolean six = first.equals("ip6");
                take(cursor, 2);
                Kind kind = switch (second) {
                    case "saddr" -> Kind.SOURCE;
                    case "daddr" -> Kind.DESTINATION;
                    case "protocol", "nexthdr" -> Kind.PROTOCOL;
                    default -> Kind.UNKNOWN;
                };
                return Optional.of(new NftKey(kind, Condition.ipv6(six), six ? "6" : "4"));
            }
            case "iif", "iifname" -> {
                take(cursor, 1);
                return Optional.of(of(Kind.INTERFACE));
            }
            case "pkttype" -> {
                take(cursor, 1);
                return Optional.of(new NftKey(Kind.WORD, Condition.ALWAYS, "host,unicast"));
            }
            case "mark" -> {
                take(cursor, 1);
                return Optional.of(of(Kind.MARK));
            }
            case "meta" -> {
                take(cursor, 2);
                return Optional.of(
                        switch (second) {
                            case "l4proto" -> of(Kind.PROTOCOL);
                            case "nfproto", "protocol" -> of(Kind.FAMILY);
                            case "iif", "iifname" -> of(Kind.INTERFACE);
                            case "mark" -> of(Kind.MARK);
                            case "pkttype" -> new NftKey(Kind.WORD, Condition.ALWAYS, "host,unicast");
                            case "iiftype" -> new NftKey(Kind.WORD, Condition.ALWAYS, "ether,1");
                            case "iifkind" -> OPEN;
                            default -> OPEN;
                        });
            }
            case "ct" -> {
                take(cursor, 2);
                return Optional.of(
                        switch (second) {
                            case "state" -> of(Kind.CT_STATE);
                            case "status" -> of(Kind.CT_STATUS);
                            case "mark" -> of(Kind.MARK);
                            case "direction" ->
                                new NftKey(Kind.WORD, packet -> Matched.of(packet.tracked()), "original,0");
                            case "l3proto" -> of(Kind.FAMILY);
                            case "protocol" -> of(Kind.PROTOCOL);
                            case "original", "reply" -> original(cursor, second.equals("original"));
                            default -> OPEN;
                        });
            }
            case "ether", "vlan" -> {
                take(cursor, 2);
                return Optional.of(second.equals("type") && first.equals("ether") ? of(Kind.FAMILY) : OPEN);
            }
            case "fib" -> {
                return Optional.of(fib(cursor));
            }
            default -> {
                if (OTHER_HEADERS.contains(first)) {
                    take(cursor, 2);
                    return Optional.of(new NftKey(Kind.UNKNOWN, Condition.NEVER, ""));
                }
                return Optional.empty();
            }
        }
    }

    private static void take(NftCursor cursor, int words) throws UnsupportedFeatureException {
        for (int i = 0; i < words; i++) {
            cursor.next();
        }
    }

    /** {@code ct original ip saddr}, {@code ct original proto-dst}: as the packet itself, before anything is translated. */
    private static NftKey original(NftCursor cursor, boolean original) throws UnsupportedFeatureException {
        String word = cursor.next().text();
        String field =
                word.startsWith("ip") || word.equals("ip6") ? cursor.next().text() : word;
        return original && field.equals("saddr")
                ? new NftKey(Kind.SOURCE, Condition.ipv6(word.equals("ip6")), word.equals("ip6") ? "6" : "4")
                : OPEN;
    }

    /** {@code fib saddr . iif oif}, {@code fib daddr type}. */
    private static NftKey fib(NftCursor cursor) throws UnsupportedFeatureException {
        cursor.next();
        boolean source = false;
        while (true) {
            String word = cursor.next().text();
            source |= word.equals("saddr");
            if (word.equals("type") || word.equals("oif") || word.equals("oifname") || word.equals("check")) {
                return new NftKey(
                        Kind.FIB,
                        Condition.ALWAYS,
                        (source ? "saddr " : "daddr ") + (word.equals("type") ? "type" : "oif"));
            }
        }
    }

    /** Whether several values with commas between them are one: any of these bits. */
    boolean isBits() {
        return kind == Kind.CT_STATE || kind == Kind.CT_STATUS || kind == Kind.TCP_FLAGS;
    }

    /** Whether the packet has this value, or one in this range or prefix. */
    Condition is(NftToken token, RuleSet rules, Surroundings surroundings) throws ImageException {
        String value = token.text();
        return switch (kind) {
            case PORT, SOURCE_PORT -> {
                Optional<PortSet> ports = IptablesReader.ports(surroundings, value, '-', !detail.equals("udp"));
                yield ports.isEmpty()
                        ? Condition.UNKNOWN
                        : kind == Kind.PORT ? Condition.port(ports.get()) : rules.sourcePort(ports.get());
            }
            case SOURCE, DESTINATION -> {
                Optional<AddressSet.Range> range = AddressSet.range(value);
                if (range.isEmpty() || range.get().first().ipv6() != detail.equals("6")) {
                    yield Condition.UNKNOWN;
                }
                AddressSet set = AddressSet.of(List.of(range.get()));
                yield kind == Kind.SOURCE ? rules.source(set) : Condition.destination(set);
            }
            case PROTOCOL -> {
                int number = IptablesReader.protocol(value);
                yield number < 0
                        ? Condition.UNKNOWN
                        : number == 0 ? Condition.NEVER : IptablesReader.protocolIs(number);
            }
            case FAMILY ->
                switch (value.toLowerCase(Locale.ROOT)) {
                    case "ip", "ipv4", "2", "0x0800", "0x800" -> Condition.ipv6(false);
                    case "ip6", "ipv6", "10", "0x86dd" -> Condition.ipv6(true);
                    default -> Condition.NEVER;
                };
            case INTERFACE -> surroundings.arrivesOn(value);
            case CT_STATE ->
                packet -> {
                    if (!packet.tracked()) {
                        return Matched.of(value.equals("invalid"));
                    }
                    boolean is = value.equals(packet.first() ? "new" : "established");
                    return rules.hasUntracked() && (is || value.equals("untracked")) ? Matched.UNKNOWN : Matched.of(is);
                };
            case CT_STATUS ->
                packet ->
                        !packet.first() || (value.equals("dnat") && rules.translates()) ? Matched.UNKNOWN : Matched.NO;
            case MARK -> {
                boolean zero = value.equals("0") || value.equals("0x0") || value.equals("0x00000000");
                yield packet -> rules.setsMarks() ? Matched.UNKNOWN : Matched.of(zero);
            }
            case TCP_FLAGS -> packet -> Matched.of(packet.flags() == flag(value));
            case WORD -> Condition.answer(List.of(detail.split(",", -1)).contains(value));
            case FIB -> fib(value);
            case UNKNOWN -> Condition.UNKNOWN;
        };
    }

    private Condition fib(String value) {
        return switch (detail) {
            case "daddr type" -> Condition.answer(value.equals("local"));
            case "saddr type" -> Condition.answer(value.equals("unicast"));
            case "saddr oif" -> // A stranger is reached by the default route.
                value.equals("exists") || value.equals("1")
                        ? Condition.ALWAYS
                        : value.equals("missing") || value.equals("0") ? Condition.NEVER : Condition.UNKNOWN;
            default -> Condition.UNKNOWN;
        };
    }

    /** TCP's flags as bits; 0 if it is none. */
    static int flag(String name) {
        return switch (name) {
            case "fin" -> 1;
            case "syn" -> 2;
            case "rst" -> 4;
            case "psh" -> 8;
            case "ack" -> 16;
            case "urg" -> 32;
            case "ecn" -> 64;
            case "cwr" -> 128;
            default -> Math.max(0, Surroundings.number(name));
        };
    }

    /** Ports below or above one. */
    Condition compares(String sign, NftToken token, RuleSet rules, Surroundings surroundings) throws ImageException {
        int number = kind == Kind.PORT || kind == Kind.SOURCE_PORT
                ? surroundings.port(token.text(), !detail.equals("udp"))
                : -1;
        if (number < 0) {
            return Condition.UNKNOWN;
        }
        PortSet ports = switch (sign) {
            case "<" -> PortSet.of(0, number - 1);
            case "<=" -> PortSet.of(0, number);
            case ">" -> PortSet.of(number + 1, 65535);
            default -> PortSet.of(number, 65535);
        };
        return kind == Kind.PORT ? Condition.port(ports) : rules.sourcePort(ports);
    }

    /** Several keys at once, which a full stop joins. */
    static List<NftKey> joined(NftKey first, NftCursor cursor) throws UnsupportedFeatureException {
        List<NftKey> keys = new ArrayList<>();
        keys.add(first);
        while (cursor.take(".")) {
            NftToken token = cursor.peek();
            keys.add(parse(cursor)
                    .orElseThrow(() -> NftTokens.refused("'" + token.text() + "' is not known here", token.place())));
        }
        return keys;
    }
}
