package org.imginspect.facts.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Secret halves that are neither PEM nor of SSH's family, told by words around them. */
enum OtherKeyRules implements SecretRule {
    /** PEM once more in base64, as Kubernetes' secrets and kubeconfigs have it: {@code -----BEGIN } in base64. */
    PEM_IN_BASE64("private key (PEM in base64)", "LS0tLS1CRUdJTi") {
        @Override
        String look(Window window) {
            int end = window.start();
            while (end - window.start() < SEEN && Window.isBase64(window.at(end))) {
                end++;
            }
            String base64 = window.text(window.start(), end);
            byte[] bytes = Base64.getDecoder().decode(base64.substring(0, base64.length() / 4 * 4));
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int label = text.indexOf("PRIVATE KEY");
            if (label < 0 || label > 40 || text.length() < SHORTEST_PEM) {
                return "";
            }
            return text.contains("ENCRYPTED") ? kind() + ", encrypted" : kind();
        }
    },
    /** RFC 7517 and 7518, 6.2.2 and 6.3.2: a member {@code d} beside {@code kty}. */
    JSON_WEB_KEY("private key (JSON web key), not encrypted", "\"d\":") {
        @Override
        String look(Window window) {
            int at = window.end();
            while (window.at(at) == ' ' || window.at(at) == '"') {
                at++;
            }
            int end = at;
            while (end - at < SEEN && Alphabet.BASE64URL.has(window.at(end))) {
                end++;
            }
            return end - at >= 40
                            && Placeholder.isRandom(window.text(at, end), RANDOM)
                            && window.text(window.from(), window.end() + NEAR).contains("\"kty\"")
                    ? kind()
                    : "";
        }
    },
    OPENVPN("OpenVPN static key", "OpenVPN Static key V1-----") {
        @Override
        String look(Window window) {
            return follows(window, Alphabet.HEX, 32) ? kind() : "";
        }
    },
    OPENVPN_2("OpenVPN tls-crypt-v2 key", "-----BEGIN OpenVPN tls-crypt-v2 ") {
        @Override
        String look(Window window) {
            int end = window.text(window.end(), window.end() + 40).indexOf("-----");
            return end > 0 && isBase64Line(window, window.end() + end + 5) ? kind() : "";
        }
    },
    /** BIND's K*.private files. */
    DNSSEC("DNSSEC or TSIG private key", "Private-key-format: v1.") {
        @Override
        String look(Window window) {
            String text = window.text(window.end(), window.end() + NEAR);
            return text.contains("\nPrivateKey: ") || text.contains("\nPrivateExponent: ") || text.contains("\nKey: ")
                    ? kind()
                    : "";
        }
    },
    TOR("private key (Tor onion service)", "== ed25519v1-secret: type0 ==") {
        @Override
        String look(Window window) {
            return window.atFileStart() && window.start() == window.from() ? kind() : "";
        }
    },
    MINISIGN("private key (minisign)", "encrypted secret key\n") {
        @Override
        String look(Window window) {
            return isBase64Line(window, window.end()) ? kind() + ", encrypted" : "";
        }
    },
    SIGNIFY("private key (signify)", "signify secret key\n") {
        @Override
        String look(Window window) {
            return isBase64Line(window, window.end()) ? kind() : "";
        }
    },
    /** .NET's RSA.ToXmlString(true). */
    RSA_KEY_VALUE("RSA private key (XML), not encrypted", "<RSAKeyValue>") {
        @Override
        String look(Window window) {
            String text = window.text(window.end(), window.end() + NEAR);
            int d = text.indexOf("<D>");
            int end = text.indexOf("</D>");
            return d >= 0 && end - d > 40 ? kind() : "";
        }
    };

    private static final int SEEN = 512;
    private static final int SHORTEST_PEM = 90;
    private static final int NEAR = 4096;
    private static final double RANDOM = 3.5;

    private final String kind;
    private final String keyword;

    OtherKeyRules(String kind, String keyword) {
        this.kind = kind;
        this.keyword = keyword;
    }

    static List<SecretRule> all() {
        return List.of(values());
    }

    /** What stands there; empty text if it is no key. */
    abstract String look(Window window);

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public String keyword() {
        return keyword;
    }

    @Override
    public Optional<Match> match(Window window) {
        String found = look(window);
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Match(
                        SecretHit.Category.PRIVATE_KEY,
                        SecretHit.Certainty.SECRET,
                        found,
                        "",
                        window.start(),
                        window.end()));
    }

    /** Whether, line ends aside, so many characters of an alphabet follow that do not stand for others. */
    private static boolean follows(Window window, Alphabet alphabet, int least) {
        int at = window.end();
        while (window.at(at) == '\n' || window.at(at) == '\r' || window.at(at) == ' ' || window.has("\\n", at)) {
            at += window.at(at) == '\\' ? 2 : 1;
        }
        int end = at;
        while (end - at < least && alphabet.has(window.at(end))) {
            end++;
        }
        return end - at == least && Placeholder.isRandom(window.text(at, end), 2.5);
    }

    private static boolean isBase64Line(Window window, int from) {
        int at = from;
        while (window.at(at) == '\n' || window.at(at) == '\r') {
            at++;
        }
        int end = at;
        while (end - at < 64 && Window.isBase64(window.at(end))) {
            end++;
        }
        return end - at >= 40 && Placeholder.isRandom(window.text(at, end), RANDOM);
    }
}
