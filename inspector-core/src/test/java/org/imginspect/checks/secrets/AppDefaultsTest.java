package org.imginspect.checks.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppDefaultsTest {
    private static final String ID = "secrets.app-defaults";

    private static List<String> findings(MemoryFileTree.Builder files) throws Exception {
        return TestContext.findings(TestContext.evaluate(ID, files.build()));
    }

    private static List<String> findings(String path, String text) throws Exception {
        return findings(MemoryFileTree.builder().file(path, text.replace("\\n", "\n")));
    }

    /** Syntaxes in which one and the same value is set. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/srv/.env|export DB_PASSWORD=\"tr0ub4dour-91\"",
                "/srv/.env|DB_PASSWORD: tr0ub4dour-91",
                "/srv/appsettings.json|{\"Smtp\": {\"Password\": \"tr0ub4dour-91\"}}",
                "/srv/appsettings.json|{\"Db\": \"Server=x;Uid=y;Pwd=tr0ub4dour-91;\"}",
                "/srv/web.config|<add key=\"SmtpPassword\" value=\"tr0ub4dour-91\"/>",
                "/srv/conf/context.xml|<Resource name='x' password='tr0ub4dour-91'/>",
                "/srv/settings.py|PASSWORD = 'tr0ub4dour-91'",
                "/srv/wp-config.php|define ( \"DB_PASSWORD\" , \"tr0ub4dour-91\" ) ;",
                "/srv/config.php|$cfg['db']['password'] = 'tr0ub4dour-91';",
                "/srv/gitlab.rb|gitlab_rails['db_password'] = \"tr0ub4dour-91\"",
                "/srv/parameters.yml|    database_password: 'tr0ub4dour-91'",
                "/srv/hibernate.cfg.xml|<property name=\"connection.password\">tr0ub4dour-91</property>",
                "/etc/mysql/conf.d/x.cnf|password = \"tr0ub4dour-91\"",
                "/etc/ldap.conf|bindpw tr0ub4dour-91",
                "/etc/netplan/1.yaml|          password: tr0ub4dour-91",
                "/etc/app/x.toml|db_password = \"tr0ub4dour-91\""
            })
    void aPasswordIsFoundInEverySyntax(String path, String text) throws Exception {
        assertThat(findings(path, text)).singleElement().asString().startsWith("WARNING " + path + ":1 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/srv/settings.py|PASSWORD = os.environ['DB_PASSWORD']",
                "/srv/settings.py|if password == 'tr0ub4dour-91': pass",
                "/srv/config.php|$password = getenv('DB_PASSWORD');",
                "/srv/.env|DB_PASSWORD=$(cat /run/secret)",
                "/srv/.env|DB_PASSWORD=`pwgen 12 1`x",
                "/etc/nginx/nginx.conf|proxy_pass http://backend-1:8080;",
                "/etc/pam.conf|password required pam_unix.so sha512",
                "/etc/app.conf|password_file = /etc/app/pw-91x",
                "/etc/app.conf|disable_password = tr0ub4dour-91",
                "/srv/de.json|{\"password\": \"Kennwort eingeben\"}",
                "/srv/values.yaml|existingSecret: release-secret-1"
            })
    void whatOnlyNamesAPasswordIsNone(String path, String text) throws Exception {
        assertThat(findings(path, text)).isEmpty();
    }

    @Test
    void aDefaultThatNobodyChangedIsSaidToBeOneAndNotShown() throws Exception {
        assertThat(findings("/srv/docker-compose.yml", "      POSTGRES_PASSWORD: postgres\n"))
                .containsExactly(
                        "WARNING /srv/docker-compose.yml:1 secret (docker-compose) (POSTGRES_PASSWORD, a value that everybody tries first)");
    }

    @Test
    void configurationThatIsAsItsPackageBroughtItIsLeftOut() throws Exception {
        String status = """
                Package: app
                Status: install ok installed
                Architecture: all
                Version: 1
                Conffiles:
                 /etc/app/app.ini DIGEST

                """;
        String text = "[db]\npassword = tr0ub4dour-91\n";
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/var/lib/dpkg/status", status.replace("DIGEST", digest))
                .file("/var/lib/dpkg/info/app.list", "/.\n/etc\n/etc/app\n/etc/app/app.ini\n");
        assertThat(findings(files.file("/etc/app/app.ini", text))).isEmpty();
        assertThat(findings(files.file("/etc/app/app.ini", text + "# changed\n")))
                .hasSize(1);
    }

    @Test
    void severalAreToldInTheOrderOfTheFile() throws Exception {
        assertThat(findings(
                        "/srv/.env",
                        "A_PASSWORD=tr0ub4dour-91\n\nB_SECRET=k3Vb8Nq5Wz2Xc7Lm\nC_TOKEN=${C}\nD_PASS=w1ndm1ll-3\n"))
                .extracting(text -> text.substring(0, "WARNING /srv/.env:1".length()))
                .containsExactly("WARNING /srv/.env:1", "WARNING /srv/.env:3", "WARNING /srv/.env:5");
    }

    @Test
    void aFirstBootScriptThatCannotBeReadIsNoReasonToPass() {
        assertThatThrownBy(() -> findings(MemoryFileTree.builder()
                        .file("/srv/.env", "DB_PASSWORD=tr0ub4dour-91\n")
                        .damaged(
                                "/var/lib/cloud/scripts/per-instance/x",
                                Kind.FILE,
                                () -> new DamagedImageException("broken", "x"))))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void whatLiesBehindTheLimitIsNoPass() {
        Limits limits = Limits.defaults().with(Limits.SECRET_FILE_BYTES, 1000);
        assertThatThrownBy(() -> TestContext.evaluate(
                        ID,
                        MemoryFileTree.builder()
                                .file("/srv/.env", "#".repeat(2000) + "\nDB_PASSWORD=tr0ub4dour-91\n")
                                .build(),
                        limits))
                .isInstanceOf(LimitExceededException.class);
    }
}
