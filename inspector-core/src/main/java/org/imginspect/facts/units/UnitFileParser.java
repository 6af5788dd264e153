package org.imginspect.facts.units;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.imginspect.guest.GuestPath;
import org.jspecify.annotations.Nullable;

/** {@code config_parse()} of systemd's src/shared/conf-parser.c. */
final class UnitFileParser {
    private final GuestPath file;
    private final List<UnitFile.Section> sections = new ArrayList<>();
    private @Nullable String section;
    private int sectionLine;
    private List<Setting> settings = new ArrayList<>();

    UnitFileParser(GuestPath file) {
        this.file = file;
    }

    UnitFile parse(List<String> lines) {
        OptionalInt refused = OptionalInt.empty();
        StringBuilder continued = new StringBuilder();
        int from = 0; // The line at which what is continued began; 0: nothing is.
        for (int i = 0; i < lines.size() && refused.isEmpty(); i++) {
            String line = skipBlanks(i == 0 ? withoutByteOrderMark(lines.get(0)) : lines.get(i));
            if (line.startsWith("#") || line.startsWith(";")) {
                continue; // A comment, even between lines that continue each other.
            }
            int begin = from == 0 ? i + 1 : from;
            if (endsOpen(line)) {
                continued.append(line, 0, line.length() - 1).append(' ');
                from = begin;
                continue;
            }
            String whole = from == 0 ? line : continued.append(line).toString();
            continued.setLength(0);
            from = 0;
            if (!take(whole.strip(), begin)) {
                refused = OptionalInt.of(begin);
            }
        }
        if (from != 0 && !take(continued.toString().strip(), from)) {
            refused = OptionalInt.of(from);
        }
        close();
        return new UnitFile(file, sections, refused);
    }

    private static String withoutByteOrderMark(String line) {
        return line.startsWith("\uFEFF") ? line.substring(1) : line;
    }

    private static String skipBlanks(String line) {
        int i = 0;
        while (i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '\t')) {
            i++;
        }
        return line.substring(i);
    }

    /** Whether the last character is a backslash that no other one escapes. */
    private static boolean endsOpen(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** One whole line; false if systemd gives up here. */
    private boolean take(String line, int number) {
        if (line.isEmpty()) {
            return true;
        }
        if (line.charAt(0) == '[') {
            if (line.charAt(line.length() - 1) != ']') {
                return false;
            }
            close();
            section = line.substring(1, line.length() - 1);
            sectionLine = number;
            return true;
        }
        int equals = line.indexOf('=');
        if (equals > 0 && section != null) {
            settings.add(new Setting(
                    section,
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip(),
                    file,
                    number));
        }
        return true;
    }

    private void close() {
        if (section != null) {
            sections.add(new UnitFile.Section(section, sectionLine, settings));
            settings = new ArrayList<>();
        }
    }
}
