package org.imginspect.facts.users;

import java.util.Optional;

/**
 * What a password field of passwd(5) or shadow(5) means, by the settings of crypt(5).
 *
 * @param scheme of a hash its name: {@code sha512crypt}; empty otherwise. Never the hash itself
 */
public record PasswordField(Kind kind, String scheme) {
    /** The meanings. */
    public enum Kind {
        /** Nothing: login without a password. */
        EMPTY,
        /** A string that no password's hash can equal: {@code !}, {@code *}, {@code !!}, {@code *LK*}. */
        NONE,
        /** {@code x} or {@code ##name} in passwd: look into shadow. */
        IN_SHADOW,
        /** A hash that a password can match. */
        HASH,
        /** A hash behind {@code !} or {@code *}: no login, but the hash is there and comes back with {@code passwd -u}. */
        LOCKED_HASH
    }

    private static final int DES_LENGTH = 13;
    private static final int BSDI_LENGTH = 20;

    /** Of a field of passwd. */
    static PasswordField inPasswd(String field) {
        return field.equals("x") || field.startsWith("##") ? new PasswordField(Kind.IN_SHADOW, "") : of(field);
    }

    /** Of a field of shadow or gshadow. */
    static PasswordField of(String field) {
        if (field.isEmpty()) {
            return new PasswordField(Kind.EMPTY, "");
        }
        String rest = withoutLock(field);
        String scheme = scheme(rest);
        if (scheme.isEmpty()) {
            return new PasswordField(Kind.NONE, "");
        }
        return new PasswordField(rest.length() == field.length() ? Kind.HASH : Kind.LOCKED_HASH, scheme);
    }

    /** The hash itself of a field, without what locks it; empty if the field holds none. Never to be printed. */
    public static Optional<String> hashIn(String field) {
        String rest = withoutLock(field);
        return scheme(rest).isEmpty() ? Optional.empty() : Optional.of(rest);
    }

    private static String withoutLock(String field) {
        // FreeBSD and OpenBSD lock with words; pam_unix knows no such prefix, so the whole is no hash for Linux.
        if (field.startsWith("*LOCKED*")) {
            return field.substring("*LOCKED*".length());
        }
        int lock = 0;
        while (lock < field.length() && (field.charAt(lock) == '!' || field.charAt(lock) == '*')) {
            lock++;
        }
        return field.substring(lock);
    }

    /** The scheme of a hash; empty text if no password can have it. */
    private static String scheme(String hash) {
        if (hash.startsWith("$")) {
            return modular(hash);
        }
        if (hash.startsWith("_") && hash.length() == BSDI_LENGTH && isAlphabet(hash, 1)) {
            return "bsdicrypt";
        }
        // Thirteen characters are one DES block; bigcrypt adds eleven for each further eight of the password.
        boolean des = hash.length() >= DES_LENGTH && (hash.length() - DES_LENGTH) % 11 == 0;
        return des && isAlphabet(hash, 0) ? (hash.length() == DES_LENGTH ? "descrypt" : "bigcrypt") : "";
    }

    /** {@code $id$salt$hash}. An id we do not know counts as a hash: nobody writes one by mistake. */
    private static String modular(String hash) {
        int close = hash.indexOf('$', 1);
        if (close < 0 || close == hash.length() - 1) {
            return ""; // "$6$" alone: nothing that crypt(3) could return.
        }
        String id = hash.substring(1, close);
        int comma = id.indexOf(',');
        String name = comma < 0 ? id : id.substring(0, comma);
        return switch (name) {
            case "1" -> "md5crypt";
            case "2", "2a", "2b", "2x", "2y" -> "bcrypt";
            case "3" -> "NT";
            case "5" -> "sha256crypt";
            case "6" -> "sha512crypt";
            case "7" -> "scrypt";
            case "gy" -> "gost-yescrypt";
            case "y" -> "yescrypt";
            case "md5" -> "SunMD5";
            case "sha1" -> "sha1crypt";
            case "argon2", "argon2i", "argon2d", "argon2id" -> "argon2";
            default -> isPlain(name) ? "unknown scheme " + name : "unknown scheme";
        };
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(isLetterOrDigit(c) || c == '-')) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= 16;
    }

    /** Whether the rest is written in crypt's alphabet {@code [./0-9A-Za-z]}. */
    private static boolean isAlphabet(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(isLetterOrDigit(c) || c == '.' || c == '/')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
