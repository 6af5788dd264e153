package org.imginspect.facts.packages.versions;

/** dpkg's order of versions (lib/dpkg/version.c, parsehelp.c). */
final class DpkgVersionOrder {
    private DpkgVersionOrder() {}

    static int compare(String a, String b) {
        int colonA = a.indexOf(':');
        int colonB = b.indexOf(':');
        int order = RpmVersionOrder.compareNumbers(
                colonA < 0 ? "" : a.substring(0, colonA), colonB < 0 ? "" : b.substring(0, colonB));
        if (order != 0) {
            return order;
        }
        int dashA = a.lastIndexOf('-');
        int dashB = b.lastIndexOf('-');
        order = compareParts(
                a.substring(colonA + 1, dashA <= colonA ? a.length() : dashA),
                b.substring(colonB + 1, dashB <= colonB ? b.length() : dashB));
        return order != 0
                ? order
                : compareParts(
                        dashA <= colonA ? "" : a.substring(dashA + 1), dashB <= colonB ? "" : b.substring(dashB + 1));
    }

    /** verrevcmp: in turn what is no digit, character by character, and what is, as a number. */
    private static int compareParts(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() || j < b.length()) {
            while ((i < a.length() && !isDigit(a, i)) || (j < b.length() && !isDigit(b, j))) {
                int order = Integer.compare(weight(a, i), weight(b, j));
                if (order != 0) {
                    return order;
                }
                i++;
                j++;
            }
            int endA = end(a, i);
            int endB = end(b, j);
            int order = RpmVersionOrder.compareNumbers(a.substring(i, endA), b.substring(j, endB));
            if (order != 0) {
                return order;
            }
            i = endA;
            j = endB;
        }
        return 0;
    }

    /** A tilde before the end, the end before letters, letters before everything else. */
    private static int weight(String text, int at) {
        if (at >= text.length() || isDigit(text, at)) {
            return 0;
        }
        char c = text.charAt(at);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
            return c;
        }
        return c == '~' ? -1 : c + 256;
    }

    private static int end(String text, int from) {
        int i = from;
        while (i < text.length() && isDigit(text, i)) {
            i++;
        }
        return i;
    }

    private static boolean isDigit(String text, int at) {
        return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }
}
