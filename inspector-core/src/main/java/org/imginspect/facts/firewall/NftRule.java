package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.RuleSet.Action;
import org.imginspect.facts.firewall.RuleSet.Chain;
import org.imginspect.facts.firewall.RuleSet.Kind;
import org.imginspect.facts.firewall.RuleSet.Rule;

/**
 * One rule of nft's: comparisons and statements from left to right (nft(8), "Statements"). What is not known holds perhaps, and what is said behind it up to the
 * verdict is passed over.
 */
final class NftRule {
    private static final Set<String> VERDICTS = Set.of(
            "accept",
            "drop",
            "reject",
            "return",
            "jump",
            "goto",
            "queue",
            "continue",
            "redirect",
            "dnat",
            "tproxy",
            "synproxy",
            "fwd",
            "xt");

    private final NftCompiler compiler;
    private final NftCursor cursor;
    private final NftToken head;
    private final String text;
    private final List<Condition> conditions = new ArrayList<>();
    private final List<String> fills = new ArrayList<>();
    private boolean decided;

    NftRule(NftCompiler compiler, List<NftToken> tokens) {
        this.compiler = compiler;
        this.cursor = new NftCursor(tokens);
        this.head = cursor.peek();
        this.text = NftCursor.text(tokens);
    }

    void addTo(Chain chain) throws ImageException {
        while (!cursor.atEnd()) {
            if (cursor.peek().is("\n")) {
                cursor.next();
                continue;
            }
            Optional<NftKey> key = NftKey.parse(cursor);
            if (key.isPresent()) {
                comparison(key.get(), chain);
            } else {
                statement(chain);
            }
        }
        if (!decided) {
            compiler.filled().addAll(fills);
        }
    }

    private void emit(Chain chain, List<Condition> more, Action action) throws UnsupportedFeatureException {
        List<Condition> all = new ArrayList<>(conditions);
        all.addAll(more);
        compiler.rules().add(chain, new Rule(Condition.all(all), action, head.place(), text));
    }

    private void comparison(NftKey first, Chain chain) throws ImageException {
        List<NftKey> keys = NftKey.joined(first, cursor);
        for (NftKey key : keys) {
            conditions.add(key.implied());
        }
        NftComparison comparison = new NftComparison(compiler, keys, cursor);
        if (cursor.take("set")) {
            sets(first);
        } else if (cursor.take("vmap")) {
            for (NftComparison.Choice choice : comparison.map()) {
                NftCursor verdict = new NftCursor(choice.verdict());
                Action action = verdict(verdict.next().text(), verdict);
                if (action.kind() != Kind.NONE) {
                    emit(chain, List.of(choice.condition()), action);
                }
            }
        } else if (cursor.peek().is("map")) {
            unknown(); // A value out of a map, for a statement behind it.
        } else {
            conditions.add(comparison.condition());
        }
    }

    /** {@code meta mark set 1}: the rest of the statement is a value. */
    private void sets(NftKey key) throws UnsupportedFeatureException {
        if (key.kind() == NftKey.Kind.MARK) {
            compiler.rules().marks();
        }
        skipToVerdict();
    }

    private void unknown() throws UnsupportedFeatureException {
        conditions.add(Condition.UNKNOWN);
        skipToVerdict();
    }

    private void skipToVerdict() throws UnsupportedFeatureException {
        int depth = 0;
        while (!cursor.atEnd()) {
            NftToken token = cursor.peek();
            if (depth == 0 && !token.quoted() && VERDICTS.contains(token.text())) {
                return;
            }
            depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
            cursor.next();
        }
    }

    private void statement(Chain chain) throws ImageException {
        NftToken token = cursor.next();
        if (token.quoted()) {
            unknown();
            return;
        }
        switch (token.text()) {
            case "accept",
                    "drop",
                    "reject",
                    "return",
                    "jump",
                    "goto",
                    "continue",
                    "queue",
                    "tproxy",
                    "synproxy",
                    "fwd",
                    "xt",
                    "redirect",
                    "dnat" -> {
                Action action = verdict(token.text(), cursor);
                if (action.kind() != Kind.NONE) {
                    emit(chain, List.of(), action);
                    decided = true;
                }
                rest();
            }
            case "counter" -> {
                cursor.take("name");
                while (cursor.peek().is("packets") || cursor.peek().is("bytes")) {
                    cursor.next();
                    cursor.next();
                }
                if (cursor.peek().quoted()) {
                    cursor.next();
                }
            }
            case "comment" -> cursor.next();
            case "log" -> log();
            case "limit", "quota" -> limit(token.text());
            case "notrack" -> compiler.rules().leavesUntracked();
            case "add", "update", "delete" -> fill();
            case "snat", "masquerade", "dup", "flow" -> skipToVerdict();
            default -> unknown();
        }
    }

