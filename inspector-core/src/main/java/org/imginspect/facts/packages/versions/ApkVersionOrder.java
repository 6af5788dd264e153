package org.imginspect.facts.packages.versions;

/**
 * apk's order of versions: {@code digits{.digits}{letter}{_suffix{digits}}{-rN}}, token by token as apk-tools 2 compares them
 * (src/version.c), except that after a zero no empty number is looked for: apk-tools 2 took 1.0_alpha for newer than 1.0, apk-tools 3
 * does not.
 */
final class ApkVersionOrder {
    /** Kinds of token, in apk's order: of two versions that are alike so far, the one whose next token is earlier here is newer. */
    private static final int INVALID = -1;

    private static final int DIGIT_OR_ZERO = 0;
    private static final int DIGIT = 1;
    private static final int LETTER = 2;
    private static final int SUFFIX = 3;
    private static final int SUFFIX_NUMBER = 4;
    private static final int REVISION = 5;
    private static final int END = 6;

    private static final int MOST_DIGITS = 17;
    private static final String[] BEFORE = {"alpha", "beta", "pre", "rc"};
    private static final String[] AFTER = {"cvs", "svn", "git", "hg", "p"};

    private final String text;
    private int at;
    private int kind = DIGIT;

    private ApkVersionOrder(String text) {
        this.text = text;
    }

    static int compare(String a, String b) {
        ApkVersionOrder left = new ApkVersionOrder(a);
        ApkVersionOrder right = new ApkVersionOrder(b);
        long valueA = 0;
        long valueB = 0;
        while (left.kind == right.kind && left.kind != END && left.kind != INVALID && valueA == valueB) {
            valueA = left.take();
            valueB = right.take();
        }
        if (valueA != valueB) {
            return Long.compare(valueA, valueB);
        }
        if (left.kind == right.kind) {
            return 0;
        }
        int kindA = left.kind;
        int kindB = right.kind;
        if (kindA == SUFFIX && left.take() < 0) {
            return -1;
        }
        if (kindB == SUFFIX && right.take() < 0) {
            return 1;
        }
        return Integer.compare(kindB, kindA);
    }

    /** The value of the token here; afterwards {@link #kind} is that of the next. */
    private long take() {
        if (at >= text.length()) {
            kind = END;
            return 0;
        }
        int next = INVALID;
        long value = 0;
        switch (kind) {
            case DIGIT_OR_ZERO, DIGIT, SUFFIX_NUMBER, REVISION -> {
                int from = at;
                if (kind == DIGIT_OR_ZERO && text.charAt(at) == '0') {
                    // A fraction: 1.01 is older than 1.1.
                    while (at < text.length() && text.charAt(at) == '0') {
                        at++;
                    }
                    if (at < text.length() && isDigit(at)) {
                        next = DIGIT;
                    }
                    value = (long) from - at;
                } else {
                    while (at < text.length() && isDigit(at) && at - from <= MOST_DIGITS) {
                        value = value * 10 + (text.charAt(at) - '0');
                        at++;
                    }
                    if (at - from > MOST_DIGITS) {
                        kind = INVALID;
                        return -1;
                    }
                }
            }
            case LETTER -> value = text.charAt(at++);
            case SUFFIX -> {
                int before = suffix(BEFORE);
                int after = before < 0 ? suffix(AFTER) : -1;
                if (before < 0 && after < 0) {
                    kind = INVALID;
                    return -1;
                }
                at += before >= 0 ? BEFORE[before].length() : AFTER[after].length();
                value = before >= 0 ? before - BEFORE.length : after;
            }
            default -> {
                kind = INVALID;
                return -1;
            }
        }
        if (at >= text.length()) {
            kind = END;
        } else if (next != INVALID) {
            kind = next;
        } else {
            advance();
        }
        return value;
    }

    private void advance() {
        char c = text.charAt(at);
        int next = INVALID;
        if ((kind == DIGIT || kind == DIGIT_OR_ZERO) && c >= 'a' && c <= 'z') {
            next = LETTER;
        } else if (kind == LETTER && isDigit(at)) {
            next = DIGIT;
        } else if (kind == SUFFIX && isDigit(at)) {
            next = SUFFIX_NUMBER;
        } else {
            if (c == '.') {
                next = DIGIT_OR_ZERO;
            } else if (c == '_') {
                next = SUFFIX;
            } else if (c == '-' && at + 1 < text.length() && text.charAt(at + 1) == 'r') {
                next = REVISION;
                at++;
            }
            at++;
        }
        boolean back = (next == DIGIT_OR_ZERO && kind == DIGIT)
                || (next == SUFFIX && kind == SUFFIX_NUMBER)
                || (next == DIGIT && kind == LETTER);
        kind = next < kind && !back ? INVALID : next;
    }

    private int suffix(String[] suffixes) {
        for (int i = 0; i < suffixes.length; i++) {
            if (text.startsWith(suffixes[i], at)) {
                return i;
            }
        }
        return -1;
    }

    private boolean isDigit(int index) {
        return text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }
}
