package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.RuleSet.Base;
import org.imginspect.facts.firewall.RuleSet.Chain;
import org.imginspect.facts.firewall.RuleSet.Hook;
import org.imginspect.facts.firewall.RuleSet.Place;
import org.imginspect.facts.firewall.RuleSet.Rule;
import org.imginspect.facts.firewall.RuleSet.Table;
import org.imginspect.guest.GuestPath;
import org.jspecify.annotations.Nullable;

/** Files as {@code iptables-save} and {@code ip6tables-save} write them and {@code iptables-restore} reads them. */
final class IptablesReader {
    private final RuleSet rules;
    private final Surroundings surroundings;
    private final boolean ipv6;

    IptablesReader(RuleSet rules, Surroundings surroundings, boolean ipv6) {
        this.rules = rules;
        this.surroundings = surroundings;
        this.ipv6 = ipv6;
    }

    /** A table such as {@code filter}, with its built-in chains. */
    Table table(String name, Place place) throws UnsupportedFeatureException {
        String key = (ipv6 ? "ip6 " : "ip ") + name;
        Table known = rules.tables.get(key);
        if (known != null) {
            return known;
        }
        Table table = rules.table(key, !ipv6, ipv6);
        // The priorities of netfilter_ipv4.h, NF_IP_PRI_*.
        switch (name) {
            case "raw" -> builtIn(table, "PREROUTING", Hook.PREROUTING, -300, place);
            case "mangle" -> {
                builtIn(table, "PREROUTING", Hook.PREROUTING, -150, place);
                builtIn(table, "INPUT", Hook.INPUT, -150, place);
            }
            case "nat" -> builtIn(table, "PREROUTING", Hook.PREROUTING, -100, place);
            case "filter" -> builtIn(table, "INPUT", Hook.INPUT, 0, place);
            case "security" -> builtIn(table, "INPUT", Hook.INPUT, 50, place);
            default -> throw refused("there is no table " + name, place);
        }
        return table;
    }

    private static void builtIn(Table table, String name, Hook hook, int priority, Place place) {
        table.chain(name).base = new Base(hook, priority, priority == -100, true, place);
    }

    private static UnsupportedFeatureException refused(String why, Place place) {
        return new UnsupportedFeatureException("iptables: " + why, place.toString());
    }

    /** Sets the policy of a built-in chain; one that is not looked at is passed over. */
    void policy(Table table, String chain, String policy, Place place) {
        Chain found = table.chains.get(chain);
        Base base = found == null ? null : found.base;
        if (found != null && base != null) {
            found.base = new Base(base.hook(), base.priority(), base.nat(), !policy.equals("DROP"), place);
        }
    }

