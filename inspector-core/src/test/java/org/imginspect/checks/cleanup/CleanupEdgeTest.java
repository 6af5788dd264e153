package org.imginspect.checks.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CleanupEdgeTest {
    private static final String ROOT = "root:x:0:0::/root:/bin/bash\n";

    private static List<String> findings(String id, MemoryFileTree.Builder tree) throws Exception {
        return TestContext.findings(TestContext.evaluate(id, tree.build()));
    }

    private static Outcome outcome(String id, MemoryFileTree.Builder tree) throws Exception {
        return TestContext.evaluate(id, tree.build()).outcome();
    }

    private static ImageException broken() {
        return new DamagedImageException("broken", "x");
    }

    private static void assertUnknown(String id, MemoryFileTree.Builder tree) {
        assertThatThrownBy(() -> TestContext.evaluate(id, tree.build())).isInstanceOf(DamagedImageException.class);
    }

    private static MemoryFileTree.Builder tmp() {
        return MemoryFileTree.builder().directory("/tmp", 01777, 0, 0).directory("/var/tmp", 01777, 0, 0);
    }

    // tmp-empty

    @Test
    void aHundredThousandTemporaryFilesMakeOneFinding() throws Exception {
        MemoryFileTree.Builder tree = tmp();
        for (int i = 0; i < 100_000; i++) {
            tree.file("/tmp/d/" + i, "ab");
        }
        assertThat(findings("cleanup.tmp-empty", tree))
                .containsExactly("ERROR /tmp is not empty: d/; 100000 files of 195.3 KiB in all");
    }

    @Test
    void moreFilesThanMayBeWalkedAreNotFewFiles() {
        MemoryFileTree.Builder tree = tmp();
        for (int i = 0; i < 20; i++) {
            tree.file("/tmp/d/" + i, "x");
        }
        assertThatThrownBy(() -> TestContext.evaluate(
                        "cleanup.tmp-empty", tree.build(), Limits.defaults().with(Limits.NODES_WALKED, 10)))
                .isInstanceOf(LimitExceededException.class);
    }

    @Test
    void aLinkInTmpIsAnEntryAndNotFollowed() throws Exception {
        assertThat(findings(
                        "cleanup.tmp-empty", tmp().symlink("/tmp/home", "/home").file("/home/a", "x")))
                .containsExactly("ERROR /tmp is not empty: home; no files in all");
    }

    @Test
    void socketsAloneAreAWarning() throws Exception {
        assertThat(findings("cleanup.tmp-empty", tmp().special("/tmp/.s.PGSQL.5432", Kind.SOCKET)))
                .singleElement()
                .asString()
                .startsWith("WARNING /tmp is not empty: .s.PGSQL.5432");
    }

    @Test
    void aTmpThatLeadsToVarTmpIsLookedAtOnce() throws Exception {
        MemoryFileTree.Builder tree = MemoryFileTree.builder()
                .directory("/var/tmp", 01777, 0, 0)
                .file("/var/tmp/a", "x")
                .symlink("/tmp", "var/tmp");
        assertThat(findings("cleanup.tmp-empty", tree)).hasSize(1);
    }

    @Test
    void somebodyElsesTmpIsNotFit() throws Exception {
        assertThat(findings(
                        "cleanup.tmp-empty",
                        MemoryFileTree.builder()
                                .directory("/tmp", 01777, 1000, 0)
                                .directory("/var/tmp", 0777, 0, 0)))
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).startsWith("ERROR").contains("mode 1777 of root"));
    }

    @Test
    void namesWithControlCharactersAreEscaped() throws Exception {
        assertThat(findings("cleanup.tmp-empty", tmp().file("/tmp/a\u001b[31m", "x")))
                .containsExactly("ERROR /tmp is not empty: a\\x1b[31m; 1 file of 1 byte in all");
    }

    @Test
    void aDirectoryInTmpThatCannotBeReadIsUnknown() {
        assertUnknown("cleanup.tmp-empty", tmp().damaged("/tmp/d", Kind.DIRECTORY, CleanupEdgeTest::broken));
    }

    // logs-empty

    @Test
    void packageLogsAreAWarningWhateverTheirRotation() throws Exception {
        assertThat(findings(
                        "cleanup.logs-empty",
                        MemoryFileTree.builder()
                                .file("/var/log/dpkg.log.2.gz", "x")
                                .file("/var/log/dnf.librepo.log", "x")
                                .file("/var/log/apt/term.log.1.xz", "x")))
                .containsExactly(
                        "WARNING /var/log/apt/term.log.1.xz log file of the package manager of 1 byte",
                        "WARNING /var/log 2 log files of the package manager of 2 bytes in all: dnf.librepo.log, dpkg.log.2.gz");
    }

    @Test
    void manyDirectoriesOfLogsMakeABoundedReport() throws Exception {
        MemoryFileTree.Builder tree = MemoryFileTree.builder();
        for (int i = 100; i < 400; i++) {
            tree.file("/var/log/app" + i + "/x.log", "x");
        }
        List<String> found = findings("cleanup.logs-empty", tree);
        assertThat(found).hasSize(65);
        assertThat(found.get(64)).startsWith("ERROR / 236 log files of 236 bytes in all: var/log/app164/x.log");
    }

    @Test
    void aLogDirectoryElsewhereIsFollowed() throws Exception {
        assertThat(findings(
                        "cleanup.logs-empty",
                        MemoryFileTree.builder()
                                .symlink("/var/log", "/data/log")
                                .file("/data/log/messages", "x")))
                .containsExactly("ERROR /data/log/messages log file of 1 byte");
    }

    @Test
    void linksToLogsAreNoLogs() throws Exception {
        assertThat(outcome(
                        "cleanup.logs-empty",
                        MemoryFileTree.builder()
                                .symlink("/var/log/README", "../../usr/share/doc/README.logs")
                                .file("/usr/share/doc/README.logs", "x")
                                .special("/var/log/pipe", Kind.FIFO)))
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aReadmePassesOnlyIfAPackageBroughtIt() throws Exception {
        MemoryFileTree.Builder tree = MemoryFileTree.builder().file("/var/log/README", "x");
        assertThat(outcome("cleanup.logs-empty", tree)).isEqualTo(Outcome.FINDINGS);
        tree.file(
                        "/var/lib/dpkg/status",
                        "Package: systemd\nStatus: install ok installed\nVersion: 1\nArchitecture: amd64\n\n")
                .file("/var/lib/dpkg/info/systemd.list", "/.\n/var\n/var/log\n/var/log/README\n");
        assertThat(outcome("cleanup.logs-empty", tree)).isEqualTo(Outcome.PASS);
    }

    @Test
    void logsOfApplicationsThatLieInVarLogAreCountedOnce() throws Exception {
        assertThat(findings(
                        "cleanup.logs-empty",
                        MemoryFileTree.builder()
                                .file("/var/log/shop/a.log", "x")
                                .symlink("/opt/shop/logs", "/var/log/shop")))
                .containsExactly("ERROR /var/log/shop/a.log log file of 1 byte");
    }

    // journal-empty

    @Test
    void emptyJournalsPassAndUnreadableOnesDoNot() throws Exception {
        assertThat(outcome(
                        "cleanup.journal-empty",
                        MemoryFileTree.builder().file("/var/log/journal/1/system.journal", "")))
                .isEqualTo(Outcome.PASS);
        assertUnknown(
                "cleanup.journal-empty",
                MemoryFileTree.builder()
                        .damaged("/var/log/journal/1/system.journal", Kind.FILE, CleanupEdgeTest::broken));
    }

    @Test
    void aHeaderThatBoastsIsNotBelieved() throws Exception {
        byte[] header = new byte[208];
        System.arraycopy("LPKSHHRH".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, header, 0, 8);
        header[88] = (byte) 208;
        java.util.Arrays.fill(header, 152, 160, (byte) 0x7f);
        assertThat(findings(
                        "cleanup.journal-empty",
                        MemoryFileTree.builder().file("/var/log/journal/x.journal", header, 0640, 0, 0)))
                .containsExactly(
                        "WARNING /var/log/journal 1 journal of 208 bytes with 0 entries; 1 of the files no sound journal: x.journal");
    }

    // log-dirs-kept

    private static MemoryFileTree.Builder unit(String settings) {
        return MemoryFileTree.builder()
                .directory("/var/log")
                .file("/usr/lib/systemd/systemd", "x")
                .symlink("/sbin/init", "/usr/lib/systemd/systemd")
                .file("/usr/lib/systemd/system/multi-user.target", "[Unit]\n")
                .symlink("/etc/systemd/system/default.target", "/usr/lib/systemd/system/multi-user.target")
                .file("/etc/systemd/system/a.service", "[Service]\nExecStart=/bin/true\n" + settings)
                .symlink("/etc/systemd/system/multi-user.target.wants/a.service", "../a.service");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "StandardError=file:/var/log/a/x",
                "StandardOutput=truncate:/var/log/a/x",
                "ReadOnlyPaths=/etc /var/log/a",
                "WorkingDirectory=/var/log/a",
                "ReadWriteDirectories=+/var/log/a"
            })
    void aUnitThatNamesAMissingDirectoryDoesNotStart(String setting) throws Exception {
        assertThat(findings("cleanup.log-dirs-kept", unit(setting + "\n")))
                .singleElement()
                .asString()
                .startsWith("ERROR /etc/systemd/system/a.service:3 a.service does not start without /var/log/a,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReadWritePaths=-/var/log/a",
                "ReadWritePaths=/var/log/a\nReadWritePaths=",
                "StandardOutput=append:/var/log/x",
                "StandardOutput=append:/var/log/%i/x",
                "StandardOutput=append:/var/log/a/x\nLogsDirectory=a/deep",
                "WorkingDirectory=-/var/log/a",
                "ExecStartPre=/bin/mkdir -p /var/log/a\nReadWritePaths=/var/log/a",
                "StandardOutput=journal"
            })
    void whatNeedNotBeThereOrIsMadePasses(String settings) throws Exception {
        assertThat(outcome("cleanup.log-dirs-kept", unit(settings + "\n"))).isEqualTo(Outcome.PASS);
    }

    @Test
    void whatTmpfilesMakesPassesUnlessAnotherFileHidesIt() throws Exception {
        MemoryFileTree.Builder tree = unit("ReadWritePaths=/var/log/a\n")
                .file("/usr/lib/tmpfiles.d/a.conf", "d /var/log/a 0755 root root -\n");
        assertThat(outcome("cleanup.log-dirs-kept", tree)).isEqualTo(Outcome.PASS);
        assertThat(outcome("cleanup.log-dirs-kept", tree.symlink("/etc/tmpfiles.d/a.conf", "/dev/null")))
                .isEqualTo(Outcome.FINDINGS);
    }

    @Test
    void aListOfFilesThatCannotBeReadIsUnknown() {
        assertUnknown(
                "cleanup.log-dirs-kept",
                MemoryFileTree.builder()
                        .file(
                                "/var/lib/dpkg/status",
                                "Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n\n")
                        .damaged("/var/lib/dpkg/info/a.list", Kind.FILE, CleanupEdgeTest::broken));
    }

    @Test
    void aMissingVarLogIsSaidOnce() throws Exception {
        assertThat(findings("cleanup.log-dirs-kept", MemoryFileTree.builder()))
                .containsExactly("WARNING /var/log is missing; nothing can be logged there");
    }

    // package-cache

    @Test
    void aConfiguredCacheIsFollowedAsFarAsItIsFixed() throws Exception {
        assertThat(findings(
                        "cleanup.package-cache",
                        MemoryFileTree.builder()
                                .file("/etc/dnf/dnf.conf", "[main]\ncachedir = /data/dnf/$releasever\n")
                                .file("/etc/yum.conf", "cachedir=$basearch\n")
                                .file("/etc/zypp/zypp.conf", "## cachedir = /var/cache/zypp\ncachedir=/\n")
                                .file("/data/dnf/9/a.rpm", "x")
                                .file("/etc/a.rpm", "x")))
                .containsExactly("ERROR /data/dnf/9/a.rpm cached package of 1 byte");
    }

    @Test
    void aCacheThatTwoPathsLeadToIsCountedOnce() throws Exception {
        assertThat(findings(
                        "cleanup.package-cache",
                        MemoryFileTree.builder()
                                .file("/var/cache/apk/a.apk", "x")
                                .symlink("/etc/apk/cache", "/var/cache/apk")))
                .containsExactly("ERROR /var/cache/apk/a.apk cached package of 1 byte");
    }

    // tool-history

    @Test
    void aToolsHistoryBehindALinkCountsAndADirectoryDoesNot() throws Exception {
        assertThat(findings(
                        "cleanup.tool-history",
                        MemoryFileTree.builder()
                                .file("/etc/passwd", ROOT)
                                .symlink("/root/.viminfo", "/data/vim")
                                .file("/data/vim", "x")
                                .directory("/root/.psql_history")
                                .symlink("/root/.mysql_history", "/dev/null")))
                .containsExactly("WARNING /root/.viminfo tells what was edited and searched for in vim, in 1 byte");
    }

    @Test
    void thousandsOfHomesMakeABoundedReport() throws Exception {
        MemoryFileTree.Builder tree = MemoryFileTree.builder().file("/etc/passwd", ROOT);
        for (int i = 1000; i < 3000; i++) {
            tree.file("/home/u" + i + "/.lesshst", "x").file("/home/u" + i + "/.bash_history", "x");
        }
        for (String id : new String[] {"cleanup.tool-history", "cleanup.shell-history"}) {
            List<String> found = findings(id, tree);
            assertThat(found).hasSize(65);
            assertThat(found.get(64)).contains("1936 more");
        }
    }

    // dhcp-leases

    @ParameterizedTest
    @CsvSource({
        "/var/lib/dhcpcd/duid, WARNING",
        "/var/lib/dhcpcd/eth0.lease, ERROR",
        "/var/lib/dhcp/dhcpd.leases, WARNING",
        "/var/log/dhclient-script.log, ERROR",
        "/etc/dhcpcd.duid, WARNING",
        "/var/lib/NetworkManager/seen-bssids, WARNING"
    })
    void whoseStateItIsDecidesHowGraveItIs(String file, String level) throws Exception {
        assertThat(findings("cleanup.dhcp-leases", MemoryFileTree.builder().file(file, "x")))
                .singleElement()
                .asString()
                .startsWith(level + " " + file + " ");
    }

    // machine-id and dbus-machine-id

    @Test
    void whoeverCanReadFstabDecidesWhetherTheIdCanBeMade() throws Exception {
        assertThat(findings(
                        "cleanup.machine-id",
                        MemoryFileTree.builder().file("/etc/fstab", "LABEL=a / ext4 defaults,ro 0 1\n")))
                .singleElement()
                .asString()
                .startsWith("WARNING /etc/fstab:1 mounts the root read-only");
        assertThat(outcome(
                        "cleanup.machine-id", MemoryFileTree.builder().file("/etc/fstab", "LABEL=a / ext4 rw 0 1\n")))
                .isEqualTo(Outcome.PASS);
        assertUnknown(
                "cleanup.machine-id",
                MemoryFileTree.builder().damaged("/etc/fstab", Kind.FILE, CleanupEdgeTest::broken));
    }

    @Test
    void dbusCopyThatCannotBeReadIsUnknown() {
        assertUnknown(
                "cleanup.dbus-machine-id",
                MemoryFileTree.builder()
                        .file("/etc/machine-id", "")
                        .damaged("/var/lib/dbus/machine-id", Kind.FILE, CleanupEdgeTest::broken));
    }

    // host-identity

    @ParameterizedTest
    @CsvSource({
        "/etc/iscsi/initiatorname.iscsi, InitiatorName=iqn.2004-10.com.ubuntu:01:4f2c, FINDINGS",
        "/etc/iscsi/initiatorname.iscsi, InitiatorName=, PASS",
        "/etc/iscsi/initiatorname.iscsi, # InitiatorName=iqn.x, PASS",
        "/etc/iscsi/initiatorname.iscsi, GenerateName=yes, PASS",
        "/etc/popularity-contest.conf, MY_HOSTID=\"4f2c\", FINDINGS",
        "/etc/popularity-contest.conf, MY_HOSTID=\"\", PASS",
        "/etc/hostid, abcd, FINDINGS"
    })
    void configurationIsAnIdentityOnlyWithAValue(String file, String line, Outcome outcome) throws Exception {
        assertThat(outcome("cleanup.host-identity", MemoryFileTree.builder().file(file, line + "\n")))
                .isEqualTo(outcome);
    }

    @Test
    void keysAreNamedAndNotShown() throws Exception {
        assertThat(findings(
                        "cleanup.host-identity",
                        MemoryFileTree.builder()
                                .file("/var/lib/tailscale/tailscaled.state", "Correct-Horse-9")
                                .file("/etc/chef/client.pem", "Correct-Horse-9")))
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).startsWith("ERROR").doesNotContain("Horse"));
        assertUnknown(
                "cleanup.host-identity",
                MemoryFileTree.builder().damaged("/etc/iscsi/initiatorname.iscsi", Kind.FILE, CleanupEdgeTest::broken));
    }

    // hostname

    @Test
    void namesThatNobodyChoseAreNoTraces() throws Exception {
        for (String name : new String[] {"localhost", "Localhost.localdomain", "ubuntu", "# remark", "", "debian"}) {
            assertThat(outcome("cleanup.hostname", MemoryFileTree.builder().file("/etc/hostname", name + "\n")))
                    .as(name)
                    .isEqualTo(Outcome.PASS);
        }
    }

    @Test
    void shortNamesCountToo() throws Exception {
        assertThat(findings(
                        "cleanup.hostname",
                        MemoryFileTree.builder()
                                .file("/etc/hostname", "db\n")
                                .file("/etc/hosts", "127.0.0.1 localhost db\n10.0.0.1 dbx\n")))
                .containsExactly(
                        "WARNING /etc/hostname:1 names the machine 'db'; every clone that gets no other name is called so",
                        "ERROR /etc/hosts:1 names the build machine, db",
                        "WARNING /etc/hosts:2 names another machine: dbx");
    }

    @Test
    void whatCloudInitRecordedIsTheBuildersName() throws Exception {
        assertThat(findings(
                        "cleanup.hostname",
                        MemoryFileTree.builder()
                                .file("/var/lib/cloud/data/previous-hostname", "builder-9\n")
                                .file("/etc/hosts", "10.0.0.1 BUILDER-9.example\n")))
                .containsExactly("ERROR /etc/hosts:1 names the build machine, BUILDER-9.example");
    }

    @Test
    void aBlockListMakesOneFinding() throws Exception {
        StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n");
        for (int i = 0; i < 50_000; i++) {
            hosts.append("0.0.0.0 ads").append(i).append(".example # no\n");
        }
        assertThat(findings("cleanup.hostname", MemoryFileTree.builder().file("/etc/hosts", hosts.toString())))
                .containsExactly(
                        "WARNING /etc/hosts:2 names 50000 other machines: ads0.example, ads1.example, ads2.example and 49997 more");
    }

    @Test
    void hostsThatCannotBeReadAreUnknown() {
        assertUnknown(
                "cleanup.hostname", MemoryFileTree.builder().damaged("/etc/hosts", Kind.FILE, CleanupEdgeTest::broken));
    }

    // login-records

    @Test
    void aNonZeroByteAtTheVeryEndIsARecord() throws Exception {
        byte[] content = new byte[292 * 70_000];
        content[content.length - 1] = 1;
        assertThat(findings(
                        "cleanup.login-records",
                        MemoryFileTree.builder().file("/var/log/lastlog", content, 0664, 0, 0)))
                .containsExactly("WARNING /var/log/lastlog records 1 account's last login; 19.4 MiB");
    }

    @Test
    void moreZerosThanMayBeReadAreNotNothing() {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("/var/log/lastlog", new byte[1 << 20], 0664, 0, 0)
                .build();
        assertThatThrownBy(() -> TestContext.evaluate(
                        "cleanup.login-records", tree, Limits.defaults().with(Limits.TEXT_FILE_BYTES, 1 << 16)))
                .isInstanceOf(LimitExceededException.class);
    }

    @Test
    void aRecordFoundBeforeTheLimitIsEnough() throws Exception {
        byte[] content = new byte[1 << 20];
        content[0] = 1;
        Verdict verdict = TestContext.evaluate(
                "cleanup.login-records",
                MemoryFileTree.builder()
                        .file("/var/log/lastlog", content, 0664, 0, 0)
                        .build(),
                Limits.defaults().with(Limits.TEXT_FILE_BYTES, 1 << 16));
        assertThat(TestContext.findings(verdict))
                .containsExactly("WARNING /var/log/lastlog records accounts' last logins; 1 MiB");
    }

    @Test
    void otherFilesThatBeginLikeThemAreLogs() throws Exception {
        MemoryFileTree.Builder tree = MemoryFileTree.builder().file("/var/log/wtmpreport", "x");
        assertThat(outcome("cleanup.login-records", tree)).isEqualTo(Outcome.PASS);
        assertThat(outcome("cleanup.logs-empty", tree)).isEqualTo(Outcome.FINDINGS);
    }

    @Test
    void aDatabaseThatIsNoneIsUnknown() {
        assertUnknown(
                "cleanup.login-records", MemoryFileTree.builder().file("/var/lib/wtmpdb/wtmp.db", "x".repeat(4096)));
    }

    // mail-cron-spool

    @ParameterizedTest
    @CsvSource({
        "'# only remarks', 0",
        "'SHELL=/bin/sh', 0",
        "'MAILTO = \"a b\"', 0",
        "'\"X\"=1', 0",
        "'@reboot /x', 1",
        "'* * * * * x=1 y', 1",
        "'0 0 * * * /x\n\n0 1 * * * /y', 2"
    })
    void onlyJobsOfACrontabCount(String crontab, int jobs) throws Exception {
        List<String> found = findings(
                "cleanup.mail-cron-spool", MemoryFileTree.builder().file("/var/spool/cron/crontabs/u", crontab + "\n"));
        if (jobs == 0) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found)
                    .containsExactly("WARNING /var/spool/cron/crontabs/u personal crontab with "
                            + (jobs == 1 ? "1 job" : jobs + " jobs"));
        }
    }

    @Test
    void mailboxesThatTwoPathsLeadToAreCountedOnce() throws Exception {
        assertThat(findings(
                        "cleanup.mail-cron-spool",
                        MemoryFileTree.builder().file("/var/mail/root", "x").symlink("/var/spool/mail", "../mail")))
                .containsExactly("WARNING /var/mail/root mailbox of 1 byte");
    }

    // build-tool-residue

    @Test
    void whatPackagesBroughtIsNoResidue() throws Exception {
        MemoryFileTree.Builder tree = MemoryFileTree.builder()
                .file("/usr/sbin/policy-rc.d", "#!/bin/sh\n")
                .directory("/opt/VBoxGuestAdditions-7");
        assertThat(findings("cleanup.build-tool-residue", tree)).hasSize(2);
        tree.file("/var/lib/dpkg/status", "Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n\n")
                .file("/var/lib/dpkg/info/a.list", "/usr/sbin/policy-rc.d\n/opt/VBoxGuestAdditions-7\n");
        assertThat(outcome("cleanup.build-tool-residue", tree)).isEqualTo(Outcome.PASS);
    }

    @Test
    void homesOfTheSystemAreNotSearchedForDisks() throws Exception {
        assertThat(outcome(
                        "cleanup.build-tool-residue",
                        MemoryFileTree.builder()
                                .file("/etc/passwd", "bin:x:1:1::/usr/share:/bin/false\n")
                                .file("/usr/share/linux.iso", "x")))
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aDanglingMarkIsAMark() throws Exception {
        assertThat(findings(
                        "cleanup.build-tool-residue", MemoryFileTree.builder().symlink("/.dockerenv", "/nowhere")))
                .hasSize(1);
    }
}
