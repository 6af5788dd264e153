package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.NftTable.RawChain;
import org.imginspect.facts.firewall.NftTable.RawRule;
import org.imginspect.facts.firewall.NftTable.RawSet;
import org.imginspect.facts.firewall.RuleSet.Base;
import org.imginspect.facts.firewall.RuleSet.Hook;
import org.imginspect.facts.firewall.RuleSet.Place;

/** Commands as {@code nft -f} reads them (nft(8)): tables with chains, sets, maps and rules in blocks, and the same as single commands. */
final class NftReader {
    private static final Set<String> FAMILIES = Set.of("ip", "ip6", "inet", "arp", "bridge", "netdev");
    /** Objects of a table that decide nothing by themselves. */
    private static final Set<String> OBJECTS = Set.of("counter", "flowtable", "secmark", "synproxy", "ct", "tunnel");

    private final Surroundings surroundings;
    private final Map<String, NftTable> tables = new LinkedHashMap<>();
    private boolean flushesAll;

    NftReader(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Whether what other programs have loaded is thrown away. */
    boolean flushesAll() {
        return flushesAll;
    }

    void read(List<NftToken> tokens) throws ImageException {
        NftCursor cursor = new NftCursor(tokens);
        while (!cursor.atEnd()) {
            if (cursor.peek().isEnd()) {
                cursor.next();
            } else {
                command(cursor);
            }
        }
    }

    /** Puts the rules together. */
    void finish(RuleSet rules) throws ImageException {
        for (Map.Entry<String, NftTable> each : tables.entrySet()) {
            NftTable table = each.getValue();
            if (!table.family.equals("arp") && !table.family.equals("bridge")) {
                new NftCompiler(rules, surroundings, table).compile("nft " + each.getKey());
            }
        }
    }

    private static UnsupportedFeatureException refused(String why, Place place) {
        return NftTokens.refused(why, place);
    }

    private NftTable table(String family, String name) {
        String key = family + " " + name;
        NftTable table = tables.get(key);
        if (table == null) {
            table = new NftTable(family);
            tables.put(key, table);
        }
        return table;
    }

    private static String family(NftCursor cursor) throws UnsupportedFeatureException {
        return FAMILIES.contains(cursor.peek().text()) && !cursor.peek().quoted()
                ? cursor.next().text()
                : "ip";
    }

    private void command(NftCursor cursor) throws ImageException {
        Place place = cursor.place();
        String verb = cursor.next().text();
        switch (verb) {
            case "table" -> tableBlock(cursor);
            case "add", "create" -> add(cursor, false);
            case "insert" -> add(cursor, true);
            case "flush" -> flush(cursor);
            case "delete", "destroy" -> delete(cursor);
            case "list", "reset", "describe" -> cursor.statement();
            case "chain", "rule", "set", "map", "element" -> object(verb, cursor, false); // "add" may be left out.
            default -> throw refused("the command '" + verb + "' is not known here", place);
        }
        if (!cursor.atEnd() && !cursor.peek().isEnd()) {
            throw refused("'" + NftCursor.shown(cursor.peek()) + "' stands behind a command", cursor.place());
        }
    }

    private void add(NftCursor cursor, boolean first) throws ImageException {
        object(cursor.next().text(), cursor, first);
    }

    private void object(String kind, NftCursor cursor, boolean first) throws ImageException {
        Place place = cursor.place();
        if (kind.equals("table")) {
            tableBlock(cursor);
            return;
        }
        if (kind.equals("ct")) {
            cursor.next();
        }
        NftTable table = table(family(cursor), cursor.next().text());
        switch (kind) {
            case "rule" -> {
                RawChain chain = table.chain(cursor.next().text());
                int at = position(cursor, first, chain);
                chain.rules.add(at, new RawRule(cursor.statement()));
            }
            case "chain" -> {
                RawChain chain = table.chain(cursor.next().text());
                if (cursor.peek().is("{")) {
                    chainBlock(table, chain, new NftCursor(cursor.block()));
                }
            }
            case "set", "map" -> {
                RawSet set = table.set(cursor.next().text());
                if (cursor.peek().is("{")) {
                    setBlock(set, new NftCursor(cursor.block()));
                }
            }
            case "element" -> elements(table.set(cursor.next().text()), cursor);
            case "limit", "quota" -> limit(table, cursor.next().text(), cursor.statement());
            default -> {
                if (!OBJECTS.contains(kind)) {
                    throw refused("'add " + kind + "' is not known here", place);
                }
                cursor.statement();
            }
        }
    }

    /** Where a rule goes: {@code index 3}; behind the last, or for {@code insert} before the first, if nothing is said. */
    private static int position(NftCursor cursor, boolean first, RawChain chain) throws UnsupportedFeatureException {
        if (cursor.peek().is("handle") || cursor.peek().is("position")) {
            throw refused("a rule is placed by the handle of another", cursor.place());
        }
        if (cursor.take("index")) {
            int index = Surroundings.number(cursor.next().text());
            return Math.max(0, Math.min(chain.rules.size(), first ? index : index + 1));
        }
        return first ? 0 : chain.rules.size();
    }

    private void flush(NftCursor cursor) throws ImageException {
        Place place = cursor.place();
        String what = cursor.next().text();
        switch (what) {
            case "ruleset" -> {
                List<NftToken> rest = cursor.statement();
                if (rest.isEmpty()) {
                    flushesAll = true;
                    tables.clear();
                } else {
                    flushesAll = true;
                    String family = rest.get(0).text() + " ";
                    tables.keySet().removeIf(key -> key.startsWith(family));
                }
            }
            case "table" -> {
                NftTable table = table(family(cursor), cursor.next().text());
                table.chains.values().forEach(chain -> chain.rules.clear());
            }
            case "chain" -> {
                NftTable table = table(family(cursor), cursor.next().text());
                table.chain(cursor.next().text()).rules.clear();
            }
            case "set", "map" -> {
                NftTable table = table(family(cursor), cursor.next().text());
                table.set(cursor.next().text()).elements.clear();
            }
            default -> throw refused("'flush " + what + "' is not known here", place);
        }
    }

    private void delete(NftCursor cursor) throws ImageException {
        Place place = cursor.place();
        String what = cursor.next().text();
        String family = family(cursor);
        String name = cursor.next().text();
        switch (what) {
            case "table" -> tables.remove(family + " " + name);
            case "chain" -> table(family, name).chains.remove(cursor.next().text());
            case "set", "map" -> table(family, name).sets.remove(cursor.next().text());
            default -> throw refused("'delete " + what + "' is not known here", place);
        }
    }

    private void tableBlock(NftCursor cursor) throws ImageException {
        NftTable table = table(family(cursor), cursor.next().text());
        cursor.skipLines();
        if (!cursor.peek().is("{")) {
            return;
        }
        NftCursor block = new NftCursor(cursor.block());
        while (!block.atEnd()) {
            NftToken token = block.next();
            if (token.isEnd()) {
                continue;
            }
            switch (token.text()) {
                case "chain" -> {
                    RawChain chain = table.chain(block.next().text());
                    block.skipLines();
                    chainBlock(table, chain, new NftCursor(block.block()));
                }
                case "set", "map" -> {
                    RawSet set = table.set(block.next().text());
                    block.skipLines();
                    setBlock(set, new NftCursor(block.block()));
                }
                case "flags" -> table.dormant |= block.statement().stream().anyMatch(flag -> flag.is("dormant"));
                case "comment" -> block.statement();
                case "limit", "quota" -> limit(table, block.next().text(), block.statement());
                case "ct" -> {
                    block.next();
                    block.statement();
                }
                default -> {
                    if (!OBJECTS.contains(token.text())) {
                        throw refused("'" + token.text() + "' in a table is not known here", token.place());
                    }
                    block.statement();
                }
            }
        }
    }

    private static void limit(NftTable table, String name, List<NftToken> body) {
        table.limits.add(name);
        for (NftToken token : body) {
            if (token.is("over")) {
                table.over.add(name);
            }
        }
    }

    private static void setBlock(RawSet set, NftCursor cursor) throws ImageException {
        while (!cursor.atEnd()) {
            NftToken token = cursor.next();
            if (token.isEnd()) {
                continue;
            }
            if (token.is("elements")) {
                cursor.expect("=");
                elements(set, cursor);
            } else {
                cursor.statement(); // type, flags, timeout, …
            }
        }
    }

    /** {@code { 1.2.3.4, 10.0.0.0/8 timeout 1h comment "…" }}; a set in it (a variable's) counts as its elements. */
    private static void elements(RawSet set, NftCursor cursor) throws ImageException {
        cursor.skipLines();
        set.elements.addAll(split(cursor.block()));
    }

    /** The elements between the braces of a set or map. */
    static List<List<NftToken>> split(List<NftToken> block) throws UnsupportedFeatureException {
        List<List<NftToken>> found = new ArrayList<>();
        List<NftToken> element = new ArrayList<>();
        int depth = 0;
        for (NftToken token : block) {
            // Only a verdict's own rules stand in braces that are not a set: { jump { … } }.
            boolean inner = depth > 0 || (token.is("{") && !element.isEmpty());
            if (inner) {
                depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
                element.add(token);
            } else if (token.is(",")) {
                if (!element.isEmpty()) {
                    found.add(element);
                    element = new ArrayList<>();
                }
            } else if (!token.is("\n") && !token.is("{") && !token.is("}")) {
                element.add(token);
            }
        }
        if (!element.isEmpty()) {
            found.add(element);
        }
        return found;
    }

    private void chainBlock(NftTable table, RawChain chain, NftCursor cursor) throws ImageException {
        while (!cursor.atEnd()) {
            NftToken token = cursor.peek();
            if (token.isEnd()) {
                cursor.next();
            } else if (token.is("type") && cursor.peek(2).is("hook")) {
                base(table, chain, cursor);
            } else if (token.is("policy")) {
                cursor.next();
                policy(chain, cursor.next());
            } else if (token.is("comment") || token.is("devices") || token.is("device") || token.is("flags")) {
                List<NftToken> statement = cursor.statement();
                if (token.text().startsWith("device")) {
                    devices(chain, statement);
                }
            } else {
                chain.rules.add(new RawRule(cursor.statement()));
                if (cursor.atEnd() || !cursor.peek().isEnd()) {
                    // nft wants it so, and loads nothing otherwise.
                    throw refused("no line ends, and no semicolon stands, behind a rule", token.place());
                }
            }
        }
    }

    private static void policy(RawChain chain, NftToken policy) throws UnsupportedFeatureException {
        Base base = chain.base;
        if (!policy.is("accept") && !policy.is("drop")) {
            throw refused("the policy '" + policy.text() + "' is not known here", policy.place());
        }
        if (base == null) {
            return; // Of a chain for other packets.
        }
        chain.base = new Base(base.hook(), base.priority(), base.nat(), policy.is("accept"), policy.place());
    }

    private static void devices(RawChain chain, List<NftToken> statement) {
        for (NftToken token : statement) {
            boolean sign = !token.quoted() && ("device devices = { } ,".contains(token.text()) || token.is("\n"));
            if (!sign) {
                chain.devices.add(token.text());
            }
        }
    }

    /** {@code type filter hook input [device eth0] priority filter + 10}. */
    private static void base(NftTable table, RawChain chain, NftCursor cursor) throws ImageException {
        List<NftToken> words = cursor.statement();
        Place place = words.get(0).place();
        String type = words.size() > 1 ? words.get(1).text() : "";
        String hook = words.size() > 3 ? words.get(3).text() : "";
        int at = 4;
        while (at < words.size() && !words.get(at).is("priority")) {
            at++;
        }
        devices(chain, at > 4 ? words.subList(4, Math.min(at, words.size())) : List.of());
        if (at >= words.size()) {
            throw refused("a base chain has no priority", place);
        }
        int priority = priority(words.subList(at + 1, words.size()), place);
        boolean input = hook.equals("input");
        boolean netdev = hook.equals("ingress") && (table.family.equals("netdev") || table.family.equals("inet"));
        if (!input && !hook.equals("prerouting") && !netdev) {
            return; // Another way than that of a packet for this machine.
        }
        Base before = chain.base;
        chain.base = new Base(
                input ? Hook.INPUT : netdev ? Hook.INGRESS : Hook.PREROUTING,
                priority,
                type.equals("nat"),
                before == null || before.accepts(),
                place);
    }

    private static int priority(List<NftToken> words, Place place) throws UnsupportedFeatureException {
        long value = 0;
        int sign = 1;
        for (NftToken word : words) {
            String text = word.text();
            if (text.equals("-") || text.equals("+")) {
                sign = text.equals("-") ? -1 : 1;
                continue;
            }
            int known = switch (text) {
                case "raw" -> -300;
                case "mangle" -> -150;
                case "dstnat" -> -100;
                case "filter", "out" -> 0;
                case "security" -> 50;
                case "srcnat" -> 100;
                default -> {
                    boolean signed = text.startsWith("-") || text.startsWith("+");
                    try {
                        yield Integer.parseInt(signed && text.startsWith("+") ? text.substring(1) : text);
                    } catch (NumberFormatException e) {
                        throw refused("the priority '" + text + "' is not known here", place);
                    }
                }
            };
            value += sign * (long) known;
            sign = 1;
        }
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }
}
