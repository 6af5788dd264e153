package org.imginspect.checks.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes that other checkers make about secrets are not made here. */
class OtherCheckersTest {
    private static final String PEM = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ58StgeMxqqsmnqKdIB/y8T15Chkiq0b58X1snf1MaX
            -----END PRIVATE KEY-----
            """;
    private static final String TOKEN = "ghp_k3Vb8Nq5Wz2Xc7Lm4Rt9Hy6Jd1Fg0Ps3Ua8Ei";

    private static List<String> findings(String id, MemoryFileTree.Builder tree) throws Exception {
        return TestContext.findings(TestContext.evaluate(id, tree.build()));
    }

    /** The marketplaces' scripts look for files that are called id_rsa, or end in .pem or .key. */
    @ParameterizedTest
    @ValueSource(strings = {"/root/.ssh/work", "/opt/app/blob", "/var/lib/x/y.txt", "/etc/x.conf", "/srv/a b/ü"})
    void aKeyIsKnownByItsContentNotByItsName(String path) throws Exception {
        assertThat(findings("secrets.private-keys", MemoryFileTree.builder().file(path, PEM)))
                .singleElement()
                .asString()
                .contains("Ed25519 private key (PKCS#8), not encrypted");
    }

    /** Most look into /root and the directories of /home only. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/var/lib/jenkins/.npmrc", "/srv/www/.env", "/.env", "/usr/local/etc/x.yaml", "/data/dump.sql"})
    void credentialsOutsideOfHomesAreFound(String path) throws Exception {
        assertThat(findings(
                        "secrets.cloud-credentials", MemoryFileTree.builder().file(path, "t=" + TOKEN + "\n")))
                .hasSize(1);
    }

    /** Scanners of source code skip what is no text. */
    @Test
    void credentialsInBinaryFilesAreFound() throws Exception {
        assertThat(findings(
                        "secrets.cloud-credentials",
                        MemoryFileTree.builder().file("/srv/app.sqlite", "SQLite format 3\0\0\0" + TOKEN + "\0")))
                .containsExactly("ERROR /srv/app.sqlite token (GitHub) (gh…Ei, 41 characters)");
    }

    /** Windows tools write UTF-16, in which no scanner of bytes finds anything. */
    @Test
    void textInUtf16IsSearchedAsText() throws Exception {
        byte[] text = ("\ufeffline\r\nkey=" + TOKEN + "\r\n").getBytes(StandardCharsets.UTF_16LE);
        assertThat(findings(
                        "secrets.cloud-credentials", MemoryFileTree.builder().file("/srv/setup.ps1", text, 0600, 0, 0)))
                .containsExactly("ERROR /srv/setup.ps1:2 token (GitHub) (gh…Ei, 41 characters)");
        byte[] big = ("\ufeff" + PEM).getBytes(StandardCharsets.UTF_16BE);
        assertThat(findings("secrets.private-keys", MemoryFileTree.builder().file("/k", big, 0600, 0, 0)))
                .hasSize(1);
    }

    /** They print what they found: the log of the check is then a leak of its own. */
    @Test
    void aFindingDoesNotShowWhatItFound() throws Exception {
        MemoryFileTree.Builder tree = MemoryFileTree.builder()
                .file("/srv/.env", "DB_PASSWORD=tr0ub4dour-91\nT=" + TOKEN + "\n")
                .file("/root/.bash_history", "mysql -u root -pz4ndvoort-88 shop\n");
        String all = findings("secrets.app-defaults", tree).toString() + findings("secrets.cloud-credentials", tree);
        assertThat(all).contains("DB_PASSWORD").doesNotContain("tr0ub4", "z4ndv", TOKEN.substring(4, 12));
    }

    /** A find(1) that fails, or a file that cannot be read, is "nothing found" to a shell script. */
    @Test
    void whatCouldNotBeReadIsNotNothingFound() {
        for (String id : new String[] {"secrets.private-keys", "secrets.app-defaults", "secrets.shared-tls-key"}) {
            assertThatThrownBy(() -> findings(
                            id,
                            MemoryFileTree.builder()
                                    .damaged("/srv/x", Kind.FILE, () -> new DamagedImageException("broken", "x"))))
                    .isInstanceOf(DamagedImageException.class);
        }
    }

    /** grep takes a comment and an empty setting for a password. */
    @Test
    void whatIsCommentedOutOrEmptyIsNoPassword() throws Exception {
        assertThat(findings(
                        "secrets.app-defaults",
                        MemoryFileTree.builder()
                                .file("/etc/redis/redis.conf", "# requirepass tr0ub4dour-91\n")
                                .file("/root/.my.cnf", "[client]\n;password=tr0ub4dour-91\npassword=\n#password=x\n")
                                .file("/srv/.env", "DB_PASSWORD=\nNEXT=1\nTOKEN=''\n")))
                .isEmpty();
    }
}
