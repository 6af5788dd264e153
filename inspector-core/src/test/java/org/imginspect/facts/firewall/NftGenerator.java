package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Sets of rules for nft by chance: everything that the reader knows of, in every combination. */
final class NftGenerator {
    static final List<Integer> PORTS = List.of(
            22, 23, 53, 80, 81, 82, 110, 443, 444, 1022, 1023, 1024, 3306, 5432, 8000, 8080, 8081, 8443, 9000, 49152,
            60000);

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private final List<String> chains = new ArrayList<>();
    private final List<String> portSets = new ArrayList<>();
    private final List<String> addressSets = new ArrayList<>();
    private final List<String> maps = new ArrayList<>();
    private String family = "inet";

    NftGenerator(long seed) {
        random = new Random(seed);
    }

    String ruleset() {
        text.append("#!/usr/sbin/nft -f\nflush ruleset\n\ndefine web = { 80, 443 }\ndefine one = ")
                .append(port())
                .append("\ndefine home = { 10.0.0.0/8, 192.168.0.0/16 }\n\n");
        int tables = 1 + (chance(3) ? 1 : 0);
        for (int i = 0; i < tables; i++) {
            table(i);
        }
        return text.toString();
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    private String any(String... of) {
        return of[random.nextInt(of.length)];
    }

    private int port() {
        return PORTS.get(random.nextInt(PORTS.size()));
    }

    private void table(int number) {
        family = any("inet", "inet", "inet", "ip", "ip6");
        String name = "t" + number;
        chains.clear();
        portSets.clear();
        addressSets.clear();
        maps.clear();
        text.append("table ").append(family).append(' ').append(name).append(" {\n");
        if (chance(2)) {
            portSets.add("ports");
            text.append("  set ports {\n    type inet_service\n    flags interval\n    elements = { ")
                    .append(portList(3))
                    .append(" }\n  }\n");
        }
        if (chance(2)) {
            addressSets.add("sources");
            text.append("  set sources {\n    type ipv4_addr; flags interval;\n    elements = { ")
                    .append(any(
                            "78.46.0.0/16, 10.0.0.0/8",
                            "203.0.113.7, 198.51.100.0/24",
                            "78.46.113.201",
                            "10.1.1.1-10.1.1.9"))
                    .append(" }\n  }\n");
        }
        if (chance(3)) {
            text.append("  set full {\n    type ipv4_addr . inet_service\n    elements = { 78.46.113.201 . ")
                    .append(port())
                    .append(", 10.0.0.1 . 22 }\n  }\n");
        }
        if (chance(4)) {
            text.append("  set empty { type ipv4_addr; flags timeout, dynamic; timeout 1h; }\n");
            addressSets.add("empty");
        }
        int subchains = random.nextInt(4);
        for (int i = subchains - 1; i >= 0; i--) {
            // Later ones first: a chain leads only to those that are there.
            String chain = "c" + i;
            text.append("  chain ").append(chain).append(" {\n");
            rules(1 + random.nextInt(4), false);
            text.append("  }\n");
            chains.add(chain);
        }
        if (chance(3) && !chains.isEmpty()) {
            maps.add("verdicts");
            text.append("  map verdicts {\n    type inet_service : verdict\n    flags interval\n    elements = { ")
                    .append(verdictList(3))
                    .append(" }\n  }\n");
        }
        if (chance(4)) {
            text.append("  chain early {\n    type filter hook prerouting priority ")
                    .append(any("raw", "mangle", "-150", "filter - 10"))
                    .append("; policy accept;\n");
            rules(1 + random.nextInt(3), true);
            text.append("  }\n");
        }
        if (chance(5)) {
            text.append("  chain nat {\n    type nat hook prerouting priority dstnat;\n    tcp dport ")
                    .append(port())
                    .append(" redirect to :")
                    .append(port())
                    .append("\n  }\n");
        }
        text.append("  chain input {\n    type filter hook input priority ")
                .append(any("0", "filter", "filter + 10", "-5", "security"))
                .append("; policy ")
                .append(any("drop", "drop", "accept"))
                .append(";\n");
        if (chance(2)) {
            text.append("    ")
                    .append(any(
                            "ct state established,related accept",
                            "ct state { established, related } accept",
                            "ct state vmap { established : accept, related : accept, invalid : drop }",
                            "ct state invalid drop"))
                    .append('\n');
        }
        rules(2 + random.nextInt(8), true);
        text.append("  }\n");
        if (chance(6)) {
            text.append("  chain forward {\n    type filter hook forward priority filter; policy drop;\n  }\n");
        }
        text.append("}\n");
        if (chance(4)) {
            text.append("add rule ").append(family).append(' ').append(name).append(" input ");
            rule(true);
        }
        if (chance(6)) {
            text.append("insert rule ").append(family).append(' ').append(name).append(" input ");
            rule(true);
        }
        if (chance(6) && !portSets.isEmpty()) {
            text.append("add element ").append(family).append(' ').append(name).append(" ports { 9000 }\n");
        }
    }

    private String portList(int most) {
        List<String> items = new ArrayList<>();
        // Ranges that overlap are refused: each takes its part of the ports.
        List<Integer> order = new ArrayList<>(PORTS);
        Collections.sort(order);
        int at = 0;
        for (int i = 0; i < most && at < order.size() - 2; i++) {
            at += random.nextInt(6);
            if (at >= order.size() - 2) {
                break;
            }
            items.add(chance(3) ? order.get(at) + "-" + order.get(++at) : String.valueOf(order.get(at)));
            at++;
        }
        if (items.isEmpty()) {
            items.add("22");
        }
        Collections.shuffle(items, random);
        return String.join(", ", items);
    }

    private String verdictList(int most) {
        List<String> items = new ArrayList<>();
        for (String ports : portList(most).replace(" ", "").split(",", -1)) {
            items.add(ports + " : " + verdict(true));
        }
        return String.join(", ", items);
    }

    private String verdict(boolean maps) {
        if (!chains.isEmpty() && chance(3)) {
            return any("jump ", "goto ") + chains.get(random.nextInt(chains.size()));
        }
        return maps
                ? any("accept", "accept", "drop", "return", "continue")
                : any(
                        "accept",
                        "accept",
                        "accept",
                        "drop",
                        "drop",
                        "reject",
                        "return",
                        "continue",
                        "counter drop",
                        "log prefix \"x: \" level info accept",
                        "counter accept comment \"some words\"");
    }

    private void rules(int count, boolean base) {
        for (int i = 0; i < count; i++) {
            text.append("    ");
            rule(base);
        }
    }

    private void rule(boolean base) {
        StringBuilder rule = new StringBuilder();
        boolean v4 = !family.equals("ip6");
        boolean v6 = !family.equals("ip");
        int conditions = random.nextInt(3) + (base ? 1 : 0);
        boolean addressed = false;
        boolean ported = false;
        for (int i = 0; i < conditions; i++) {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> {
                    if (!ported) {
                        rule.append(ports()).append(' ');
                        ported = true;
                    }
                }
                case 4 -> {
                    if (v4 && !addressed && rule.indexOf("nfproto") < 0) {
                        rule.append(source()).append(' ');
                        addressed = true;
                    }
                }
                case 5 -> {
                    if (v6 && !addressed && rule.indexOf("nfproto") < 0) {
                        rule.append("ip6 saddr ")
                                .append(any("", "!= "))
                                .append(any(
                                        "2a01:4f8::/32",
                                        "fe80::/10",
                                        "{ 2001:db8::/32, 2a01:4f8:c17:b8f::2 }",
                                        "::/1",
                                        "8000::/1"))
                                .append(' ');
                        addressed = true;
                    }
                }
                case 6 ->
                    rule.append(any(
                            "iifname \"lo\" ",
                            "iifname eth0 ",
                            "iifname != \"lo\" ",
                            "iifname \"eth*\" ",
                            "iifname { \"lo\", \"docker0\" } ",
                            "iif lo ",
                            "meta iifname != eth1 "));
                case 7 ->
                    rule.append(any(
                            "ct state new ",
                            "ct state != established ",
                            "ct state { new, untracked } ",
                            "ct state established,related ",
                            "ct state invalid ",
                            "ct state != { established, related } ",
                            "ct direction original "));
                case 8 ->
                    rule.append(any(
                            "limit rate 1000/second burst 1000 packets ",
                            "limit rate over 5000/second burst 1000 packets ",
                            "meta pkttype host ",
                            "meta pkttype { broadcast, multicast } ",
                            "fib daddr type local ",
                            "fib daddr type != local ",
                            "fib saddr . iif oif missing ",
                            "meta mark 0 ",
                            "meta mark 7 "));
                case 9 -> {
                    if (!ported) {
                        rule.append(any(
                                "meta l4proto tcp ",
                                "meta l4proto { tcp, udp } ",
                                "meta l4proto != tcp ",
                                "meta l4proto udp ",
                                "meta l4proto 6 "));
                        if (!rule.toString().contains("!= tcp") && chance(2)) {
                            rule.append("th dport { ").append(portList(3)).append(" } ");
                        }
                        ported = true;
                    }
                }
                case 10 ->
                    rule.append(
                            family.equals("inet") && !addressed
                                    ? any("meta nfproto ipv4 ", "meta nfproto ipv6 ", "meta nfproto != ipv6 ")
                                    : "counter ");
                default -> {
                    if (!ported && chance(2)) {
                        rule.append(any(
                                "tcp flags & (fin|syn|rst|ack) == syn ",
                                "tcp flags syn ",
                                "tcp flags & (fin|syn) == (fin|syn) ",
                                "tcp flags != syn ",
                                "tcp flags & (syn|ack) != syn ",
                                "tcp flags ack ",
                                "tcp flags { syn, syn|ack } "));
                        ported = true;
                    }
                }
            }
        }
        if (!ported && chance(5)) {
            rule.append(any("tcp", "udp"))
                    .append(" dport vmap { ")
                    .append(verdictList(4))
                    .append(" }");
        } else if (!ported && !maps.isEmpty() && chance(2)) {
            rule.append("tcp dport vmap @verdicts");
        } else if (rule.indexOf("nfproto") >= 0) {
            rule.append(verdict(false));
        } else if (!ported
                && !addressed
                && v4
                && chance(8)
                && text.indexOf("set full") > 0
                && text.lastIndexOf("table") < text.lastIndexOf("set full")) {
            rule.append("ip saddr . tcp dport @full ").append(verdict(false));
        } else if (!ported && !addressed && v4 && chance(8)) {
            rule.append("ip saddr . tcp dport ")
                    .append(any("", "!= "))
                    .append("{ 78.46.113.201 . ")
                    .append(port())
                    .append(", 10.0.0.0/8 . 22-80 } ")
                    .append(verdict(false));
        } else if (!ported && chance(9)) {
            rule.append("meta l4proto . th dport { tcp . ")
                    .append(port())
                    .append(", udp . ")
                    .append(port())
                    .append(" } ")
                    .append(verdict(false));
        } else {
            rule.append(verdict(false));
        }
        text.append(rule).append('\n');
    }

