package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.network.InterfaceMatch;
import org.imginspect.facts.network.InterfaceNaming;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.jspecify.annotations.Nullable;

/** What rules refer to and is written elsewhere: names of ports and of network cards, and ipset's sets. Read when first asked for. */
final class Surroundings {
    private static final String[] SERVICES = {"/etc/services", "/usr/etc/services", "/usr/share/misc/services"};
    private static final String[] SETS = {
        "/etc/ipset.conf",
        "/etc/sysconfig/ipset",
        "/etc/iptables/ipsets",
        "/etc/ipset.d/*.save",
        "/etc/sysconfig/ipset.d/*.set"
    };

    /** Beginnings of names that no machine's network card has: tunnels, bridges of containers, radio. */
    private static final String[] OTHER_KINDS = {
        "docker",
        "br-",
        "virbr",
        "veth",
        "vnet",
        "tun",
        "tap",
        "wg",
        "tailscale",
        "cni",
        "flannel",
        "cali",
        "vxlan",
        "lxc",
        "lxd",
        "incus",
        "podman",
        "wl",
        "ww",
        "ppp",
        "dummy",
        "sit",
        "gre",
        "ipsec",
        "vti",
        "xfrm",
        "zt",
        "nebula",
        "ib",
        "kube",
        "cilium",
        "weave",
        "nodelocal",
        "ifb",
        "lo:",
        "usb",
        "vpn",
        "utun"
    };

    private final GuestTree tree;
    private final Facts facts;
    private @Nullable Map<String, Integer> services;
    private @Nullable Map<String, Optional<AddressSet>> sets;

    Surroundings(GuestTree tree, Facts facts) {
        this.tree = tree;
        this.facts = facts;
    }

    GuestTree tree() {
        return tree;
    }

    /** A port by number, or by its name in services(5); -1 if there is none such. */
    int port(String text, boolean tcp) throws ImageException {
        int number = number(text);
        if (number >= 0) {
            return number;
        }
        Map<String, Integer> known = services;
        if (known == null) {
            known = readServices();
            services = known;
        }
        Integer port = known.get(text + (tcp ? "/tcp" : "/udp"));
        return port == null ? -1 : port;
    }

    /** A number from 0 to 65535, decimal or behind 0x; -1 if it is none. */
    static int number(String text) {
        boolean hex = text.startsWith("0x");
        String digits = hex ? text.substring(2) : text;
        if (digits.isEmpty() || digits.length() > 5) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), hex ? 16 : 10);
            if (digit < 0 || digits.charAt(i) > 'f') {
                return -1;
            }
            value = value * (hex ? 16 : 10) + digit;
        }
        return value <= 65535 ? value : -1;
    }

    private Map<String, Integer> readServices() throws ImageException {
        Map<String, Integer> found = new HashMap<>();
        for (String file : SERVICES) {
            for (String line : tree.lines(GuestPath.of(file)).orElse(List.of())) {
                List<String> words = words(line);
                int slash = words.size() > 1 ? words.get(1).indexOf('/') : -1;
                int port = slash < 0 ? -1 : number(words.get(1).substring(0, slash));
                if (port >= 0) {
                    String protocol = words.get(1).substring(slash);
                    for (int i = 0; i < words.size(); i++) {
                        if (i != 1) {
                            found.putIfAbsent(words.get(i) + protocol, port);
                        }
                    }
                }
            }
            if (!found.isEmpty()) {
                break;
            }
        }
        return found;
    }

    /** The words of a line before a {@code #}. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int from = -1;
        for (int i = 0; i <= line.length(); i++) {
            char c = i < line.length() ? line.charAt(i) : '#';
            boolean blank = c == ' ' || c == '\t' || c == '\r' || (c == '#' && (from < 0 || i == line.length()));
            if (blank && from >= 0) {
                words.add(line.substring(from, i));
                from = -1;
            } else if (!blank && from < 0) {
                from = i;
            }
            if (c == '#' && blank) {
                break;
            }
        }
        return words;
    }

    /**
     * Whether the packet arrives on a card of this name.
     *
     * @param pattern a name; {@code *} at its end stands for any more characters
     */
    Condition arrivesOn(String pattern) throws ImageException {
        if (pattern.equals("*")) {
            return Condition.ALWAYS;
        }
        if (pattern.equals("lo")) {
            return Condition.NEVER;
        }
        String name = pattern.toLowerCase(Locale.ROOT);
        for (String kind : OTHER_KINDS) {
            if (name.startsWith(kind)) {
                return Condition.NEVER;
            }
        }
        if (name.startsWith("br") || name.startsWith("bond") || name.startsWith("team") || name.startsWith("vlan")) {
            return Condition.UNKNOWN; // The first card may be a port of it.
        }
        InterfaceNaming naming = facts.find(InterfaceNaming.class).orElseThrow();
        return switch (InterfaceMatch.name(pattern).fit(naming)) {
            case ANY, ONLY_NAME -> Condition.ALWAYS;
            case ONE_SLOT, CONDITION -> Condition.UNKNOWN;
            case WRONG_NAME, OTHER_MAC, OTHER_DRIVER -> Condition.NEVER;
        };
    }

    /** The addresses of one of ipset's sets; empty if it is not known, or holds something else. */
    Optional<AddressSet> ipset(String name) throws ImageException {
        Map<String, Optional<AddressSet>> known = sets;
        if (known == null) {
            known = readSets();
            sets = known;
        }
        Optional<AddressSet> set = known.get(name);
        return set == null ? Optional.empty() : set;
    }

    /** What {@code ipset save} writes (ipset(8)): {@code create NAME hash:net …}, {@code add NAME 10.0.0.0/8 …}. */
    private Map<String, Optional<AddressSet>> readSets() throws ImageException {
        Map<String, List<AddressSet.Range>> ranges = new HashMap<>();
        Map<String, Optional<AddressSet>> found = new HashMap<>();
        for (String pattern : SETS) {
            for (GuestPath file : tree.glob(pattern)) {
                for (String line : tree.lines(file).orElse(List.of())) {
                    List<String> words = words(line);
                    if (words.size() < 3) {
                        continue;
                    }
                    String set = words.get(1);
                    if (words.get(0).equals("create") || words.get(0).equals("-N")) {
                        String type = words.get(2);
                        if (type.equals("hash:ip") || type.equals("hash:net") || type.equals("bitmap:ip")) {
                            ranges.put(set, new ArrayList<>());
                        } else {
                            found.put(set, Optional.empty());
                        }
                    } else if (words.get(0).equals("add") || words.get(0).equals("-A")) {
                        List<AddressSet.Range> into = ranges.get(set);
                        Optional<AddressSet.Range> range = AddressSet.range(words.get(2));
                        if (into != null && range.isPresent() && !words.contains("nomatch")) {
                            into.add(range.get());
                        } else {
                            ranges.remove(set);
                            found.put(set, Optional.empty());
                        }
                    }
                }
            }
        }
        ranges.forEach((name, each) -> found.putIfAbsent(name, Optional.of(AddressSet.of(each))));
        return found;
    }
}
