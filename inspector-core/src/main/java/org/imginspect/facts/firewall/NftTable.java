package org.imginspect.facts.firewall;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.facts.firewall.RuleSet.Base;
import org.jspecify.annotations.Nullable;

/** A table of nft's before its rules are put together: they refer to sets that may stand behind them. */
final class NftTable {
    /** The words of one rule. */
    record RawRule(List<NftToken> tokens) {}

    static final class RawChain {
        final List<RawRule> rules = new ArrayList<>();

        @Nullable
        Base base;
        /** Of netdev and ingress: cards. */
        final List<String> devices = new ArrayList<>();
    }

    /** A set or map: its elements as they are written, without what says how long they stay. */
    static final class RawSet {
        final List<List<NftToken>> elements = new ArrayList<>();
    }

    final String family;
    final Map<String, RawChain> chains = new LinkedHashMap<>();
    final Map<String, RawSet> sets = new HashMap<>();
    /** Names of limits and quotas that hold beyond their rate. */
    final Set<String> over = new HashSet<>();
    /** Names of limits and quotas. */
    final Set<String> limits = new HashSet<>();

    boolean dormant;

    NftTable(String family) {
        this.family = family;
    }

    boolean ipv4() {
        return !family.equals("ip6");
    }

    boolean ipv6() {
        return !family.equals("ip");
    }

    RawChain chain(String name) {
        RawChain chain = chains.get(name);
        if (chain == null) {
            chain = new RawChain();
            chains.put(name, chain);
        }
        return chain;
    }

    RawSet set(String name) {
        RawSet set = sets.get(name);
        if (set == null) {
            set = new RawSet();
            sets.put(name, set);
        }
        return set;
    }
}
