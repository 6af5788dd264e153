package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;
import org.jspecify.annotations.Nullable;

/** What netfilter would hold: tables, their chains, and the rules in these. Readers fill it; {@link Simulation} runs it. */
final class RuleSet {
    /** Rules of one guest. Larger than any that a person writes, and what a few seconds suffice for. */
    private static final int MOST_RULES = 200_000;

    /** Ranges of sources that are remembered for {@link Strangers}. */
    private static final int MOST_SOURCES = 4096;

    /**
     * Where something is written.
     *
     * @param line from 1; 0 if it has none
     */
    record Place(GuestPath file, int line) {
        @Override
        public String toString() {
            return line > 0 ? file + ":" + line : file.toString();
        }
    }

    /** What becomes of a packet. */
    enum Kind {
        ACCEPT,
        DROP,
        RETURN,
        JUMP,
        GOTO,
        /** The packet is for another port of this machine from here on. */
        REDIRECT,
        /** Something takes the packet of which the disk does not tell what it does with it. */
        UNSURE,
        NONE
    }

    /**
     * @param chain where JUMP and GOTO lead; empty text otherwise
     * @param port for REDIRECT; 0 otherwise
     */
    record Action(Kind kind, String chain, int port) {
        static final Action ACCEPT = new Action(Kind.ACCEPT, "", 0);
        static final Action DROP = new Action(Kind.DROP, "", 0);
        static final Action RETURN = new Action(Kind.RETURN, "", 0);
        static final Action UNSURE = new Action(Kind.UNSURE, "", 0);
        static final Action NONE = new Action(Kind.NONE, "", 0);

        static Action jump(String chain) {
            return new Action(Kind.JUMP, chain, 0);
        }
    }

    /** @param text as it is written, for people */
    record Rule(Condition condition, Action action, Place place, String text) {}

    /** Where a base chain hooks in, in the order in which a packet passes them. */
    enum Hook {
        INGRESS,
        PREROUTING,
        INPUT
    }

    /**
     * What makes a chain a base chain.
     *
     * @param priority lower ones come first
     * @param nat whether it translates addresses: then accepting means that nothing is changed
     * @param place where its policy is written
     */
    record Base(Hook hook, int priority, boolean nat, boolean accepts, Place place) {}

    /** Rules in order, and what they hook into. */
    static final class Chain {
        final List<Rule> rules = new ArrayList<>();
        /** Empty for a chain that only others lead to. */
        @Nullable
        Base base;
    }

    /** One table of one family. */
    static final class Table {
        final boolean ipv4;
        final boolean ipv6;
        final Map<String, Chain> chains = new LinkedHashMap<>();
        boolean dormant;

        Table(boolean ipv4, boolean ipv6) {
            this.ipv4 = ipv4;
            this.ipv6 = ipv6;
        }

        Chain chain(String name) {
            return Objects.requireNonNull(chains.computeIfAbsent(name, any -> new Chain()));
        }
    }

    /** By a name that readers choose: {@code nft inet filter}, {@code ip filter}. */
    final Map<String, Table> tables = new LinkedHashMap<>();

    private final List<AddressSet.Range> sources = new ArrayList<>();
    private PortSet sourcePorts = PortSet.NONE;
    private int rules;
    private boolean marks;
    private boolean untracked;
    private boolean fills;
    private boolean translated;

    Table table(String name, boolean ipv4, boolean ipv6) {
        return Objects.requireNonNull(tables.computeIfAbsent(name, any -> new Table(ipv4, ipv6)));
    }

    void add(Chain chain, Rule rule) throws UnsupportedFeatureException {
        insert(chain, chain.rules.size(), rule);
    }

    void insert(Chain chain, int at, Rule rule) throws UnsupportedFeatureException {
        count(rule.place());
        chain.rules.add(at, rule);
    }

    /** Counts a rule, or an element of a set. */
    void count(Place place) throws UnsupportedFeatureException {
        if (++rules > MOST_RULES) {
            throw new UnsupportedFeatureException(
                    "firewall: more than " + MOST_RULES + " rules and elements of sets", place.toString());
        }
    }

    /** A condition on the source; the addresses are remembered, so that strangers of each kind are asked about. */
    Condition source(AddressSet addresses) {
        for (AddressSet.Range range : addresses.ranges()) {
            if (sources.size() < MOST_SOURCES) {
                sources.add(range);
            }
        }
        return Condition.source(addresses);
    }

    /** A condition on the source's port, which a stranger may choose. */
    Condition sourcePort(PortSet ports) {
        sourcePorts = sourcePorts.union(ports);
        return Condition.sourcePort(ports);
    }

    /** A rule marks packets. */
    void marks() {
        marks = true;
    }

    /** Whether a packet may bear a mark. */
    boolean setsMarks() {
        return marks;
    }

    /** A rule takes packets out of connection tracking. */
    void leavesUntracked() {
        untracked = true;
    }

    /** Whether the first packet of a connection may not be a new one in the eyes of conntrack. */
    boolean hasUntracked() {
        return untracked;
    }

    /** A rule sends packets to another port or address. */
    void translate() {
        translated = true;
    }

    /** Whether a packet may be one that was sent elsewhere. */
    boolean translates() {
        return translated;
    }

    /** A rule adds to ipset's sets. */
    void fillSets() {
        fills = true;
    }

    /** Whether a stranger may be in a set already. */
    boolean fillsSets() {
        return fills;
    }

    List<AddressSet.Range> sources() {
        return sources;
    }

    PortSet sourcePorts() {
        return sourcePorts;
    }
}
