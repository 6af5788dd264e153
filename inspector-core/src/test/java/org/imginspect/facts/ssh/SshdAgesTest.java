package org.imginspect.facts.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What older versions of OpenSSH document of themselves (sshd_config(5) of 5.3, 6.6 and 7.4) and what their parsers did. */
class SshdAgesTest {
    private static SshdConfig config(String version, String text) throws Exception {
        return SshdConfigs.read(
                TestFacts.tree(MemoryFileTree.builder()
                        .file("/etc/ssh/sshd_config", text)
                        .build()),
                new SshdCommandLine(List.of()),
                SshdVersion.parse(version),
                false);
    }

    @ParameterizedTest
    @CsvSource({
        "5.3, yes",
        "6.6, yes",
        "6.9, yes",
        "7.0, prohibit-password",
        "7.4, prohibit-password",
        "9.2, prohibit-password",
        "10.0, prohibit-password"
    })
    void rootsDefaultChangedWith70(String version, String value) throws Exception {
        assertThat(config(version, "\n").global("PermitRootLogin").text()).isEqualTo(value);
        assertThat(config(version, "\n").global("PasswordAuthentication").text())
                .isEqualTo("yes");
        assertThat(config(version, "\n").global("UsePAM").text()).isEqualTo("no");
    }

    @ParameterizedTest
    @CsvSource({"5.3, rsa dsa", "6.6, rsa dsa ecdsa ed25519", "7.4, rsa dsa ecdsa ed25519", "9.2, rsa ecdsa ed25519"})
    void hostKeysCameAndWent(String version, String types) throws Exception {
        GuestTree tree = TestFacts.tree(MemoryFileTree.builder()
                .file("/etc/ssh/sshd_config", "\n")
                .file("/usr/sbin/sshd", "OpenSSH_" + version + "p1 and all that follows it in the program")
                .build());
        HostKeys keys = new Facts(tree, TestFacts.storage(), Gatherers.all())
                .find(HostKeys.class)
                .orElseThrow();
        assertThat(keys.wanted())
                .map(GuestPath::toString)
                .containsExactly(List.of(types.split(" ", -1)).stream()
                        .map(type -> "/etc/ssh/ssh_host_" + type + "_key")
                        .toArray(String[]::new));
    }

    @Test
    void aCommentBehindAValueIsRefusedBefore87() throws Exception {
        String text = "PasswordAuthentication no # keys only\n";
        assertThat(config("8.0", text).problems()).hasSize(1);
        assertThat(config("8.7", text).problems()).isEmpty();
    }

    @Test
    void includeCameWith82() throws Exception {
        assertThat(config("8.0", "Include /etc/ssh/x\n").problems()).hasSize(1);
        assertThat(config("8.2", "Include /etc/ssh/x\n").problems()).isEmpty();
    }

    @Test
    void singleQuotesAreLettersBefore87() throws Exception {
        assertThat(config("7.4", "AuthorizedKeysFile 'a b'\n")
                        .global("authorizedkeysfile")
                        .values())
                .containsExactly("'a", "b'");
        assertThat(config("9.2", "AuthorizedKeysFile 'a b'\n")
                        .global("authorizedkeysfile")
                        .values())
                .containsExactly("a b");
    }

    @Test
    void prohibitPasswordIsNoWordBefore70() throws Exception {
        assertThat(config("6.6", "PermitRootLogin prohibit-password\n").problems())
                .hasSize(1);
        assertThat(config("6.6", "PermitRootLogin without-password\n").problems())
                .isEmpty();
    }

    @Test
    void theOldSwitchPutsTheNewOneOn() throws Exception {
        assertThat(config("7.4", "KbdInteractiveAuthentication no\n").keyboardInteractive(SshdConnection.UNKNOWN))
                .isTrue();
        assertThat(config("7.4", "ChallengeResponseAuthentication no\nKbdInteractiveAuthentication yes\n")
                        .keyboardInteractive(SshdConnection.UNKNOWN))
                .isFalse();
        assertThat(config("9.2", "KbdInteractiveAuthentication no\nChallengeResponseAuthentication yes\n")
                        .keyboardInteractive(SshdConnection.UNKNOWN))
                .isFalse();
    }

    @Test
    void redHatAndSuseLetRootInLonger() throws Exception {
        String el7 = "NAME=\"CentOS Linux\"\nID=centos\nID_LIKE=\"rhel fedora\"\nVERSION_ID=7\n";
        String el9 = "NAME=\"Rocky Linux\"\nID=rocky\nID_LIKE=\"rhel centos fedora\"\nVERSION_ID=9.5\n";
        String suse = "NAME=SLES\nID=sles\nID_LIKE=suse\nVERSION_ID=15.6\n";
        String debian = "NAME=Debian\nID=debian\nVERSION_ID=9\n";
        assertThat(root(el7, "7.4")).isEqualTo("yes");
        assertThat(root(el9, "8.7")).isEqualTo("prohibit-password");
        assertThat(root(suse, "9.6")).isEqualTo("yes");
        assertThat(root(debian, "7.4")).isEqualTo("prohibit-password");
    }

    private static String root(String release, String version) throws Exception {
        GuestTree tree = TestFacts.tree(MemoryFileTree.builder()
                .file("/etc/os-release", release)
                .file("/etc/ssh/sshd_config", "\n")
                .file("/usr/sbin/sshd", "OpenSSH_" + version + "p1 and all that follows it in the program")
                .build());
        return new Facts(tree, TestFacts.storage(), Gatherers.all())
                .find(SshServers.class)
                .orElseThrow()
                .configs()
                .get(0)
                .global("permitrootlogin")
                .text();
    }

    /** Of one connection all values are told that may hold, in the order in which blocks decide. */
    @Test
    void whatIsNotKnownOfAConnectionMayHoldOrNot() throws Exception {
        SshdConfig config = config("9.2", """
                PasswordAuthentication no
                Match User app Address 10.0.0.0/8
                    PasswordAuthentication yes
                Match User app
                    PasswordAuthentication no
                Match Address *
                    PasswordAuthentication yes
                """);
        assertThat(config.possible("passwordauthentication", SshdConnection.of("app", List.of())))
                .map(SshdSetting::text)
                .containsExactly("yes", "no");
        assertThat(config.possible("passwordauthentication", SshdConnection.of("root", List.of())))
                .map(SshdSetting::text)
                .containsExactly("yes", "no");
        assertThat(config.at("passwordauthentication", SshdConnection.of("root", List.of()))
                        .source()
                        .orElseThrow()
                        .line())
                .isEqualTo(OptionalInt.of(1));
        assertThat(config.blocks()).hasSize(3);
        assertThat(Optional.of(config.blocks().get(0).text())).contains("Match user app address 10.0.0.0/8");
    }
}
