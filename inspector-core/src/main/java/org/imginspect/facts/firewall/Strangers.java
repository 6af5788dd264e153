package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who is asked about: packets that stand for all strangers. */
final class Strangers {
    private static final int MOST = 24;

    /** First bytes of addresses that nobody routes, or that are local. */
    private static final Set<Integer> NOT_PUBLIC = Set.of(0, 10, 127);

    private static final String[] BLOCKS_OF_IPV6 = {
        "2a01:4f8:c17:b8f::2",
        "2001:4860:4802:32::a",
        "2400:cb00:2048:1::c",
        "2607:f8b0:4004:c07::71",
        "2804:10:4::5",
        "2c0f:fb50:4002:804::e"
    };

    private Strangers() {}

    /**
     * Strangers of every kind that the rules tell apart by wide ranges ({@code 0.0.0.0/1}); the first is the ordinary one. Addresses
     * that rules name by narrower ranges are not among them: those are no strangers.
     */
    static List<Packet> all(RuleSet rules, boolean ipv6, boolean tcp) {
        List<AddressSet.Range> wide = new ArrayList<>();
        List<AddressSet.Range> narrow = new ArrayList<>();
        for (AddressSet.Range range : rules.sources()) {
            if (range.first().ipv6() == ipv6) {
                (range.isWide() ? wide : narrow).add(range);
            }
        }
        AddressSet known = AddressSet.of(narrow);
        List<Packet> packets = new ArrayList<>();
        Set<List<Boolean>> seen = new HashSet<>();
        for (Address candidate : ipv6 ? candidates6() : candidates4(known)) {
            if (known.contains(candidate)) {
                continue;
            }
            List<Boolean> signature = new ArrayList<>();
            for (AddressSet.Range range : wide) {
                signature.add(range.contains(candidate));
            }
            if (seen.add(signature) && packets.size() < MOST) {
                packets.add(new Packet(ipv6, tcp, candidate, Packet.ORDINARY_PORT));
            }
        }
        if (packets.isEmpty()) {
            // Every candidate is named: then one of those that are.
            packets.add(new Packet(
                    ipv6, tcp, (ipv6 ? candidates6() : candidates4(AddressSet.EMPTY)).get(0), Packet.ORDINARY_PORT));
        }
        return packets;
    }

    /** Those who choose the port that they come from, where rules look at it. A datagram from such a port is most often an answer. */
    static List<Packet> withChosenPort(RuleSet rules, Packet ordinary) {
        List<Packet> packets = new ArrayList<>();
        for (PortSet range : ordinary.tcp() ? rules.sourcePorts().ranges() : List.<PortSet>of()) {
            if (!range.contains(Packet.ORDINARY_PORT) && packets.size() < MOST) {
                packets.add(new Packet(ordinary.ipv6(), ordinary.tcp(), ordinary.source(), range.first()));
            }
        }
        return packets;
    }

    /** Those whom rules name by their addresses. */
    static List<Packet> named(RuleSet rules, boolean ipv6, boolean tcp) {
        List<Packet> packets = new ArrayList<>();
        for (AddressSet.Range range : rules.sources()) {
            if (range.first().ipv6() == ipv6 && !range.isWide() && packets.size() < MOST) {
                packets.add(new Packet(ipv6, tcp, range.first(), Packet.ORDINARY_PORT));
            }
        }
        return packets;
    }

    /** One address of each public /8, which no narrow range holds where there is one. */
    private static List<Address> candidates4(AddressSet known) {
        List<Address> candidates = new ArrayList<>();
        // 78/8 first: in the middle of what is given to providers everywhere.
        for (int i = 0; i < 223; i++) {
            int first = (77 + i) % 223 + 1;
            if (NOT_PUBLIC.contains(first)) {
                continue;
            }
            Address candidate = address4(first, 46, 113, 201);
            for (int other = 1; other < 64 && known.contains(candidate); other++) {
                candidate = address4(first, (46 + other * 37) % 100 + 1, (113 + other * 11) % 256, 201);
            }
            candidates.add(candidate);
        }
        return candidates;
    }

    private static Address address4(int first, int second, int third, int last) {
        return new Address(false, 0, (long) first << 24 | second << 16 | third << 8 | last);
    }

    private static List<Address> candidates6() {
        List<Address> candidates = new ArrayList<>();
        for (String text : BLOCKS_OF_IPV6) {
            Address.parse(text).ifPresent(candidates::add);
        }
        return candidates;
    }
}
