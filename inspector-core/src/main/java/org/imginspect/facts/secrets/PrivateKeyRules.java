package org.imginspect.facts.secrets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The secret halves of key pairs: PEM (RFC 7468, RFC 1421), OpenSSH (PROTOCOL.key), PuTTY, GnuPG's key store, WireGuard, age. Written by
 * hand, for their words stand in many a harmless script.
 */
final class PrivateKeyRules {
    /** Enough base64 for an OpenSSH header up to the cipher's name, and for an algorithm's OID in PKCS#8. */
    private static final int BASE64_SEEN = 64;

    private static final int BASE64_LEAST = 40;
    private static final int FEWEST_CHARACTERS = 10;
    private static final int LONGEST_LABEL = 32;
    private static final String OPENSSH_MAGIC = "openssh-key-v1\0";

    private PrivateKeyRules() {}

    static List<SecretRule> all() {
        List<SecretRule> rules = new ArrayList<>();
        rules.add(rule("PRIVATE KEY", PrivateKeyRules::pem));
        rules.add(rule("PuTTY-User-Key-File-", PrivateKeyRules::putty));
        rules.add(rule("private-key", PrivateKeyRules::gnupg));
        rules.add(rule("PrivateKey", PrivateKeyRules::wireguard));
        rules.add(new TokenRule(
                "age identity",
                "AGE-SECRET-KEY-1",
                Alphabet.UPPER_ALPHANUMERIC,
                58,
                58,
                SecretHit.Category.PRIVATE_KEY,
                SecretHit.Certainty.SECRET));
        rules.addAll(OtherKeyRules.all());
        return rules;
    }

    /** Answers the kind; empty text if there is no key. */
    private interface Look {
        String kind(Window window);
    }

