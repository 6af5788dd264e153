package org.imginspect.checks.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imginspect.checks.ssh.SshGuest.CONFIG;
import static org.imginspect.checks.ssh.SshGuest.DROP_INS;
import static org.imginspect.checks.ssh.SshGuest.findings;
import static org.imginspect.checks.ssh.SshGuest.sshd;
import static org.imginspect.checks.ssh.SshGuest.started;
import static org.imginspect.checks.ssh.SshGuest.systemd;
import static org.imginspect.checks.ssh.SshGuest.withCloudInit;

import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.checks.Catalogue;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The edges of the checks of sshd's settings. */
class SshdSettingChecksTest {
    private static final String PASSWORD = "ssh.password-auth-disabled";
    private static final String MATCH = "ssh.match-password-auth";
    private static final String KEYBOARD = "ssh.keyboard-interactive-disabled";
    private static final String ROOT = "ssh.permit-root-login";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh.config-valid",
                PASSWORD,
                MATCH,
                KEYBOARD,
                "ssh.cloudinit-reenables-password",
                ROOT,
                "ssh.pubkey-enabled",
                "ssh.authorized-keys-elsewhere",
                "ssh.sftp-enabled",
                "ssh.client-alive-interval"
            })
    void damageIsNeverAPassAndNoServerIsNoQuestion(String id) throws Exception {
        MemoryFileTree.Builder broken = sshd("Include /etc/ssh/d/*\n")
                .damaged("/etc/ssh/d/x.conf", Kind.FILE, () -> new DamagedImageException("broken", "x"));
        assertThatThrownBy(() -> TestContext.evaluate(id, broken.build())).isInstanceOf(DamagedImageException.class);
        assertThat(TestContext.evaluate(
                                id,
                                MemoryFileTree.builder()
                                        .file("/etc/hostname", "x")
                                        .build())
                        .outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PasswordAuthentication yes|1",
                "PasswordAuthentication yes\\nPasswordAuthentication no|1",
                "Match User x\\nPasswordAuthentication no|0",
                "Match all\\nPasswordAuthentication no|-",
                "passwordauthentication=NO|-",
                "PasswordAuthentication \"no\" # keys only|-",
                "AuthenticationMethods publickey,password publickey|-",
                "AuthenticationMethods publickey password|0",
                "AuthenticationMethods password,keyboard-interactive|0",
                "#PasswordAuthentication no|0"
            })
    void theValueInForceDecides(String config, String line) throws Exception {
        List<String> found = findings(PASSWORD, sshd(config.replace("\\n", "\n") + "\n"));
        switch (line) {
            case "-" -> assertThat(found).isEmpty();
            case "0" ->
                assertThat(found)
                        .containsExactly(
                                "ERROR " + CONFIG + " PasswordAuthentication is not set, and 'yes' is built in");
            default ->
                assertThat(found).containsExactly("ERROR " + CONFIG + ":" + line + " PasswordAuthentication is 'yes'");
        }
    }

    @Test
    void aDropInOnTheWayAndTheCommandLineBeforeItDecide() throws Exception {
        MemoryFileTree.Builder files = started("Include " + DROP_INS + "*.conf\nPasswordAuthentication no\n")
                .file(DROP_INS + "50-cloud-init.conf", "PasswordAuthentication yes\n");
        assertThat(findings(PASSWORD, files))
                .containsExactly("ERROR " + DROP_INS + "50-cloud-init.conf:1 PasswordAuthentication is 'yes'");
        files.file("/etc/default/ssh", "SSHD_OPTS='-oPasswordAuthentication=no'\n");
        assertThat(findings(PASSWORD, files)).isEmpty();
        files.file("/etc/default/ssh", "SSHD_OPTS='-f /etc/ssh/other'\n").file("/etc/ssh/other", "\n");
        assertThat(findings(PASSWORD, files))
                .containsExactly("ERROR /etc/ssh/other PasswordAuthentication is not set, and 'yes' is built in");
    }

    @Test
    void everyServerThatStartsIsAsked() throws Exception {
        assertThat(findings(
                        PASSWORD,
                        started("PasswordAuthentication no\n")
                                .file(
                                        "/etc/systemd/system/admin.service",
                                        "[Service]\nExecStart=/usr/sbin/sshd -D -f /etc/ssh/admin -p 2200\n")
                                .symlink(SshGuest.WANTS + "admin.service", "/etc/systemd/system/admin.service")
                                .file("/etc/ssh/admin", "PasswordAuthentication yes\n")))
                .containsExactly("ERROR /etc/ssh/admin:1 PasswordAuthentication is 'yes'");
    }

    @Test
    void dropbearIsAskedByItsSwitches() throws Exception {
        MemoryFileTree.Builder files = systemd(MemoryFileTree.builder())
                .file("/usr/sbin/dropbear", "x")
                .file(
                        SshGuest.UNITS + "dropbear.service",
                        "[Service]\nEnvironmentFile=-/etc/default/dropbear\nExecStart=/usr/sbin/dropbear -EF -p 22 $DROPBEAR_EXTRA_ARGS\n")
                .symlink(SshGuest.WANTS + "dropbear.service", SshGuest.UNITS + "dropbear.service");
        assertThat(findings(PASSWORD, files))
                .containsExactly("ERROR /usr/sbin/dropbear dropbear starts without -s, and so takes passwords");
        assertThat(findings(ROOT, files)).hasSize(1);
        files.file("/etc/default/dropbear", "DROPBEAR_EXTRA_ARGS=\"-b s -g\"\n");
        assertThat(findings(PASSWORD, files))
                .as("the banner's file is called s")
                .hasSize(1);
        assertThat(findings(ROOT, files)).isEmpty();
        files.file("/etc/default/dropbear", "DROPBEAR_EXTRA_ARGS=\"-s\"\n");
        assertThat(findings(PASSWORD, files)).isEmpty();
    }

    @Test
    void cloudInitMayMendItOrUndoIt() throws Exception {
        String modules = "cloud_config_modules:\n - set-passwords\n";
        String reenables = "ssh.cloudinit-reenables-password";
        assertThat(findings(PASSWORD, withCloudInit(sshd("PasswordAuthentication yes\n"), "ssh_pwauth: 0\n" + modules)))
                .singleElement()
                .asString()
                .startsWith("WARNING ");
        assertThat(findings(PASSWORD, withCloudInit(sshd("PasswordAuthentication yes\n"), "ssh_pwauth: 0\n")))
                .as("the module does not run")
                .singleElement()
                .asString()
                .startsWith("ERROR ");
        assertThat(findings(
                        reenables, withCloudInit(sshd("PasswordAuthentication no\n"), "ssh_pwauth: yes\n" + modules)))
                .containsExactly(
                        "ERROR /etc/cloud/cloud.cfg:1 ssh_pwauth has cloud-init write 'PasswordAuthentication yes' into "
                                + CONFIG + " at the first boot");
        assertThat(findings(
                        reenables,
                        withCloudInit(
                                sshd("Include /etc/ssh/sshd_config.d/*.conf\nPasswordAuthentication no\n"),
                                "ssh_pwauth: true\n" + modules)))
                .singleElement()
                .asString()
                .contains("50-cloud-init.conf at the first boot")
                .startsWith("ERROR");
        assertThat(findings(
                        reenables,
                        withCloudInit(
                                sshd(" Include /etc/ssh/sshd_config.d/*.conf\nMatch User x\nUseDNS no\n"),
                                "ssh_pwauth: true\n" + modules)))
                .as("a blank before Include hides it from cloud-init, and its line lands in the last block")
                .singleElement()
                .asString()
                .contains("write 'PasswordAuthentication yes' into " + CONFIG + " at");
        for (String value : new String[] {"unchanged", "maybe", "~"}) {
            assertThat(findings(reenables, withCloudInit(sshd("\n"), "ssh_pwauth: " + value + "\n" + modules)))
                    .as(value)
                    .isEmpty();
        }
        assertThat(TestContext.evaluate(reenables, sshd("\n").build()).outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void matchBlocksCountOneByOne() throws Exception {
        assertThat(findings(MATCH, sshd("""
                                PasswordAuthentication no
                                Match User app
                                    PasswordAuthentication yes
                                Match User app
                                    PasswordAuthentication yes
                                Match Address 10.0.0.0/8 User root
                                    AuthenticationMethods publickey
                                    PasswordAuthentication yes
                                Match LocalPort 2222
                                    Include /etc/ssh/inner
                                """).file("/etc/ssh/inner", "Match Group wheel\nPasswordAuthentication yes\n")))
                .containsExactly(
                        "ERROR " + CONFIG + ":3 PasswordAuthentication is 'yes' in 'Match user app'",
                        "ERROR /etc/ssh/inner:2 PasswordAuthentication is 'yes' in 'Match localport 2222' in 'Match group wheel'");
        assertThat(findings(
                        MATCH,
                        sshd("Match all\nPasswordAuthentication yes\nMatch User app\nPasswordAuthentication yes\n")))
                .as("what holds for all is said elsewhere")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "9.2|UsePAM yes|1",
                "9.2|UsePAM no|0",
                "9.2|UsePAM yes\\nKbdInteractiveAuthentication no|0",
                "9.2|UsePAM yes\\nChallengeResponseAuthentication no|0",
                "8.0|UsePAM yes\\nKbdInteractiveAuthentication no|1",
                "8.0|UsePAM yes\\nChallengeResponseAuthentication no|0",
                "7.4|UsePAM yes\\nMatch User app\\nKbdInteractiveAuthentication yes|2",
                "9.2|UsePAM yes\\nAuthenticationMethods publickey,keyboard-interactive:pam|0",
                "9.2|UsePAM yes\\nKbdInteractiveAuthentication no\\nMatch User app\\nKbdInteractiveAuthentication yes|1"
            })
    void pamAsksWhereNothingKeepsItFromAsking(String version, String config, int count) throws Exception {
        assertThat(findings(KEYBOARD, sshd(version, config.replace("\\n", "\n") + "\n")))
                .hasSize(count);
    }

    @Test
    void rootsPasswordIsLookedForInEachBlockThatMayHoldForRoot() throws Exception {
        assertThat(findings(ROOT, sshd("PermitRootLogin yes\n")))
                .containsExactly("ERROR " + CONFIG + ":1 PermitRootLogin is 'yes', and passwords are taken");
        assertThat(findings(ROOT, sshd("PermitRootLogin yes\nPasswordAuthentication no\n")))
                .singleElement()
                .asString()
                .startsWith("WARNING " + CONFIG + ":1 ");
        assertThat(findings(ROOT, sshd("PasswordAuthentication no\nPermitRootLogin yes\nUsePAM yes\n")))
                .as("PAM asks")
                .singleElement()
                .asString()
                .startsWith("ERROR");
        assertThat(findings(ROOT, sshd("PermitRootLogin no\nMatch Group root\nPermitRootLogin yes\n")))
                .containsExactly("ERROR " + CONFIG
                        + ":3 PermitRootLogin is 'yes' in 'Match group root', and passwords are taken");
        assertThat(findings(ROOT, sshd("PermitRootLogin no\nMatch User *,!root\nPermitRootLogin yes\n")))
                .isEmpty();
        assertThat(findings(ROOT, sshd("Match User root\nPasswordAuthentication no\nMatch all\nPermitRootLogin yes\n")))
                .singleElement()
                .asString()
                .startsWith("WARNING");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DenyUsers root|0",
                "DenyUsers root@10.*|1",
                "AllowUsers app|0",
                "AllowUsers app ro?t@10.0.0.1|1",
                "AllowGroups wheel|0",
                "DenyGroups roo*|0",
                "AllowGroups wheel\\nMatch Address 10.0.0.0/8\\nAllowGroups root|1"
            })
    void whoMayNotComeInNeedsNoPassword(String lines, int count) throws Exception {
        assertThat(findings(ROOT, sshd("PermitRootLogin yes\n" + lines.replace("\\n", "\n") + "\n")))
                .hasSize(count);
    }

    @Test
    void rootsDefaultDependsOnTheVersion() throws Exception {
        assertThat(findings(ROOT, sshd("6.6", "\n"))).singleElement().asString().contains("'yes' is built in");
        assertThat(findings(ROOT, sshd("7.0", "\n"))).isEmpty();
        MemoryFileTree.Builder unknown = sshd("\n").file("/usr/sbin/sshd", "no greeting in it");
        assertThatThrownBy(() -> findings(ROOT, unknown))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("version of OpenSSH");
        assertThat(findings(ROOT, unknown.file(CONFIG, "PermitRootLogin no\n"))).isEmpty();
    }

    @Test
    void keysMustBeOfUse() throws Exception {
        String id = "ssh.pubkey-enabled";
        assertThat(findings(id, sshd("PubkeyAuthentication no\nMatch User app\nPubkeyAuthentication yes\n")))
                .containsExactly("ERROR " + CONFIG + ":1 PubkeyAuthentication is 'no'");
        assertThat(
                        findings(
                                id,
                                sshd(
                                        "AuthorizedKeysFile none\nAuthorizedKeysCommand /bin/k\nAuthorizedKeysCommandUser nobody\n")))
                .isEmpty();
        assertThat(findings(id, sshd("AuthorizedKeysFile /etc/ssh/keys/%u\n"))).isEmpty();
        assertThat(findings(id, sshd("AuthenticationMethods publickey,password\n")))
                .singleElement()
                .asString()
                .startsWith("WARNING");
    }

    @Test
    void whatStopsSshdAndWhatDoesNotCountIsSaidWithItsPlace() throws Exception {
        String id = "ssh.config-valid";
        assertThat(findings(
                        id,
                        sshd("Port 22\nFoo bar\nMatch\nUsePAM \"yes\nInclude /etc/ssh/gone\n")
                                .symlink("/etc/ssh/gone", "nowhere")))
                .containsExactly(
                        "ERROR " + CONFIG
                                + ":2 sshd refuses to start: 'foo' is no keyword of sshd, which refuses to start",
                        "ERROR " + CONFIG + ":3 sshd refuses to start: Match has no criterion",
                        "ERROR " + CONFIG + ":4 sshd refuses to start: a quote is not closed",
                        "ERROR " + CONFIG
                                + ":5 sshd refuses to start: sshd cannot open /etc/ssh/gone, which this includes");
        assertThat(findings(id, sshd("UsePAM yes\nUsePAM yes\nPermitRootLogin no\npermitrootlogin YES\n")))
                .containsExactly("WARNING " + CONFIG + ":4 permitrootlogin 'YES' does not count: " + CONFIG
                        + ":3 says 'no' before it");
        assertThat(findings(id, sshd("\n").file(DROP_INS + "a.conf", "x").file(DROP_INS + "README", "x")))
                .containsExactly(
                        "WARNING " + DROP_INS + "a.conf no Include of sshd's configuration takes this file in");
        assertThat(findings(id, sshd("").file(CONFIG, ""))).isEmpty();
        assertThat(findings(id, sshd("7.4", "Include /etc/ssh/x\n")))
                .singleElement()
                .asString()
                .contains("OpenSSH 7.4");
        assertThat(findings(id, sshd("Match User x\n   UsePAM yes\n")))
                .singleElement()
                .asString()
                .contains("not allowed within a Match block");
    }

    @Test
    void doorsBesideTheHomesAreFoundInBlocksToo() throws Exception {
        String id = "ssh.authorized-keys-elsewhere";
        assertThat(findings(
                        id,
                        sshd("AuthorizedKeysFile %h/.ssh/authorized_keys .ssh/authorized_keys2\nMatch Group wheel\nTrustedUserCAKeys /etc/ssh/ca\n")
                                .file("/etc/ssh/ca", "# none\n" + SshGuest.KEY + "\n")))
                .containsExactly(
                        "ERROR " + CONFIG
                                + ":3 TrustedUserCAKeys is /etc/ssh/ca in 'Match group wheel': whoever has one of its 1 authorities signs keys for any account");
        assertThat(findings(
                        id,
                        sshd("AuthorizedKeysFile /keys/*/%u\n")
                                .file("/keys/a/app", SshGuest.KEY + "\n# " + SshGuest.KEY + "\n")))
                .containsExactly("ERROR " + CONFIG + ":1 AuthorizedKeysFile names /keys/*/%u, where 1 keys are");
        assertThat(findings(id, sshd("\n").file("/srv/app/.shosts", "\n# x\n").file("/root/.rhosts", "a b\n")))
                .containsExactly("WARNING /root/.rhosts says which machines to trust; HostbasedAuthentication is off");
        assertThat(findings(id, sshd("GSSAPIAuthentication yes\n"))).isEmpty();
        assertThat(findings(id, sshd("GSSAPIAuthentication yes\n").file("/etc/krb5.keytab", "x")))
                .singleElement()
                .asString()
                .startsWith("WARNING " + CONFIG + ":1 ");
    }

    @Test
    void sftpNeedsItsProgram() throws Exception {
        String id = "ssh.sftp-enabled";
        assertThat(findings(
                        id,
                        sshd("Subsystem sftp /usr/lib/sftp-server -f AUTH\n")
                                .file("/usr/lib/sftp-server", new byte[] {1}, 0644, 0, 0)))
                .as("not executable")
                .hasSize(1);
        assertThat(findings(
                        id,
                        sshd("Subsystem sftp /usr/lib/sftp-server\nSubsystem other /x\n")
                                .file("/usr/lib/sftp-server", new byte[] {1}, 0755, 0, 0)))
                .isEmpty();
        assertThat(findings(id, sshd("Subsystem scp internal-sftp\n"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"29,ERROR", "30,''", "235,''", "236,ERROR", "3m,''", "0,ERROR", "1h,ERROR"})
    void theIntervalIsASpanOfTimeBetweenTwo(String value, String level) throws Exception {
        List<String> found = findings("ssh.client-alive-interval", sshd("ClientAliveInterval " + value + "\n"));
        assertThat(found).allMatch(text -> text.startsWith(level + " " + CONFIG + ":1 "));
        assertThat(found.isEmpty()).isEqualTo(level.isEmpty());
        assertThat(Catalogue.find("ssh.client-alive-interval")
                        .orElseThrow()
                        .info()
                        .parameters())
                .hasSize(2);
    }
}
