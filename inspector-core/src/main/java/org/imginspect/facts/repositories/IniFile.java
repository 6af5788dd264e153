package org.imginspect.facts.repositories;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;

/**
 * The files of yum, dnf and zypper: sections in brackets, {@code key=value}, a line that begins with a blank continues the value, {@code #}
 * and {@code ;} begin a comment at the begin of a line only. The last section of a name, and the last value of a key, wins.
 */
final class IniFile {
    /** @param line where the value begins, from 1 */
    record Value(String text, int line) {}

    /** @param line of its head, from 1 */
    record Section(String name, int line, Map<String, Value> values) {
        Optional<Value> find(String key) {
            return Optional.ofNullable(values.get(key));
        }

        /** A yes or no; empty if it is not set, or neither. */
        Optional<Boolean> flag(String key) {
            Value value = values.get(key);
            if (value == null) {
                return Optional.empty();
            }
            return switch (value.text().toLowerCase(Locale.ROOT)) {
                case "1", "yes", "true", "on", "enabled" -> Optional.of(true);
                case "0", "no", "false", "off", "disabled" -> Optional.of(false);
                default -> Optional.empty();
            };
        }

        /** The words of a value, between blanks and commas, each with its line; none if it is not set. */
        List<Value> words(String key) {
            Value value = values.get(key);
            List<Value> words = new ArrayList<>();
            if (value == null) {
                return words;
            }
            int line = value.line();
            StringBuilder word = new StringBuilder();
            String text = value.text() + "\n";
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c <= ' ' || (c == ',' && (i + 1 == text.length() || text.charAt(i + 1) <= ' '))) {
                    if (!word.isEmpty()) {
                        words.add(new Value(word.toString(), line));
                        word.setLength(0);
                    }
                    line += c == '\n' ? 1 : 0;
                } else {
                    word.append(c);
                }
            }
            return words;
        }
    }

    private IniFile() {}

    /** The sections in the order of the file; none if there is no file. */
    static List<Section> read(GuestTree tree, GuestPath file) throws ImageException {
        Map<String, Section> sections = new LinkedHashMap<>();
        Section section = new Section("", 1, new LinkedHashMap<>());
        String key = "";
        int number = 0;
        for (String raw : tree.lines(file).orElse(List.of())) {
            number++;
            boolean continues = !raw.isEmpty() && (raw.charAt(0) == ' ' || raw.charAt(0) == '\t');
            String text = raw.strip();
            if (text.isEmpty() || raw.charAt(0) == '#' || raw.charAt(0) == ';') {
                continue;
            }
            if (continues && !key.isEmpty()) {
                int line = number;
                section.values.merge(
                        key, new Value(text, line), (before, more) -> joined(before, more, line - before.line()));
                continue;
            }
            int close = text.lastIndexOf(']');
            if (text.charAt(0) == '[' && close > 0) {
                String name = text.substring(1, close);
                section = new Section(name, number, new LinkedHashMap<>());
                sections.put(name, section);
                key = "";
                continue;
            }
            int equals = separator(text);
            if (equals > 0) {
                key = text.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                section.values.put(key, new Value(text.substring(equals + 1).strip(), number));
            }
        }
        return List.copyOf(sections.values());
    }

    /** With as many line ends as there are in the file, so that words keep their lines. */
    private static Value joined(Value before, Value more, int lines) {
        long has = before.text().chars().filter(c -> c == '\n').count();
        return new Value(before.text() + "\n".repeat((int) Math.max(1, lines - has)) + more.text(), before.line());
    }

    /** Python's parser, which yum had, takes a colon too; an address has one after its equals sign. */
    private static int separator(String text) {
        int equals = text.indexOf('=');
        int colon = text.indexOf(':');
        return equals < 0 || (colon > 0 && colon < equals) ? Math.max(colon, equals < 0 ? colon : -1) : equals;
    }
}
