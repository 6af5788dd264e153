package org.imginspect.facts.secrets;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.facts.FactGatherer;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;

/**
 * Sorts private keys by the place in which packages' scripts make them and by the certificate beside them: in the same file, or in one
 * that is named like the key's in the same directory or in {@code ../certs}. A certificate belongs to a key if the key's bytes hold its
 * public half, or, where they cannot be read, if it is named like it.
 */
public final class TlsKeysGatherer implements FactGatherer<TlsKeys> {
    private static final long MOST_BYTES = 1L << 20;
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";
    private static final String KEY_END = "PRIVATE KEY-----";

    /** Where scripts of packages put keys that they make, by the package. */
    private static final Map<String, String> PLACES = Map.ofEntries(
            Map.entry("/etc/ssl/private/ssl-cert-snakeoil.key", "ssl-cert"),
            Map.entry("/etc/pki/tls/private/localhost.key", "mod_ssl"),
            Map.entry("/etc/pki/tls/private/postfix.key", "postfix"),
            Map.entry("/etc/pki/dovecot/private/dovecot.pem", "dovecot"),
            Map.entry("/etc/dovecot/private/dovecot.pem", "dovecot"),
            Map.entry("/etc/dovecot/private/dovecot.key", "dovecot"),
            Map.entry("/etc/pki/cyrus-imapd/cyrus-imapd-key.pem", "cyrus-imapd"),
            Map.entry("/etc/cockpit/ws-certs.d/0-self-signed.key", "cockpit"),
            Map.entry("/etc/cockpit/ws-certs.d/0-self-signed.cert", "cockpit"),
            Map.entry("/etc/exim4/exim.key", "exim4"),
            Map.entry("/etc/pki/tls/private/exim.pem", "exim"),
            Map.entry("/etc/webmin/miniserv.pem", "webmin"),
            Map.entry("/etc/ssl/servercerts/serverkey.pem", "yast2-ca-management"),
            Map.entry("/etc/pki/tls/private/vsftpd.pem", "vsftpd"),
            Map.entry("/etc/vsftpd/vsftpd.pem", "vsftpd"),
            Map.entry("/etc/pki/tls/private/openwsman.key", "openwsman"),
            Map.entry("/etc/xrdp/key.pem", "xrdp"),
            Map.entry("/etc/lighttpd/server.pem", "lighttpd"),
            Map.entry("/etc/pki/pure-ftpd/pure-ftpd.pem", "pure-ftpd"),
            Map.entry("/etc/proftpd/ssl/proftpd.key", "proftpd"),
            Map.entry("/var/lib/mysql/ca-key.pem", "mysql-server"),
            Map.entry("/var/lib/mysql/server-key.pem", "mysql-server"),
            Map.entry("/var/lib/mysql/client-key.pem", "mysql-server"),
            Map.entry("/var/lib/mysql/private_key.pem", "mysql-server"),
            Map.entry("/etc/inspircd/key.pem", "inspircd"),
            Map.entry("/etc/ngircd/server-key.pem", "ngircd"),
            Map.entry("/etc/cups/ssl/server.key", "cups"));

    /** Nothing to be told: a gatherer has no state. */
    public TlsKeysGatherer() {}

    @Override
    public Class<TlsKeys> type() {
        return TlsKeys.class;
    }

    @Override
    public Optional<TlsKeys> gather(GuestTree tree, Facts others) throws ImageException {
        List<TlsKeys.Key> keys = new ArrayList<>();
        for (SecretHit hit : others.find(Secrets.class).orElseThrow().hits()) {
            if (hit.category() != SecretHit.Category.PRIVATE_KEY || isSsh(hit)) {
                continue;
            }
            Optional<String> maker = Optional.ofNullable(PLACES.get(hit.file().text()));
            Optional<String> subject = selfSigned(tree, hit);
            if (maker.isPresent() || subject.isPresent()) {
                keys.add(new TlsKeys.Key(hit, maker, subject));
            }
        }
        return Optional.of(new TlsKeys(keys));
    }

    /** Forms that TLS servers do not read. */
    private static boolean isSsh(SecretHit hit) {
        String kind = hit.kind();
        return kind.startsWith("OpenSSH")
                || kind.startsWith("PuTTY")
                || kind.startsWith("SSH")
                || kind.startsWith("PGP")
                || kind.startsWith("GnuPG")
                || kind.startsWith("WireGuard")
                || kind.startsWith("age");
    }

