package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.RuleSet.Action;
import org.imginspect.facts.firewall.RuleSet.Chain;
import org.imginspect.facts.firewall.RuleSet.Rule;
import org.imginspect.facts.firewall.RuleSet.Table;

/**
 * firewalld's direct rules (firewalld.direct(5)): iptables' rules beside its own. Where its own are nftables', what a direct rule accepts has yet to pass them.
 */
final class FirewalldDirect {
    private final RuleSet rules;
    private final Surroundings surroundings;
    private final boolean nftables;

    FirewalldDirect(RuleSet rules, Surroundings surroundings, boolean nftables) {
        this.rules = rules;
        this.surroundings = surroundings;
        this.nftables = nftables;
    }

    /** @param input firewalld's own chain, in which direct rules of the backend iptables come before the zones */
    void load(XmlElement root, Chain input) throws ImageException {
        List<XmlElement> direct = new ArrayList<>(root.all("rule"));
        direct.sort((one, other) -> Integer.compare(FirewalldRules.priority(one), FirewalldRules.priority(other)));
        for (XmlElement rule : direct) {
            add(rule, "-A " + rule.attribute("chain") + " " + rule.text(), input);
        }
        for (XmlElement rule : root.all("passthrough")) {
            add(rule, rule.text(), input);
        }
    }

    private void add(XmlElement rule, String command, Chain input) throws ImageException {
        String family = rule.attribute("ipv");
        if (family.equals("eb")) {
            return;
        }
        boolean ipv6 = family.equals("ipv6");
        String name = rule.attribute("table").isEmpty() ? "filter" : rule.attribute("table");
        if (command.startsWith("-t ")) {
            int end = command.indexOf(' ', 3);
            name = end < 0 ? command.substring(3) : command.substring(3, end);
            command = end < 0 ? "" : command.substring(end + 1).strip();
        }
        IptablesReader reader = new IptablesReader(rules, surroundings, ipv6);
        Table table = reader.table(name, rule.place());
        if (!nftables && name.equals("filter")) {
            // One chain of iptables: what is accepted is accepted.
            if (rule.name().equals("passthrough")) {
                throw new UnsupportedFeatureException(
                        "firewalld: a passthrough rule beside the backend iptables",
                        rule.place().toString());
            }
            Table own = new Table(!ipv6, ipv6);
            reader.command(own, command, rule.place());
            for (Rule each : own.chain(rule.attribute("chain")).rules) {
                Condition both = Condition.all(List.of(Condition.ipv6(ipv6), each.condition()));
                boolean plain =
                        each.action().equals(Action.ACCEPT) || each.action().equals(Action.DROP);
                if (rule.attribute("chain").equals("INPUT")) {
                    rules.add(input, new Rule(both, plain ? each.action() : Action.UNSURE, each.place(), each.text()));
                }
            }
            return;
        }
        reader.command(table, command, rule.place());
    }
}
