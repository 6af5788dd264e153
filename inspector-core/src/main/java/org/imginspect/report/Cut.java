package org.imginspect.report;

/** Shortens text where a format has a limit. */
final class Cut {
    private static final String MARK = " [...]";

    private Cut() {}

    /** At most so many characters (UTF-16), with a mark at the end if something was cut off; no pair of surrogates is torn. */
    static String to(int length, String text) {
        if (text.length() <= length) {
            return text;
        }
        int end = length - MARK.length();
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + MARK;
    }
}
