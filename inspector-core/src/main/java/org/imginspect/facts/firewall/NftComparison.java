package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;

/** What a key is compared with: values, ranges, sets, bits (nft(8), "Expressions"). */
final class NftComparison {
    /** One entry of a verdict map. */
    record Choice(Condition condition, List<NftToken> verdict) {}

    private final NftCompiler compiler;
    private final List<NftKey> keys;
    private final NftCursor cursor;

    NftComparison(NftCompiler compiler, List<NftKey> keys, NftCursor cursor) {
        this.compiler = compiler;
        this.keys = keys;
        this.cursor = cursor;
    }

    private NftKey key() {
        return keys.get(0);
    }

    Condition condition() throws ImageException {
        if (key().kind() == NftKey.Kind.TCP_FLAGS) {
            return flags();
        }
        boolean not = false;
        NftToken sign = cursor.peek();
        if (!sign.quoted()) {
            switch (sign.text()) {
                case "==", "eq" -> cursor.next();
                case "!=", "ne", "!" -> {
                    cursor.next();
                    not = true;
                }
                case "<", ">", "<=", ">=", "lt", "gt", "le", "ge" -> {
                    cursor.next();
                    String as = switch (sign.text()) {
                        case "lt" -> "<";
                        case "gt" -> ">";
                        case "le" -> "<=";
                        case "ge" -> ">=";
                        default -> sign.text();
                    };
                    return key().compares(as, cursor.next(), compiler.rules(), compiler.surroundings());
                }
                case "&", "|", "^", "<<", ">>" -> {
                    return masked();
                }
                case "over", "until" -> { // ct count over 10
                    cursor.next();
                    cursor.next();
                    return Condition.answer(!sign.text().equals("over"));
                }
                default -> {
                    // The value itself.
                }
            }
        }
        Condition condition = right();
        return not ? Condition.not(condition) : condition;
    }

    /** {@code meta mark & 0xff == 1}: the packet's is 0; {@code ct state & new != 0} too. Anything else is unknown. */
    private Condition masked() throws ImageException {
        boolean zero = key().kind() == NftKey.Kind.MARK;
        while (!cursor.atEnd() && !cursor.peek().is("==") && !cursor.peek().is("!=")) {
            cursor.next();
        }
        if (cursor.atEnd()) {
            return Condition.UNKNOWN;
        }
        boolean not = cursor.next().is("!=");
        Condition condition = right();
        return !zero ? Condition.UNKNOWN : not ? Condition.not(condition) : condition;
    }

    /** A set between braces, a named set, or values. */
    private Condition right() throws ImageException {
        cursor.skipLines();
        if (cursor.peek().is("{")) {
            return any(NftReader.split(cursor.block()));
        }
        NftToken token = cursor.peek();
        if (!token.quoted() && token.text().startsWith("@")) {
            cursor.next();
            return named(token);
        }
        return values(element(true));
    }

    private Condition named(NftToken token) throws ImageException {
        String name = token.text().substring(1);
        NftTable.RawSet set = compiler.table().sets.get(name);
        if (set == null) {
            throw NftTokens.refused("there is no set " + name, token.place());
        }
        Condition in = any(set.elements);
        if (compiler.filled().contains(name)) {
            return Condition.any(List.of(in, Condition.UNKNOWN));
        }
        // A first packet may have put its sender in, for those that follow.
        return packet -> !packet.first() && compiler.everFilled().contains(name)
                ? in.of(packet).or(Matched.UNKNOWN)
                : in.of(packet);
    }

    private Condition any(List<List<NftToken>> elements) throws ImageException {
        List<Condition> conditions = new ArrayList<>();
        List<AddressSet.Range> ranges = new ArrayList<>();
        boolean sources = keys.size() == 1 && key().kind() == NftKey.Kind.SOURCE;
        for (List<NftToken> element : elements) {
            if (sources
                    && element.size() == 1
                    && AddressSet.range(element.get(0).text()).isPresent()) {
                AddressSet.Range range = AddressSet.range(element.get(0).text()).orElseThrow();
                compiler.rules().count(element.get(0).place());
                ranges.add(range); // Lists of addresses are long: one condition for all.
            } else {
                conditions.add(values(new NftComparison(compiler, keys, new NftCursor(element)).element(false)));
            }
        }
        if (!ranges.isEmpty()) {
            conditions.add(compiler.rules().source(AddressSet.of(ranges)));
        }
        return Condition.any(conditions);
    }

