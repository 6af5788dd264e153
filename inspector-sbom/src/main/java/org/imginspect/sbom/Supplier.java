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

    /** Takes {@code NAME <EMAIL>} apart; empty if nobody is named. */
    static Optional<Supplier> of(String text, boolean vendor) {
        int open = text.indexOf('<');
        int close = text.indexOf('>', open + 1);
        String name = (open < 0 ? text : text.substring(0, open)).strip();
        String email =
                open < 0 || close < 0 ? "" : text.substring(open + 1, close).strip();
        if (name.isEmpty()) {
            name = email;
        }
        return name.isEmpty() ? Optional.empty() : Optional.of(new Supplier(name, email, vendor || isGroup(name)));
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
