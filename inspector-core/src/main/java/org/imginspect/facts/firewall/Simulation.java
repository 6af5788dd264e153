package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.firewall.RuleSet.Action;
import org.imginspect.facts.firewall.RuleSet.Base;
import org.imginspect.facts.firewall.RuleSet.Chain;
import org.imginspect.facts.firewall.RuleSet.Hook;
import org.imginspect.facts.firewall.RuleSet.Kind;
import org.imginspect.facts.firewall.RuleSet.Place;
import org.imginspect.facts.firewall.RuleSet.Rule;
import org.imginspect.facts.firewall.RuleSet.Table;

/**
 * Lets one packet go through the rules, for all ports at once: at each rule the ports for which it holds part from those for which it does not. Where
 * the disk does not tell, they go both ways; a port that then ends both accepted and dropped is unknown.
 */
final class Simulation {
    /** netfilter's {@code NFT_JUMP_STACK_SIZE}. */
    private static final int DEEPEST = 16;

    /** {@code NF_IP_PRI_CONNTRACK}: connections are known from here on. */
    private static final int CONNTRACK = -200;

    /** Rules looked at for one packet. Chains that lead to each other many times over would take for ever. */
    private static final int MOST_STEPS = 3_000_000;

    /**
     * Ports that a rule, or a chain's policy, decided on.
     *
     * @param policy whether it was no rule that did
     */
    record Decision(PortSet ports, Place place, String text, boolean policy) {}

    /** Ports that are now for port {@code redirect}; 0: for those they were for. */
    private record Flow(PortSet ports, int redirect) {}

    private record Hooked(Table table, Chain chain, Base base) {}

    private final RuleSet rules;
    private final Packet packet;
    private Packet asked;
    private final List<Decision> accepted = new ArrayList<>();
    private final List<Decision> dropped = new ArrayList<>();
    private final List<Decision> droppedLater = new ArrayList<>();
    private final List<Decision> unsure = new ArrayList<>();
    private PortSet open = PortSet.NONE;
    private PortSet closed = PortSet.NONE;
    private List<Flow> next = new ArrayList<>();
    private int redirect;
    private int steps;

    private Simulation(RuleSet rules, Packet packet) {
        this.rules = rules;
        this.packet = packet;
        this.asked = packet;
    }

    /** A connection of TCP takes more than its first packet: what follows has to get through as well. */
    static Simulation run(RuleSet rules, Packet first) throws UnsupportedFeatureException {
        Simulation simulation = new Simulation(rules, first);
        simulation.run();
        if (first.tcp() && !simulation.open.isEmpty()) {
            Simulation next = new Simulation(rules, first.next());
            next.run();
            simulation.open = simulation.open.intersect(next.open);
            simulation.closed = simulation.closed.union(next.closed);
            simulation.unsure.addAll(next.unsure);
            simulation.droppedLater.addAll(next.dropped);
        }
        return simulation;
    }

    /** Ports that the packet may get through to, or surely does. */
    PortSet open() {
        return open;
    }

    /** Ports that it may be kept from, or surely is. */
    PortSet closed() {
        return closed;
    }

    /** Ports of which the disk does not tell. */
    PortSet unknown() {
        return open.intersect(closed);
    }

    /** What lets the port in: the last rule that does, else the last policy; empty if nothing filters. */
    Optional<Decision> acceptedBy(int port) {
        return last(accepted, port);
    }

    /** What keeps the port shut: for the first packet, else for those behind it. */
    Optional<Decision> droppedBy(int port) {
        return last(dropped, port).or(() -> last(droppedLater, port));
    }

    /** The first rule of which the disk does not tell whether it holds. */
    Optional<Decision> unknownBecause(int port) {
        for (Decision decision : unsure) {
            if (decision.ports.contains(port)) {
                return Optional.of(decision);
            }
        }
        return Optional.empty();
    }

    private static Optional<Decision> last(List<Decision> decisions, int port) {
        Optional<Decision> found = Optional.empty();
        for (Decision decision : decisions) {
            if (decision.ports.contains(port) && (found.isEmpty() || found.get().policy || !decision.policy)) {
                found = Optional.of(decision);
            }
        }
        return found;
    }

