package org.imginspect.facts.boot;

/** RPM's order of versions (rpmvercmp), by which blscfg sorts its entries. */
public final class RpmVersionOrder {
    private RpmVersionOrder() {}

    /** Compares {@code name-version-release}: the name as text, then version and release as rpm does. */
    static int compareNames(String left, String right) {
        String[] a = split(left);
        String[] b = split(right);
        int order = a[0].compareTo(b[0]);
        for (int i = 1; order == 0 && i < 3; i++) {
            order = compare(a[i], b[i]);
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

    /** rpmvercmp: runs of digits as numbers, runs of letters as text, digits above letters, {@code ~} below everything. */
    public static int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() || j < b.length()) {
            while (i < a.length() && isSeparator(a.charAt(i))) {
                i++;
            }
            while (j < b.length() && isSeparator(b.charAt(j))) {
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

    private static int compareNumbers(String a, String b) {
        String left = a.replaceFirst("^0+", "");
        String right = b.replaceFirst("^0+", "");
        return left.length() == right.length() ? left.compareTo(right) : Integer.compare(left.length(), right.length());
    }

    private static int run(String text, int from, boolean digits) {
        int i = from;
        while (i < text.length() && (digits ? isDigit(text.charAt(i)) : isLetter(text.charAt(i)))) {
            i++;
        }
        return i;
    }

    private static boolean isSeparator(char c) {
        return !isDigit(c) && !isLetter(c) && c != '~';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
