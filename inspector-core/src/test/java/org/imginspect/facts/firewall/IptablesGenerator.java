package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Files for iptables-restore by chance, with every match that the reader knows of. */
final class IptablesGenerator {
    private final Random random;
    private final boolean ipv6;
    private final StringBuilder text = new StringBuilder();
    private final List<String> chains = new ArrayList<>();

    IptablesGenerator(long seed, boolean ipv6) {
        random = new Random(seed * 2 + (ipv6 ? 1 : 0));
        this.ipv6 = ipv6;
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    private String any(String... of) {
        return of[random.nextInt(of.length)];
    }

    private String port() {
        return String.valueOf(NftGenerator.PORTS.get(random.nextInt(NftGenerator.PORTS.size())));
    }

    String file() {
        text.append("# by chance\n");
        if (chance(5)) {
            text.append(
                            "*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m tcp --dport ")
                    .append(port())
                    .append(any(" -j REDIRECT --to-ports ", " -m conntrack --ctstate NEW -j REDIRECT --to-ports "))
                    .append(port())
                    .append("\nCOMMIT\n");
        }
        if (chance(4)) {
            text.append("*").append(any("mangle", "raw")).append("\n:PREROUTING ACCEPT [0:0]\n");
            rules("PREROUTING", 1 + random.nextInt(2), false);
            text.append("COMMIT\n");
        }
        text.append("*filter\n:INPUT ")
                .append(any("DROP", "DROP", "ACCEPT"))
                .append(" [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n");
        int subchains = random.nextInt(3);
        for (int i = 0; i < subchains; i++) {
            text.append(":sub-").append(i).append(" - [0:0]\n");
        }
        for (int i = subchains - 1; i >= 0; i--) {
            rules("sub-" + i, 1 + random.nextInt(3), true);
            chains.add("sub-" + i);
        }
        if (chance(2)) {
            text.append(any(
                    "-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n",
                    "-A INPUT -m state --state ESTABLISHED -j ACCEPT\n",
                    "[12:3456] -A INPUT -m conntrack --ctstate INVALID -j DROP\n"));
        }
        rules("INPUT", 2 + random.nextInt(8), true);
        if (chance(4)) {
            text.append("-I INPUT ").append(any("", "2 ")).append(rule(true)).append('\n');
        }
        text.append("COMMIT\n");
        return text.toString();
    }

    private void rules(String chain, int count, boolean filter) {
        for (int i = 0; i < count; i++) {
            text.append("-A ").append(chain).append(' ').append(rule(filter)).append('\n');
        }
    }

    private String rule(boolean filter) {
        StringBuilder rule = new StringBuilder();
        boolean tcp = false;
        if (chance(3)) {
            rule.append(
                    ipv6
                            ? any(
                                    "-s 2a01:4f8::/32 ",
                                    "! -s 2a01:4f8::/32 ",
                                    "-s fe80::/10 ",
                                    "-s ::/1 ",
                                    "-s 2a01:4f8:c17:b8f::2/128 ")
                            : any(
                                    "-s 78.46.0.0/16 ",
                                    "! -s 10.0.0.0/8 ",
                                    "-s 10.0.0.0/255.0.0.0 ",
                                    "-s 0.0.0.0/1 ",
                                    "-s 78.46.113.201/32 ",
                                    "-m iprange --src-range 78.46.113.0-78.46.113.255 "));
        }
        if (chance(6)) {
            rule.append(any("-i lo ", "-i eth0 ", "! -i lo ", "-i eth+ ", "-i docker0 ", "! -i eth1 "));
        }
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> {
                tcp = true;
                rule.append("-p tcp ").append(ports(true));
            }
            case 4, 5 -> rule.append("-p udp ").append(ports(false));
            case 6 -> rule.append(any("! -p tcp ", "-p udp ", ipv6 ? "-p ipv6-icmp " : "-p icmp ", "-p 6 "));
            default -> {
                // Of every protocol.
            }
        }
        if (tcp && chance(4)) {
            rule.append(any(
                    "--syn ",
                    "-m tcp --tcp-flags SYN,RST,ACK,FIN SYN ",
                    "! --syn ",
                    "-m tcp --tcp-flags ALL NONE ",
                    "-m tcp --tcp-flags ALL SYN ",
                    "-m tcp ! --tcp-flags SYN,ACK SYN "));
        }
        if (chance(3)) {
            rule.append(any(
                    "-m conntrack --ctstate NEW ",
                    "-m state --state NEW,ESTABLISHED ",
                    "-m conntrack ! --ctstate NEW ",
                    "-m conntrack --ctstate INVALID ",
                    "-m limit --limit 1000/sec --limit-burst 1000 ",
                    "-m comment --comment \"a -j DROP b\" ",
                    "-m addrtype --dst-type LOCAL ",
                    "-m addrtype ! --dst-type LOCAL ",
                    "-m addrtype --dst-type BROADCAST ",
                    "-m pkttype --pkt-type unicast ",
                    "-m pkttype --pkt-type multicast ",
                    "-m mark --mark 0x0 ",
                    "-m mark --mark 0x7/0xff ",
                    "-m mark ! --mark 0x7 ",
                    "-m connlimit --connlimit-above 1000 ",
                    "-m hashlimit --hashlimit-name h" + random.nextInt(1000)
                            + " --hashlimit-upto 5000/sec --hashlimit-burst 5000 ",
                    "-m conntrack --ctdir ORIGINAL ",
                    "-m policy --dir in --pol none "));
        }
        return rule + "-j " + target(filter, tcp);
    }

    private String ports(boolean tcp) {
        return switch (random.nextInt(7)) {
            case 0 -> "-m multiport --dports " + port() + "," + port() + ",8000:8100 ";
            case 1 -> "-m multiport ! --dports " + port() + "," + port() + " ";
            case 2 -> "--dport 1:1023 ";
            case 3 -> "--dport 1024: ";
            case 4 -> "! --dport " + port() + " ";
            case 5 ->
                "-m " + (tcp ? "tcp" : "udp")
                        + any(" --dport ", " --sport 1024:65535 --dport ", " --sport 1:1023 --dport ") + port() + " ";
            default -> "--dport " + any(port(), port(), "domain") + " ";
        };
    }

    private String target(boolean filter, boolean tcp) {
        if (filter && !chains.isEmpty() && chance(3)) {
            return chains.get(random.nextInt(chains.size()));
        }
        if (filter && chance(6)) {
            return tcp ? any("REJECT --reject-with tcp-reset", "REJECT") : "REJECT";
        }
        return any("ACCEPT", "ACCEPT", "ACCEPT", "DROP", "DROP", "RETURN", "LOG --log-prefix \"[x] \" --log-level 4");
    }
}
