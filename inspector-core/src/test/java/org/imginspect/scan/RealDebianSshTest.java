package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Outcome;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.facts.Facts;
import org.imginspect.facts.ssh.SshServers;
import org.imginspect.facts.ssh.SshdConfig;
import org.imginspect.facts.ssh.SshdConnection;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SSH in the real Debian 12 and 13: each verdict against what the guest's own sshd, ssh-keygen, systemctl and cloud-init say. */
class RealDebianSshTest {
    private static GuestContainer container(DebianImage debian) {
        return switch (debian) {
            case TWELVE -> GuestContainer.debian12();
            case THIRTEEN -> GuestContainer.debian13();
        };
    }

    private interface Question {
        void ask(CheckContext context) throws IOException;
    }

    private static void with(DebianImage debian, Question question) throws IOException {
        try (Guest guest = new EmbeddedEngine().open(debian.qcow2(), OpenOptions.defaults())) {
            Facts facts = new Facts(guest.tree(), guest.storage(), Gatherers.all());
            question.ask(new CheckContext(guest.tree(), guest.storage(), facts, Params.NONE));
        }
    }

    /** The settings of the guest's own sshd for root and for a stranger; it wants a host key to answer at all. */
    private static Map<String, String> theirs(DebianImage debian, String user) {
        List<String> lines = container(debian)
                .shell("mkdir -p /run/sshd; test -e /tmp/host_key || ssh-keygen -q -t ed25519 -N '' -f /tmp/host_key;"
                        + " /usr/sbin/sshd -T -h /tmp/host_key -C user=" + user + ",host=h,addr=192.0.2.1")
                .lines();
        Map<String, String> values = new TreeMap<>();
        for (String line : lines) {
            int blank = line.indexOf(' ');
            values.putIfAbsent(line.substring(0, blank), line.substring(blank + 1));
        }
        return values;
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void everySettingIsWhatTheGuestsSshdSays(DebianImage debian) throws IOException {
        for (String user : List.of("root", "nobody")) {
            Map<String, String> theirs = theirs(debian, user);
            assertThat(theirs).hasSizeGreaterThan(60);
            with(debian, context -> {
                SshServers servers = context.facts().find(SshServers.class).orElseThrow();
                assertThat(servers.configs()).hasSize(1);
                SshdConfig config = servers.configs().get(0);
                assertThat(config.problems()).isEmpty();
                for (String keyword : new String[] {
                    "passwordauthentication",
                    "kbdinteractiveauthentication",
                    "pubkeyauthentication",
                    "usepam",
                    "authorizedkeysfile",
                    "authenticationmethods",
                    "hostbasedauthentication",
                    "trustedusercakeys",
                    "clientaliveinterval",
                    "strictmodes",
                    "permitemptypasswords"
                }) {
                    assertThat(config.at(keyword, SshdConnection.of(user, List.of(user)))
                                    .text())
                            .as(keyword)
                            .isEqualTo(theirs.get(keyword));
                }
                assertThat(config.at("permitrootlogin", SshdConnection.UNKNOWN)
                                .text()
                                .replace("prohibit", "without"))
                        .isEqualTo(theirs.get("permitrootlogin"));
                assertThat(servers.ports())
                        .allMatch(port -> String.valueOf(port.port()).equals(theirs.get("port")));
            });
        }
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void everyVerdictIsWhatTheGuestsToolsSay(DebianImage debian) throws IOException {
        GuestContainer container = container(debian);
        Map<String, String> sshd = theirs(debian, "root");
        Map<String, Boolean> good = new TreeMap<>();
        good.put(
                "ssh.installed",
                container
                                .shell("test -x /usr/sbin/sshd && dpkg -s openssh-server")
                                .exitCode()
                        == 0);
        good.put(
                "ssh.enabled",
                container
                                .shell(
                                        "systemctl --root=/ is-enabled ssh.service || systemctl --root=/ is-enabled ssh.socket")
                                .exitCode()
                        == 0);
        good.put(
                "ssh.config-valid",
                container.shell("/usr/sbin/sshd -t -h /tmp/host_key").exitCode() == 0);
        good.put("ssh.password-auth-disabled", "no".equals(sshd.get("passwordauthentication")));
        good.put(
                "ssh.match-password-auth",
                container
                                .shell("grep -rsiq '^[[:space:]]*match' /etc/ssh/sshd_config /etc/ssh/sshd_config.d")
                                .exitCode()
                        != 0);
        good.put("ssh.keyboard-interactive-disabled", "no".equals(sshd.get("kbdinteractiveauthentication")));
        good.put(
                "ssh.cloudinit-reenables-password",
                container
                                .shell(
                                        "grep -rsqE '^ssh_pwauth: *(true|yes|1)' /etc/cloud/cloud.cfg /etc/cloud/cloud.cfg.d")
                                .exitCode()
                        != 0);
        good.put("ssh.permit-root-login", !"yes".equals(sshd.get("permitrootlogin")));
        good.put("ssh.pubkey-enabled", "yes".equals(sshd.get("pubkeyauthentication")));
        good.put("ssh.authorized-keys-empty", nothing(container, "authorized_keys*"));
        good.put(
                "ssh.authorized-keys-elsewhere",
                "none".equals(sshd.get("trustedusercakeys"))
                        && "none".equals(sshd.get("authorizedkeyscommand"))
                        && "no".equals(sshd.get("hostbasedauthentication"))
                        && ".ssh/authorized_keys .ssh/authorized_keys2".equals(sshd.get("authorizedkeysfile")));
        good.put(
                "ssh.no-user-private-keys",
                container
                        .shell(
                                "getent passwd | cut -d: -f6 | sort -u | while read h; do grep -rsl 'PRIVATE KEY' $h/.ssh; done; true")
                        .lines()
                        .stream()
                        .allMatch(String::isBlank));
        good.put("ssh.known-hosts", nothing(container, "known_hosts*"));
        good.put(
                "ssh.host-keys-absent",
                container.shell("ls /etc/ssh/ssh_host_*_key").exitCode() != 0);
        good.put(
                "ssh.host-keys-regenerated",
                container
                                .shell(
                                        "grep -q '^ *- ssh$' /etc/cloud/cloud.cfg && systemctl --root=/ is-enabled cloud-init-local.service")
                                .exitCode()
                        == 0);
        good.put(
                "ssh.sftp-enabled",
                container
                                .shell(
                                        "test -x \"$(/usr/sbin/sshd -T -h /tmp/host_key | sed -n 's/^subsystem sftp //p')\"")
                                .exitCode()
                        == 0);
        good.put("ssh.client-alive-interval", Integer.parseInt(sshd.getOrDefault("clientaliveinterval", "0")) >= 30);
        with(debian, context -> {
            Map<String, String> wrong = new TreeMap<>();
            for (Map.Entry<String, Boolean> each : good.entrySet()) {
                Check check = Catalogue.find(each.getKey()).orElseThrow();
                Verdict verdict = check.evaluate(context);
                if (verdict.outcome() != (each.getValue() ? Outcome.PASS : Outcome.FINDINGS)) {
                    wrong.put(each.getKey(), "the guest says " + each.getValue() + ", we " + verdict);
                }
            }
            assertThat(wrong).isEmpty();
        });
        assertThat(good).hasSize(17);
    }

    /** Whether no home has such a file with something in it. */
    private static boolean nothing(GuestContainer container, String name) {
        return container
                .shell("getent passwd | cut -d: -f6 | sort -u | while read h; do find $h/.ssh -maxdepth 1 -name '"
                        + name + "' -size +0 2>/dev/null; done; true")
                .lines()
                .stream()
                .allMatch(String::isBlank);
    }
}
