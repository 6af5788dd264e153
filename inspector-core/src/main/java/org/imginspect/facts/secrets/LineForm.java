package org.imginspect.facts.secrets;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files in which a line is a secret by the place of its fields. */
enum LineForm {
    /** {@code host:port:database:user:password} (libpq, 34.16). */
    PGPASS("password (PostgreSQL password file)", SecretHit.Category.APPLICATION) {
        @Override
        @Nullable
        String secret(String line) {
            return field(line, ':', 4);
        }
    },
    /** {@code user:hash} (Apache's htpasswd). */
    HTPASSWD("password hash (web server)", SecretHit.Category.APPLICATION) {
        @Override
        @Nullable
        String secret(String line) {
            String hash = field(line, ':', 1);
            return hash != null && hash.length() >= 13 ? hash : null;
        }

        @Override
        SecretHit.Certainty certainty() {
            return SecretHit.Certainty.WEAK;
        }
    },
    /** {@code host user:password} (Postfix's smtp_sasl_password_maps). */
    SASL_PASSWD("password (mail relay)", SecretHit.Category.APPLICATION) {
        @Override
        @Nullable
        String secret(String line) {
            String[] words = line.split("[ \\t]+", 2);
            return words.length < 2 ? null : field(words[1], ':', 1);
        }
    },
    /** {@code host:user:password} (Exim's passwd.client). */
    PASSWD_CLIENT("password (mail relay)", SecretHit.Category.APPLICATION) {
        @Override
        @Nullable
        String secret(String line) {
            return field(line, ':', 2);
        }
    },
    /** {@code client server secret addresses} (pppd, 8). */
    CHAP_SECRETS("secret (PPP)", SecretHit.Category.APPLICATION) {
        @Override
        @Nullable
        String secret(String line) {
            String[] words = line.split("[ \\t]+", -1);
            return words.length < 3 ? null : unquoted(words[2]);
        }
    },
    /** {@code address : PSK "secret"} (strongSwan, Libreswan). */
    IPSEC_SECRETS("secret (IPsec)", SecretHit.Category.APPLICATION) {
        @Override
        @Nullable
        String secret(String line) {
            int kind = Math.max(
                    Math.max(line.indexOf(" EAP "), line.indexOf(" XAUTH ")),
                    Math.max(line.indexOf(" NTLM "), line.indexOf(" PSK ")));
            if (kind < 0) {
                return null;
            }
            int open = line.indexOf('"', kind);
            int close = line.lastIndexOf('"');
            return open >= 0 && close > open ? line.substring(open + 1, close) : null;
        }
    },
    /** {@code address secret} (racoon). */
    PSK_TXT("secret (IPsec)", SecretHit.Category.APPLICATION) {
        @Override
        @Nullable
        String secret(String line) {
            String[] words = line.split("[ \\t]+", 2);
            return words.length < 2 ? null : words[1].strip();
        }
    },
    /** {@code user:password} (rsyncd.conf, 5; s3fs; vsftpd; Webmin). */
    USER_PASSWORD("password (file of users)", SecretHit.Category.APPLICATION) {
        @Override
        @Nullable
        String secret(String line) {
            return field(line, ':', 1);
        }
    },
    /** {@code ACCESS:SECRET} (s3fs). */
    S3FS("secret access key (S3 or AWS)", SecretHit.Category.CREDENTIAL) {
        @Override
        @Nullable
        String secret(String line) {
            int colon = line.lastIndexOf(':');
            return colon > 0 ? line.substring(colon + 1) : null;
        }
    };

    private final String kind;
    private final SecretHit.Category category;

    LineForm(String kind, SecretHit.Category category) {
        this.kind = kind;
        this.category = category;
    }

    String kind() {
        return kind;
    }

    SecretHit.Category category() {
        return category;
    }

    SecretHit.Certainty certainty() {
        return SecretHit.Certainty.SECRET;
    }

    /** The secret in a line that is neither empty nor a comment; null if there is none. */
    abstract @Nullable String secret(String line);

    /** Which form a file has, by its path. */
    static Optional<LineForm> of(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (Where.isLibrary(path)) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                switch (name) {
                    case ".pgpass", "pgpass", "pgpass.conf", ".pcppass" -> PGPASS;
                    case ".htpasswd", "htpasswd", "htpasswd.users", ".htdigest" -> HTPASSWD;
                    case "sasl_passwd", "sasl_password" -> SASL_PASSWD;
                    case "passwd.client" -> PASSWD_CLIENT;
                    case "chap-secrets", "pap-secrets" -> CHAP_SECRETS;
                    case "ipsec.secrets" -> IPSEC_SECRETS;
                    case "psk.txt" -> PSK_TXT;
                    case "rsyncd.secrets", "rsync.secrets" -> USER_PASSWORD;
                    case ".passwd-s3fs", "passwd-s3fs" -> S3FS;
                    default ->
                        name.endsWith(".htpasswd")
                                ? HTPASSWD
                                : path.startsWith("/etc/ipsec.d/") && name.endsWith(".secrets") ? IPSEC_SECRETS : null;
                });
    }

    private static @Nullable String field(String line, char separator, int number) {
        int at = 0;
        for (int i = 0; i < number; i++) {
            int next = line.indexOf(separator, at);
            while (next > 0 && line.charAt(next - 1) == '\\') {
                next = line.indexOf(separator, next + 1); // libpq: a backslash makes it a character of the field.
            }
            if (next < 0) {
                return null;
            }
            at = next + 1;
        }
        return unquoted(line.substring(at).strip());
    }

    private static String unquoted(String word) {
        return word.length() > 1 && word.charAt(0) == '"' && word.endsWith("\"")
                ? word.substring(1, word.length() - 1)
                : word;
    }
}