    private static SecretRule rule(String keyword, Look look) {
        return new SecretRule() {
            @Override
            public String kind() {
                return "private key";
            }

            @Override
            public String keyword() {
                return keyword;
            }

            @Override
            public Optional<Match> match(Window window) {
                String kind = look.kind(window);
                return kind.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Match(
                                SecretHit.Category.PRIVATE_KEY,
                                SecretHit.Certainty.SECRET,
                                kind,
                                "",
                                window.start(),
                                window.end()));
            }
        };
    }

    private static String pem(Window window) {
        if (window.has("SSH ", window.start() - 4) && window.has(" FILE FORMAT 1.1\n\0", window.end())) {
            return window.atFileStart() && window.start() == window.from() + 4 ? "SSH protocol 1 private key" : "";
        }
        int begin = window.start();
        while (begin > window.from() && window.start() - begin < LONGEST_LABEL && window.at(begin - 1) != '-') {
            begin--;
        }
        String label = window.text(begin, window.start());
        if (window.at(begin - 1) != '-'
                || window.at(begin - 4) != '-'
                || !label.stripLeading().startsWith("BEGIN ")) {
            return "";
        }
        label = label.strip().substring("BEGIN".length()).strip();
        int at = window.end();
        boolean pgp = window.has(" BLOCK-----", at);
        if (pgp) {
            at += " BLOCK".length();
        }
        int dashes = at;
        while (window.at(dashes) == '-' || window.at(dashes) == ' ') {
            dashes++;
        }
        if (dashes - at < 4) {
            return "";
        }
        Body body = body(window, dashes);
        if (body.base64.length() < BASE64_LEAST || distinct(body.base64) < FEWEST_CHARACTERS) {
            return "";
        }
        byte[] bytes = Base64.getDecoder().decode(body.base64.substring(0, body.base64.length() / 4 * 4));
        if (pgp) {
            return (bytes[0] & 0x80) != 0 ? "PGP private key" : "";
        }
        if (label.startsWith("SSH2")) {
            return "SSH2 private key";
        }
        return kind(label, body.encrypted, bytes);
    }

    private static String kind(String label, boolean encrypted, byte[] bytes) {
        if (label.equals("OPENSSH")) {
            return openSsh(bytes);
        }
        if (label.endsWith("COSIGN") || label.endsWith("SIGSTORE")) {
            return "private key (cosign), encrypted";
        }
        boolean der = bytes[0] == 0x30; // SEQUENCE
        if (!der && !encrypted) {
            return "";
        }
        String locked = encrypted ? ", encrypted" : ", not encrypted";
        return switch (label) {
            case "RSA" -> "RSA private key (PKCS#1)" + locked;
            case "EC" -> "EC private key (SEC 1)" + locked;
            case "DSA" -> "DSA private key" + locked;
            case "ENCRYPTED" -> "private key (PKCS#8), encrypted";
            case "" -> algorithm(bytes) + "private key (PKCS#8), not encrypted";
            default -> "private key" + locked;
        };
    }

    /** The algorithm's object identifier in a PrivateKeyInfo (RFC 5208, 5). */
    private static String algorithm(byte[] bytes) {
        String hex = HexFormat.of().formatHex(bytes);
        if (hex.contains("2a864886f70d010101")) { // 1.2.840.113549.1.1.1
            return "RSA ";
        }
        if (hex.contains("2a8648ce3d0201")) { // 1.2.840.10045.2.1
            return "EC ";
        }
        return hex.contains("06032b6570") ? "Ed25519 " : ""; // 1.3.101.112
    }

    /** {@code "openssh-key-v1" 0x00, string ciphername, …}: none means not encrypted. */
    private static String openSsh(byte[] bytes) {
        byte[] magic = OPENSSH_MAGIC.getBytes(StandardCharsets.ISO_8859_1);
        int name = magic.length + 4;
        if (bytes.length < name + 4 || !Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length)) {
            return "";
        }
        boolean open =
                bytes[magic.length + 3] == 4 && new String(bytes, name, 4, StandardCharsets.ISO_8859_1).equals("none");
        return open ? "OpenSSH private key, not encrypted" : "OpenSSH private key, encrypted";
    }

    private record Body(String base64, boolean encrypted) {}

    /** The first characters of the base64 text, which may be cut by line ends, by those of a string literal, and preceded by headers. */
    private static Body body(Window window, int from) {
        StringBuilder base64 = new StringBuilder(BASE64_SEEN);
        boolean encrypted = false;
        int at = from;
        while (at < window.to() && base64.length() < BASE64_SEEN) {
            int c = window.at(at);
            if (c == ':' && base64.length() > 0) {
                // What looked like base64 was a header's name: "Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,…".
                int end = at;
                while (end < window.to() && window.at(end) != '\n' && !window.has("\\n", end)) {
                    end++;
                }
                encrypted |= window.text(at, end).contains("ENCRYPTED");
                base64.setLength(0);
                at = end;
            } else if (c == '\\'
                    && (window.at(at + 1) == 'n' || window.at(at + 1) == 'r' || window.at(at + 1) == 't')) {
                at += 2;
            } else if (c == '+' && isSpace(window.at(at - 1)) && isSpace(window.at(at + 1))) {
                at++; // "…" + "…" of a program's text.
            } else if (Window.isBase64(c) || c == '=') {
                base64.append((char) c);
                at++;
            } else if (c == '-' && window.at(at + 1) != '-') {
                at++; // In a header's name.
            } else if (isSpace(c) || c == '"' || c == '\'' || c == ',' || c == '\\' || c == '|') {
                at++;
            } else {
                break;
            }
        }
        int padding = base64.indexOf("=");
        if (padding >= 0) {
            base64.setLength(padding);
        }
        return new Body(base64.toString(), encrypted);
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private static int distinct(String text) {
        return (int) text.chars().distinct().count();
    }

    /** {@code PuTTY-User-Key-File-3: ssh-ed25519}, … {@code Encryption: none}, … {@code Private-Lines: 1}. */
    private static String putty(Window window) {
        int version = window.at(window.end());
        if (version < '1' || version > '9' || window.at(window.end() + 1) != ':') {
            return "";
        }
        String text = window.text(window.end(), window.to());
        int cipher = text.indexOf("Encryption: ");
        int lines = text.indexOf("Private-Lines: ");
        if (cipher < 0 || lines < cipher) {
            return "";
        }
        return text.startsWith("none", cipher + "Encryption: ".length())
                ? "PuTTY private key, not encrypted"
                : "PuTTY private key, encrypted";
    }

    /** An S-expression of GnuPG's private-keys-v1.d: {@code (11:private-key(3:rsa…} or {@code Key: (private-key (rsa …}. */
    private static String gnupg(Window window) {
        int start = window.start();
        int after = window.at(window.end());
        boolean opens = after == '(' || (after == ' ' && window.at(window.end() + 1) == '(');
        if (!opens) {
            return "";
        }
        if (window.has("(11:", start - 4) || window.has("Key: (", start - 6)) {
            return "GnuPG private key, not encrypted";
        }
        return window.has("(21:protected-", start - 14) || window.has("Key: (protected-", start - 16)
                ? "GnuPG private key, encrypted"
                : "";
    }

    /** {@code PrivateKey = } and 32 bytes in base64. */
    private static String wireguard(Window window) {
        if (Window.isWord(window.at(window.start() - 1))) {
            return "";
        }
        int at = window.end();
        boolean equals = false;
        while (window.at(at) == ' ' || window.at(at) == '\t' || (!equals && window.at(at) == '=')) {
            equals |= window.at(at) == '=';
            at++;
        }
        int end = at;
        while (end - at < 44 && Window.isBase64(window.at(end))) {
            end++;
        }
        if (!equals || end - at != 43 || window.at(end) != '=' || window.at(end + 1) == '=') {
            return "";
        }
        return Placeholder.isRandom(window.text(at, end), 3.5) ? "WireGuard private key" : "";
    }
}
