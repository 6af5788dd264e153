package org.imginspect.checks.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;

class SecretsChecksTest {
    private static final String KEYS = "secrets.private-keys";
    private static final String CREDENTIALS = "secrets.cloud-credentials";
    private static final String TOKEN = "ghp_k3Vb8Nq5Wz2Xc7Lm4Rt9Hy6Jd1Fg0Ps3Ua8Ei";
    private static final String PRIVATE = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ58StgeMxqqsmnqKdIB/y8T15Chkiq0b58X1snf1MaX
            -----END PRIVATE KEY-----
            """;

    private static List<String> findings(String id, MemoryFileTree.Builder files) throws Exception {
        return TestContext.findings(TestContext.evaluate(id, files.build()));
    }

    @Test
    void eachCheckHasItsOwnKindAndNoValueIsShown() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/srv/.env", "A=1\nT=" + TOKEN + "\n")
                .file("/srv/k", PRIVATE);
        assertThat(findings(KEYS, files)).containsExactly("ERROR /srv/k:1 Ed25519 private key (PKCS#8), not encrypted");
        assertThat(findings(CREDENTIALS, files))
                .containsExactly("ERROR /srv/.env:2 token (GitHub) (gh…Ei, 41 characters)");
    }

    @Test
    void theHostsOwnKeysAreOtherChecksMatter() throws Exception {
        assertThat(findings(
                        KEYS,
                        MemoryFileTree.builder()
                                .file("/etc/ssh/ssh_host_ed25519_key", PRIVATE)
                                .file("/etc/ssl/private/ssl-cert-snakeoil.key", PRIVATE)
                                .file("/etc/ssl/private/site.key", PRIVATE)
                                .file("/etc/ssh/backup/ssh_host_ed25519_key", PRIVATE)))
                .containsExactly(
                        "ERROR /etc/ssh/backup/ssh_host_ed25519_key:1 Ed25519 private key (PKCS#8), not encrypted",
                        "ERROR /etc/ssl/private/site.key:1 Ed25519 private key (PKCS#8), not encrypted");
    }

    @Test
    void anIdBesideItsSecretIsNotToldTwice() throws Exception {
        assertThat(
                        findings(
                                CREDENTIALS,
                                MemoryFileTree.builder()
                                        .file("/a", "AKIA2J6TQ4WZN7KXH3VD\n")
                                        .file(
                                                "/b",
                                                "AKIA2J6TQ4WZN7KXH3VD\nsecret_access_key=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\n")))
                .extracting(text -> text.substring(0, 12))
                .containsExactly("WARNING /a:1", "ERROR /b:2 s");
    }

    @Test
    void samplesOfLibrariesAreNotes() throws Exception {
        assertThat(findings(
                        KEYS,
                        MemoryFileTree.builder()
                                .file("/usr/local/lib/node_modules/x/test/key.pem", PRIVATE)
                                .file("/srv/test/key.pem", PRIVATE)))
                .extracting(text -> text.substring(0, 5))
                .containsExactly("ERROR", "NOTE ");
    }

    @Test
    void whatWasNotSearchedIsNoPassAndIsToldBesideFindings() throws Exception {
        Limits limits = Limits.defaults().with(Limits.SECRET_FILE_BYTES, 1000);
        byte[] late = (" ".repeat(2000) + TOKEN).getBytes(StandardCharsets.US_ASCII);
        MemoryFileTree.Builder files = MemoryFileTree.builder().file("/srv/disk.img", late, 0600, 0, 0);
        for (String id : new String[] {KEYS, CREDENTIALS}) {
            assertThatThrownBy(() -> TestContext.evaluate(id, files.build(), limits))
                    .isInstanceOf(LimitExceededException.class)
                    .hasMessageContaining("only the first 1000 of 2041 bytes were searched");
        }
        files.file("/srv/k", PRIVATE);
        assertThat(TestContext.findings(TestContext.evaluate(KEYS, files.build(), limits)))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("NOTE there may be more: secrets: only the first 1000");
    }

    @Test
    void whatAFileHoldsBeyondFiftySecretsIsNoPassAndIsToldBesideFindings() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder().file("/srv/tokens", (TOKEN + "\n").repeat(50));
        assertThat(findings(CREDENTIALS, files)).hasSize(50).allMatch(text -> text.startsWith("ERROR /srv/tokens:"));
        assertThat(findings(KEYS, files)).isEmpty();
        // The key is the fifty-first, so it is not looked at.
        files = MemoryFileTree.builder().file("/srv/tokens", (TOKEN + "\n").repeat(50) + PRIVATE);
        assertThat(findings(CREDENTIALS, files))
                .hasSize(51)
                .last()
                .asString()
                .startsWith("NOTE there may be more: secrets: more than 50 lie in one file")
                .contains("/srv/tokens");
        MemoryFileTree.Builder more = files;
        assertThatThrownBy(() -> findings(KEYS, more))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("more than 50 lie in one file");
    }

    @Test
    void whatCannotBeToldIsNeverAPass() {
        for (String id : new String[] {KEYS, CREDENTIALS}) {
            assertThatThrownBy(() -> findings(
                            id,
                            MemoryFileTree.builder()
                                    .damaged("/srv", Kind.DIRECTORY, () -> new DamagedImageException("broken", "x"))))
                    .isInstanceOf(DamagedImageException.class);
            assertThatThrownBy(() -> findings(id, MemoryFileTree.builder().file("/nix/var/nix/db/db.sqlite", "x")))
                    .isInstanceOf(UnsupportedFeatureException.class);
        }
    }
}
