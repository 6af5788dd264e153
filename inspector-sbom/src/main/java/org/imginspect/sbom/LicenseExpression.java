package org.imginspect.sbom;

import java.util.function.Predicate;

/**
 * Whether what a package database calls a licence is an SPDX licence expression: identifiers of the SPDX list, {@code +}, {@code WITH}, {@code AND}, {@code OR}
 * and parentheses. Names of older conventions ({@code GPLv2+}) are none, and are not guessed at.
 */
final class LicenseExpression {
    private LicenseExpression() {}

    /** @param isListed whether the SPDX list has a licence or exception of this identifier */
    static boolean isValid(String text, Predicate<String> isListed) {
        int depth = 0;
        boolean operand = false; // whether the last token ended an operand
        boolean exception = false; // whether the last token was WITH
        String spaced = text.replace("(", " ( ").replace(")", " ) ").strip();
        if (spaced.isEmpty()) {
            return false;
        }
        int from = 0;
        while (from < spaced.length()) {
            int end = spaced.indexOf(' ', from);
            end = end < 0 ? spaced.length() : end;
            String token = spaced.substring(from, end);
            from = end + 1;
            if (token.isEmpty()) {
                continue;
            }
            switch (token) {
                case "(" -> {
                    if (operand || exception) {
                        return false;
                    }
                    depth++;
                }
                case ")" -> {
                    if (!operand || --depth < 0) {
                        return false;
                    }
                }
                case "AND", "OR", "WITH" -> {
                    if (!operand) {
                        return false;
                    }
                    operand = false;
                    exception = token.equals("WITH");
                }
                default -> {
                    if (operand || !isIdentifier(token, exception, isListed)) {
                        return false;
                    }
                    operand = true;
                    exception = false;
                }
            }
        }
        return operand && depth == 0;
    }

    /** Whether it is one identifier, and nothing else. */
    static boolean isSingle(String text, Predicate<String> isListed) {
        return isPlain(text) && isListed.test(text);
    }

    private static boolean isIdentifier(String token, boolean exception, Predicate<String> isListed) {
        if (!isPlain(token)) {
            return false;
        }
        if (isListed.test(token)) {
            return true;
        }
        return !exception && token.endsWith("+") && isListed.test(token.substring(0, token.length() - 1));
    }

    private static boolean isPlain(String token) {
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && c != '.' && c != '-' && c != '+') {
                return false;
            }
        }
        return !token.isEmpty();
    }
}
