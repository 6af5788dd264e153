package org.imginspect.facts.secrets;

import java.util.Locale;

/** Tells values that stand for a secret in documentation and templates from secrets. */
public final class Placeholder {
    private static final String[] WORDS = {
        "example",
        "placeholder",
        "changeme",
        "change_me",
        "change-me",
        "your_",
        "your-",
        "yourpass",
        "xxxx",
        "....",
        "****",
        "redacted",
        "dummy",
        "insert",
        "${",
        "{{",
        "$(",
        "%(",
        "<",
        ">",
        "0000000000",
        "1234567890",
        "abcdefghij"
    };
    private static final String[] WHOLE = {
        "password",
        "passwd",
        "pass",
        "secret",
        "token",
        "user",
        "username",
        "null",
        "none",
        "true",
        "false",
        "pwd",
        "key"
    };

    private Placeholder() {}

    /** Whether a value stands for a secret and is none: {@code ${TOKEN}}, {@code changeme}, {@code xxxx}. */
    public static boolean is(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        for (String word : WORDS) {
            if (lower.contains(word)) {
                return true;
            }
        }
        for (String word : WHOLE) {
            if (lower.equals(word)) {
                return true;
            }
        }
        return value.startsWith("$");
    }

    /** Of what a machine drew at random: such a value has no few characters over and over. */
    public static boolean isRandom(String value, double bitsPerCharacter) {
        return !is(value) && entropy(value) >= bitsPerCharacter;
    }

    /** Shannon's entropy of the characters, in bits each. */
    static double entropy(String value) {
        int[] counts = new int[256];
        for (int i = 0; i < value.length(); i++) {
            counts[value.charAt(i) & 0xff]++;
        }
        double bits = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / value.length();
                bits -= share * Math.log(share);
            }
        }
        return bits / Math.log(2);
    }

    /** The first and last two characters and the length; of a short value the length only. */
    public static String mask(String value) {
        int length = value.length();
        return length < 16
                ? length + " characters"
                : value.substring(0, 2) + "…" + value.substring(length - 2) + ", " + length + " characters";
    }
}
