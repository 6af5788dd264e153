package org.imginspect.checks.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and certificates made by openssl. */
class SharedTlsKeyTest {
    private static final String ID = "secrets.shared-tls-key";
    private static final String KEYS = "secrets.private-keys";

    @TempDir
    private Path directory;

    private static List<String> findings(String id, MemoryFileTree.Builder files) throws Exception {
        return TestContext.findings(TestContext.evaluate(id, files.build()));
    }

    private String run(String command, String result) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return Files.readString(directory.resolve(result));
    }

    private String selfSigned(String options, String name) throws IOException, InterruptedException {
        return run(
                "openssl req -x509 " + options + " -subj /CN=me -keyout " + name + ".key -out " + name + ".crt",
                name + ".key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-newkey rsa:1024 -nodes",
                "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes",
                "-newkey ed25519 -nodes",
                "-newkey rsa:1024 -passout pass:secret"
            })
    void aSelfSignedCertificateBesideItsKeyIsFoundWhateverTheKeyIs(String options) throws Exception {
        Requirement.programs("openssl");
        String key = selfSigned(options, "a");
        String certificate = Files.readString(directory.resolve("a.crt"));
        for (String[] names : new String[][] {
            {"/srv/tls/server.key", "/srv/tls/server.crt"},
            {"/srv/tls/privkey.pem", "/srv/tls/cert.pem"},
            {"/srv/private/www.key", "/srv/certs/www.pem"},
            {"/srv/tls/key.pem", "/srv/tls/certificate.pem"}
        }) {
            MemoryFileTree.Builder tree =
                    MemoryFileTree.builder().file(names[0], key).file(names[1], certificate);
            assertThat(findings(ID, tree))
                    .as(names[0])
                    .singleElement()
                    .asString()
                    .contains("'CN=me'")
                    .startsWith("ERROR " + names[0] + ":1");
            assertThat(findings(KEYS, tree)).as(names[0]).isEmpty();
        }
        assertThat(findings(ID, MemoryFileTree.builder().file("/srv/both.pem", certificate + key)))
                .hasSize(1);
    }

    @Test
    void aCertificateOfAnotherKeyOrOfAnotherSignerDoesNotMakeItOne() throws Exception {
        Requirement.programs("openssl");
        String key = selfSigned("-newkey rsa:1024 -nodes", "a");
        selfSigned("-newkey rsa:1024 -nodes", "b");
        MemoryFileTree.Builder other = MemoryFileTree.builder()
                .file("/srv/x.key", key)
                .file("/srv/x.crt", Files.readString(directory.resolve("b.crt")));
        assertThat(findings(ID, other)).isEmpty();
        assertThat(findings(KEYS, other)).hasSize(1);
        String signed = run(
                "openssl req -new -key a.key -subj /CN=www -out a.csr && openssl x509 -req -in a.csr -CA b.crt -CAkey b.key -CAcreateserial -out c.crt",
                "c.crt");
        MemoryFileTree.Builder site =
                MemoryFileTree.builder().file("/srv/x.key", key).file("/srv/x.crt", signed);
        assertThat(findings(ID, site)).isEmpty();
        assertThat(findings(KEYS, site)).hasSize(1);
    }

    @Test
    void whatThePackagesScriptsMakeIsAWarningWithTheirName() throws Exception {
        Requirement.programs("openssl");
        String key = selfSigned("-newkey rsa:1024 -nodes", "a");
        assertThat(findings(
                        ID,
                        MemoryFileTree.builder()
                                .file("/etc/ssl/private/ssl-cert-snakeoil.key", key)
                                .file("/var/lib/mysql/server-key.pem", key)))
                .containsExactly(
                        "WARNING /etc/ssl/private/ssl-cert-snakeoil.key:1 RSA private key (PKCS#8), not encrypted, which the package ssl-cert made when it was installed",
                        "WARNING /var/lib/mysql/server-key.pem:1 RSA private key (PKCS#8), not encrypted, which the package mysql-server made when it was installed");
    }

    @Test
    void aCertificateThatIsNoneLeavesTheKeyToTheOtherCheck() throws Exception {
        Requirement.programs("openssl");
        String key = selfSigned("-newkey rsa:1024 -nodes", "a");
        MemoryFileTree.Builder tree = MemoryFileTree.builder()
                .file("/srv/x.key", key)
                .file("/srv/x.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertThat(findings(ID, tree)).isEmpty();
        assertThat(findings(KEYS, tree)).hasSize(1);
    }

    @Test
    void aCertificateThatCannotBeReadIsUnknown() throws Exception {
        Requirement.programs("openssl");
        String key = selfSigned("-newkey rsa:1024 -nodes", "a");
        MemoryFileTree.Builder tree = MemoryFileTree.builder()
                .file("/srv/x.key", key)
                .damaged("/srv/x.crt", Kind.FILE, () -> new DamagedImageException("broken", "x"));
        assertThatThrownBy(() -> findings(ID, tree)).isInstanceOf(DamagedImageException.class);
    }
}
