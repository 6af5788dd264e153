package org.imginspect.guest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /etc/fstab} as libmount reads it (fstab(5)): fields parted by blanks, octal escapes, a line with fewer than three fields is none. */
public final class Fstab {
    private Fstab() {}

    /**
     * One line that mounts something.
     *
     * @param device {@code fs_spec} with its escapes undone; quotes as in {@code UUID="…"} are left out
     * @param mountPoint {@code fs_file} with its escapes undone
     * @param path {@code fs_file} as a path; empty if it is none ({@code none} for swap, or not absolute)
     * @param type {@code fs_vfstype}
     * @param options {@code fs_mntops} parted at the commas; {@code defaults} if the field is missing
     * @param pass {@code fs_passno}; 0 if it is missing or no number
     * @param line its place in the file, from 1
     */
    public record Line(
            String device,
            String mountPoint,
            Optional<GuestPath> path,
            String type,
            List<String> options,
            int pass,
            int line) {
        public Line {
            options = List.copyOf(options);
        }
    }

    /** The lines that mount something, in order. Never fails: what libmount skips is skipped. */
    public static List<Line> parse(byte[] file) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        // One character a byte: names in fstab are bytes, and its octal escapes stand for bytes.
        for (String text : new String(file, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            number++;
            List<String> fields = fields(text);
            if (fields.size() < 3 || fields.get(0).startsWith("#")) {
                continue;
            }
            String mountPoint = unescape(fields.get(1));
            lines.add(new Line(
                    unquote(utf8(unescape(fields.get(0)))),
                    utf8(mountPoint),
                    path(mountPoint),
                    utf8(unescape(fields.get(2))),
                    options(fields.size() > 3 ? utf8(unescape(fields.get(3))) : "defaults"),
                    fields.size() > 5 ? number(fields.get(5)) : 0,
                    number));
        }
        return lines;
    }

    private static Optional<GuestPath> path(String mountPoint) {
        return mountPoint.startsWith("/") && mountPoint.indexOf('\0') < 0
                ? Optional.of(GuestPath.of(mountPoint.getBytes(StandardCharsets.ISO_8859_1)))
                : Optional.empty();
    }

    /** {@code UUID="x"} is {@code UUID=x}, as libblkid's blkid_parse_tag_string() has it. */
    private static String unquote(String device) {
        int equals = device.indexOf('=');
        int last = device.length() - 1;
        if (equals > 0 && last > equals + 1) {
            char quote = device.charAt(equals + 1);
            if ((quote == '"' || quote == '\'') && device.charAt(last) == quote) {
                return device.substring(0, equals + 1) + device.substring(equals + 2, last);
            }
        }
        return device;
    }

    /** Options parted at commas; a quoted value keeps its commas. */
    public static List<String> options(String field) {
        List<String> options = new ArrayList<>();
        StringBuilder option = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            quoted ^= c == '"';
            if (c == ',' && !quoted) {
                add(options, option);
            } else {
                option.append(c);
            }
        }
        add(options, option);
        return options;
    }

    private static void add(List<String> options, StringBuilder option) {
        if (!option.isEmpty()) {
            options.add(option.toString());
            option.setLength(0);
        }
    }

    private static int number(String field) {
        int value = 0;
        for (int i = 0; i < field.length(); i++) {
            int digit = Character.digit(field.charAt(i), 10);
            if (digit < 0 || value > 9_999) {
                return 0;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        int from = -1;
        for (int i = 0; i <= line.length(); i++) {
            boolean blank = i == line.length()
                    || line.charAt(i) == ' '
                    || line.charAt(i) == '\t'
                    || (line.charAt(i) == '\r' && i == line.length() - 1);
            if (!blank && from < 0) {
                from = i;
            } else if (blank && from >= 0) {
                fields.add(line.substring(from, i));
                from = -1;
            }
        }
        return fields;
    }

    /** A backslash and three octal digits are one byte. */
    private static String unescape(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder out = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            int value = field.charAt(i) == '\\' ? octal(field, i + 1) : -1;
            if (value >= 0) {
                out.append((char) value);
                i += 3;
            } else {
                out.append(field.charAt(i));
            }
        }
        return out.toString();
    }

    private static int octal(String field, int at) {
        if (at + 3 > field.length()) {
            return -1;
        }
        int value = 0;
        for (int i = at; i < at + 3; i++) {
            int digit = field.charAt(i) - '0';
            if (digit < 0 || digit > 7) {
                return -1;
            }
            value = (value * 8) + digit;
        }
        return value & 0xff;
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
