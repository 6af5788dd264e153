package org.imginspect.facts.ssh;

import java.util.List;
import java.util.Optional;

/** Values as sshd takes them, and why it refuses others. */
final class SshdValues {
    private SshdValues() {}

    /** Why sshd refuses to start with these arguments, one clause; empty if it does not, or it is not known. */
    static Optional<String> objection(SshdKeyword keyword, List<String> arguments, Optional<SshdVersion> version) {
        if (keyword.kind() == SshdKeyword.Kind.IGNORED) {
            return Optional.empty();
        }
        if (arguments.isEmpty() || arguments.get(0).isEmpty()) {
            // An empty list of environment variables or algorithms is taken or not, version by version.
            return arguments.isEmpty() || isOne(keyword)
                    ? Optional.of("nothing stands behind '" + keyword.name() + "'")
                    : Optional.empty();
        }
        String first = arguments.get(0);
        boolean one = isOne(keyword);
        String wrong = switch (keyword.kind()) {
            case CHOICE ->
                keyword.allows(first) ? "" : "one of " + keyword.choices().replace("|", ", ");
            case NUMBER -> isNumber(first) ? "" : "a number";
            case TIME -> seconds(first) >= 0 || first.equals("none") ? "" : "a time";
            default -> "";
        };
        if (keyword.name().equals("permitrootlogin")
                && first.equalsIgnoreCase("prohibit-password")
                && version.isPresent()
                && !version.get().isAtLeast(7, 0)) {
            wrong = "known to OpenSSH " + version.get();
        }
        if (!wrong.isEmpty()) {
            return Optional.of(keyword.name() + " is '" + first + "', not " + wrong);
        }
        if (one && arguments.size() > 1) {
            return Optional.of("'" + arguments.get(1) + "' stands behind the value of " + keyword.name());
        }
        return Optional.empty();
    }

    /** Why sshd refuses these AuthenticationMethods: {@code auth2_methods_valid()}. */
    static Optional<String> methods(List<String> lists) {
        if (lists.contains("any") && lists.size() > 1) {
            return Optional.of("'any' must stand alone in AuthenticationMethods");
        }
        for (String list : lists) {
            for (String method : list.equals("any") ? new String[0] : list.split(",", -1)) {
                int colon = method.indexOf(':');
                switch (colon < 0 ? method : method.substring(0, colon)) {
                    case "publickey",
                            "password",
                            "keyboard-interactive",
                            "hostbased",
                            "gssapi-with-mic",
                            "gssapi-keyex",
                            "none" -> {
                        // It is one.
                    }
                    default -> {
                        return Optional.of("AuthenticationMethods has '" + method + "', which is no method");
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isOne(SshdKeyword keyword) {
        return switch (keyword.kind()) {
            case CHOICE, NUMBER, TIME, WORD -> true;
            case GATHERED -> keyword.name().equals("hostkey") || keyword.name().equals("hostcertificate");
            default -> false;
        };
    }

    static boolean isNumber(String text) {
        if (text.isEmpty() || text.length() > 9) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if ((text.charAt(i) < '0' || text.charAt(i) > '9')
                    && !(i == 0 && text.length() > 1 && text.charAt(0) == '-')) {
                return false;
            }
        }
        return true;
    }

    /** {@code a2port()}: a number from 1 to 65535, or a service's name of which only ssh's is known here. */
    static boolean isPort(String text) {
        return port(text) > 0;
    }

    /** 0: none. */
    static int port(String text) {
        if (text.equals("ssh")) {
            return 22;
        }
        if (!isNumber(text) || text.startsWith("-")) {
            return 0;
        }
        int value = Integer.parseInt(text);
        return value <= 65535 ? value : 0;
    }

    /** {@code convtime()}: {@code 90}, {@code 1h30m}; -1 if it is none. */
    static long seconds(String text) {
        long total = 0;
        int at = 0;
        if (text.isEmpty() || text.length() > 40) {
            return -1;
        }
        while (at < text.length()) {
            int from = at;
            long value = 0;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9' && at - from < 10) {
                value = value * 10 + (text.charAt(at++) - '0');
            }
            if (at == from) {
                return -1;
            }
            long unit = 1;
            if (at < text.length()) {
                unit = switch (text.charAt(at++)) {
                    case 's', 'S' -> 1;
                    case 'm', 'M' -> 60;
                    case 'h', 'H' -> 3600;
                    case 'd', 'D' -> 86_400;
                    case 'w', 'W' -> 604_800;
                    default -> -1;
                };
                if (unit < 0) {
                    return -1;
                }
            }
            total += value * unit;
            if (total > Integer.MAX_VALUE) {
                return -1;
            }
        }
        return total;
    }
}