    /** What may stand behind a verdict: a comment. */
    private void rest() throws UnsupportedFeatureException {
        while (!cursor.atEnd()) {
            cursor.next();
        }
    }

    private void log() throws UnsupportedFeatureException {
        while (true) {
            switch (cursor.peek().quoted() ? "" : cursor.peek().text()) {
                case "prefix", "level", "group", "snaplen", "queue-threshold" -> {
                    cursor.next();
                    cursor.next();
                }
                case "flags" -> {
                    cursor.next();
                    do {
                        cursor.next();
                        // log flags tcp sequence,options; ip options; all
                        if (cursor.peek().is("sequence") || cursor.peek().is("options")) {
                            cursor.next();
                        }
                    } while (cursor.take(","));
                }
                default -> {
                    return;
                }
            }
        }
    }

    /** {@code limit rate [over] 10/second burst 5 packets}: a first packet is below every rate. */
    private void limit(String kind) throws UnsupportedFeatureException {
        if (cursor.take("name")) {
            NftToken name = cursor.next();
            boolean known = compiler.table().limits.contains(name.text());
            conditions.add(
                    !known
                            ? Condition.UNKNOWN
                            : Condition.answer(!compiler.table().over.contains(name.text())));
            return;
        }
        if (kind.equals("limit")) {
            cursor.expect("rate");
        }
        boolean over = cursor.take("over");
        cursor.take("until");
        while (!cursor.atEnd() && isOfLimit(cursor.peek())) {
            cursor.next();
        }
        conditions.add(Condition.answer(!over));
    }

    private static boolean isOfLimit(NftToken token) {
        String text = token.text();
        return !token.quoted()
                && (Character.isDigit(text.charAt(0))
                        || Set.of("burst", "packets", "bytes", "kbytes", "mbytes", "/", "used")
                                .contains(text)
                        || text.endsWith("bytes")
                        || text.endsWith("bytes/second")
                        || text.startsWith("bytes/")
                        || text.startsWith("kbytes/")
                        || text.startsWith("mbytes/"));
    }

    /** {@code add @set { ip saddr timeout 1h limit rate over 10/minute }}: holds beyond a rate only if it says so. */
    private void fill() throws UnsupportedFeatureException {
        NftToken set = cursor.next();
        if (cursor.peek().is("{")) {
            boolean over = false;
            boolean counts = false;
            for (NftToken token : cursor.block()) {
                over |= token.is("over");
                counts |= token.is("count") || token.is("limit") || token.is("quota");
            }
            conditions.add(Condition.answer(!over));
            if (set.text().startsWith("@")) {
                compiler.everFilled().add(set.text().substring(1));
            }
            if (!over && !counts && set.text().startsWith("@")) {
                fills.add(set.text().substring(1));
            }
        } else {
            skipToVerdict();
        }
    }

    private Action verdict(String word, NftCursor at) throws ImageException {
        switch (word) {
            case "accept" -> {
                return Action.ACCEPT;
            }
            case "drop", "reject" -> {
                return Action.DROP;
            }
            case "return" -> {
                return Action.RETURN;
            }
            case "jump", "goto" -> {
                at.skipLines();
                String chain = at.peek().is("{")
                        ? compiler.unnamed(at.block())
                        : at.next().text();
                return new Action(word.equals("jump") ? Kind.JUMP : Kind.GOTO, chain, 0);
            }
            case "redirect", "dnat" -> {
                return redirect(word, at);
            }
            case "continue" -> {
                return Action.NONE;
            }
            default -> {
                return Action.UNSURE;
            }
        }
    }

    /** {@code redirect to :8080}, {@code dnat to :8080}; to another address is not told apart from a local one. */
    private Action redirect(String word, NftCursor at) throws ImageException {
        compiler.rules().translate();
        boolean to = at.take("to");
        if (!to) {
            return word.equals("redirect") ? Action.ACCEPT : Action.UNSURE;
        }
        boolean colon = at.take(":");
        int port = colon && !at.atEnd() ? compiler.surroundings().port(at.next().text(), true) : -1;
        boolean alone = at.atEnd()
                || at.peek().isEnd()
                || at.peek().is("comment")
                || at.peek().is("random")
                || at.peek().is("persistent")
                || at.peek().is("fully-random");
        return port > 0 && alone ? new Action(Kind.REDIRECT, "", port) : Action.UNSURE;
    }
}