    /**
     * Reads a file.
     *
     * @param keep whether what the tables already hold stays ({@code --noflush})
     */
    void read(GuestPath file, List<String> lines, boolean keep) throws ImageException {
        @Nullable Table table = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            Place place = new Place(file, i + 1);
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            if (line.charAt(0) == '*') {
                if (table != null) {
                    throw refused("a table begins before COMMIT ends the one above", place);
                }
                String name = line.substring(1).strip();
                if (!keep) {
                    rules.tables.remove((ipv6 ? "ip6 " : "ip ") + name);
                }
                table = table(name, place);
            } else if (table == null) {
                throw refused("a line stands outside of a table: '" + shortened(line) + "'", place);
            } else if (line.equals("COMMIT")) {
                table = null;
            } else if (line.charAt(0) == ':') {
                chain(table, Surroundings.words(line.substring(1)), place);
            } else {
                command(table, line, place);
            }
        }
        if (table != null) {
            throw refused("no COMMIT ends the last table, so that it is not loaded", new Place(file, lines.size()));
        }
    }

    private void chain(Table table, List<String> words, Place place) throws UnsupportedFeatureException {
        if (words.size() < 2) {
            throw refused("a chain has no policy", place);
        }
        Chain chain = table.chain(words.get(0));
        if (chain.base != null) {
            policy(table, words.get(0), words.get(1), place);
        } else {
            chain.rules.clear();
        }
    }

    /** A command as iptables takes it too: {@code -A INPUT -p tcp --dport 22 -j ACCEPT}. */
    void command(Table table, String line, Place place) throws ImageException {
        List<String> words = split(line, place);
        int at = 0;
        if (!words.isEmpty() && words.get(0).startsWith("[")) {
            at++; // Counters.
        }
        if (words.size() < at + 1) {
            throw refused("a line says nothing", place);
        }
        String command = words.get(at);
        String name = words.size() > at + 1 ? words.get(at + 1) : "";
        switch (command) {
            case "-A", "--append" -> {
                Chain chain = table.chain(name);
                rules.add(chain, rule(words.subList(at + 2, words.size()), line, place));
            }
            case "-I", "--insert" -> {
                Chain chain = table.chain(name);
                int index = words.size() > at + 2 ? Surroundings.number(words.get(at + 2)) : -1;
                int from = index > 0 ? at + 3 : at + 2;
                int position = Math.min(chain.rules.size(), Math.max(0, index - 1));
                rules.insert(chain, position, rule(words.subList(from, words.size()), line, place));
            }
            case "-N", "--new-chain" -> table.chain(name);
            case "-P", "--policy" -> {
                if (words.size() > at + 2) {
                    policy(table, name, words.get(at + 2), place);
                }
            }
            case "-F", "--flush" -> {
                if (name.isEmpty()) {
                    table.chains.values().forEach(chain -> chain.rules.clear());
                } else {
                    table.chain(name).rules.clear();
                }
            }
            case "-X", "--delete-chain", "-Z", "--zero" -> {
                // Chains that nothing leads to do not matter.
            }
            default -> throw refused("the command " + shortened(command) + " is not known here", place);
        }
    }

    private Rule rule(List<String> words, String line, Place place) throws ImageException {
        return new IptablesRule(rules, surroundings, ipv6).parse(words, place, shortened(line));
    }

    static String shortened(String line) {
        return line.length() <= 160 ? line : line.substring(0, 157) + "...";
    }

    /** Words between blanks; quotes hold blanks, a backslash in double quotes takes the next character as it is. */
    private static List<String> split(String line, Place place) throws UnsupportedFeatureException {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean open = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == '\\' && quote == '"' && i + 1 < line.length()) {
                    word.append(line.charAt(++i));
                } else if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                open = true;
            } else if (c == ' ' || c == '\t') {
                if (open) {
                    words.add(word.toString());
                    word.setLength(0);
                    open = false;
                }
            } else {
                word.append(c);
                open = true;
            }
        }
        if (quote != 0) {
            throw refused("a quote is not closed", place);
        }
        if (open) {
            words.add(word.toString());
        }
        return words;
    }

    /** Protocols that matter; -1 if the text is none that is known, 0 for all. */
    static int protocol(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "all", "ip", "ipv6" -> 0;
            case "icmp" -> 1;
            case "igmp" -> 2;
            case "tcp" -> 6;
            case "udp" -> 17;
            case "dccp" -> 33;
            case "gre" -> 47;
            case "esp" -> 50;
            case "ah" -> 51;
            case "ipv6-icmp", "icmpv6" -> 58;
            case "ospf" -> 89;
            case "pim" -> 103;
            case "vrrp" -> 112;
            case "sctp" -> 132;
            case "udplite" -> 136;
            case "ipencap", "ipip" -> 4;
            case "egp" -> 8;
            case "rdp" -> 27;
            case "ipv6-route" -> 43;
            case "ipv6-frag" -> 44;
            case "ipv6-nonxt" -> 59;
            case "ipv6-opts" -> 60;
            case "comp", "ipcomp" -> 108;
            case "l2tp" -> 115;
            default -> {
                int number = Surroundings.number(text);
                yield number >= 0 && number <= 255 ? number : -1;
            }
        };
    }

    /** Whether a packet's protocol is the one of this number. */
    static Condition protocolIs(int number) {
        return number == 0 ? Condition.ALWAYS : Condition.protocol(number == 6, number == 17);
    }

    /** {@code 22}, {@code 80:90}, {@code ssh}; empty if it is no port. */
    static Optional<PortSet> ports(Surroundings surroundings, String text, char range, boolean tcp)
            throws ImageException {
        int colon = text.indexOf(range, 1);
        // A name may have hyphens: only what stands between two numbers is a range.
        if (range == '-' && colon > 0 && Surroundings.number(text.substring(0, colon)) < 0) {
            colon = -1;
        }
        if (colon < 0 && text.indexOf(range) != 0) {
            int port = surroundings.port(text, tcp);
            return port < 0 ? Optional.empty() : Optional.of(PortSet.of(port));
        }
        int separator = text.indexOf(range) == 0 ? 0 : colon;
        String from = text.substring(0, separator);
        String to = text.substring(separator + 1);
        int first = from.isEmpty() ? 0 : surroundings.port(from, tcp);
        int last = to.isEmpty() ? 65535 : surroundings.port(to, tcp);
        return first < 0 || last < first ? Optional.empty() : Optional.of(PortSet.of(first, last));
    }
}
