package org.imginspect.crypt;

/** The schemes of crypt(5) by their prefixes, and who computes them. */
enum HashScheme {
    SHA512("$6$", true),
    SHA256("$5$", true),
    MD5("$1$", true),
    BCRYPT_A("$2a$", true),
    BCRYPT_B("$2b$", true),
    BCRYPT_X("$2x$", true),
    BCRYPT_Y("$2y$", true),
    YESCRYPT("$y$", false),
    GOST_YESCRYPT("$gy$", false),
    SCRYPT("$7$", false),
    SHA1("$sha1$", false),
    SUN_MD5("$md5", false),
    NT("$3$", false),
    BSDI("_", false),
    DES("", true),
    BIGCRYPT("", false),
    UNKNOWN("$", false);

    private static final int DES_LENGTH = 13;

    private final String prefix;
    private final boolean inJava;

    HashScheme(String prefix, boolean inJava) {
        this.prefix = prefix;
        this.inJava = inJava;
    }

    /** What its hashes begin with; empty text for DES, which has no prefix. */
    String prefix() {
        return prefix;
    }

    /** Whether a library in Java computes it. */
    boolean inJava() {
        return inJava;
    }

    static HashScheme of(String hash) {
        for (HashScheme scheme : values()) {
            if (!scheme.prefix.isEmpty() && hash.startsWith(scheme.prefix)) {
                return scheme;
            }
        }
        return hash.length() == DES_LENGTH ? DES : BIGCRYPT;
    }
}
