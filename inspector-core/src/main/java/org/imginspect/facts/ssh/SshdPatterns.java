package org.imginspect.facts.ssh;

import java.util.Locale;

/** OpenSSH's patterns (ssh_config(5), PATTERNS): {@code *}, {@code ?}, lists with commas, {@code !} before what is to be left out. */
final class SshdPatterns {
    private SshdPatterns() {}

    /** {@code match_pattern_list()}: 1 if a pattern matches, -1 if one behind {@code !} does, 0 if none does. */
    static int list(String text, String patterns, boolean lowerCase) {
        int result = 0;
        for (String each : patterns.split(",", -1)) {
            boolean negated = each.startsWith("!");
            String pattern = negated ? each.substring(1) : each;
            if (matches(text, lowerCase ? pattern.toLowerCase(Locale.ROOT) : pattern)) {
                if (negated) {
                    return -1;
                }
                result = 1;
            }
        }
        return result;
    }

    /** {@code match_pattern()}, without recursion: the last star takes one character more each time the rest does not fit. */
    static boolean matches(String text, String pattern) {
        int at = 0;
        int in = 0;
        int star = -1;
        int from = 0;
        while (at < text.length()) {
            if (in < pattern.length() && pattern.charAt(in) == '*') {
                star = in++;
                from = at;
            } else if (in < pattern.length() && (pattern.charAt(in) == '?' || pattern.charAt(in) == text.charAt(at))) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++from;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }
}
