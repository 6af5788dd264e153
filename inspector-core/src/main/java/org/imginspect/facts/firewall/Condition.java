package org.imginspect.facts.firewall;

import java.util.List;

/** What a rule asks of a packet. */
@FunctionalInterface
interface Condition {
    /** Holds for every packet. */
    Condition ALWAYS = packet -> Matched.YES;

    /** Holds for no packet that a stranger begins a connection with. */
    Condition NEVER = packet -> Matched.NO;

    /** Only the running machine can tell. */
    Condition UNKNOWN = packet -> Matched.UNKNOWN;

    /** For which ports it holds. */
    Matched of(Packet packet);

    /** Addresses no packet from outside is for: loopback, multicast, broadcast. */
    AddressSet NEVER_OWN = AddressSet.of(List.of(
            AddressSet.range("127.0.0.0/8").orElseThrow(),
            AddressSet.range("224.0.0.0/4").orElseThrow(),
            AddressSet.range("255.255.255.255").orElseThrow(),
            AddressSet.range("0.0.0.0").orElseThrow(),
            AddressSet.range("::1").orElseThrow(),
            AddressSet.range("::").orElseThrow(),
            AddressSet.range("fe80::/10").orElseThrow(),
            AddressSet.range("ff00::/8").orElseThrow()));

    static Condition answer(boolean answer) {
        return answer ? ALWAYS : NEVER;
    }

    static Condition ipv6(boolean ipv6) {
        return packet -> Matched.of(packet.ipv6() == ipv6);
    }

    static Condition protocol(boolean tcp, boolean udp) {
        return packet -> Matched.of(packet.tcp() ? tcp : udp);
    }

    static Condition port(PortSet ports) {
        Matched matched = Matched.of(ports);
        return packet -> matched;
    }

    static Condition sourcePort(PortSet ports) {
        return packet -> Matched.of(ports.contains(packet.sourcePort()));
    }

    static Condition source(AddressSet addresses) {
        return packet -> Matched.of(addresses.contains(packet.source()));
    }

    /** The machine's own address, which is given to it when it runs. */
    static Condition destination(AddressSet addresses) {
        return packet -> {
            if (!addresses.reachesBeyond(NEVER_OWN, packet.ipv6())) {
                return Matched.NO;
            }
            String all = packet.ipv6() ? "::/0" : "0.0.0.0/0";
            return addresses.contains(AddressSet.range(all).orElseThrow()) ? Matched.YES : Matched.UNKNOWN;
        };
    }

    static Condition not(Condition condition) {
        return packet -> condition.of(packet).not();
    }

    static Condition all(List<Condition> conditions) {
        List<Condition> copy = List.copyOf(conditions);
        return packet -> {
            Matched matched = Matched.YES;
            for (Condition condition : copy) {
                if (matched.isNever()) {
                    return matched;
                }
                matched = matched.and(condition.of(packet));
            }
            return matched;
        };
    }

    static Condition any(List<Condition> conditions) {
        List<Condition> copy = List.copyOf(conditions);
        return packet -> {
            Matched matched = Matched.NO;
            for (Condition condition : copy) {
                matched = matched.or(condition.of(packet));
            }
            return matched;
        };
    }
}
