package org.imginspect.report;

import java.util.ArrayList;
import java.util.List;

/** Counts and lists in words. */
final class TextWords {
    private TextWords() {}

    /** {@code 1 check}, {@code 2 checks}. */
    static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** Nothing if there are none. */
    static void addCount(List<String> to, int count, String noun) {
        if (count > 0) {
            to.add(count(count, noun));
        }
    }

    /** Ids with commas between, three and more that follow each other as {@code UC-67 to UC-91}. */
    static String ids(List<String> ids) {
        List<String> parts = new ArrayList<>();
        int i = 0;
        while (i < ids.size()) {
            int end = i;
            while (end + 1 < ids.size() && follows(ids.get(end), ids.get(end + 1))) {
                end++;
            }
            if (end - i >= 2) {
                parts.add(ids.get(i) + " to " + ids.get(end));
                i = end + 1;
            } else {
                parts.add(ids.get(i++));
            }
        }
        return String.join(", ", parts);
    }

    /** Whether the second is the first with its number, or the letter after it, raised by one. */
    private static boolean follows(String first, String second) {
        int digits = first.length();
        while (digits > 0 && isDigit(first.charAt(digits - 1))) {
            digits--;
        }
        if (first.length() != second.length() || digits == first.length()) {
            return lettersFollow(first, second);
        }
        String before = first.substring(digits);
        String after = second.substring(digits);
        return second.startsWith(first.substring(0, digits))
                && before.length() < 9
                && after.chars().allMatch(c -> isDigit((char) c))
                && Integer.parseInt(after) == Integer.parseInt(before) + 1;
    }

    /** {@code UC-48a} and {@code UC-48b}. */
    private static boolean lettersFollow(String first, String second) {
        int last = first.length() - 1;
        return last > 0
                && second.length() == first.length()
                && second.startsWith(first.substring(0, last))
                && isDigit(first.charAt(last - 1))
                && first.charAt(last) >= 'a'
                && second.charAt(last) <= 'z'
                && second.charAt(last) == first.charAt(last) + 1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
