package org.imginspect.facts.ssh;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * Files of {@code NAME=value} lines, as systemd's {@code EnvironmentFile=} takes them ({@code parse_env_file_internal()}) and as far as a shell that
 * reads them takes them in the same way. A later file counts before an earlier one.
 */
final class Variables {
    private static final int MOST = 10_000;

    /** A value, and whether a shell would put something else in its place. */
    private record Value(Word word, boolean shell) {}

    private final Map<String, Value> values = new HashMap<>();

    /** False if there is no such file. */
    boolean read(GuestTree tree, GuestPath file) throws ImageException {
        Optional<byte[]> content = tree.bytes(file);
        if (content.isEmpty()) {
            return false;
        }
        String text = new String(content.get(), StandardCharsets.UTF_8);
        int line = 1;
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            String raw = text.substring(at, end);
            int equals = raw.indexOf('=');
            String name = equals < 0 ? "" : name(raw.substring(0, equals));
            if (name.isEmpty()) {
                at = end + 1;
                line++;
                continue;
            }
            if (values.size() == MOST) {
                throw new UnsupportedFeatureException("more than " + MOST + " variables", file.toString());
            }
            int first = line;
            StringBuilder value = new StringBuilder();
            Scan scan = scan(text, at + equals + 1, value);
            for (int i = at; i < Math.min(scan.end, text.length()); i++) {
                line += text.charAt(i) == '\n' ? 1 : 0;
            }
            line++;
            at = scan.end + 1;
            set(name, value.toString(), file, OptionalInt.of(first), scan.shell);
        }
        return true;
    }

    void set(String name, String value, GuestPath file, OptionalInt line, boolean shell) {
        values.put(name, new Value(new Word(value, file, line), shell));
    }

    /** As systemd takes it; empty if it is not set. */
    Optional<Word> get(String name) {
        Value value = values.get(name);
        return value == null ? Optional.empty() : Optional.of(value.word());
    }

    /**
     * As a shell takes it; empty if it is not set.
     *
     * @throws UnsupportedFeatureException if the shell would have to run something, or put in a variable
     */
    Optional<Word> inShell(String name) throws UnsupportedFeatureException {
        Value value = values.get(name);
        if (value != null && value.shell()) {
            throw new UnsupportedFeatureException(
                    "the value of " + name + " needs a shell",
                    value.word().file().toString());
        }
        return get(name);
    }

    /** Empty text if it is none. */
    private static String name(String text) {
        String name = text.strip();
        if (name.startsWith("export ")) {
            name = name.substring("export ".length()).strip();
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return "";
            }
        }
        return name;
    }

    /** Where the value ends: at a line feed, or behind the text. */
    private record Scan(int end, boolean shell) {}

    private static Scan scan(String text, int from, StringBuilder value) {
        int at = from;
        boolean begun = false;
        boolean shell = false;
        char quote = 0;
        int kept = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            shell |= quote != '\'' && (c == '$' || c == '`');
            if (quote == 0 && c == '\n') {
                break;
            }
            if (quote == '\'' && c != '\'') {
                value.append(c);
            } else if (c == '\\' && at + 1 < text.length()) {
                char next = text.charAt(++at);
                if (quote == '"' && "\"\\`$\n".indexOf(next) < 0) {
                    value.append(c);
                }
                value.append(next == '\n' ? "" : String.valueOf(next));
                begun |= quote == 0;
            } else if (quote != 0 && c == quote) {
                quote = 0;
                begun = false;
            } else if (quote == 0 && !begun && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote == 0 && !begun && (c == ' ' || c == '\t' || c == '\r')) {
                continue;
            } else {
                begun |= quote == 0;
                value.append(c);
            }
            if (quote != 0 || !begun || " \t\r".indexOf(c) < 0) {
                kept = value.length();
            }
        }
        value.setLength(kept);
        return new Scan(at, shell);
    }
}
