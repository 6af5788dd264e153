package org.imginspect.facts.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What makes a value that stands in a secret's place a secret. */
enum Genuine {
    /** Drawn by a machine. */
    RANDOM {
        @Override
        boolean accepts(String value) {
            return Placeholder.isRandom(value, RANDOM_BITS);
        }
    },
    /** As before; the keyword is so short that at least ten characters of a token must follow before an expression is tried. */
    RANDOM_RUN {
        @Override
        boolean accepts(String value) {
            return Placeholder.isRandom(value, RANDOM_BITS);
        }

        @Override
        boolean mayFollow(Window window) {
            for (int i = 0; i < SHORTEST_RUN; i++) {
                int c = window.at(window.end() + i);
                if (!Window.isWord(c) && c != '-' && c != '~' && c != '.') {
                    return false;
                }
            }
            return true;
        }
    },
    /** People may have chosen it. */
    CHOSEN {
        @Override
        boolean accepts(String value) {
            return !Placeholder.is(value);
        }
    },
    /** People chose it, and examples in many documents are to be told from it. */
    CHOSEN_WELL {
        @Override
        boolean accepts(String value) {
            return !Placeholder.is(value) && !Placeholder.isCommon(value) && !Placeholder.isReference(value);
        }
    },
    /** Docker keeps {@code user:password} in base64. */
    USER_AND_PASSWORD {
        @Override
        boolean accepts(String base64) {
            if (base64.length() % 4 != 0 || base64.indexOf('_') >= 0 || base64.indexOf('-') >= 0) {
                return false;
            }
            byte[] decoded;
            try {
                decoded = Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException notBase64) {
                return false;
            }
            String text = new String(decoded, StandardCharsets.ISO_8859_1);
            int colon = text.indexOf(':');
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                    return false;
                }
            }
            return colon > 0 && colon < text.length() - 2 && !Placeholder.is(text.substring(colon + 1));
        }
    },
    /** A JSON Web Token that a cluster or a service issued without an end. */
    SERVICE_TOKEN {
        @Override
        boolean accepts(String value) {
            int dot = value.indexOf('.');
            int end = value.indexOf('.', dot + 1);
            String body = value.substring(dot + 1, end);
            byte[] decoded;
            try {
                decoded = Base64.getUrlDecoder().decode(body.substring(0, body.length() / 4 * 4));
            } catch (IllegalArgumentException notBase64) {
                return false;
            }
            String text = new String(decoded, StandardCharsets.ISO_8859_1);
            return text.contains("kubernetes/serviceaccount")
                    || text.contains("system:serviceaccount")
                    || text.contains("service_role");
        }
    };

    private static final double RANDOM_BITS = 3.0;
    private static final int SHORTEST_RUN = 10;

    abstract boolean accepts(String value);

    /** A look that costs less than an expression. */
    boolean mayFollow(Window window) {
        return true;
    }
}
