package org.imginspect.facts.answers;

import java.util.Optional;
import org.imginspect.facts.users.PasswordField;

/** Tells a password from what only stands in its place. */
final class PasswordValue {
    private PasswordValue() {}

    /**
     * {@code a password hash}, {@code a password}; empty if nobody gets in with it.
     *
     * @param hashed whether the file says that it is a hash: what is none then locks the account
     */
    static Optional<String> kind(String raw, boolean hashed) {
        String value = unquoted(raw.strip());
        if (PasswordField.hashIn(value).isPresent()) {
            return Optional.of("a password hash");
        }
        if (hashed || value.isEmpty() || value.startsWith("!") || value.startsWith("*") || isStandIn(value)) {
            return Optional.empty();
        }
        return Optional.of("a password");
    }

    static String unquoted(String value) {
        int length = value.length();
        boolean quoted = length >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(length - 1) == value.charAt(0);
        return quoted ? value.substring(1, length - 1) : value;
    }

    private static boolean isStandIn(String value) {
        if (value.contains("{{")
                || value.contains("${")
                || value.contains("$(")
                || value.contains("<%")
                || (value.startsWith("<") && value.endsWith(">"))
                || (value.startsWith("%") && value.endsWith("%"))) {
            return true;
        }
        return switch (value) {
            case "x",
                    "R",
                    "RANDOM",
                    "REDACTED",
                    "null",
                    "~",
                    "none",
                    "None",
                    "true",
                    "false",
                    "|",
                    ">",
                    "|-",
                    ">-",
                    "hash",
                    "text",
                    "locked",
                    "nope",
                    "[]",
                    "{}" -> true;
            default ->
                value.startsWith("$")
                        && value.indexOf('$', 1) < 0
                        && value.length() > 1
                        && Character.isLetter(value.charAt(1));
        };
    }
}
