package org.imginspect.facts.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.guest.GuestPath;

/**
 * A key file as GLib's GKeyFile reads it (glib/gkeyfile.c), which NetworkManager uses: groups in brackets, {@code key=value}, comments with
 * {@code #} only. One line that is none of these makes the whole file invalid.
 */
final class KeyFile {
    private final Map<String, Map<String, Setting>> groups = new LinkedHashMap<>();
    private final List<Setting> defects = new ArrayList<>();

    private KeyFile() {}

    static KeyFile parse(String text, GuestPath file) {
        KeyFile keys = new KeyFile();
        Optional<String> group = Optional.empty();
        int number = 0;
        int from = 0;
        while (from < text.length() && keys.defects.isEmpty()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            int stop = end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
            String line = stripStart(text.substring(from, stop));
            from = end + 1;
            number++;
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            int equals = line.indexOf('=');
            if (isGroup(line)) {
                String name = line.substring(1, line.indexOf(']'));
                if (isGroupName(name)) {
                    group = Optional.of(name);
                    keys.groups.computeIfAbsent(name, any -> new LinkedHashMap<>());
                } else {
                    keys.defects.add(new Setting("'" + line + "' has no proper group name", file, number));
                }
            } else if (equals > 0) {
                keys.pair(line, equals, group, file, number);
            } else {
                keys.defects.add(
                        new Setting("'" + line + "' is no key=value, no [group] and no comment with #", file, number));
            }
        }
        return keys;
    }

    private void pair(String line, int equals, Optional<String> group, GuestPath file, int number) {
        String key = stripEnd(line.substring(0, equals));
        if (group.isEmpty()) {
            defects.add(new Setting("'" + line + "' stands before any [group]", file, number));
        } else if (!isKeyName(key)) {
            defects.add(new Setting("'" + key + "' is no proper key", file, number));
        } else if (key.indexOf('[') < 0) { // A translation is for another locale.
            groups.computeIfAbsent(group.get(), any -> new LinkedHashMap<>())
                    .put(key, new Setting(stripEnd(stripStart(line.substring(equals + 1))), file, number));
        }
    }

    /** Why GLib refuses the file, with the line: the first defect ends its reading; empty if the file is valid. */
    Optional<Setting> defect() {
        return defects.isEmpty() ? Optional.empty() : Optional.of(defects.get(0));
    }

    /** The groups in order, each with its keys; a later value of a key replaces the earlier one. */
    Map<String, Map<String, Setting>> groups() {
        return groups;
    }

    Optional<Setting> get(String group, String key) {
        Map<String, Setting> keys = groups.get(group);
        return keys == null ? Optional.empty() : Optional.ofNullable(keys.get(key));
    }

    /** The value of the first of several names of a key in several names of a group; empty text counts. */
    Optional<Setting> first(List<String> groupNames, List<String> keyNames) {
        for (String group : groupNames) {
            for (String key : keyNames) {
                Optional<Setting> found = get(group, key);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isGroup(String line) {
        int close = line.charAt(0) == '[' ? line.indexOf(']') : -1;
        if (close < 0) {
            return false;
        }
        for (int i = close + 1; i < line.length(); i++) {
            if (line.charAt(i) != ' ' && line.charAt(i) != '\t') {
                return false;
            }
        }
        return true;
    }

    private static boolean isGroupName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '[' || c < 0x20 || c == 0x7f) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** {@code g_key_file_is_key_name}: spaces within are let through, a locale may follow in brackets. */
    private static boolean isKeyName(String key) {
        int open = key.indexOf('[');
        String name = open < 0 ? key : key.substring(0, open);
        if (name.isEmpty() || name.indexOf(']') >= 0 || name.endsWith(" ")) {
            return false;
        }
        if (open < 0) {
            return true;
        }
        int i = open + 1;
        while (i < key.length() && (Character.isLetterOrDigit(key.charAt(i)) || "-_.@".indexOf(key.charAt(i)) >= 0)) {
            i++;
        }
        return i == key.length() - 1 && key.charAt(i) == ']';
    }

    /** {@code g_ascii_isspace}: not the vertical tab. */
    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    private static String stripStart(String text) {
        int i = 0;
        while (i < text.length() && isSpace(text.charAt(i))) {
            i++;
        }
        return text.substring(i);
    }

    private static String stripEnd(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }
}
