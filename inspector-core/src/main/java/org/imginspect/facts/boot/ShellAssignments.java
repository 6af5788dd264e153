package org.imginspect.facts.boot;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.boot.GrubDefaults.Setting;
import org.imginspect.guest.GuestPath;

/**
 * The part of sh(1) that files of settings are written in: assignments, {@code export}, {@code unset}, quotes, and variables in values.
 * Nothing is run. A value with a command substitution is unknown; any other command makes the whole file unknown.
 */
final class ShellAssignments {
    private static final int VALUE_CHARACTERS = 1 << 16;

    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private String text = "";
    private GuestPath file = GuestPath.ROOT;
    private int at;
    private int line;

    /** What is set after everything read so far. */
    Map<String, Setting> settings() {
        return settings;
    }

    void read(String content, GuestPath from) throws UnsupportedFeatureException {
        text = content;
        file = from;
        at = 0;
        line = 1;
        String command = "";
        while (true) {
            skipBlanks();
            if (at >= text.length()) {
                return;
            }
            char c = text.charAt(at);
            if (c == '\n' || c == ';') {
                line += c == '\n' ? 1 : 0;
                at++;
                command = "";
                continue;
            }
            int start = at;
            while (at < text.length() && isNameCharacter(text.charAt(at))) {
                at++;
            }
            String name = text.substring(start, at);
            boolean assigned = !name.isEmpty() && !Character.isDigit(name.charAt(0)) && text.startsWith("=", at);
            boolean ended = at >= text.length() || " \t\n;".indexOf(text.charAt(at)) >= 0;
            if (assigned && !command.equals("unset")) {
                int begun = line;
                at++;
                settings.put(name, new Setting(value(), file, begun));
            } else if (ended && command.isEmpty() && (name.equals("export") || name.equals("unset"))) {
                command = name;
            } else if (ended && !name.isEmpty() && command.equals("unset")) {
                settings.remove(name);
            } else if (!(ended && !name.isEmpty() && command.equals("export"))) {
                throw new UnsupportedFeatureException(
                        "grub defaults, line " + line + ": a shell command that is no assignment is not run",
                        file.toString());
            }
        }
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ' ' || c == '\t' || c == '\r') {
                at++;
            } else if (text.startsWith("\\\n", at)) {
                at += 2;
                line++;
            } else if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                return;
            }
        }
    }

    /** The word behind an equals sign; empty if a command would have to be run for it. */
    private Optional<String> value() throws UnsupportedFeatureException {
        StringBuilder value = new StringBuilder();
        boolean known = true;
        boolean quoted = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (!quoted && " \t\n;".indexOf(c) >= 0) {
                break;
            }
            if (!quoted && "&|<>()".indexOf(c) >= 0) {
                throw problem("'" + c + "' behind an assignment is not understood");
            }
            at++;
            switch (c) {
                case '"' -> quoted = !quoted;
                case '\'' -> {
                    if (quoted) {
                        value.append(c);
                    } else {
                        int end = text.indexOf('\'', at);
                        if (end < 0) {
                            throw problem("a quote is not closed");
                        }
                        String literal = text.substring(at, end);
                        countLines(literal);
                        value.append(literal);
                        at = end + 1;
                    }
                }
                case '\\' -> backslash(value, quoted);
                case '`' -> {
                    known = false;
                    skipBackquotes();
                }
                case '$' -> known &= dollar(value);
                default -> {
                    line += c == '\n' ? 1 : 0;
                    value.append(c);
                }
            }
            if (value.length() > VALUE_CHARACTERS) {
                throw problem("a value grows beyond " + VALUE_CHARACTERS + " characters");
            }
        }
        if (quoted) {
            throw problem("a quote is not closed");
        }
        return known ? Optional.of(value.toString()) : Optional.empty();
    }

    private void backslash(StringBuilder value, boolean quoted) {
        char next = at < text.length() ? text.charAt(at) : '\\';
        if (next == '\n') {
            line++;
            at++;
        } else if (!quoted || "$`\"\\".indexOf(next) >= 0) {
            value.append(next);
            at++;
        } else {
            value.append('\\');
        }
    }

    private void skipBackquotes() throws UnsupportedFeatureException {
        while (at < text.length() && text.charAt(at) != '`') {
            line += text.charAt(at) == '\n' ? 1 : 0;
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        if (at >= text.length()) {
            throw problem("a quote is not closed");
        }
        at++;
    }

    /** @return whether the value stays known */
    private boolean dollar(StringBuilder value) throws UnsupportedFeatureException {
        if (text.startsWith("(", at)) {
            skipParentheses();
            return false;
        }
        boolean braces = text.startsWith("{", at);
        int start = braces ? at + 1 : at;
        int end = start;
        while (end < text.length() && isNameCharacter(text.charAt(end))) {
            end++;
        }
        if (end == start) {
            if (braces) {
                throw problem("this expansion is not understood");
            }
            value.append('$');
            return true;
        }
        if (braces && !text.startsWith("}", end)) {
            throw problem("this expansion is not understood");
        }
        at = braces ? end + 1 : end;
        Setting setting = settings.get(text.substring(start, end));
        if (setting == null) {
            return true;
        }
        value.append(setting.text().orElse(""));
        return setting.text().isPresent();
    }

    private void skipParentheses() throws UnsupportedFeatureException {
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            line += c == '\n' ? 1 : 0;
            if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return;
            } else if (c == '\'' || c == '"') {
                int end = text.indexOf(c, at);
                if (end < 0) {
                    break;
                }
                countLines(text.substring(at, end));
                at = end + 1;
            }
        }
        throw problem("a parenthesis is not closed");
    }

    private void countLines(String part) {
        for (int i = 0; i < part.length(); i++) {
            line += part.charAt(i) == '\n' ? 1 : 0;
        }
    }

    private UnsupportedFeatureException problem(String what) {
        return new UnsupportedFeatureException("grub defaults, line " + line + ": " + what, file.toString());
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
}
