package org.imginspect.facts.boot;

import java.util.ArrayList;
import java.util.List;

/** {@code grubenv} (GRUB's lib/envblk.c): a magic line, {@code name=value} lines with backslash escapes, padded with {@code #}. */
final class GrubEnvironmentBlock {
    private static final String MAGIC = "# GRUB Environment Block\n";

    private GrubEnvironmentBlock() {}

    /** One variable and the line it stands in, from 1. */
    record Variable(String name, String value, int line) {}

    /** The variables in order; none if the magic is not there, as for GRUB itself. */
    static List<Variable> parse(String text) {
        List<Variable> variables = new ArrayList<>();
        if (!text.startsWith(MAGIC)) {
            return variables;
        }
        int line = 2;
        int at = MAGIC.length();
        while (at < text.length()) {
            int start = line;
            StringBuilder entry = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '\n') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                    line += text.charAt(at) == '\n' ? 1 : 0;
                }
                entry.append(text.charAt(at));
                at++;
            }
            at++;
            line++;
            int equals = entry.indexOf("=");
            if (equals > 0 && entry.charAt(0) != '#') {
                variables.add(new Variable(entry.substring(0, equals), entry.substring(equals + 1), start));
            }
        }
        return variables;
    }
}
