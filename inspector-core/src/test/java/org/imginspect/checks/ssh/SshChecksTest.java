package org.imginspect.checks.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshChecksTest {
    private static final String KEYS = "ssh.authorized-keys-empty";
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP6CIzoKvzlJka6Jm30aKv6wLL3sY4ZgelGFBsDbPckF";
    private static final String PRIVATE = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ58StgeMxqqsmnqKdIB/y8T15Chkiq0b58X1snf1MaX
            -----END PRIVATE KEY-----
            """;

    private static MemoryFileTree.Builder guest() {
        return MemoryFileTree.builder()
                .file(
                        "/etc/passwd",
                        "root:x:0:0::/root:/bin/sh\ndaemon:x:1:1::/usr/sbin:/bin/false\napp:x:9:9::/srv/app:/bin/sh\n");
    }

    private static List<String> findings(String id, MemoryFileTree.Builder files) throws Exception {
        return TestContext.findings(TestContext.evaluate(id, files.build()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ssh-ed25519|" + KEY,
                "ssh-rsa|from=\"10.0.0.0/8\",command=\"echo \\\"a b\\\"\" ssh-rsa AAAAB3NzaC1yc2E= comment",
                "sk-ssh-ed25519@openssh.com|sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5",
                "ssh-ed25519-cert-v01@openssh.com|cert-authority ssh-ed25519-cert-v01@openssh.com AAAAIHNz",
                "protocol 1|2048 65537 1234567890123 me@host"
            })
    void everySortOfKeyOpensTheAccount(String type, String line) throws Exception {
        assertThat(findings(KEYS, guest().file("/srv/app/.ssh/authorized_keys", "\n# mine\n  " + line + "\n")))
                .containsExactly("ERROR /srv/app/.ssh/authorized_keys:3 a key (" + type + ") opens this account");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# only a comment\n", "   \t\n"})
    void aFileWithoutKeysPasses(String content) throws Exception {
        assertThat(findings(KEYS, guest().file("/root/.ssh/authorized_keys", content)))
                .isEmpty();
    }

    @Test
    void copiesAndJunkAreWarnings() throws Exception {
        assertThat(findings(
                        KEYS,
                        guest().file("/root/.ssh/authorized_keys", "junk\n")
                                .file("/root/.ssh/authorized_keys.bak", KEY)
                                .file("/home/gone/.ssh/authorized_keys", KEY)))
                .containsExactly(
                        "WARNING /root/.ssh/authorized_keys:1 a line that is neither a key nor a comment",
                        "WARNING /root/.ssh/authorized_keys.bak:1 a key (ssh-ed25519) opens this account",
                        "ERROR /home/gone/.ssh/authorized_keys:1 a key (ssh-ed25519) opens this account");
    }

    @Test
    void manyKeysAreSummedUp() throws Exception {
        assertThat(findings(KEYS, guest().file("/root/.ssh/authorized_keys", (KEY + "\n").repeat(1000))))
                .hasSize(21)
                .last()
                .asString()
                .contains("holds 980 more lines like these");
    }

    @Test
    void twoAccountsOfOneFileFindItOnce() throws Exception {
        assertThat(findings(
                        KEYS,
                        guest().file("/etc/ssh/sshd_config", "AuthorizedKeysFile /etc/ssh/keys\n")
                                .file("/etc/ssh/keys", KEY)))
                .hasSize(1);
    }

    @Test
    void hostKeysAreAWarningOnlyWhereCloudInitReplacesThem() throws Exception {
        MemoryFileTree.Builder files = guest().file("/etc/ssh/ssh_host_rsa_key", PRIVATE)
                .file("/etc/ssh/ssh_host_ed25519_key", "")
                .file("/etc/ssh/ssh_host_rsa_key.pub", KEY)
                .file("/etc/dropbear/dropbear_rsa_host_key", "x");
        assertThat(findings("ssh.host-keys-absent", files))
                .containsExactly(
                        "ERROR /etc/ssh/ssh_host_rsa_key a host key that all clones will share",
                        "ERROR /etc/dropbear/dropbear_rsa_host_key a host key that all clones will share");
        files.file("/usr/bin/cloud-init", "#!")
                .file("/etc/inittab", "id:3:initdefault:\n")
                .file("/etc/init.d/cloud-init-local", "#!/bin/sh\n")
                .symlink("/etc/rc3.d/S51cloud-init-local", "../init.d/cloud-init-local")
                .file("/etc/init.d/cloud-init", "#!/bin/sh\n")
                .symlink("/etc/rc3.d/S52cloud-init", "../init.d/cloud-init")
                .file("/etc/init.d/cloud-config", "#!/bin/sh\n")
                .symlink("/etc/rc3.d/S53cloud-config", "../init.d/cloud-config")
                .file("/etc/init.d/cloud-final", "#!/bin/sh\n")
                .symlink("/etc/rc3.d/S54cloud-final", "../init.d/cloud-final")
                .file("/etc/cloud/cloud.cfg", "cloud_init_modules:\n - ssh\n");
        assertThat(findings("ssh.host-keys-absent", files))
                .containsExactly(
                        "WARNING /etc/ssh/ssh_host_rsa_key a host key; cloud-init replaces it at the first boot, if it gets that far",
                        "ERROR /etc/dropbear/dropbear_rsa_host_key a host key that all clones will share");
        files.file("/etc/cloud/cloud.cfg", "ssh_deletekeys: false\ncloud_init_modules:\n - ssh\n");
        assertThat(findings("ssh.host-keys-absent", files)).allMatch(text -> text.startsWith("ERROR"));
    }

    @Test
    void aPrivateKeyIsFoundUnderAnyNameAndOnce() throws Exception {
        assertThat(findings(
                        "ssh.no-user-private-keys",
                        guest().file("/root/.ssh/keys/notes.txt", "see below\n" + PRIVATE)
                                .symlink("/srv/app/.ssh", "/root/.ssh")
                                .symlink("/root/.ssh/loop", "..")))
                .containsExactly("ERROR /root/.ssh/keys/notes.txt:2 Ed25519 private key (PKCS#8), not encrypted");
    }

    @Test
    void whatWasNotSearchedIsNoPass() throws Exception {
        Limits limits = Limits.defaults().with(Limits.SECRET_FILE_BYTES, 100);
        byte[] late = (" ".repeat(200) + "\n" + PRIVATE).getBytes(StandardCharsets.US_ASCII);
        MemoryFileTree.Builder files = guest().file("/root/.ssh/x", late, 0600, 0, 0);
        assertThatThrownBy(() -> TestContext.evaluate("ssh.no-user-private-keys", files.build(), limits))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("--limit secret-file-bytes=VALUE");
        files.file("/root/.ssh/a", PRIVATE);
        assertThat(TestContext.evaluate("ssh.no-user-private-keys", files.build(), limits)
                        .outcome())
                .isEqualTo(Outcome.FINDINGS);
    }

    @Test
    void damageIsNeverAPass() {
        for (String id : new String[] {KEYS, "ssh.no-user-private-keys"}) {
            assertThatThrownBy(() -> findings(
                            id,
                            guest().damaged(
                                            "/root/.ssh/authorized_keys",
                                            Kind.FILE,
                                            () -> new DamagedImageException("broken", "x"))))
                    .as(id)
                    .isInstanceOf(DamagedImageException.class);
            assertThatThrownBy(() -> findings(
                            id,
                            guest().damaged(
                                            "/srv/app/.ssh",
                                            Kind.DIRECTORY,
                                            () -> new DamagedImageException("broken", "x"))))
                    .as(id)
                    .isInstanceOf(DamagedImageException.class);
        }
    }
}
