package org.imginspect.facts.secrets;

import java.util.OptionalInt;
import org.imginspect.guest.GuestPath;

/**
 * One secret in a file, without the secret.
 *
 * @param kind what it is: {@code RSA private key (PKCS#1), not encrypted}
 * @param hint what tells it from others of its kind: {@code gh…x7 (40 characters)}; empty text if the kind says all
 * @param line where it begins, from 1; empty in a file that is not text
 */
public record SecretHit(
        Category category, Certainty certainty, String kind, String hint, GuestPath file, OptionalInt line) {
    /** What it opens. */
    public enum Category {
        /** The secret half of a key pair. */
        PRIVATE_KEY,
        /** A token, password or access key of a cloud or another service. */
        CREDENTIAL,
        /** A password of an application, its database or a network, in the configuration of what uses it. */
        APPLICATION,
        /** Nothing: a mark of malware, found in the same pass. */
        MALWARE
    }

    /** How surely it opens something. */
    public enum Certainty {
        /** It has the full form of a secret. */
        SECRET,
        /** Half of a pair, or a key that is often public. */
        WEAK
    }
}
