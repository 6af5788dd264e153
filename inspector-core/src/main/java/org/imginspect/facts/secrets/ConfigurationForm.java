package org.imginspect.facts.secrets;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * A kind of file in which names are given values, some of which are secrets.
 *
 * @param kind what a secret in it is: {@code password (MySQL option file)}
 * @param names more names of secrets than those that are one everywhere, in lower case
 */
record ConfigurationForm(String kind, SecretHit.Category category, Set<Trait> traits, Set<String> names) {
    /** What tells one form from another. */
    enum Trait {
        /** The file is known to hold secrets: whatever is set is one, unless it stands for one. Otherwise it has to look drawn or made up. */
        KNOWN,
        /** A name and its value may be apart by spaces alone: {@code requirepass x}. */
        SPACES,
        /** A program's text: a value without quotes is an expression. */
        CODE,
        /** {@code #} begins no comment. */
        NO_COMMENTS,
        /** What stands without quotes goes on to the end of its line. */
        WHOLE_LINE
    }

    static ConfigurationForm of(String kind, SecretHit.Category category, Trait... traits) {
        Set<Trait> set = EnumSet.noneOf(Trait.class);
        set.addAll(Arrays.asList(traits));
        return new ConfigurationForm(kind, category, set, Set.of());
    }

    ConfigurationForm naming(String... more) {
        return new ConfigurationForm(kind, category, traits, Set.of(more));
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }
}
