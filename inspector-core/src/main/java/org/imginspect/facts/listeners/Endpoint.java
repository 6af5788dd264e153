package org.imginspect.facts.listeners;

import java.util.Optional;

/**
 * An address and a port.
 *
 * @param address empty text: every address
 */
record Endpoint(String address, int port) {
    /** {@code 80}, {@code *:80}, {@code 127.0.0.1:80}, {@code [::]:80}; empty if that is no port. */
    static Optional<Endpoint> parse(String text) {
        int colon = text.lastIndexOf(':');
        String address = colon < 0 ? "" : text.substring(0, colon);
        int port = number(text.substring(colon + 1));
        if (port < 1) {
            return Optional.empty();
        }
        return Optional.of(new Endpoint(every(address), port));
    }

    /** Empty text for an address that stands for all. */
    static String every(String address) {
        return switch (address) {
            case "*", "0.0.0.0", "::", "[::]", "0", "all" -> "";
            default -> address;
        };
    }

    /** A port; 0 if it is none. */
    static int number(String text) {
        if (text.isEmpty() || text.length() > 5) {
            return 0;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            value = value * 10 + (c - '0');
        }
        return value <= 65535 ? value : 0;
    }
}
