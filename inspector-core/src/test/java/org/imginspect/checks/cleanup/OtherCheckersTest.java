package org.imginspect.checks.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes that other checkers make about what a build leaves are not made here. */
class OtherCheckersTest {
    private static final String ID = "4f2c1d9e8b7a46d5a1c3e5f708192a3b";
    private static final String PASSWD = """
            root:x:0:0::/root:/bin/bash
            postgres:x:26:26::/var/lib/pgsql:/bin/bash
            old:x:501:501::/home/old:/bin/bash
            deploy:x:1001:1001::/srv/deploy:/usr/bin/fish
            svc:x:998:998::/opt/svc:/sbin/nologin
            """;

    private static List<String> findings(String id, MemoryFileTree.Builder tree) throws Exception {
        return TestContext.findings(TestContext.evaluate(id, tree.build()));
    }

    private static MemoryFileTree.Builder tmp() {
        return MemoryFileTree.builder().directory("/tmp", 01777, 0, 0).directory("/var/tmp", 01777, 0, 0);
    }

    /** DigitalOcean's script looks for {@code *.log}, {@code *.1} and names that end in a date, right in /var/log. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "messages",
                "secure",
                "cron",
                "maillog",
                "syslog",
                "auth.log.2.gz",
                "audit/audit.log",
                "installer/cdebconf/questions.dat",
                "anaconda/syslog",
                "sa/sa21",
                "nginx/access.log",
                "cloud-init-output.log"
            })
    void aLogIsFoundWhateverItsNameAndDepth(String name) throws Exception {
        assertThat(findings("cleanup.logs-empty", MemoryFileTree.builder().file("/var/log/" + name, "x\n")))
                .containsExactly("ERROR /var/log/" + name + " log file of 2 bytes");
    }

    /** DigitalOcean's script lets logs of up to 50 bytes pass. */
    @Test
    void oneByteOfLogIsALog() throws Exception {
        assertThat(findings("cleanup.logs-empty", MemoryFileTree.builder().file("/var/log/a.log", "x")))
                .containsExactly("ERROR /var/log/a.log log file of 1 byte");
    }

