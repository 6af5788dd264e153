package org.imginspect.checks.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imginspect.checks.ssh.SshGuest.CONFIG;
import static org.imginspect.checks.ssh.SshGuest.DROP_INS;
import static org.imginspect.checks.ssh.SshGuest.KEY;
import static org.imginspect.checks.ssh.SshGuest.findings;
import static org.imginspect.checks.ssh.SshGuest.sshd;
import static org.imginspect.checks.ssh.SshGuest.started;
import static org.imginspect.checks.ssh.SshGuest.withCloudInit;

import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** What other checkers of images get wrong about SSH, and this one does not. */
class OtherCheckersTest {
    private static final String KEYS = "ssh.authorized-keys-empty";
    private static final String PASSWORD = "ssh.password-auth-disabled";

    /** DigitalOcean's img_check: the pattern for users' files stands in quotes, so that only root's keys are ever seen. */
    @Test
    void keysOfUsersBesideRootAreSeen() throws Exception {
        assertThat(findings(KEYS, sshd("\n").file("/home/app/.ssh/authorized_keys", KEY)))
                .hasSize(1);
    }

    /** DigitalOcean's, virt-sysprep, osbuild's validator: homes are looked for in /home and /root only. */
    @Test
    void homesAreThoseOfPasswd() throws Exception {
        assertThat(findings(KEYS, sshd("\n").file("/srv/app/.ssh/authorized_keys", KEY)))
                .containsExactly("ERROR /srv/app/.ssh/authorized_keys:1 a key (ssh-ed25519) opens this account");
    }