    /**
     * One value for each key, as many words as it has: {@code 10.0.0.0/8 . 22}. What says how long it stays in a set is passed over.
     *
     * @param bits whether commas join bits
     */
    private List<List<NftToken>> element(boolean bits) throws UnsupportedFeatureException {
        List<List<NftToken>> parts = new ArrayList<>();
        parts.add(new ArrayList<>());
        boolean more = true;
        while (more && !cursor.atEnd()) {
            NftToken token = cursor.next();
            List<NftToken> part = parts.get(parts.size() - 1);
            if (token.is(".")) {
                parts.add(new ArrayList<>());
                continue;
            }
            if (token.is("-") && !part.isEmpty() && !cursor.atEnd()) {
                NftToken from = part.remove(part.size() - 1);
                part.add(new NftToken(from.text() + "-" + cursor.next().text(), from.quoted(), from.place()));
            } else if (!token.is("\n")) {
                part.add(token);
            }
            more = cursor.peek().is(".") || cursor.peek().is("-") || (bits && key().isBits() && cursor.take(","));
        }
        return parts;
    }

    private Condition values(List<List<NftToken>> parts) throws ImageException {
        if (parts.size() == 1 && parts.get(0).size() == 1 && parts.get(0).get(0).is("*")) {
            return Condition.ALWAYS; // Everything else.
        }
        if (parts.size() != keys.size()) {
            throw NftTokens.refused(parts.size() + " values where " + keys.size() + " are compared", cursor.place());
        }
        List<Condition> all = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            List<Condition> one = new ArrayList<>();
            for (NftToken token : parts.get(i)) {
                compiler.rules().count(token.place());
                one.add(keys.get(i).is(token, compiler.rules(), compiler.surroundings()));
            }
            all.add(Condition.any(one));
        }
        return all.size() == 1 ? all.get(0) : Condition.all(all);
    }

    /** A verdict map, between braces or by its name. */
    List<Choice> map() throws ImageException {
        cursor.skipLines();
        List<List<NftToken>> elements;
        if (cursor.peek().is("{")) {
            elements = NftReader.split(cursor.block());
        } else {
            NftToken token = cursor.next();
            NftTable.RawSet set = token.text().startsWith("@")
                    ? compiler.table().sets.get(token.text().substring(1))
                    : null;
            if (set == null) {
                throw NftTokens.refused("there is no map " + token.text(), token.place());
            }
            elements = set.elements;
        }
        List<Choice> choices = new ArrayList<>();
        List<Choice> otherwise = new ArrayList<>();
        for (List<NftToken> element : elements) {
            int colon = 0;
            while (colon < element.size() && !element.get(colon).is(":")) {
                colon++;
            }
            if (colon + 1 >= element.size()) {
                throw NftTokens.refused(
                        "an entry of a map has no verdict", element.get(0).place());
            }
            List<NftToken> key = element.subList(0, colon);
            Condition condition = values(new NftComparison(compiler, keys, new NftCursor(key)).element(false));
            (key.size() == 1 && key.get(0).is("*") ? otherwise : choices)
                    .add(new Choice(condition, element.subList(colon + 1, element.size())));
        }
        choices.addAll(otherwise);
        return choices;
    }

    /** {@code tcp flags & (fin|syn) == syn}, {@code tcp flags syn / fin,syn}, {@code tcp flags syn}. */
    private Condition flags() throws ImageException {
        if (cursor.take("&")) {
            int mask = bits();
            boolean not = cursor.take("!=");
            if (!not && !cursor.take("==")) {
                return packet -> Matched.of((packet.flags() & mask) != 0);
            }
            List<Integer> values = flagValues();
            return packet -> Matched.of(values.contains(packet.flags() & mask) != not);
        }
        boolean exact = cursor.take("==");
        boolean not = cursor.take("!=");
        boolean none = cursor.take("!");
        if (cursor.peek().text().startsWith("@")) {
            cursor.next();
            return Condition.UNKNOWN;
        }
        boolean set = cursor.peek().is("{");
        List<Integer> values = flagValues();
        if (cursor.take("/")) {
            int mask = bits();
            return packet -> Matched.of(values.contains(packet.flags() & mask) != not);
        }
        if (set || exact || not) {
            return packet -> Matched.of(values.contains(packet.flags()) != not);
        }
        int value = values.get(0);
        return packet -> Matched.of(((packet.flags() & value) != 0) != none);
    }

    /** One value, or those of a set. */
    private List<Integer> flagValues() throws ImageException {
        if (!cursor.peek().is("{")) {
            return List.of(bits());
        }
        List<Integer> values = new ArrayList<>();
        for (List<NftToken> element : NftReader.split(cursor.block())) {
            values.add(new NftComparison(compiler, keys, new NftCursor(element)).bits());
        }
        return values;
    }

    /** {@code (fin|syn)}, {@code fin | syn}, {@code fin,syn}, {@code 0x2}. */
    private int bits() throws UnsupportedFeatureException {
        int value = 0;
        boolean open = cursor.take("(");
        do {
            value |= NftKey.flag(cursor.next().text());
        } while (cursor.take("|") || cursor.take(","));
        if (open) {
            cursor.expect(")");
        }
        return value;
    }
}