    /** The subject of the self-signed certificate that belongs to a key. */
    private static Optional<String> selfSigned(GuestTree tree, SecretHit hit) throws ImageException {
        Optional<String> key = text(tree, hit.file());
        if (key.isEmpty()) {
            return Optional.empty();
        }
        boolean open = hit.kind().endsWith("not encrypted");
        Optional<X509Certificate> inside = certificate(key.get());
        if (inside.isPresent()) {
            return subject(inside.get());
        }
        byte[] secret = open ? der(key.get()) : new byte[0];
        for (GuestPath candidate : beside(hit.file())) {
            Optional<String> text = text(tree, candidate);
            Optional<X509Certificate> certificate = text.isEmpty() ? Optional.empty() : certificate(text.get());
            if (certificate.isPresent() && belongs(certificate.get(), secret)) {
                return subject(certificate.get());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                ? Optional.of(certificate.getSubjectX500Principal().getName())
                : Optional.empty();
    }

    /** Names that a certificate has beside its key. */
    private static Set<GuestPath> beside(GuestPath key) {
        Set<GuestPath> candidates = new LinkedHashSet<>();
        GuestPath directory = key.parent().orElse(GuestPath.ROOT);
        List<GuestPath> directories = new ArrayList<>(List.of(directory));
        directory.parent().ifPresent(above -> {
            directories.add(above.resolve("certs"));
            directories.add(above.resolve("ssl.crt"));
            directories.add(above);
        });
        String name = key.name().text();
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        List<String> stems = new ArrayList<>(List.of(stem));
        for (String word : new String[] {"privkey", "private", "key"}) {
            int at = stem.toLowerCase(Locale.ROOT).lastIndexOf(word);
            if (at >= 0) {
                for (String other : new String[] {"cert", "crt", "certificate", "fullchain"}) {
                    stems.add(stem.substring(0, at) + other + stem.substring(at + word.length()));
                }
            }
        }
        for (GuestPath place : directories) {
            for (String each : stems) {
                for (String ending : new String[] {".crt", ".pem", ".cert", ".cer"}) {
                    GuestPath candidate = place.resolve(each + ending);
                    if (!candidate.equals(key)) {
                        candidates.add(candidate);
                    }
                }
            }
        }
        return candidates;
    }

    private static Optional<String> text(GuestTree tree, GuestPath file) throws ImageException {
        Optional<Node> node = tree.stat(file);
        return node.isPresent() && node.get().isFile() && node.get().sizeBytes() <= MOST_BYTES
                ? tree.text(file)
                : Optional.empty();
    }

    /** The first certificate of a text in PEM; empty if there is none that can be read. */
    private static Optional<X509Certificate> certificate(String text) {
        int begin = text.indexOf(BEGIN);
        int end = begin < 0 ? -1 : text.indexOf(END, begin);
        if (end < 0) {
            return Optional.empty();
        }
        byte[] pem = text.substring(begin, end + END.length()).getBytes(StandardCharsets.ISO_8859_1);
        try {
            return Optional.of((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
        } catch (CertificateException unreadable) {
            return Optional.empty(); // Then the key is judged without it.
        }
    }

    /** The bytes of the first key of a text in PEM; none if they cannot be told. */
    private static byte[] der(String text) {
        int begin = text.indexOf(KEY_END);
        int end = begin < 0 ? -1 : text.indexOf("-----END", begin);
        if (end < 0) {
            return new byte[0];
        }
        String base64 = text.substring(begin + KEY_END.length(), end);
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    /** Whether the secret half holds the public one; where the secret half cannot be read, or does not hold it, the name has to do. */
    private static boolean belongs(X509Certificate certificate, byte[] secret) {
        String algorithm = certificate.getPublicKey().getAlgorithm();
        if (secret.length == 0 || !(algorithm.equals("RSA") || algorithm.equals("EC"))) {
            return true;
        }
        // SubjectPublicKeyInfo ends with the key: 32 bytes from its middle are in the secret half, or it is another's.
        byte[] open = certificate.getPublicKey().getEncoded();
        int length = 32;
        int from = algorithm.equals("RSA") ? open.length / 2 : open.length - length;
        for (int i = 0; i + length <= secret.length; i++) {
            int same = 0;
            while (same < length && secret[i + same] == open[from + same]) {
                same++;
            }
            if (same == length) {
                return true;
            }
        }
        return false;
    }
}