    /** DigitalOcean's: a file of up to 50 bytes counts as empty, whatever is in it; a longer one without any key as full. */
    @Test
    void keysAreCountedAndNotBytes() throws Exception {
        assertThat(findings(KEYS, sshd("\n").file("/root/.ssh/authorized_keys", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5")))
                .hasSize(1);
        assertThat(findings(
                        KEYS,
                        sshd("\n")
                                .file(
                                        "/root/.ssh/authorized_keys",
                                        "# no key is kept in this file, by the rules of the house\n")))
                .isEmpty();
    }

    /** DigitalOcean's: a private key that is not called id_rsa is no more than a warning. */
    @Test
    void aPrivateKeyOfAnyNameAndTypeIsAnError() throws Exception {
        assertThat(findings("ssh.no-user-private-keys", sshd("\n").file("/root/.ssh/id_ed25519", """
                                        -----BEGIN PRIVATE KEY-----
                                        MC4CAQAwBQYDK2VwBCIEIJ58StgeMxqqsmnqKdIB/y8T15Chkiq0b58X1snf1MaX
                                        -----END PRIVATE KEY-----
                                        """)))
                .singleElement()
                .asString()
                .startsWith("ERROR /root/.ssh/id_ed25519:1 ");
    }

    /** DigitalOcean's and Bitwarden's print the keys that they find into the log of the build. */
    @Test
    void noKeyIsPrinted() throws Exception {
        assertThat(findings(KEYS, sshd("\n").file("/root/.ssh/authorized_keys", KEY)))
                .noneMatch(text -> text.contains("AAAA"));
    }

    /** Yandex's yc-image-cleanup: its text about keys that are left lacks the mark that its summary counts. */
    @Test
    void keysThatAreLeftAreAnError() throws Exception {
        assertThat(findings(KEYS, sshd("\n").file("/root/.ssh/authorized_keys", KEY)))
                .allMatch(text -> text.startsWith("ERROR"));
    }

    /** Yandex's: once the host keys are removed sshd -T cannot run, and the check for passwords fails. */
    @Test
    void theConfigurationIsReadWithoutHostKeys() throws Exception {
        assertThat(findings(PASSWORD, started("PasswordAuthentication no\n"))).isEmpty();
    }

    /** Yandex's, Google's, Lynis: sshd -T without a connection shows nothing of Match blocks. */
    @Test
    void matchBlocksAreLookedAt() throws Exception {
        assertThat(findings(
                        "ssh.match-password-auth",
                        sshd("PasswordAuthentication no\nMatch User app\nPasswordAuthentication yes\n")))
                .hasSize(1);
    }

    /** Yandex's cleaner appends "no" to the file: into the last block, if there is one, or behind an Include that says yes. */
    @Test
    void whatIsAppendedDoesNotCountForEverybody() throws Exception {
        assertThat(findings(PASSWORD, sshd("Match User sftp\nForceCommand internal-sftp\nPasswordAuthentication no\n")))
                .hasSize(1);
        MemoryFileTree.Builder included = sshd("Include /etc/ssh/sshd_config.d/*.conf\nPasswordAuthentication no\n")
                .file(DROP_INS + "50-cloud-init.conf", "PasswordAuthentication yes\n");
        assertThat(findings(PASSWORD, included))
                .containsExactly("ERROR " + DROP_INS + "50-cloud-init.conf:1 PasswordAuthentication is 'yes'");
        assertThat(findings("ssh.config-valid", included))
                .singleElement()
                .asString()
                .startsWith("WARNING " + CONFIG + ":2 ");
    }

    /** osbuild's validator passes if any of three files says no. */
    @Test
    void aNoInSomeFileIsNotTheSettingInForce() throws Exception {
        assertThat(findings(
                        PASSWORD,
                        sshd("Include /etc/ssh/sshd_config.d/*.conf\nPasswordAuthentication no\n")
                                .file(DROP_INS + "10-own.conf", "PasswordAuthentication yes\n")
                                .file(DROP_INS + "60-cloudimg-settings.conf", "PasswordAuthentication no\n")))
                .hasSize(1);
    }

    /** Azure's probe greps the main file for a line and ignores what it includes. */
    @Test
    void aDropInCounts() throws Exception {
        assertThat(findings(
                        "ssh.client-alive-interval",
                        sshd("Include /etc/ssh/sshd_config.d/*.conf\n#ClientAliveInterval 0\n")
                                .file(DROP_INS + "10.conf", "ClientAliveInterval 180\n")))
                .singleElement()
                .asString()
                .as("it is fine, and the probe will not see it")
                .startsWith("NOTE ");
    }

    /** AWS's scanner finds the settings overwritten that cloud-init changes at the first boot; nobody says so before. */
    @Test
    void whatCloudInitWillChangeIsSaidBefore() throws Exception {
        assertThat(findings(
                        "ssh.cloudinit-reenables-password",
                        withCloudInit(
                                sshd("PasswordAuthentication no\n"),
                                "ssh_pwauth: true\ncloud_config_modules: [set-passwords]\n")))
                .hasSize(1);
    }

    /** dev-sec's hardening and webmin look for ssh.service only, where a socket stands for it. */
    @Test
    void aSocketIsAServerThatStarts() throws Exception {
        assertThat(findings(
                        "ssh.enabled",
                        SshGuest.systemd(sshd("\n"))
                                .file(SshGuest.UNITS + "multi-user.target", "[Unit]\nWants=ssh.socket\n")
                                .file(SshGuest.UNITS + "ssh.socket", "[Socket]\nListenStream=22\n")))
                .isEmpty();
    }

    /** Lynis looks at sshd's options only while sshd runs; virt-sysprep and the marketplaces' cleaners look at nothing. */
    @Test
    void nothingHasToRun() throws Exception {
        assertThat(findings("ssh.permit-root-login", SshGuest.systemd(sshd("PermitRootLogin yes\n"))))
                .singleElement()
                .asString()
                .startsWith("ERROR " + CONFIG + ":1 ");
    }

    /** cloud-init's issue 5934: a drop-in that an earlier boot left outlives what wrote it. */
    @Test
    void aDropInThatWasLeftCounts() throws Exception {
        assertThat(findings(
                        PASSWORD,
                        sshd("Include /etc/ssh/sshd_config.d/*.conf\n")
                                .file(DROP_INS + "50-cloud-init.conf", "PasswordAuthentication yes\n")))
                .containsExactly("ERROR " + DROP_INS + "50-cloud-init.conf:1 PasswordAuthentication is 'yes'");
    }

    /** LISA and AlmaLinux's tests need running machines to see whether host keys are shared. */
    @Test
    void sharedHostKeysAreSeenInTheFile() throws Exception {
        assertThat(findings("ssh.host-keys-absent", sshd("\n").file("/etc/ssh/ssh_host_rsa_key", "k")))
                .containsExactly("ERROR /etc/ssh/ssh_host_rsa_key a host key that all clones will share");
    }
}
