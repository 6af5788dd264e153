package org.imginspect.sbom;

import java.util.Locale;
import java.util.Optional;

/**
 * Who a package comes from: rpm's Vendor, the Maintainer of dpkg and apk, pacman's Packager.
 *
 * @param name never empty
 * @param email empty text if none is named
 * @param organization whether it calls itself something that a person is not called
 */
record Supplier(String name, String email, boolean organization) {
    private static final String[] GROUPS = {
        "team",
        "maintainers",
        "developers",
        "group",
        "project",
        "packagers",
        "maintenance",
        "inc.",
        "llc",
        "gmbh",
        "foundation",
        "debian",
        "ubuntu"
    };

    /** RFC 5321, 4.5.3.1. */
    private static final int MOST_LOCAL = 64;

    private static final int MOST_ADDRESS = 254;

    /** Takes {@code NAME <EMAIL>} apart; empty if nobody is named. */
    static Optional<Supplier> of(String text, boolean vendor) {
        int open = text.indexOf('<');
        int close = text.indexOf('>', open + 1);
        String email =
                open < 0 || close < 0 ? "" : text.substring(open + 1, close).strip();
        if (!isMailbox(email)) {
            email = "";
        }
        // What only looks like an address stays part of the name: nothing is dropped.
        String name = (email.isEmpty() ? text : text.substring(0, open)).strip();
        if (name.isEmpty()) {
            name = email;
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(new Supplier(name, email, vendor || isGroup(name)));
    }

    /** Whether it is an address as package managers write it; RFC 6531 allows more, which nobody uses here. */
    private static boolean isMailbox(String text) {
        int at = text.indexOf('@');
        return at > 0
                && at <= MOST_LOCAL
                && text.length() <= MOST_ADDRESS
                && at == text.lastIndexOf('@')
                && !text.startsWith("-", at + 1)
                && isDotted(text.substring(0, at), "!#$%&'*+-/=?^_`{|}~")
                && isDotted(text.substring(at + 1), "-");
    }

    private static boolean isDotted(String text, String more) {
        char before = '.';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && more.indexOf(c) < 0 && (c != '.' || before == '.')) {
                return false;
            }
            before = c;
        }
        return before != '.';
    }

    private static boolean isGroup(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String group : GROUPS) {
            if (lower.contains(group)) {
                return true;
            }
        }
        return false;
    }
}
