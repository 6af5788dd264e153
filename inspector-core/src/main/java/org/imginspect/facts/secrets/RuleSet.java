package org.imginspect.facts.secrets;

import java.util.ArrayList;
import java.util.List;

/** Rules, and the filter that tells where one of them has to look. For scanners of files and of free space alike. */
final class RuleSet {
    private final List<SecretRule> rules;
    private final KeywordFilter filter;

    RuleSet(List<SecretRule> rules) {
        this.rules = List.copyOf(rules);
        List<String> keywords = new ArrayList<>();
        boolean[] exact = new boolean[rules.size()];
        for (int i = 0; i < exact.length; i++) {
            keywords.add(rules.get(i).keyword());
            exact[i] = rules.get(i).isExact();
        }
        this.filter = new KeywordFilter(keywords, exact);
    }

    static RuleSet privateKeys() {
        return new RuleSet(PrivateKeyRules.all());
    }

    static RuleSet everything() {
        List<SecretRule> rules = new ArrayList<>(PrivateKeyRules.all());
        rules.addAll(CredentialRules.all());
        rules.addAll(MarkRules.all());
        return new RuleSet(rules);
    }

    /** Those that hold for bytes of which nobody knows in what file they were. */
    static RuleSet nameless() {
        List<SecretRule> secrets = new ArrayList<>(PrivateKeyRules.all());
        secrets.addAll(CredentialRules.all());
        List<SecretRule> rules = new ArrayList<>();
        for (SecretRule rule : secrets) {
            if (rule.looksInto("")) {
                rules.add(rule);
            }
        }
        return new RuleSet(rules);
    }

    SecretRule get(int number) {
        return rules.get(number);
    }

    int size() {
        return rules.size();
    }

    KeywordFilter filter() {
        return filter;
    }
}
