package org.imginspect.facts.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Test;

/** Where SSH servers listen, by their units, variables, sockets and configuration. */
class SshServersTest {
    private static final String UNITS = "/usr/lib/systemd/system/";
    private static final String WANTS = "/etc/systemd/system/multi-user.target.wants/";

    private static MemoryFileTree.Builder systemd() {
        return MemoryFileTree.builder()
                .file("/usr/lib/systemd/systemd", "x")
                .symlink("/sbin/init", "/usr/lib/systemd/systemd")
                .file(UNITS + "multi-user.target", "[Unit]\n")
                .file(UNITS + "sockets.target", "[Unit]\n")
                .file(UNITS + "basic.target", "[Unit]\nWants=sockets.target\n")
                .file(UNITS + "sysinit.target", "[Unit]\n")
                .symlink(UNITS + "default.target", "multi-user.target")
                .symlink(UNITS + "multi-user.target.wants/basic.target", "../basic.target")
                .file("/usr/sbin/sshd", "x")
                .file(
                        UNITS + "ssh.service",
                        "[Service]\nEnvironmentFile=-/etc/default/ssh\nExecStart=/usr/sbin/sshd -D $SSHD_OPTS\n")
                .file(UNITS + "ssh.socket", "[Socket]\nListenStream=0.0.0.0:22\nListenStream=[::]:22\nAccept=no\n");
    }

    private static Optional<SshServers> servers(MemoryFileTree.Builder files) throws Exception {
        GuestTree tree = TestFacts.tree(files.build());
        return new Facts(tree, TestFacts.storage(), Gatherers.all()).find(SshServers.class);
    }

    private static List<String> ports(MemoryFileTree.Builder files) throws Exception {
        return servers(files).orElseThrow().ports().stream()
                .map(port -> port.unit() + " " + port.address() + " " + port.port() + " " + port.file() + ":"
                        + port.line().orElse(0))
                .toList();
    }

    @Test
    void withoutASettingItIsPort22OfTheUnit() throws Exception {
        assertThat(ports(systemd().symlink(WANTS + "ssh.service", UNITS + "ssh.service")))
                .containsExactly("ssh.service  22 " + UNITS + "ssh.service:0");
    }

    @Test
    void aServerThatDoesNotStartHasNoOpenPort() throws Exception {
        SshServers servers = servers(systemd()).orElseThrow();
        assertThat(servers.ports()).isEmpty();
        assertThat(servers.servers()).noneMatch(SshServers.Server::starts);
    }

    @Test
    void everyPortGoesWithEveryAddressThatHasNone() throws Exception {
        assertThat(ports(systemd()
                        .symlink(WANTS + "ssh.service", UNITS + "ssh.service")
                        .file(
                                "/etc/ssh/sshd_config",
                                "Include /etc/ssh/d/*.conf\nListenAddress 10.0.0.1\nListenAddress 10.0.0.2:4\nListenAddress [::1]:5\nListenAddress ::\n")
                        .file("/etc/ssh/d/a.conf", "Port 2222\n")
                        .file("/etc/ssh/d/b.conf", "Port=2223\n")))
                .containsExactly(
                        "ssh.service 10.0.0.1 2222 /etc/ssh/d/a.conf:1",
                        "ssh.service 10.0.0.1 2223 /etc/ssh/d/b.conf:1",
                        "ssh.service 10.0.0.2 4 /etc/ssh/sshd_config:3",
                        "ssh.service ::1 5 /etc/ssh/sshd_config:4",
                        "ssh.service  2222 /etc/ssh/d/a.conf:1",
                        "ssh.service  2223 /etc/ssh/d/b.conf:1");
    }

    @Test
    void aPortOfTheCommandLineOutdoesThoseOfTheFile() throws Exception {
        assertThat(ports(systemd()
                        .symlink(WANTS + "ssh.service", UNITS + "ssh.service")
                        .file("/etc/ssh/sshd_config", "Port 2222\n")
                        .file("/etc/default/ssh", "# options\nSSHD_OPTS=\"-4 -p 2022 -op=1 -oUseDNS=no\"\n")))
                .containsExactly("ssh.service  2022 /etc/default/ssh:2");
        assertThat(ports(systemd()
                        .symlink(WANTS + "ssh.service", UNITS + "ssh.service")
                        .file("/etc/ssh/sshd_config", "Port 2222\n")
                        .file("/etc/default/ssh", "SSHD_OPTS=-oPort=2022\n")))
                .as("-o only stands before the file, and ports gather")
                .containsExactly("ssh.service  2022 /etc/default/ssh:1", "ssh.service  2222 /etc/ssh/sshd_config:1");
    }

    @Test
    void theSocketCountsWhereItStandsForTheService() throws Exception {
        MemoryFileTree.Builder files = systemd()
                .symlink("/etc/systemd/system/sockets.target.wants/ssh.socket", UNITS + "ssh.socket")
                .symlink(WANTS + "ssh.service", UNITS + "ssh.service")
                .file("/etc/ssh/sshd_config", "Port 2222\n");
        assertThat(ports(files))
                .containsExactly(
                        "ssh.socket  22 " + UNITS + "ssh.socket:2", "ssh.socket  22 " + UNITS + "ssh.socket:3");
        files.file("/etc/systemd/system/ssh.socket.d/port.conf", "[Socket]\nListenStream=\nListenStream=2022\n");
        assertThat(ports(files)).containsExactly("ssh.socket  2022 /etc/systemd/system/ssh.socket.d/port.conf:3");
    }

