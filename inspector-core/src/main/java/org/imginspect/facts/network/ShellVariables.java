package org.imginspect.facts.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * A file of assignments as sysconfig has them: {@code NAME=value} with the shell's quotes, one or more a line. Nothing is run, and no
 * variable is put in: such a value is unknown until somebody asks for it.
 */
final class ShellVariables {
    private static final int MOST_CHARACTERS = 1 << 16;
    private static final int MOST_VARIABLES = 4096;

    private final GuestPath file;
    private final Map<String, Setting> values = new LinkedHashMap<>();
    private final Map<String, Integer> unknown = new LinkedHashMap<>();

    private ShellVariables(GuestPath file) {
        this.file = file;
    }

    /** Empty if there is no such file. */
    static Optional<ShellVariables> read(GuestTree tree, GuestPath file) throws ImageException {
        Optional<List<String>> lines = tree.lines(file);
        return lines.isEmpty() ? Optional.empty() : Optional.of(parse(lines.get(), file));
    }

    static ShellVariables parse(List<String> lines, GuestPath file) throws UnsupportedFeatureException {
        ShellVariables variables = new ShellVariables(file);
        for (int i = 0; i < lines.size(); i++) {
            int first = i;
            StringBuilder text = new StringBuilder(lines.get(i));
            while (text.length() <= MOST_CHARACTERS && isOpen(text) && i + 1 < lines.size()) {
                text.append('\n').append(lines.get(++i));
            }
            if (text.length() > MOST_CHARACTERS || variables.values.size() > MOST_VARIABLES) {
                throw new UnsupportedFeatureException(
                        "sysconfig: line " + (first + 1) + ": more than " + MOST_CHARACTERS
                                + " characters in one value, or " + MOST_VARIABLES + " values",
                        file.toString());
            }
            variables.line(text.toString(), first + 1);
        }
        return variables;
    }

    /** Whether a quote, or a backslash at the end, carries the line on to the next. */
    private static boolean isOpen(CharSequence text) {
        char quote = 0;
        boolean word = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && c == '#' && !word) {
                int end = text.toString().indexOf('\n', i);
                if (end < 0) {
                    return false;
                }
                i = end;
                continue;
            }
            if (c == '\\' && quote != '\'') {
                if (++i >= text.length()) {
                    return true;
                }
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
            word = c != ' ' && c != '\t' && c != '\n' && c != ';';
        }
        return quote != 0;
    }

    private void line(String text, int number) throws UnsupportedFeatureException {
        int at = 0;
        while (true) {
            while (at < text.length() && " \t\r\n;".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (at >= text.length() || text.charAt(at) == '#') {
                return;
            }
            int start = at;
            while (at < text.length() && isName(text.charAt(at))) {
                at++;
            }
            String name = text.substring(start, at);
            if (name.equals("export") && at < text.length() && text.charAt(at) == ' ') {
                continue;
            }
            if (name.isEmpty() || Character.isDigit(name.charAt(0)) || at >= text.length() || text.charAt(at) != '=') {
                throw new UnsupportedFeatureException(
                        "sysconfig: line " + number + ": a shell command that is no assignment is not run",
                        file.toString());
            }
            at = value(name, text, at + 1, number);
        }
    }

    private int value(String name, String text, int from, int number) throws UnsupportedFeatureException {
        StringBuilder value = new StringBuilder();
        boolean known = true;
        char quote = 0;
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quote == 0 && " \t\r\n;".indexOf(c) >= 0) {
                break;
            }
            if (c == '\\' && quote != '\'' && at + 1 < text.length()) {
                char next = text.charAt(++at);
                boolean kept = quote == '"' && "$`\"\\\n".indexOf(next) < 0;
                value.append(kept ? "\\" : "").append(next == '\n' ? "" : String.valueOf(next));
            } else if (c == '\\' && quote != '\'') {
                at++;
                break; // The file's last character carries on to a line that does not come.
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else {
                known &= quote == '\'' || (c != '`' && !(c == '$' && isExpansion(text, at + 1)));
                known &= quote != 0 || ("&|<>()".indexOf(c) < 0 && !isTilde(text, from, at));
                value.append(c);
            }
            at++;
        }
        if (quote != 0) {
            throw new UnsupportedFeatureException(
                    "sysconfig: line " + number + ": a quote is not closed", file.toString());
        }
        values.remove(name);
        unknown.remove(name);
        if (known) {
            values.put(name, new Setting(value.toString(), file, number));
        } else {
            unknown.put(name, number);
        }
        return at;
    }

    /** A tilde that the shell replaces by a home directory: at the beginning, or behind a colon. */
    private static boolean isTilde(String text, int from, int at) {
        return text.charAt(at) == '~' && (at == from || text.charAt(at - 1) == ':');
    }

    private static boolean isExpansion(String text, int at) {
        return at < text.length() && (isName(text.charAt(at)) || "({'\"*@#?$!-".indexOf(text.charAt(at)) >= 0);
    }

    private static boolean isName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    GuestPath file() {
        return file;
    }

    /** The names that are set, in order. */
    Iterable<String> names() {
        return values.keySet();
    }

    /** A value that is set and not empty text. */
    Optional<Setting> get(String name) throws UnsupportedFeatureException {
        Integer number = unknown.get(name);
        if (number != null) {
            throw new UnsupportedFeatureException(
                    "sysconfig: line " + number + ": the value of " + name + " needs a shell", file.toString());
        }
        Setting value = values.get(name);
        return value == null || value.value().isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** The value in lower case; empty text if there is none. */
    String lower(String name) throws UnsupportedFeatureException {
        return get(name)
                .map(one -> one.value().toLowerCase(java.util.Locale.ROOT))
                .orElse("");
    }
}
