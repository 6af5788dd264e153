package org.imginspect.facts.yaml;

import java.math.BigInteger;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What an unquoted scalar is, by the expressions of PyYAML's resolver, and its value, by PyYAML's safe constructor. Written out by hand:
 * Java's expressions recurse on a repeated group and a hostile text of many colons would end the stack.
 */
final class YamlTypes {
    /** Python refuses to make a number of more decimal digits (sys.int_info.default_max_str_digits). */
    private static final int MOST_DIGITS = 4300;

    private static final BigInteger SIXTY = BigInteger.valueOf(60);

    private YamlTypes() {}

    /** The type of an unquoted text without a tag. {@code <<} and {@code =} are texts here. */
    static YamlScalar.Type of(String text) {
        if (text.isEmpty()) {
            return YamlScalar.Type.NULL;
        }
        switch (text.charAt(0)) {
            case '~', 'n', 'N', 'y', 'Y', 't', 'T', 'f', 'F', 'o', 'O' -> {
                return word(text);
            }
            case '-', '+', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                if (isFloat(text)) {
                    return YamlScalar.Type.FLOAT;
                }
                if (isInteger(text)) {
                    return YamlScalar.Type.INTEGER;
                }
                return isTimestamp(text) ? YamlScalar.Type.TIMESTAMP : YamlScalar.Type.STRING;
            }
            default -> {
                return YamlScalar.Type.STRING;
            }
        }
    }

    private static YamlScalar.Type word(String text) {
        return switch (text) {
            case "~", "null", "Null", "NULL" -> YamlScalar.Type.NULL;
            case "yes", "Yes", "YES", "no", "No", "NO" -> YamlScalar.Type.BOOLEAN;
            case "true", "True", "TRUE", "false", "False", "FALSE" -> YamlScalar.Type.BOOLEAN;
            case "on", "On", "ON", "off", "Off", "OFF" -> YamlScalar.Type.BOOLEAN;
            default -> YamlScalar.Type.STRING;
        };
    }

    /** Of a text of type BOOLEAN. */
    static boolean isTrue(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on" -> true;
            default -> false;
        };
    }

    static boolean isBooleanWord(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on", "no", "false", "off" -> true;
            default -> false;
        };
    }

    private static boolean isInteger(String text) {
        int at = sign(text);
        int end = text.length();
        if (at == end) {
            return false;
        }
        if (text.charAt(at) == '0') {
            if (at + 1 == end) {
                return true;
            }
            int digits = at + 2;
            return switch (text.charAt(at + 1)) {
                case 'b' -> digits < end && skip(text, digits, 1) == end;
                case 'x' -> digits < end && skipHexadecimal(text, digits) == end;
                default -> skip(text, at + 1, 7) == end;
            };
        }
        if (!isDigit(text, at)) {
            return false;
        }
        return sixties(text, skip(text, at, 9)) == end;
    }

    private static boolean isFloat(String text) {
        int at = sign(text);
        int end = text.length();
        if (at == end) {
            return false;
        }
        if (text.charAt(at) == '.') {
            String rest = text.substring(at + 1);
            if (rest.equals("inf") || rest.equals("Inf") || rest.equals("INF")) {
                return true;
            }
            if (at > 0) {
                return false;
            }
            if (rest.equals("nan") || rest.equals("NaN") || rest.equals("NAN")) {
                return true;
            }
            return isDigit(text, 1) && exponent(text, skip(text, 1, 9)) == end;
        }
        if (!isDigit(text, at)) {
            return false;
        }
        int whole = skip(text, at, 9);
        if (whole < end && text.charAt(whole) == '.') {
            return exponent(text, skip(text, whole + 1, 9)) == end;
        }
        int colons = sixties(text, whole);
        return colons > whole && colons < end && text.charAt(colons) == '.' && skip(text, colons + 1, 9) == end;
    }

    private static boolean isTimestamp(String text) {
        if (!(digits(text, 0) == 4 && text.startsWith("-", 4))) {
            return false;
        }
        int end = text.length();
        if (end == 10 && digits(text, 5) == 2 && text.charAt(7) == '-' && digits(text, 8) == 2) {
            return true;
        }
        int at = oneOrTwo(text, 5);
        if (at < 0 || !text.startsWith("-", at)) {
            return false;
        }
        at = oneOrTwo(text, at + 1);
        if (at < 0 || at == end) {
            return false;
        }
        int blanks = blanks(text, at);
        if (blanks == at) {
            if (text.charAt(at) != 'T' && text.charAt(at) != 't') {
                return false;
            }
            blanks = at + 1;
        }
        at = oneOrTwo(text, blanks);
        if (at < 0 || !isColonAndTwo(text, at) || !isColonAndTwo(text, at + 3)) {
            return false;
        }
        at += 6;
        if (text.startsWith(".", at)) {
            at++;
            at += digits(text, at);
        }
        if (at == end) {
            return true;
        }
        at = blanks(text, at);
        if (at == end) {
            return false;
        }
        if (text.charAt(at) == 'Z') {
            return at + 1 == end;
        }
        if (text.charAt(at) != '-' && text.charAt(at) != '+') {
            return false;
        }
        at = oneOrTwo(text, at + 1);
        return at == end || (at > 0 && isColonAndTwo(text, at) && at + 3 == end);
    }

    /** The value of an INTEGER that {@link #isValid} approves. */
    static BigInteger integer(String written) {
        String text = written.replace("_", "");
        boolean negative = text.charAt(0) == '-';
        text = text.substring(sign(text));
        BigInteger value;
        if (text.startsWith("0b")) {
            value = new BigInteger(text.substring(2), 2);
        } else if (text.startsWith("0x")) {
            value = new BigInteger(text.substring(2), 16);
        } else if (text.charAt(0) == '0') {
            value = new BigInteger(text, 8);
        } else {
            value = BigInteger.ZERO;
            for (String part : text.split(":", -1)) {
                value = value.multiply(SIXTY).add(new BigInteger(part));
            }
        }
        return negative ? value.negate() : value;
    }

    static OptionalLong longValue(String text) {
        BigInteger value = integer(text);
        return value.bitLength() < Long.SIZE ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
    }

    /** The value of a FLOAT. */
    static double floating(String written) {
        String text = written.replace("_", "").toLowerCase(Locale.ROOT);
        double sign = text.charAt(0) == '-' ? -1 : 1;
        text = text.substring(sign(text));
        if (text.equals(".inf")) {
            return sign * Double.POSITIVE_INFINITY;
        }
        if (text.equals(".nan")) {
            return Double.NaN;
        }
        double value = 0;
        for (String part : text.split(":", -1)) {
            value = value * 60 + Double.parseDouble(part);
        }
        return sign * value;
    }

    /** A whole float is as good a key as the integer. */
    static String floatIdentity(String text) {
        double value = floating(text);
        return value == Math.rint(value) && Math.abs(value) < 1L << 53 ? "n" + (long) value : "f" + value;
    }

    /** Whether Python makes a value of a text that has the form of the type. */
    static boolean isValid(YamlScalar.Type type, String text) {
        return switch (type) {
            case INTEGER -> isValidInteger(text);
            case TIMESTAMP -> isValidTimestamp(text);
            default -> true;
        };
    }

    private static boolean isValidInteger(String written) {
        if (written.length() > MOST_DIGITS) {
            return false; // Python allows more only in bases that are powers of two, which nobody writes that long.
        }
        String text = written.replace("_", "");
        int at = sign(text);
        // "0x_": a prefix and no digit.
        return !(text.startsWith("0x", at) || text.startsWith("0b", at)) || text.length() > at + 2;
    }

    private static boolean isValidTimestamp(String text) {
        int year = Integer.parseInt(text.substring(0, 4));
        int at = 5 + digits(text, 5);
        int month = Integer.parseInt(text.substring(5, at));
        int from = at + 1;
        at = from + digits(text, from);
        int day = Integer.parseInt(text.substring(from, at));
        if (year < 1 || month < 1 || month > 12 || day < 1 || day > days(year, month)) {
            return false;
        }
        if (at == text.length()) {
            return true;
        }
        from = Math.max(at + 1, blanks(text, at));
        at = from + digits(text, from);
        int hour = Integer.parseInt(text.substring(from, at));
        int minute = Integer.parseInt(text.substring(at + 1, at + 3));
        int second = Integer.parseInt(text.substring(at + 4, at + 6));
        if (hour > 23 || minute > 59 || second > 59) {
            return false;
        }
        int zone = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
        if (zone < at) {
            return true;
        }
        int zoneEnd = zone + 1 + digits(text, zone + 1);
        int hours = Integer.parseInt(text.substring(zone + 1, zoneEnd));
        int minutes = zoneEnd == text.length() ? 0 : Integer.parseInt(text.substring(zoneEnd + 1));
        return hours * 60 + minutes < 24 * 60;
    }

    private static int days(int year, int month) {
        return switch (month) {
            case 4, 6, 9, 11 -> 30;
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            default -> 31;
        };
    }

    /** The offset behind a sign, if there is one. */
    private static int sign(String text) {
        return !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
    }

    /** The offset behind digits up to {@code most} and underscores. */
    private static int skip(String text, int from, int most) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '_' && (c < '0' || c > '0' + most)) {
                break;
            }
            at++;
        }
        return at;
    }

    private static int skipHexadecimal(String text, int from) {
        int at = from;
        while (at < text.length()
                && (text.charAt(at) == '_' || (text.charAt(at) < 0x80 && Character.digit(text.charAt(at), 16) >= 0))) {
            at++;
        }
        return at;
    }

    /** The offset behind any number of {@code :59}; {@code from} if there is none. */
    private static int sixties(String text, int from) {
        int at = from;
        while (text.startsWith(":", at) && isDigit(text, at + 1)) {
            at += isDigit(text, at + 2) && text.charAt(at + 1) <= '5' ? 3 : 2;
        }
        return at;
    }

    /** The offset behind {@code e+10}; {@code from} if there is none. */
    private static int exponent(String text, int from) {
        if (from + 2 < text.length()
                && (text.charAt(from) == 'e' || text.charAt(from) == 'E')
                && (text.charAt(from + 1) == '+' || text.charAt(from + 1) == '-')) {
            int count = digits(text, from + 2);
            return count == 0 ? from : from + 2 + count;
        }
        return from;
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static int digits(String text, int from) {
        int at = from;
        while (isDigit(text, at)) {
            at++;
        }
        return at - from;
    }

    private static int oneOrTwo(String text, int from) {
        if (!isDigit(text, from)) {
            return -1;
        }
        return isDigit(text, from + 1) ? from + 2 : from + 1;
    }

    private static int blanks(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static boolean isColonAndTwo(String text, int at) {
        return text.startsWith(":", at) && isDigit(text, at + 1) && isDigit(text, at + 2);
    }
}