    private void run() throws UnsupportedFeatureException {
        List<Hooked> hooked = new ArrayList<>();
        for (Table table : rules.tables.values()) {
            for (Chain chain : table.chains.values()) {
                Base base = chain.base;
                if (base != null && !table.dormant && (packet.ipv6() ? table.ipv6 : table.ipv4)) {
                    hooked.add(new Hooked(table, chain, base));
                }
            }
        }
        hooked.sort((one, other) -> one.base.hook() != other.base.hook()
                ? one.base.hook().compareTo(other.base.hook())
                : Integer.compare(one.base.priority(), other.base.priority()));
        List<Flow> flows = List.of(new Flow(PortSet.ALL, 0));
        for (Hooked each : hooked) {
            next = new ArrayList<>();
            // Only a first packet decides on translations.
            asked = each.base.nat() ? packet.begin() : packet;
            boolean early = each.base.hook() != Hook.INPUT && each.base.priority() < CONNTRACK;
            asked = early ? asked.untracked() : asked;
            for (Flow flow : flows) {
                redirect = flow.redirect;
                PortSet left = chain(each.table, each.chain, flow.ports, 0);
                if (!left.isEmpty()) {
                    Base base = each.base;
                    String policy = base.accepts() ? "accept" : "drop";
                    Rule rule = new Rule(Condition.ALWAYS, Action.NONE, base.place(), "the policy " + policy);
                    if (base.accepts()) {
                        accept(left, rule, base.nat() || each.chain.rules.isEmpty(), redirect);
                    } else {
                        drop(left, rule, true);
                    }
                }
            }
            flows = merge(next);
        }
        for (Flow flow : flows) {
            open = open.union(flow.ports);
        }
    }

    /** One flow for each port that packets are redirected to. */
    private static List<Flow> merge(List<Flow> flows) {
        List<Flow> merged = new ArrayList<>();
        for (Flow flow : flows) {
            boolean known = false;
            for (int i = 0; i < merged.size() && !known; i++) {
                if (merged.get(i).redirect == flow.redirect) {
                    merged.set(i, new Flow(merged.get(i).ports.union(flow.ports), flow.redirect));
                    known = true;
                }
            }
            if (!known) {
                merged.add(flow);
            }
        }
        return merged;
    }

    /** What comes out at the chain's end, or returns. */
    private PortSet chain(Table table, Chain chain, PortSet entering, int depth) throws UnsupportedFeatureException {
        PortSet in = entering;
        PortSet returned = PortSet.NONE;
        for (Rule rule : chain.rules) {
            if (in.isEmpty()) {
                break;
            }
            if (++steps > MOST_STEPS) {
                throw new UnsupportedFeatureException(
                        "firewall: chains that lead to each other make more than " + MOST_STEPS + " steps",
                        rule.place().toString());
            }
            Kind kind = rule.action().kind();
            if (kind == Kind.NONE) {
                continue;
            }
            Matched matched = redirected(rule.condition().of(asked));
            PortSet hit = in.intersect(matched.possible());
            if (hit.isEmpty()) {
                continue;
            }
            PortSet miss = in.minus(matched.sure());
            if (matched.isUnsure()) {
                unsure.add(new Decision(hit.intersect(miss), rule.place(), rule.text(), false));
            }
            in = miss;
            switch (kind) {
                case ACCEPT -> accept(hit, rule, false, redirect);
                case DROP -> drop(hit, rule, false);
                case RETURN -> returned = returned.union(hit);
                case REDIRECT -> accept(hit, rule, false, rule.action().port());
                case UNSURE -> {
                    unsure.add(new Decision(hit, rule.place(), rule.text(), false));
                    accept(hit, rule, false, redirect);
                    drop(hit, rule, false);
                }
                case JUMP -> in = in.union(follow(table, rule, hit, depth));
                case GOTO -> returned = returned.union(follow(table, rule, hit, depth));
                case NONE -> throw new IllegalStateException("passed over above");
            }
        }
        return in.union(returned);
    }

    private PortSet follow(Table table, Rule rule, PortSet ports, int depth) throws UnsupportedFeatureException {
        Chain target = table.chains.get(rule.action().chain());
        if (target == null) {
            throw new UnsupportedFeatureException(
                    "firewall: a rule leads to the chain " + rule.action().chain() + ", which is not there",
                    rule.place().toString());
        }
        if (depth >= DEEPEST) {
            throw new UnsupportedFeatureException(
                    "firewall: chains lead to each other more than " + DEEPEST + " deep",
                    rule.place().toString());
        }
        return chain(table, target, ports, depth + 1);
    }

    /** What holds for all ports of a flow, once they are all for one. */
    private Matched redirected(Matched matched) {
        if (redirect == 0) {
            return matched;
        }
        return matched.sure().contains(redirect)
                ? Matched.YES
                : matched.possible().contains(redirect) ? Matched.UNKNOWN : Matched.NO;
    }

    private void accept(PortSet ports, Rule rule, boolean policy, int to) {
        accepted.add(new Decision(
                ports, rule.place(), rule.text(), policy || rule.action().kind() == Kind.NONE));
        next.add(new Flow(ports, to));
    }

    private void drop(PortSet ports, Rule rule, boolean policy) {
        dropped.add(new Decision(ports, rule.place(), rule.text(), policy));
        closed = closed.union(ports);
    }
}
