package org.imginspect.remedy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imginspect.guest.GuestPath;

/**
 * Guest text as words of a POSIX shell, where it can be nothing but one word. Printable ASCII stands in single quotes; any other name is made by
 * printf from octal numbers, so that the script itself is plain ASCII and no name can act on the terminal of who reads it.
 */
final class ShellWords {
    private final List<String> assignments = new ArrayList<>();
    private final List<String> words = new ArrayList<>();

    void add(GuestPath path) {
        add(path.toBytes());
    }

    void add(String ascii) {
        add(ascii.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private void add(byte[] bytes) {
        if (isPrintable(bytes)) {
            words.add(quote(new String(bytes, java.nio.charset.StandardCharsets.US_ASCII)));
            return;
        }
        // The shell takes line ends off the end of what a command prints: an underscore keeps them, and goes after it.
        String name = "name" + (assignments.size() / 2 + 1);
        assignments.add(name + "=$(printf '" + octal(bytes) + "_')");
        assignments.add(name + "=${" + name + "%_}");
        words.add("\"$" + name + "\"");
    }

    /** Lines that have to come before the words. */
    List<String> assignments() {
        return assignments;
    }

    List<String> words() {
        return words;
    }

    /** Any text without NUL in single quotes. */
    static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static boolean isPrintable(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0x20 || b > 0x7e) {
                return false;
            }
        }
        return true;
    }

    private static String octal(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            boolean plain =
                    (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '/' || b == '.';
            if (plain) {
                out.append((char) b);
            } else {
                out.append(String.format(Locale.ROOT, "\\%03o", b & 0xff));
            }
        }
        return out.toString();
    }
}
