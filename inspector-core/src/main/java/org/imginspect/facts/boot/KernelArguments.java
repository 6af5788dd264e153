package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.facts.boot.BootEntry.Argument;
import org.imginspect.guest.GuestPath;

/** A command line as the kernel takes it apart (lib/cmdline.c, {@code next_arg}): blanks part arguments, double quotes hold blanks together. */
final class KernelArguments {
    private KernelArguments() {}

    /**
     * The arguments of a text that a loader hands to the kernel unchanged.
     *
     * @param line where the text begins in {@code file}, from 1
     */
    static List<Argument> split(String text, GuestPath file, int line) {
        List<Argument> arguments = new ArrayList<>();
        int at = 0;
        int row = line;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isBlank(c)) {
                row += c == '\n' ? 1 : 0;
                at++;
                continue;
            }
            int end = at;
            boolean quoted = false;
            while (end < text.length() && (quoted || !isBlank(text.charAt(end)))) {
                quoted ^= text.charAt(end) == '"';
                end++;
            }
            arguments.add(new Argument(unquote(text.substring(at, end)), file, row));
            at = end;
        }
        return arguments;
    }

    /** Quotes around the whole argument or around its value are not part of it. */
    private static String unquote(String word) {
        String text = word;
        if (text.startsWith("\"")) {
            text = text.substring(1, text.length() > 1 && text.endsWith("\"") ? text.length() - 1 : text.length());
        }
        int value = text.indexOf('=') + 1;
        if (value > 0 && text.startsWith("\"", value)) {
            int end = text.length() > value + 1 && text.endsWith("\"") ? text.length() - 1 : text.length();
            text = text.substring(0, value) + text.substring(value + 1, end);
        }
        return text;
    }

    /** A loader makes one line of several, so that control characters part arguments too. */
    private static boolean isBlank(char c) {
        return c <= ' ' || c == 0x7f || c == 0xa0;
    }
}