    /** As Ubuntu's own test of its generator has it: a port of the file is what the socket opens. */
    @Test
    void ubuntusGeneratorTakesThePortOfTheFileToTheSocket() throws Exception {
        MemoryFileTree.Builder files = systemd()
                .symlink("/etc/systemd/system/sockets.target.wants/ssh.socket", UNITS + "ssh.socket")
                .file("/usr/lib/systemd/system-generators/sshd-socket-generator", "x")
                .file("/etc/ssh/sshd_config", "Port 22\nPort 1234\n");
        assertThat(ports(files))
                .containsExactly("ssh.socket  22 /etc/ssh/sshd_config:1", "ssh.socket  1234 /etc/ssh/sshd_config:2");
        files.file("/etc/systemd/system/ssh.socket.d/0.conf", "[Socket]\nListenStream=\nListenStream=1\n");
        assertThat(ports(files)).as("read before the generated file").hasSize(2);
        files.file("/etc/systemd/system/ssh.socket.d/listen.conf", "[Socket]\nListenStream=\nListenStream=2\n");
        assertThat(ports(files)).containsExactly("ssh.socket  2 /etc/systemd/system/ssh.socket.d/listen.conf:3");
    }

    @Test
    void aSecondServerIsOneToo() throws Exception {
        MemoryFileTree.Builder files = systemd()
                .symlink(WANTS + "ssh.service", UNITS + "ssh.service")
                .file(
                        "/etc/systemd/system/admin.service",
                        "[Service]\nExecStart=/usr/sbin/sshd -D -f /etc/ssh/admin_config -p 2200\n[Install]\nWantedBy=multi-user.target\n")
                .symlink(WANTS + "admin.service", "/etc/systemd/system/admin.service")
                .file("/etc/ssh/admin_config", "PasswordAuthentication yes\n");
        assertThat(ports(files))
                .containsExactlyInAnyOrder(
                        "ssh.service  22 " + UNITS + "ssh.service:0",
                        "admin.service  2200 /etc/systemd/system/admin.service:2");
        assertThat(servers(files).orElseThrow().configs())
                .map(config -> config.file().toString())
                .containsExactlyInAnyOrder("/etc/ssh/sshd_config", "/etc/ssh/admin_config");
    }

    @Test
    void initScriptsTakeTheirDistributionsVariables() throws Exception {
        MemoryFileTree.Builder el6 = MemoryFileTree.builder()
                .file("/sbin/init", "x")
                .file("/etc/inittab", "id:3:initdefault:\n")
                .file("/usr/sbin/sshd", "x")
                .file("/etc/rc.d/init.d/sshd", "#!/bin/sh\n")
                .symlink("/etc/rc3.d/S55sshd", "../rc.d/init.d/sshd")
                .file("/etc/sysconfig/sshd", "export OPTIONS='-p 2222'\n");
        assertThat(ports(el6)).containsExactly("sshd.service  2222 /etc/sysconfig/sshd:1");
        el6.file("/etc/sysconfig/sshd", "OPTIONS=\"-p $(cat /port)\"\n");
        assertThatThrownBy(() -> ports(el6)).isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void dropbearHasItsPortsOnItsCommandLine() throws Exception {
        MemoryFileTree.Builder files = systemd()
                .file("/usr/sbin/dropbear", "x")
                .file(
                        UNITS + "dropbear.service",
                        "[Service]\nEnvironment=DROPBEAR_PORT=22\nEnvironmentFile=-/etc/default/dropbear\nExecStart=/usr/sbin/dropbear -EF -p \"$DROPBEAR_PORT\" $DROPBEAR_EXTRA_ARGS\n")
                .symlink(WANTS + "dropbear.service", UNITS + "dropbear.service")
                .file("/etc/default/dropbear", "DROPBEAR_PORT=2022\nDROPBEAR_EXTRA_ARGS='-s -p [::1]:23'\n");
        assertThat(ports(files))
                .containsExactly(
                        "dropbear.service  2022 /etc/default/dropbear:1",
                        "dropbear.service ::1 23 /etc/default/dropbear:2");
    }

    @Test
    void aShellThatStartsItIsRefusedByName() {
        assertThatThrownBy(() -> ports(systemd()
                        .file(
                                "/etc/systemd/system/ssh.service",
                                "[Service]\nExecStart=/bin/sh -c 'exec /usr/sbin/sshd -D -p $(port)'\n")
                        .symlink(WANTS + "ssh.service", "/etc/systemd/system/ssh.service")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("from a shell");
    }

    @Test
    void nothingIsProvedAbsentAndDamageIsUnknown() throws Exception {
        assertThat(servers(MemoryFileTree.builder().file("/etc/hostname", "x"))).isEmpty();
        assertThatThrownBy(() -> servers(systemd()
                        .damaged(
                                "/etc/ssh/sshd_config",
                                Kind.FILE,
                                () -> new DamagedImageException("broken", "/etc/ssh/sshd_config"))))
                .isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> servers(systemd()
                        .symlink(WANTS + "ssh.service", UNITS + "ssh.service")
                        .damaged("/etc/default/ssh", Kind.FILE, () -> new DamagedImageException("broken", "x"))))
                .isInstanceOf(DamagedImageException.class);
    }
}
