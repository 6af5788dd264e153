package org.imginspect.facts.secrets;

import java.util.Locale;
import java.util.Set;

/** Tells values that stand for a secret in documentation and templates from secrets, and shows a secret without showing it. */
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
        "yoursecret",
        "yourtoken",
        "xxxx",
        "....",
        "****",
        "redacted",
        "dummy",
        "insert",
        "replace_",
        "replace-",
        "replaceme",
        "${",
        "{{",
        "}}",
        "$(",
        "%(",
        "0000000000",
        "1234567890",
        "abcdefghij",
        "tgzv3jokf0xg5qx2tlkwia", // RFC 6749's refresh token.
        "2yotnfzfejr1zcsicmwpaa", // And its access token.
        "qwxhzgrpbjpvcgvuihnlc2ftzq" // RFC 2617's user and password.
    };
    private static final Set<String> WHOLE = Set.of(
            "password",
            "passwd",
            "pass",
            "secret",
            "token",
            "user",
            "username",
            "null",
            "nil",
            "none",
            "true",
            "false",
            "pwd",
            "key",
            "yes",
            "no",
            "on",
            "off",
            "undefined",
            "empty",
            "string",
            "optional",
            "required",
            "prompt");

    /** What everybody tries first; in a document an example, in a live configuration a default that nobody changed. */
    private static final Set<String> COMMON = Set.of(
            "admin",
            "administrator",
            "root",
            "toor",
            "postgres",
            "mysql",
            "redis",
            "mongo",
            "mongodb",
            "rabbitmq",
            "guest",
            "test",
            "testing",
            "test123",
            "testpass",
            "testpassword",
            "demo",
            "foo",
            "bar",
            "foobar",
            "foobared",
            "tiger",
            "password1",
            "password123",
            "passw0rd",
            "p4ssw0rd",
            "p@ssw0rd",
            "pass123",
            "mypass",
            "mypassword",
            "my_password",
            "my-password",
            "mysecret",
            "mysecretpassword",
            "my-secret-pw",
            "my_secret",
            "secretpassword",
            "supersecret",
            "topsecret",
            "verysecret",
            "s3cr3t",
            "s3cret",
            "secret123",
            "hunter2",
            "letmein",
            "qwerty",
            "123456",
            "1234",
            "12345",
            "12345678",
            "123456789",
            "111111",
            "abc123",
            "default",
            "welcome",
            "changeit",
            "admin123",
            "dbpass",
            "dbpassword",
            "db_password",
            "dbuser",
            "userpass",
            "somepassword",
            "pw",
            "hello",
            "raspberry",
            "ubnt",
            "wordpress",
            "drupal",
            "nextcloud",
            "zabbix",
            "grafana",
            "elastic",
            "minioadmin",
            "sa",
            "oracle",
            "public",
            "private",
            "community",
            "testing123",
            "sekret",
            "opensesame",
            "swordfish",
            "abcd1234",
            "mariadb",
            "backup");

    private Placeholder() {}

    /** Whether a value stands for a secret and is none: {@code ${TOKEN}}, {@code changeme}, {@code xxxx}. */
    public static boolean is(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        for (String word : WORDS) {
            if (lower.contains(word)) {
                return true;
            }
        }
        if (WHOLE.contains(lower) || value.startsWith("$") || value.startsWith("<")) {
            return true;
        }
        int open = value.indexOf('<');
        return (open >= 0 && value.indexOf('>', open) >= 0) || isOneCharacter(value);
    }

    /** Whether this is among the passwords that everybody knows: {@code admin}, {@code s3cr3t}, {@code hunter2}. */
    static boolean isCommon(String value) {
        return COMMON.contains(value.toLowerCase(Locale.ROOT));
    }

    /** Whether a value only says where the secret is: a variable, a path, a call, an encrypted value. */
    static boolean isReference(String value) {
        char first = value.charAt(0);
        char last = value.charAt(value.length() - 1);
        if (first == '$'
                || first == '{'
                || first == '['
                || first == '('
                || (first == '%' && last == '%')
                || (first == '@' && last == '@')) {
            return true;
        }
        if (first == '/' || first == '~' || value.startsWith("./") || value.startsWith("../")) {
            return value.indexOf('/', 1) > 0 && value.indexOf('=') < 0 && value.indexOf('+') < 0;
        }
        return value.startsWith("ENC(")
                || value.startsWith("ENC[")
                || value.startsWith("file:")
                || value.startsWith("vault:")
                || value.startsWith("env:")
                || value.startsWith("secret:")
                || value.startsWith("op://")
                || value.startsWith("arn:")
                || value.startsWith("!")
                || value.startsWith("&")
                || value.startsWith("*")
                || value.startsWith("|")
                || value.startsWith("http://")
                || value.startsWith("https://")
                || value.startsWith("%{")
                || value.startsWith("#{")
                || (value.startsWith("__") && value.endsWith("__"));
    }

    private static boolean isOneCharacter(String value) {
        for (int i = 1; i < value.length(); i++) {
            if (value.charAt(i) != value.charAt(0)) {
                return false;
            }
        }
        return true;
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