    private String ports() {
        String protocol = any("tcp", "tcp", "tcp", "udp", "th");
        String key = protocol.equals("th") ? "meta l4proto { tcp, udp } th dport " : protocol + " dport ";
        return key
                + switch (random.nextInt(10)) {
                    case 0 -> "{ " + portList(4) + " }";
                    case 1 -> "!= { " + portList(3) + " }";
                    case 2 -> "!= " + port();
                    case 3 -> protocol.equals("th") ? String.valueOf(port()) : any("ssh", "22", "https", "domain");
                    case 4 -> any("1-1023", "1024-65535", "80-443", "!= 1024-65535");
                    case 5 -> any("< 1024", ">= 8000", "> 80", "<= 443");
                    case 6 -> any("$web", "$one", "{ $web, 22 }");
                    case 7 -> portSets.isEmpty() ? String.valueOf(port()) : any("@ports", "!= @ports");
                    default -> String.valueOf(port());
                };
    }

    private String source() {
        return "ip saddr "
                + switch (random.nextInt(7)) {
                    case 0 ->
                        addressSets.isEmpty()
                                ? "10.0.0.0/8"
                                : any("", "!= ") + "@" + addressSets.get(random.nextInt(addressSets.size()));
                    case 1 -> any("$home", "!= $home");
                    case 2 -> any("0.0.0.0/1", "128.0.0.0/1", "64.0.0.0/4");
                    case 3 -> any("78.46.113.201", "!= 78.46.113.201", "78.46.113.0-78.46.113.255");
                    case 4 -> "{ 10.0.0.0/8, 78.0.0.0/8 }";
                    default -> any("10.0.0.0/8", "203.0.113.5", "!= 10.0.0.0/8", "192.168.1.0/24");
                };
    }
}
