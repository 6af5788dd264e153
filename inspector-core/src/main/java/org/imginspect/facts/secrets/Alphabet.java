package org.imginspect.facts.secrets;

/** A set of bytes, asked for one at a time. */
final class Alphabet {
    static final Alphabet LOWER_HEX = of("0-9a-f");
    static final Alphabet HEX = of("0-9a-fA-F");
    static final Alphabet UUID = of("0-9a-fA-F-");
    static final Alphabet DIGITS = of("0-9");
    static final Alphabet LOWER_ALPHANUMERIC = of("0-9a-z");
    static final Alphabet UPPER_ALPHANUMERIC = of("0-9A-Z");
    static final Alphabet ALPHANUMERIC = of("0-9A-Za-z");
    /** RFC 4648, 6. */
    static final Alphabet BASE32 = of("A-Z2-7");
    /** RFC 4648, 5. */
    static final Alphabet BASE64URL = of("0-9A-Za-z_-");
    /** RFC 4648, 4. */
    static final Alphabet BASE64 = of("0-9A-Za-z+/=");

    static final Alphabet WORD = of("0-9A-Za-z_");
    static final Alphabet DOTTED = of("0-9A-Za-z_.-");
    static final Alphabet DOTTED_PADDED = of("0-9A-Za-z_.=-");
    static final Alphabet TILDED = of("0-9A-Za-z_.~-");
    static final Alphabet PATH = of("0-9A-Za-z_/");
    static final Alphabet ADDRESS = of("0-9A-Za-z_/@.-");

    private final boolean[] members = new boolean[256];

    private Alphabet() {}

    /** Characters, and ranges as in a bracket expression; a hyphen stands last. */
    static Alphabet of(String text) {
        Alphabet alphabet = new Alphabet();
        for (int i = 0; i < text.length(); i++) {
            if (i + 2 < text.length() && text.charAt(i + 1) == '-') {
                for (int c = text.charAt(i); c <= text.charAt(i + 2); c++) {
                    alphabet.members[c] = true;
                }
                i += 2;
            } else {
                alphabet.members[text.charAt(i)] = true;
            }
        }
        return alphabet;
    }

    boolean has(int character) {
        return members[character & 0xff];
    }

    boolean hasAll(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff || !has(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
