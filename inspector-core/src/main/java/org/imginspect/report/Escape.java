package org.imginspect.report;

import java.nio.charset.StandardCharsets;

/**
 * The only way from text of the guest, or of a host file's name, to a report: nothing in it may act on a terminal, end a line or
 * hide what it is. What a format needs beside that (quotes in JSON) is the format's own matter.
 */
public final class Escape {
    private Escape() {}

    /**
     * One line of text. Control, format (bidirectional overrides and zero-width characters among them), private-use and unassigned
     * characters, line and paragraph separators become {@code \xNN} for each byte of their UTF-8; half of a surrogate pair becomes
     * U+FFFD. A {@code GuestName} or {@code GuestPath} was escaped in the same way by its own {@code toString}, which also doubles
     * the backslash; that is left as it is.
     */
    public static String line(String text) {
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain))) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, plain);
        int i = plain;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            append(out, codePoint);
            i += Character.charCount(codePoint);
        }
        return out.toString();
    }

    private static boolean isPlain(char c) {
        return c >= 0x20 && c < 0x7f;
    }

    private static void append(StringBuilder out, int codePoint) {
        switch (Character.getType(codePoint)) {
            case Character.SURROGATE -> out.append('\ufffd');
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> {
                for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
                    out.append("\\x")
                            .append(Character.forDigit(b >> 4 & 15, 16))
                            .append(Character.forDigit(b & 15, 16));
                }
            }
            default -> out.appendCodePoint(codePoint);
        }
    }
}
