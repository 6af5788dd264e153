package org.imginspect.checks.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.imginspect.checks.ssh.SshGuest.CONFIG;
import static org.imginspect.checks.ssh.SshGuest.UNITS;
import static org.imginspect.checks.ssh.SshGuest.WANTS;
import static org.imginspect.checks.ssh.SshGuest.findings;
import static org.imginspect.checks.ssh.SshGuest.sshd;
import static org.imginspect.checks.ssh.SshGuest.started;
import static org.imginspect.checks.ssh.SshGuest.systemd;
import static org.imginspect.checks.ssh.SshGuest.withCloudInit;

import org.imginspect.check.Outcome;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The edges of the checks of the server, its host keys and what lies in the homes. */
class SshServerChecksTest {
    private static final String INSTALLED = "ssh.installed";
    private static final String ENABLED = "ssh.enabled";
    private static final String REGENERATED = "ssh.host-keys-regenerated";
    private static final String KNOWN = "ssh.known-hosts";

    @ParameterizedTest
    @ValueSource(strings = {INSTALLED, ENABLED, REGENERATED})
    void damageIsNeverAPass(String id) {
        assertThatThrownBy(() -> findings(
                        id,
                        started("\n")
                                .damaged(
                                        UNITS + "ssh.service",
                                        Kind.FILE,
                                        () -> new DamagedImageException("broken", "x"))))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void aServerOfOnesOwnIsOne() throws Exception {
        assertThat(findings(INSTALLED, MemoryFileTree.builder().file("/usr/local/sbin/sshd", "x")))
                .isEmpty();
        assertThat(findings(INSTALLED, MemoryFileTree.builder().file("/etc/ssh/sshd_config", "x")))
                .containsExactly("ERROR no SSH server is installed");
        assertThat(findings(
                        INSTALLED,
                        systemd(MemoryFileTree.builder())
                                .file("/opt/ssh/sbin/sshd", "x")
                                .file(UNITS + "ssh.service", "[Service]\nExecStart=/opt/ssh/sbin/sshd -D\n")))
                .isEmpty();
    }

    @Test
    void aPackageWithoutItsProgramIsNotInstalled() throws Exception {
        assertThat(
                        findings(
                                INSTALLED,
                                MemoryFileTree.builder()
                                        .file(
                                                "/var/lib/dpkg/status",
                                                "Package: openssh-server\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1:9.2p1-2\n")))
                .containsExactly("ERROR the package openssh-server is installed, and its program sshd is not there");
        assertThat(
                        findings(
                                INSTALLED,
                                MemoryFileTree.builder()
                                        .file(
                                                "/var/lib/dpkg/status",
                                                "Package: openssh-server\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1:9.2p1-2\n")))
                .containsExactly("ERROR no SSH server is installed");
    }

    @Test
    void oneServerThatStartsIsEnough() throws Exception {
        assertThat(findings(ENABLED, started("\n"))).isEmpty();
        assertThat(findings(ENABLED, systemd(sshd("\n"))))
                .singleElement()
                .asString()
                .startsWith("ERROR " + UNITS + "ssh.service ssh.service does not start at boot");
        assertThat(findings(
                        ENABLED,
                        systemd(sshd("\n"))
                                .file("/usr/sbin/dropbear", "x")
                                .file(UNITS + "dropbear.service", "[Service]\nExecStart=/usr/sbin/dropbear -F\n")
                                .symlink(WANTS + "dropbear.service", UNITS + "dropbear.service")))
                .isEmpty();
    }

    @Test
    void aSocketIsEnoughAndAMaskIsNot() throws Exception {
        MemoryFileTree.Builder files = systemd(sshd("\n"))
                .file(UNITS + "sockets.target", "[Unit]\n")
                .file(UNITS + "multi-user.target", "[Unit]\nWants=sockets.target\n")
                .file(UNITS + "ssh.socket", "[Socket]\nListenStream=22\n")
                .symlink("/etc/systemd/system/sockets.target.wants/ssh.socket", UNITS + "ssh.socket");
        assertThat(findings(ENABLED, files)).isEmpty();
        assertThat(findings(ENABLED, files.symlink("/etc/systemd/system/ssh.socket", "/dev/null")))
                .isNotEmpty();
        assertThat(findings(ENABLED, started("\n").symlink("/etc/systemd/system/ssh.service", "/dev/null")))
                .singleElement()
                .asString()
                .contains("/etc/systemd/system/ssh.service");
    }

    @Test
    void withoutAnInitSystemNothingStarts() throws Exception {
        assertThat(TestContext.evaluate(ENABLED, sshd("\n").build()).outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void hostKeysComeFromSomewhere() throws Exception {
        assertThat(findings(REGENERATED, started("\n")))
                .singleElement()
                .asString()
                .contains("nothing makes one: sshd does not start");
        assertThat(findings(REGENERATED, started("\n").file("/etc/ssh/ssh_host_ed25519_key", "k")))
                .containsExactly(
                        "WARNING /etc/ssh/ssh_host_ed25519_key nothing makes new host keys: all machines keep this one, and once it is removed sshd does not start");
        assertThat(
                        findings(
                                REGENERATED,
                                started("\n")
                                        .file(
                                                UNITS + "ssh.service",
                                                "[Service]\nExecStartPre=/usr/bin/ssh-keygen -A\nExecStart=/usr/sbin/sshd -D\n")))
                .isEmpty();
    }

    @Test
    void cloudInitMakesTheKeysThatItIsToldTo() throws Exception {
        String module = "cloud_init_modules:\n - ssh\n";
        assertThat(findings(REGENERATED, withCloudInit(sshd("\n"), module))).isEmpty();
        assertThat(findings(REGENERATED, withCloudInit(sshd("\n"), module + "ssh_genkeytypes: ~\n")))
                .as("nothing: a tilde is an empty list")
                .isNotEmpty();
        assertThat(findings(
                        REGENERATED,
                        withCloudInit(
                                sshd("HostKey /etc/ssh/ssh_host_rsa_key\n"), module + "ssh_genkeytypes: [ed25519]\n")))
                .singleElement()
                .asString()
                .contains("cloud-init makes host keys, and none that sshd looks for (/etc/ssh/ssh_host_rsa_key)");
        assertThat(findings(REGENERATED, withCloudInit(sshd("\n"), "cloud_init_modules:\n - users-groups\n")))
                .isNotEmpty();
    }

    @Test
    void aUnitThatStepsBackForCloudInitCountsWhereThatIsNot() throws Exception {
        String unit = """
                [Unit]
                ConditionPathExists=!/run/systemd/generator.early/multi-user.target.wants/cloud-init.target
                [Service]
                Type=oneshot
                ExecStart=/usr/bin/ssh-keygen -A
                """;
        MemoryFileTree.Builder files = started("\n")
                .file(UNITS + "keys.service", unit)
                .symlink(WANTS + "keys.service", UNITS + "keys.service");
        assertThat(findings(REGENERATED, files)).as("cloud-init is not there").isEmpty();
    }

    @Test
    void hostsThatAnAccountKnowsAreCountedAndNotNamed() throws Exception {
        MemoryFileTree.Builder files = sshd("\n")
                .file("/root/.ssh/known_hosts", "\n# mine\nsecret.example.org " + SshGuest.KEY + "\n")
                .file("/srv/app/.ssh/known_hosts.old", "a " + SshGuest.KEY + "\nb " + SshGuest.KEY + "\n")
                .file("/srv/app/.ssh/config", "\n# nothing\n")
                .file("/home/gone/.ssh/rc", "touch /tmp/x\n")
                .symlink("/srv/app/.ssh/known_hosts", "/dev/null");
        assertThat(findings(KNOWN, files))
                .containsExactly(
                        "WARNING /root/.ssh/known_hosts this account knows the keys of other machines: 1 line",
                        "WARNING /srv/app/.ssh/known_hosts.old this account knows the keys of other machines: 2 lines",
                        "WARNING /home/gone/.ssh/rc commands that sshd runs at each login")
                .noneMatch(text -> text.contains("secret"));
    }

    @Test
    void knownHostsThatCannotBeReadAreNoPass() throws Exception {
        assertThatThrownBy(() -> findings(
                        KNOWN,
                        sshd("\n")
                                .damaged(
                                        "/root/.ssh/known_hosts",
                                        Kind.FILE,
                                        () -> new DamagedImageException("broken", "x"))))
                .isInstanceOf(DamagedImageException.class);
        assertThat(findings(KNOWN, sshd("\n").file("/root/.ssh/known_hosts", "")))
                .isEmpty();
        assertThat(findings(KNOWN, sshd("\n").file("/etc/ssh/ssh_known_hosts", "a b c\n")))
                .containsExactly(
                        "WARNING /etc/ssh/ssh_known_hosts the machine knows the keys of other machines: 1 line");
        assertThat(TestContext.evaluate(
                                KNOWN, MemoryFileTree.builder().file(CONFIG, "").build())
                        .outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
    }
}
