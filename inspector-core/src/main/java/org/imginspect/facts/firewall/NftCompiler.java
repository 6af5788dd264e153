package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.firewall.NftTable.RawChain;
import org.imginspect.facts.firewall.NftTable.RawRule;
import org.imginspect.facts.firewall.RuleSet.Action;
import org.imginspect.facts.firewall.RuleSet.Base;
import org.imginspect.facts.firewall.RuleSet.Chain;
import org.imginspect.facts.firewall.RuleSet.Hook;
import org.imginspect.facts.firewall.RuleSet.Rule;
import org.imginspect.facts.firewall.RuleSet.Table;

/** Turns a table's rules from words into conditions and actions. */
final class NftCompiler {
    private final RuleSet rules;
    private final Surroundings surroundings;
    private final NftTable table;
    private final Table into;
    /** Sets that a packet may be in because a rule above has added it. */
    private final Set<String> filled = new HashSet<>();

    private final Set<String> everFilled = new HashSet<>();
    private int unnamed;

    NftCompiler(RuleSet rules, Surroundings surroundings, NftTable table) {
        this.rules = rules;
        this.surroundings = surroundings;
        this.table = table;
        this.into = new Table(table.ipv4(), table.ipv6());
    }

    void compile(String key) throws ImageException {
        rules.tables.put(key, into);
        into.dormant = table.dormant;
        for (Map.Entry<String, RawChain> each : table.chains.entrySet()) {
            Chain chain = into.chain(each.getKey());
            RawChain raw = each.getValue();
            chain.base = raw.base;
            for (RawRule rule : raw.rules) {
                add(chain, rule.tokens());
            }
            Base base = raw.base;
            if (base != null && base.hook() == Hook.INGRESS) {
                onlyOn(chain, base, raw.devices);
            }
        }
    }

    /** An ingress chain is asked about the packets of its own cards only. */
    private void onlyOn(Chain chain, Base base, List<String> devices) throws ImageException {
        List<Condition> names = new ArrayList<>();
        for (String device : devices) {
            names.add(surroundings.arrivesOn(device));
        }
        Condition card = Condition.any(names);
        if (!base.accepts()) {
            rules.add(chain, new Rule(Condition.ALWAYS, Action.DROP, base.place(), "the policy drop"));
        }
        chain.base = new Base(base.hook(), base.priority(), base.nat(), true, base.place());
        rules.insert(
                chain,
                0,
                new Rule(Condition.not(card), Action.ACCEPT, base.place(), "device " + String.join(", ", devices)));
    }

    void add(Chain chain, List<NftToken> tokens) throws ImageException {
        new NftRule(this, tokens).addTo(chain);
    }

    RuleSet rules() {
        return rules;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    NftTable table() {
        return table;
    }

    Set<String> filled() {
        return filled;
    }

    /** Sets that some rule adds to. */
    Set<String> everFilled() {
        return everFilled;
    }

    /** A chain for rules that stand between braces behind jump or goto. */
    String unnamed(List<NftToken> block) throws ImageException {
        String name = "{" + ++unnamed + "}";
        Chain chain = into.chain(name);
        NftCursor cursor = new NftCursor(block);
        while (!cursor.atEnd()) {
            if (cursor.peek().isEnd()) {
                cursor.next();
            } else {
                List<NftToken> statement = cursor.statement();
                if (statement.isEmpty()) {
                    throw NftTokens.refused("a brace is closed that was not opened", cursor.place());
                }
                add(chain, statement);
            }
        }
        return name;
    }
}
