package org.imginspect.facts.os;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The assignments of os-release(5): a subset of the shell's syntax. A later one wins, as in the shell. */
final class OsRelease {
    private OsRelease() {}

    static Map<String, String> parse(List<String> lines) {
        Map<String, String> values = new HashMap<>();
        for (String line : lines) {
            String text = line.strip();
            int equals = text.indexOf('=');
            if (equals > 0 && text.charAt(0) != '#') {
                values.put(text.substring(0, equals), unquote(text, equals + 1));
            }
        }
        return values;
    }

    private static String unquote(String text, int from) {
        StringBuilder value = new StringBuilder(text.length() - from);
        char quote = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                value.append(text.charAt(++i));
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == ' ' || c == '\t')) {
                break; // What follows is no part of the value.
            } else {
                value.append(c);
            }
        }
        return value.toString();
    }
}
