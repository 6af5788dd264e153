package org.imginspect.facts.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Files that are a secret as a whole: binary keys and key stores by their head, and some by their place. */
final class WholeFiles {
    private static final int SMALL = 4096;
    private static final int SEEN = 256;
    private static final byte[] PKCS7_DATA = oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01);
    private static final byte[] PKCS7_SIGNED = oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02);
    /** 1.2.840.113549.1.12.10.1.2, PKCS8ShroudedKeyBag. */
    private static final byte[] SHROUDED_KEY_BAG =
            oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x02);

    private static final byte[] KEY_BAG = oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x01);
    /** 1.2.840.113549.1.5: password-based encryption. */
    private static final byte[] PBE = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x05};

    private static final byte[] PBE12 = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x0c, 0x01};
    private static final byte[] RSA = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01};
    private static final byte[] EC = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};
    private static final byte[] DSA = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x38, 0x04, 0x01};
    /** 1.3.101.110 to 113: X25519, X448, Ed25519, Ed448. */
    private static final byte[] EDWARDS = {0x06, 0x03, 0x2b, 0x65};

    private static final int JKS = 0xfeedfeed;
    private static final int JCEKS = 0xcececece;

    private WholeFiles() {}

    /** What a file is. */
    record Found(SecretHit.Category category, SecretHit.Certainty certainty, String kind) {
        static Found key(String kind) {
            return new Found(SecretHit.Category.PRIVATE_KEY, SecretHit.Certainty.SECRET, kind);
        }
    }

    /**
     * Looks at the head of a file.
     *
     * @param count how many bytes of it are in the buffer
     */
    static Optional<Found> find(byte[] bytes, int count, long size, String path) {
        if (count < 8) {
            return Optional.empty();
        }
        int magic = int32(bytes, 0);
        if (magic == JKS || magic == JCEKS) {
            return javaKeyStore(bytes, count);
        }
        if (bytes[0] == 0x30) {
            return der(bytes, count, size);
        }
        if (magic >>> 16 == 0x0502) {
            return keytab(bytes, count, size);
        }
        Optional<Found> pgp = openPgp(bytes, count);
        return pgp.isPresent() ? pgp : byPlace(bytes, count, size, path);
    }

    /** RFC 5208, RFC 8017 (A.1.2), RFC 5915, RFC 7292: a SEQUENCE that fills the file. */
    private static Optional<Found> der(byte[] bytes, int count, long size) {
        int at = contentOf(bytes, count, 0, size);
        if (at < 0) {
            return Optional.empty();
        }
        if (bytes[at] == 0x02 && at + 4 < count && bytes[at + 1] == 1) {
            int version = bytes[at + 2];
            int next = at + 3;
            if (version == 3 && bytes[next] == 0x30) {
                return pkcs12(bytes, count, size);
            }
            if (version == 0 && bytes[next] == 0x30) {
                String algorithm = algorithm(bytes, next, Math.min(count, next + 32));
                return algorithm.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Found.key(algorithm + " private key (PKCS#8 in DER), not encrypted"));
            }
            if (version == 0 && bytes[next] == 0x02 && size > 200) {
                return Optional.of(Found.key("RSA or DSA private key (PKCS#1 in DER), not encrypted"));
            }
            if (version == 1 && bytes[next] == 0x04 && size < 400) {
                return Optional.of(Found.key("EC private key (SEC 1 in DER), not encrypted"));
            }
            return Optional.empty();
        }
        // EncryptedPrivateKeyInfo: the algorithm, then one OCTET STRING to the end.
        boolean encrypted = bytes[at] == 0x30
                && (has(bytes, at, Math.min(count, at + 24), PBE) || has(bytes, at, Math.min(count, at + 24), PBE12));
        return encrypted ? Optional.of(Found.key("private key (PKCS#8 in DER), encrypted")) : Optional.empty();
    }

    private static Optional<Found> pkcs12(byte[] bytes, int count, long size) {
        int head = Math.min(count, 64);
        if (!has(bytes, 0, head, PKCS7_DATA) && !has(bytes, 0, head, PKCS7_SIGNED)) {
            return Optional.empty();
        }
        if (has(bytes, 0, count, KEY_BAG)) {
            return Optional.of(Found.key("private key (PKCS#12), not encrypted"));
        }
        if (has(bytes, 0, count, SHROUDED_KEY_BAG)) {
            return Optional.of(Found.key("private key (PKCS#12), encrypted"));
        }
        return size > count
                ? Optional.of(new Found(
                        SecretHit.Category.PRIVATE_KEY,
                        SecretHit.Certainty.WEAK,
                        "key store (PKCS#12), too long to tell whether it holds a private key"))
                : Optional.empty();
    }

    /**
     * Sun's JKS and JCEKS: magic, version, count; then of each entry a tag (1 a private key, 2 a certificate, 3 a secret key), an alias, a
     * time and its content.
     */
    private static Optional<Found> javaKeyStore(byte[] bytes, int count) {
        if (count < 12) {
            return Optional.empty();
        }
        int version = int32(bytes, 4);
        int entries = int32(bytes, 8);
        if ((version != 1 && version != 2) || entries < 0) {
            return Optional.empty();
        }
        long at = 12;
        for (int i = 0; i < entries; i++) {
            if (at + 6 > count) {
                break;
            }
            int tag = int32(bytes, (int) at);
            if (tag == 1 || tag == 3) {
                return Optional.of(Found.key("private key (Java key store), encrypted"));
            }
            if (tag != 2) {
                break;
            }
            at += 4 + 2 + int16(bytes, (int) at + 4) + 8L;
            if (version == 2) {
                if (at + 2 > count) {
                    break;
                }
                at += 2 + int16(bytes, (int) at);
            }
            if (at + 4 > count) {
                break;
            }
            at += 4 + (int32(bytes, (int) at) & 0xffffffffL);
            if (i == entries - 1) {
                return Optional.empty(); // Certificates only.
            }
        }
        return entries == 0
                ? Optional.empty()
                : Optional.of(new Found(
                        SecretHit.Category.PRIVATE_KEY,
                        SecretHit.Certainty.WEAK,
                        "key store (Java), not to be read whole: it may hold a private key"));
    }

    /** MIT Kerberos' keytab, version 2: after 0x0502 each entry's length, and at least a principal's number of components. */
    private static Optional<Found> keytab(byte[] bytes, int count, long size) {
        int length = int32(bytes, 2);
        boolean entry = length > 16 && length <= size - 6 && count > 16 && int16(bytes, 6) > 0 && int16(bytes, 6) < 16;
        return entry
                ? Optional.of(
                        new Found(SecretHit.Category.CREDENTIAL, SecretHit.Certainty.SECRET, "key (Kerberos keytab)"))
                : Optional.empty();
    }

    /** RFC 4880, 4.2 and 5.5.3: a secret-key packet (tag 5) of version 3 to 6 that a plausible time and a known algorithm follow. */
    private static Optional<Found> openPgp(byte[] bytes, int count) {
        int tag = bytes[0] & 0xff;
        int at;
        if (count < 16) {
            return Optional.empty();
        }
        if (tag == 0x94) {
            at = 2;
        } else if (tag == 0x95) {
            at = 3;
        } else if (tag == 0xc5) {
            at = (bytes[1] & 0xff) < 192 ? 2 : 3;
        } else {
            return Optional.empty();
        }
        int version = bytes[at];
        long time = int32(bytes, at + 1) & 0xffffffffL;
        int algorithm = bytes[at + 5] & 0xff;
        boolean known = (algorithm >= 1 && algorithm <= 3) || (algorithm >= 16 && algorithm <= 28);
        boolean plausible = time > 631_152_000L && time < 2_500_000_000L; // 1990 to 2049
        return version >= 3 && version <= 6 && known && plausible
                ? Optional.of(Found.key("PGP private key"))
                : Optional.empty();
    }

    private static Optional<Found> byPlace(byte[] bytes, int count, long size, String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (size > SMALL) {
            return Optional.empty();
        }
        SecretHit.Category app = SecretHit.Category.APPLICATION;
        String kind = switch (name) {
            case ".erlang.cookie" -> "cookie (Erlang, RabbitMQ)";
            case "munge.key" -> "key (MUNGE)";
            case "authkey" ->
                path.startsWith("/etc/corosync/") || path.startsWith("/etc/pacemaker/") ? "key (cluster)" : "";
            case "passwd" -> path.endsWith("/.vnc/passwd") ? "password (VNC)" : "";
            case "ldap.secret", "libnss-ldap.secret", "pam_ldap.secret" -> "password of a directory service";
            case "initialAdminPassword" -> "password (Jenkins)";
            case "admin.password" -> path.contains("nexus") ? "password (Nexus)" : "";
            case "master.key" ->
                path.contains("/config/") || path.contains("jenkins") ? "master key (Rails, Jenkins)" : "";
            case "node-token", "token" -> path.contains("/rancher/") ? "token (k3s, RKE2)" : "";
            case ".digitalocean_password", ".my_password", ".mysql_root_password", ".db_password", ".admin_password" ->
                "password";
            default -> "";
        };
        if (name.equals(".vault-token")) {
            return filled(bytes, count)
                    ? Optional.of(new Found(
                            SecretHit.Category.CREDENTIAL, SecretHit.Certainty.SECRET, "token (HashiCorp Vault)"))
                    : Optional.empty();
        }
        if (name.equals(".vault_pass") || name.equals(".vault_pass.txt") || name.equals(".vault_password")) {
            kind = "password (Ansible Vault)";
        }
        return kind.isEmpty() || !filled(bytes, count)
                ? Optional.empty()
                : Optional.of(new Found(app, SecretHit.Certainty.SECRET, kind));
    }

    /** Whether there is more than space, and what is there stands for nothing else. */
    private static boolean filled(byte[] bytes, int count) {
        String text = new String(bytes, 0, Math.min(count, SEEN), StandardCharsets.ISO_8859_1).strip();
        return text.length() >= 4
                && !Placeholder.is(text)
                && text.toLowerCase(Locale.ROOT).indexOf("uninitialized") < 0;
    }

    private static String algorithm(byte[] bytes, int from, int to) {
        if (has(bytes, from, to, RSA)) {
            return "RSA";
        }
        if (has(bytes, from, to, EC)) {
            return "EC";
        }
        if (has(bytes, from, to, DSA)) {
            return "DSA";
        }
        return has(bytes, from, to, EDWARDS) ? "Ed25519 or similar" : "";
    }

    /** Where the content of the element at {@code at} begins, if that fills the file; negative otherwise. */
    private static int contentOf(byte[] bytes, int count, int at, long size) {
        int length = bytes[at + 1] & 0xff;
        int content = at + 2;
        long value = length;
        if (length >= 0x80) {
            int digits = length & 0x7f;
            if (digits == 0 || digits > 4 || content + digits + 4 > count) {
                return -1;
            }
            value = 0;
            for (int i = 0; i < digits; i++) {
                value = value << 8 | (bytes[content + i] & 0xff);
            }
            content += digits;
        }
        return value + content - at == size && content + 4 < count ? content : -1;
    }

    private static byte[] oid(int... bytes) {
        byte[] oid = new byte[bytes.length + 2];
        oid[0] = 0x06;
        oid[1] = (byte) bytes.length;
        for (int i = 0; i < bytes.length; i++) {
            oid[i + 2] = (byte) bytes[i];
        }
        return oid;
    }

    private static boolean has(byte[] bytes, int from, int to, byte[] wanted) {
        for (int i = from; i <= to - wanted.length; i++) {
            int same = 0;
            while (same < wanted.length && bytes[i + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return true;
            }
        }
        return false;
    }

    private static int int16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    private static int int32(byte[] bytes, int at) {
        return int16(bytes, at) << 16 | int16(bytes, at + 2);
    }
}
