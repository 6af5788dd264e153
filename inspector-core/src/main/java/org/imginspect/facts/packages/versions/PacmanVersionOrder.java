package org.imginspect.facts.packages.versions;

/**
 * pacman's order of one version or release (lib/libalpm/version.c): rpm's of long ago, in which a longer separator wins and letters
 * left over at the end lose.
 */
final class PacmanVersionOrder {
    private PacmanVersionOrder() {}

    static int compare(String a, String b) {
        if (a.equals(b)) {
            return 0;
        }
        int i = 0;
        int j = 0;
        int afterA = 0;
        int afterB = 0;
        while (i < a.length() && j < b.length()) {
            i = skipSeparators(a, i);
            j = skipSeparators(b, j);
            if (i == a.length() || j == b.length()) {
                break;
            }
            if (i - afterA != j - afterB) {
                return Integer.compare(i - afterA, j - afterB);
            }
            boolean digits = isDigit(a.charAt(i));
            afterA = run(a, i, digits);
            afterB = run(b, j, digits);
            if (afterB == j) {
                return digits ? 1 : -1;
            }
            String left = a.substring(i, afterA);
            String right = b.substring(j, afterB);
            int order = digits ? RpmVersionOrder.compareNumbers(left, right) : left.compareTo(right);
            if (order != 0) {
                return order;
            }
            i = afterA;
            j = afterB;
        }
        if (i == a.length() && j == b.length()) {
            return 0;
        }
        boolean letterB = j < b.length() && isLetter(b.charAt(j));
        boolean letterA = i < a.length() && isLetter(a.charAt(i));
        return (i == a.length() && !letterB) || letterA ? -1 : 1;
    }

    private static int skipSeparators(String text, int from) {
        int i = from;
        while (i < text.length() && !isDigit(text.charAt(i)) && !isLetter(text.charAt(i))) {
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
