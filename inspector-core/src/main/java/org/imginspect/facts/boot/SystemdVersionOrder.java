package org.imginspect.facts.boot;

/** The order of versions by the Version Format Specification of the UAPI group, by which systemd-boot sorts its entries. */
public final class SystemdVersionOrder {
    private static final String MARKS = "~-^.";

    private SystemdVersionOrder() {}

    /** Compares two versions; a negative number if {@code a} is the older. */
    public static int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (true) {
            i = skipInvalid(a, i);
            j = skipInvalid(b, j);
            // '~' sorts below the end of the text, the other marks above it.
            if (at(a, i) == '~' || at(b, j) == '~') {
                if (at(a, i) != at(b, j)) {
                    return at(a, i) == '~' ? -1 : 1;
                }
                i++;
                j++;
            }
            if (i >= a.length() || j >= b.length()) {
                return Boolean.compare(i < a.length(), j < b.length());
            }
            for (char mark : new char[] {'-', '^', '.'}) {
                if (at(a, i) == mark || at(b, j) == mark) {
                    if (at(a, i) != at(b, j)) {
                        return at(a, i) == mark ? -1 : 1;
                    }
                    i++;
                    j++;
                }
            }
            boolean digits = isDigit(at(a, i)) || isDigit(at(b, j));
            if (digits) {
                // A number is newer than no number, even 0.
                if (isDigit(at(a, i)) != isDigit(at(b, j))) {
                    return isDigit(at(a, i)) ? 1 : -1;
                }
                i = skipZeros(a, i);
                j = skipZeros(b, j);
            }
            int endA = run(a, i, digits);
            int endB = run(b, j, digits);
            int order = digits && endA - i != endB - j
                    ? Integer.compare(endA - i, endB - j)
                    : a.substring(i, endA).compareTo(b.substring(j, endB));
            if (order != 0) {
                return order;
            }
            i = endA;
            j = endB;
        }
    }

    private static char at(String text, int index) {
        return index < text.length() ? text.charAt(index) : 0;
    }

    private static int skipInvalid(String text, int from) {
        int i = from;
        while (i < text.length()
                && !isDigit(text.charAt(i))
                && !isLetter(text.charAt(i))
                && MARKS.indexOf(text.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    private static int skipZeros(String text, int from) {
        int i = from;
        while (at(text, i) == '0') {
            i++;
        }
        return i;
    }

    private static int run(String text, int from, boolean digits) {
        int i = from;
        while (i < text.length() && (digits ? isDigit(text.charAt(i)) : isLetter(text.charAt(i)))) {
            i++;
        }
        return i;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
