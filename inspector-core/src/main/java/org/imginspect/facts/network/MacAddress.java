package org.imginspect.facts.network;

import java.util.Locale;
import java.util.Optional;

/** MAC addresses as text. */
final class MacAddress {
    private static final int OCTETS = 6;

    private MacAddress() {}

    /**
     * The address in lower case with colons, from {@code 52:54:00:12:34:56}, {@code 52-54-…} or {@code 5254.0012.3456}; empty if the text is
     * none, or one that is no machine's own (all zeros, all ones).
     */
    static Optional<String> of(String text) {
        StringBuilder digits = new StringBuilder(OCTETS * 2);
        int separators = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.digit(c, 16) >= 0 && c < 0x80) {
                digits.append(c);
            } else if (c == ':' || c == '-' || c == '.') {
                separators++;
            } else {
                return Optional.empty();
            }
        }
        if (digits.length() != OCTETS * 2 || (separators != OCTETS - 1 && separators != 2)) {
            return Optional.empty();
        }
        StringBuilder mac = new StringBuilder();
        for (int i = 0; i < digits.length(); i += 2) {
            mac.append(i == 0 ? "" : ":").append(digits, i, i + 2);
        }
        String address = mac.toString().toLowerCase(Locale.ROOT);
        return address.equals("00:00:00:00:00:00") || address.equals("ff:ff:ff:ff:ff:ff")
                ? Optional.empty()
                : Optional.of(address);
    }
}
