package org.imginspect.facts.packages.versions;

/** RPM's order of one version or release (rpmvercmp), and the order by which GRUB's blscfg sorts its entries. */
public final class RpmVersionOrder {
    private RpmVersionOrder() {}

    /**
     * Compares {@code name-version-release} as blscfg does: the name as text, then version and release as rpm did before it knew
     * {@code ^}.
     */
    public static int compareNames(String left, String right) {
        String[] a = split(left);
        String[] b = split(right);
        int order = a[0].compareTo(b[0]);
        for (int i = 1; order == 0 && i < 3; i++) {
            order = compare(a[i], b[i], false);
        }
        return order;
    }

    private static String[] split(String name) {
        int release = name.lastIndexOf('-');
        int version = release < 0 ? -1 : name.lastIndexOf('-', release - 1);
        if (version < 0) {
            return release < 0
                    ? new String[] {"", name, ""}
                    : new String[] {"", name.substring(0, release), name.substring(release + 1)};
        }
        return new String[] {
            name.substring(0, version), name.substring(version + 1, release), name.substring(release + 1)
        };
    }

    /**
     * rpmvercmp: runs of digits as numbers, runs of letters as text, digits above letters, {@code ~} below everything, {@code ^} above
     * the end only.
     */
    public static int compare(String a, String b) {
        return compare(a, b, true);
    }

    private static int compare(String a, String b, boolean caret) {
        if (a.equals(b)) {
            return 0;
        }
        int i = 0;
        int j = 0;
        while (i < a.length() || j < b.length()) {
            while (i < a.length() && isSeparator(a.charAt(i), caret)) {
                i++;
            }
            while (j < b.length() && isSeparator(b.charAt(j), caret)) {
                j++;
            }
            boolean tildeA = i < a.length() && a.charAt(i) == '~';
            boolean tildeB = j < b.length() && b.charAt(j) == '~';
            if (tildeA || tildeB) {
                if (tildeA && tildeB) {
                    i++;
                    j++;
                    continue;
                }
                return tildeA ? -1 : 1;
            }
            boolean caretA = caret && i < a.length() && a.charAt(i) == '^';
            boolean caretB = caret && j < b.length() && b.charAt(j) == '^';
            if (caretA || caretB) {
                if (i == a.length()) {
                    return -1;
                }
                if (j == b.length()) {
                    return 1;
                }
                if (caretA && caretB) {
                    i++;
                    j++;
                    continue;
                }
                return caretA ? -1 : 1;
            }
            if (i == a.length() || j == b.length()) {
                break;
            }
            boolean digits = isDigit(a.charAt(i));
            int endA = run(a, i, digits);
            int endB = run(b, j, digits);
            if (endB == j) {
                return digits ? 1 : -1;
            }
            int order = digits
                    ? compareNumbers(a.substring(i, endA), b.substring(j, endB))
                    : a.substring(i, endA).compareTo(b.substring(j, endB));
            if (order != 0) {
                return order;
            }
            i = endA;
            j = endB;
        }
        return Boolean.compare(i < a.length(), j < b.length());
    }

    static int compareNumbers(String a, String b) {
        String left = withoutZeros(a);
        String right = withoutZeros(b);
        return left.length() == right.length() ? left.compareTo(right) : Integer.compare(left.length(), right.length());
    }

    private static String withoutZeros(String digits) {
        int i = 0;
        while (i < digits.length() && digits.charAt(i) == '0') {
            i++;
        }
        return digits.substring(i);
    }

    private static int run(String text, int from, boolean digits) {
        int i = from;
        while (i < text.length() && (digits ? isDigit(text.charAt(i)) : isLetter(text.charAt(i)))) {
            i++;
        }
        return i;
    }

    private static boolean isSeparator(char c, boolean caret) {
        return !isDigit(c) && !isLetter(c) && c != '~' && (c != '^' || !caret);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
