package org.imginspect.checks.accounts;

import java.util.List;

/** How several accounts are named in a message. */
final class Names {
    private static final int MOST = 5;

    private Names() {}

    /** {@code account 'a'}, {@code accounts 'a', 'b' and 12 more}. */
    static String of(List<String> names) {
        StringBuilder text = new StringBuilder(names.size() == 1 ? "account " : "accounts ");
        for (int i = 0; i < Math.min(names.size(), MOST); i++) {
            text.append(i == 0 ? "'" : ", '").append(names.get(i)).append('\'');
        }
        return names.size() > MOST ? text + " and " + (names.size() - MOST) + " more" : text.toString();
    }
}
