package org.imginspect.facts.advisories;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;

/** A digest that a file must have. */
record Digests(String algorithm, String value) {
    private static final int SKIP_BYTES = 64 * 1024;

    /** @param name as metadata writes it: {@code sha256}, {@code SHA-512}; {@code sha} is SHA-1; empty if it is none that is believed */
    static Optional<Digests> of(String name, String value) {
        String algorithm = switch (name.toLowerCase(Locale.ROOT).replace("-", "")) {
            case "sha256" -> "SHA-256";
            case "sha512" -> "SHA-512";
            case "sha384" -> "SHA-384";
            case "sha", "sha1" -> "SHA-1";
            default -> "";
        };
        return algorithm.isEmpty()
                ? Optional.empty()
                : Optional.of(new Digests(algorithm, value.strip().toLowerCase(Locale.ROOT)));
    }

    /** The stream, counted in; ask {@link #check} when it has been read. */
    DigestInputStream over(InputStream in) {
        try {
            return new DigestInputStream(in, MessageDigest.getInstance(algorithm));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads what is left. */
    void check(DigestInputStream in, String where) throws IOException {
        byte[] rest = new byte[SKIP_BYTES];
        while (in.read(rest) >= 0) {
            // Only to be counted in.
        }
        String found = HexFormat.of().formatHex(in.getMessageDigest().digest());
        if (!found.equals(value)) {
            throw new DamagedImageException(
                    "its " + algorithm + " is " + found + ", not " + value + " as the signed list says", where);
        }
    }
}