    /** DigitalOcean's script prints the logs that it finds into the build's own log. */
    @Test
    void whatIsInALogOrHistoryIsNotShown() throws Exception {
        assertThat(findings(
                        "cleanup.logs-empty",
                        MemoryFileTree.builder().file("/var/log/app.log", "password=Correct-Horse-9\n")))
                .hasSize(1)
                .allSatisfy(text -> assertThat(text).doesNotContain("Horse"));
        assertThat(findings(
                        "cleanup.shell-history",
                        MemoryFileTree.builder()
                                .file("/etc/passwd", PASSWD)
                                .file("/root/.bash_history", "mysql -pCorrect-Horse-9\n")))
                .hasSize(1)
                .allSatisfy(text -> assertThat(text).doesNotContain("Horse"));
        assertThat(findings(
                        "cleanup.mail-cron-spool",
                        MemoryFileTree.builder()
                                .file("/var/spool/cron/root", "1 * * * * x -pCorrect-Horse-9\n")
                                .file("/var/mail/root", "Correct-Horse-9\n")))
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).doesNotContain("Horse"));
    }

    /** DigitalOcean's check of /tmp is a stub that nobody calls. */
    @Test
    void temporaryFilesAreLookedFor() throws Exception {
        assertThat(findings("cleanup.tmp-empty", tmp().file("/tmp/a", "x")))
                .containsExactly("ERROR /tmp is not empty: a; 1 file of 1 byte in all");
    }

    /** Cleaners run {@code rm -rf /tmp/*}, which leaves what begins with a dot. */
    @Test
    void dotFilesInTmpCount() throws Exception {
        assertThat(findings("cleanup.tmp-empty", tmp().file("/tmp/.key", "x")))
                .containsExactly("ERROR /tmp is not empty: .key; 1 file of 1 byte in all");
    }

    /** Yandex's cleaner forgets /var/tmp. */
    @Test
    void varTmpCounts() throws Exception {
        assertThat(findings("cleanup.tmp-empty", tmp().file("/var/tmp/a", "x")))
                .containsExactly("ERROR /var/tmp is not empty: a; 1 file of 1 byte in all");
    }

    /** Yandex's script itself writes /tmp/aa, and so fails after its own clean-up; a look at the finished image writes nothing. */
    @Test
    void aCleanTmpStaysClean() throws Exception {
        MemoryFileTree tree = tmp().build();
        for (int i = 0; i < 2; i++) {
            assertThat(TestContext.evaluate("cleanup.tmp-empty", tree).outcome())
                    .isEqualTo(Outcome.PASS);
        }
    }

    /** DigitalOcean's script tolerates histories below 200 bytes, Azure's certification those of up to 1 KiB. */
    @Test
    void aShortHistoryIsAHistory() throws Exception {
        assertThat(findings(
                        "cleanup.shell-history",
                        MemoryFileTree.builder().file("/etc/passwd", PASSWD).file("/root/.bash_history", "id\n")))
                .containsExactly("ERROR /root/.bash_history holds 3 bytes of shell history");
    }

    /**
     * Others look at /root and /home only (DigitalOcean, virt-sysprep), at /home/root for root (cloud-image-val), from uid 1000 on (DigitalOcean, although Enterprise
     * Linux 6 begins at 500), at accounts whose shell ends in "sh" (LISA), or at bash and zsh only (virt-sysprep).
     */
    @Test
    void everyAccountsHistoryCountsWhereverItsHomeIs() throws Exception {
        assertThat(findings(
                        "cleanup.shell-history",
                        MemoryFileTree.builder()
                                .file("/etc/passwd", PASSWD)
                                .file("/var/lib/pgsql/.bash_history", "id\n")
                                .file("/home/old/.bash_history", "id\n")
                                .file("/srv/deploy/.local/share/fish/fish_history", "id\n")
                                .file("/opt/svc/.sh_history", "id\n")))
                .containsExactly(
                        "ERROR /var/lib/pgsql/.bash_history holds 3 bytes of shell history",
                        "ERROR /home/old/.bash_history holds 3 bytes of shell history",
                        "WARNING /srv/deploy/.local/share/fish/fish_history holds 3 bytes of shell history",
                        "WARNING /opt/svc/.sh_history holds 3 bytes of shell history");
    }

    /** Cleaners delete root's history only. */
    @Test
    void historiesOfToolsCountInEveryHome() throws Exception {
        assertThat(findings(
                        "cleanup.tool-history",
                        MemoryFileTree.builder()
                                .file("/etc/passwd", PASSWD)
                                .file("/var/lib/pgsql/.psql_history", "\\q\n")
                                .file("/home/gone/.viminfo", "x")))
                .containsExactly(
                        "WARNING /var/lib/pgsql/.psql_history tells what was typed into psql, in 3 bytes",
                        "WARNING /home/gone/.viminfo tells what was edited and searched for in vim, in 1 byte");
    }

    /** Yandex's cleaner picks the package manager by the distribution's name, and does not know names of several words. */
    @Test
    void aCacheIsFoundWhateverTheDistributionIsCalled() throws Exception {
        for (String name : new String[] {"Debian GNU/Linux", "CentOS Stream", "Rocky Linux", "Nobody Knows"}) {
            assertThat(findings(
                            "cleanup.package-cache",
                            MemoryFileTree.builder()
                                    .file("/etc/os-release", "NAME=\"" + name + "\"\nID=unknown\n")
                                    .file("/var/cache/apt/archives/a.deb", "x")
                                    .file("/var/cache/dnf/b/packages/b.rpm", "x")))
                    .as(name)
                    .containsExactly(
                            "ERROR /var/cache/apt/archives/a.deb cached package of 1 byte",
                            "ERROR /var/cache/dnf/b/packages/b.rpm cached package of 1 byte");
        }
    }

    /** DigitalOcean's script runs apt-get update, and fills the lists again that the clean-up emptied; they are found as they are in the image. */
    @Test
    void listsThatWereFetchedAfterTheCleanUpAreFound() throws Exception {
        assertThat(findings(
                        "cleanup.package-cache", MemoryFileTree.builder().file("/var/lib/apt/lists/x_InRelease", "x")))
                .containsExactly("WARNING /var/lib/apt/lists/x_InRelease fetched package list of 1 byte");
    }

    /** Yandex's cleaner knows /var/lib/dhcp only, virt-sysprep neither NetworkManager's leases nor networkd's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/var/lib/dhcp/dhclient.leases",
                "/var/lib/dhclient/dhclient--eth0.lease",
                "/var/lib/NetworkManager/dhclient-1-eth0.lease",
                "/var/lib/NetworkManager/internal-1-ens3.lease",
                "/var/lib/dhcpcd5/dhcpcd-eth0.lease",
                "/var/lib/wicked/lease-eth0-dhcp-ipv4.xml",
                "/var/lib/systemd/network/dhcp-client-lease/ens3"
            })
    void leasesOfEveryClientAreFound(String file) throws Exception {
        assertThat(findings("cleanup.dhcp-leases", MemoryFileTree.builder().file(file, "x")))
                .containsExactly("ERROR " + file + " DHCP lease of 1 byte");
    }

    /** Nobody who empties /etc/machine-id, nor who checks that it is empty, looks at D-Bus's copy, from which systemd restores it. */
    @Test
    void anEmptiedMachineIdDoesNotHideDbusCopy() throws Exception {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("/etc/machine-id", "")
                .file("/var/lib/dbus/machine-id", ID + "\n")
                .build();
        assertThat(TestContext.evaluate("cleanup.machine-id", tree).outcome()).isEqualTo(Outcome.PASS);
        assertThat(TestContext.evaluate("cleanup.dbus-machine-id", tree).outcome())
                .isEqualTo(Outcome.FINDINGS);
    }

    /** virt-sysprep may write a fresh id back after it deleted the old one; AlmaLinux starts two machines to see whether they differ. */
    @Test
    void oneFileTellsWhetherClonesShareAnId() throws Exception {
        assertThat(findings("cleanup.machine-id", MemoryFileTree.builder().file("/etc/machine-id", ID + "\n")))
                .containsExactly("ERROR /etc/machine-id:1 holds the build machine's id, which all clones will share");
    }

    /** SUSE's test of the host name only asks whether it is "linux". */
    @Test
    void aBuildersNameIsFound() throws Exception {
        assertThat(findings("cleanup.hostname", MemoryFileTree.builder().file("/etc/hostname", "ci-runner-12\n")))
                .containsExactly(
                        "WARNING /etc/hostname:1 names the machine 'ci-runner-12'; every clone that gets no other name is called so");
    }

    /** On a running machine the check's own login is in wtmp, and its boot in the journal; the finished image is all that counts. */
    @Test
    void recordsOfTheLastLoginCount() throws Exception {
        byte[] record = new byte[384];
        record[0] = 7;
        assertThat(findings(
                        "cleanup.login-records", MemoryFileTree.builder().file("/var/log/wtmp", record, 0664, 0, 0)))
                .containsExactly("WARNING /var/log/wtmp records 1 login, boot or shutdown; 384 bytes");
    }

    /** lastlog is sparse, and has the length of the highest uid: its length tells nothing. */
    @Test
    void aLastlogOfZerosIsEmpty() throws Exception {
        assertThat(TestContext.evaluate(
                                "cleanup.login-records",
                                MemoryFileTree.builder()
                                        .file("/var/log/lastlog", new byte[292 * 1001], 0664, 0, 0)
                                        .build())
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    /** Deleting /var/log/* is what UCloud's page and cleaners do; nobody looks whether services still start. */
    @Test
    void directoriesThatACleanerDeletedAreMissed() throws Exception {
        assertThat(findings(
                        "cleanup.log-dirs-kept",
                        MemoryFileTree.builder()
                                .directory("/var/log")
                                .file(
                                        "/var/lib/dpkg/status",
                                        "Package: auditd\nStatus: install ok installed\nVersion: 1:3.0.9-1\nArchitecture: amd64\n\n")
                                .file("/var/lib/dpkg/info/auditd.list", "/.\n/var\n/var/log\n/var/log/audit\n")))
                .containsExactly(
                        "WARNING /var/log/audit is missing; the package auditd brings it, and nothing makes it at boot");
    }

    /** Wherever others cannot look, they say that all is well. */
    @Test
    void whatCannotBeReadIsNotClean() {
        for (String[] each : new String[][] {
            {"cleanup.tmp-empty", "/tmp"},
            {"cleanup.logs-empty", "/var/log"},
            {"cleanup.journal-empty", "/var/log/journal"},
            {"cleanup.package-cache", "/var/cache/apt"},
            {"cleanup.dhcp-leases", "/var/lib/dhcp"},
            {"cleanup.mail-cron-spool", "/var/mail"},
            {"cleanup.host-identity", "/etc/pki/consumer"},
            {"cleanup.login-records", "/var/log"},
            {"cleanup.build-tool-residue", "/root"}
        }) {
            assertThatThrownBy(() -> TestContext.evaluate(
                            each[0],
                            MemoryFileTree.builder()
                                    .damaged(each[1], Kind.DIRECTORY, () -> new DamagedImageException("broken", "x"))
                                    .build()))
                    .as(each[0] + " " + each[1])
                    .isInstanceOf(DamagedImageException.class);
        }
    }
}
