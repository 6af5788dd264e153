package org.imginspect.scan;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Check;

/** Which of the checks a request asks for. */
final class CheckSelection {
    private CheckSelection() {}

    /**
     * The wanted checks in the order of {@code all}.
     *
     * @throws UnknownCheckException if a wanted or skipped id or glob matches no check: a typo must not pass for a pass
     */
    static List<Check> choose(List<Check> all, List<String> wanted, List<String> skipped) {
        requireKnown(all, wanted);
        requireKnown(all, skipped);
        List<Check> chosen = new ArrayList<>();
        for (Check check : all) {
            String id = check.info().id();
            if ((wanted.isEmpty() || matchesAny(wanted, id)) && !matchesAny(skipped, id)) {
                chosen.add(check);
            }
        }
        return chosen;
    }

    private static void requireKnown(List<Check> all, List<String> patterns) {
        for (String pattern : patterns) {
            boolean known = false;
            for (Check check : all) {
                known |= matches(pattern, check.info().id());
            }
            if (!known) {
                throw new UnknownCheckException("no check is called '" + pattern + "'");
            }
        }
    }

    private static boolean matchesAny(List<String> patterns, String id) {
        for (String pattern : patterns) {
            if (matches(pattern, id)) {
                return true;
            }
        }
        return false;
    }

    /** A glob of {@code *} and {@code ?}; the star also matches the dot, so {@code *key*} finds checks of every area. */
    static boolean matches(String pattern, String id) {
        int p = 0;
        int i = 0;
        int star = -1;
        int starAt = 0;
        while (i < id.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                starAt = i;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == id.charAt(i))) {
                p++;
                i++;
            } else if (star >= 0) {
                p = star + 1;
                i = ++starAt;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
