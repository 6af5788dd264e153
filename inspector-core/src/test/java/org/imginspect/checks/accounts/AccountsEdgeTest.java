package org.imginspect.checks.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.facts.Inputs;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsEdgeTest {
    private static final String STATUS =
            "Package: base-files\nStatus: install ok installed\nArchitecture: amd64\nVersion: 12\n\n";

    private static DamagedImageException broken() {
        return new DamagedImageException("broken", "x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accounts.no-password-hash",
                "accounts.no-empty-password",
                "accounts.no-locked-hash",
                "accounts.no-human-accounts",
                "accounts.service-accounts-justified",
                "accounts.single-uid-zero",
                "accounts.system-shells",
                "accounts.root-locked"
            })
    void aPasswdThatCannotBeReadIsUnknownAndNoneIsNoQuestion(String id) throws Exception {
        assertThatThrownBy(() -> Ask.verdict(
                        id, MemoryFileTree.builder().damaged("/etc/passwd", Kind.FILE, AccountsEdgeTest::broken)))
                .isInstanceOf(DamagedImageException.class);
        assertThat(Ask.verdict(id, MemoryFileTree.builder()).outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(Ask.verdict(
                                id,
                                MemoryFileTree.builder().file("/etc/passwd", "").file("/var/lib/dpkg/status", STATUS))
                        .outcome())
                .isEqualTo(id.equals("accounts.root-locked") ? Outcome.NOT_APPLICABLE : Outcome.PASS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"accounts.no-human-accounts", "accounts.system-shells", "accounts.service-accounts-justified"})
    void whereLoginDefsCannotBeReadTheRangesAreUnknown(String id) {
        assertThatThrownBy(() -> Ask.verdict(
                        id,
                        Ask.passwd("")
                                .file("/var/lib/dpkg/status", STATUS)
                                .damaged("/etc/login.defs", Kind.FILE, AccountsEdgeTest::broken)))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void passwdAndShadowMayBeLinks() throws Exception {
        assertThat(Ask.findings(
                        "accounts.no-password-hash",
                        MemoryFileTree.builder()
                                .file("/usr/share/accounts/passwd", Ask.ROOT)
                                .file("/usr/share/accounts/shadow", "root:" + Ask.HASH + ":1::::::\n")
                                .symlink("/etc/passwd", "../usr/share/accounts/passwd")
                                .symlink("/etc/shadow", "/usr/share/accounts/shadow")))
                .containsExactly("ERROR /etc/shadow:1 account 'root' has a password (sha512crypt)");
    }

    @Test
    void severalHashesAreFoundWithTheirFilesAndLines() throws Exception {
        assertThat(Ask.findings(
                        "accounts.no-password-hash",
                        Ask.passwd(
                                        "a:" + Ask.HASH + ":1000:1000::/:/bin/sh\n",
                                        "root:" + Ask.HASH + ":1::::::\n\nghost:" + Ask.HASH + "\n")
                                .file("/etc/tcb/a/shadow", "a:" + Ask.HASH + ":1::::::\n")
                                .file("/etc/gshadow", "ops:" + Ask.HASH + "::\n")
                                .file("/etc/group", "ops:x:5:\nold:" + Ask.HASH + ":6:\n")))
                .containsExactly(
                        "ERROR /etc/passwd:2 account 'a' has a password, readable by everyone (sha512crypt)",
                        "ERROR /etc/shadow:1 account 'root' has a password (sha512crypt)",
                        "WARNING /etc/shadow:3 account 'ghost' has a password (sha512crypt), which counts as soon as the account is made: passwd has none",
                        "ERROR /etc/tcb/a/shadow:1 account 'a' has a password (sha512crypt)",
                        "WARNING /etc/gshadow:1 group 'ops' has a password (sha512crypt)",
                        "WARNING /etc/group:2 group 'old' has a password (sha512crypt)");
    }

    @Test
    void guessingCanBeSwitchedOffAndTheFindingSaysSo() throws Exception {
        MemoryFileTree.Builder files = Ask.passwd("", "root:abhKo2urtNdfg:1::::::\n"); // crypt("toor")
        assertThat(TestContext.findings(Ask.verdict(
                        "accounts.no-password-hash", files, Inputs.defaults().withPasswordGuessing(false), Map.of())))
                .containsExactly(
                        "ERROR /etc/shadow:1 account 'root' has a password (descrypt); default passwords were not tried, as asked for");
        assertThat(Ask.findings("accounts.no-password-hash", files))
                .containsExactly(
                        "ERROR /etc/shadow:1 account 'root' has a password (descrypt), and anybody guesses it: it is a vendor's default password for this account");
    }

    @Test
    void aCostlyHashIsAFindingInTimeThatSaysWhatWasNotTried() throws Exception {
        long start = System.nanoTime();
        String costly = Ask.HASH.replace("rounds=1000", "rounds=999999999");
        assertThat(Ask.findings("accounts.no-password-hash", Ask.passwd("", "root:" + costly + ":1::::::\n")))
                .containsExactly(
                        "ERROR /etc/shadow:1 account 'root' has a password (sha512crypt); default passwords were not tried: its parameters make each try take too long");
        assertThat(Ask.findings(
                        "accounts.no-locked-hash",
                        Ask.passwd("", "root:!$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA:1::::::\n")))
                .containsExactly(
                        "WARNING /etc/shadow:1 account 'root' is locked, but the hash of its password is still there (argon2); default passwords were not tried: its scheme is not known here");
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }

    @Test
    void aThousandHashesEndInTimeToo() throws Exception {
        StringBuilder passwd = new StringBuilder();
        StringBuilder shadow = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            passwd.append("u" + i + ":x:" + (1000 + i) + ":100::/home:/bin/sh\n");
            shadow.append("u" + i + ":" + Ask.HASH + ":1::::::\n");
        }
        long start = System.nanoTime();
        Verdict verdict = Ask.verdict("accounts.no-password-hash", Ask.passwd(passwd.toString(), shadow.toString()));
        assertThat(TestContext.findings(verdict))
                .hasSize(3000)
                .allSatisfy(finding -> assertThat(finding).contains("default passwords were"));
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    }

    @Test
    void aHashInAGroupsFieldsIsLockedToo() throws Exception {
        assertThat(Ask.findings(
                        "accounts.no-locked-hash",
                        Ask.passwd("b:!" + Ask.HASH + ":7:7::/:/bin/sh\n")
                                .file("/etc/gshadow", "ops:!" + Ask.HASH + "::\n")))
                .containsExactly(
                        "WARNING /etc/passwd:2 account 'b' is locked, but the hash of its password is still there (sha512crypt)",
                        "WARNING /etc/gshadow:1 group 'ops' is locked, but the hash of its password is still there (sha512crypt)");
    }

    @Test
    void whoMayReadACopyDecidesHowGraveItIs() throws Exception {
        byte[] line = ("root:!" + Ask.HASH + ":1::::::\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(Ask.findings(
                        "accounts.no-hash-backups",
                        Ask.passwd("")
                                .file("/etc/shadow-", line, 0600, 0, 0)
                                .file("/etc/passwd-", line, 0644, 0, 0)
                                .file("/etc/gshadow-", "ops:*::\n")))
                .containsExactly(
                        "ERROR /etc/passwd-:1 a copy holds the password hash of 'root' (sha512crypt), readable by everyone",
                        "WARNING /etc/shadow-:1 a copy holds the password hash of 'root' (sha512crypt)");
    }

    @Test
    void aCopyThatCannotBeReadIsUnknown() {
        assertThatThrownBy(() -> Ask.verdict(
                        "accounts.no-hash-backups",
                        Ask.passwd("").damaged("/var/backups/shadow.bak", Kind.FILE, AccountsEdgeTest::broken)))
                .isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> Ask.verdict(
                        "accounts.no-hash-backups",
                        Ask.passwd("").damaged("/etc/tcb/root", Kind.DIRECTORY, AccountsEdgeTest::broken)))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void nobodyAndAccountsWithoutAShellAreNoPeople() throws Exception {
        assertThat(Ask.verdict("accounts.no-human-accounts", Ask.passwd("""
                                        nobody:x:65534:65534:nobody:/var/lib/nobody:/bin/bash
                                        nfsnobody:x:4294967294:4294967294::/:/bin/sh
                                        app:x:1000:1000::/opt:/bin/false
                                        bad:x:x:1000::/opt:/bin/sh
                                        """)).outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(Ask.findings(
                        "accounts.no-human-accounts",
                        Ask.passwd("bob:x:65534:65534::/:/bin/sh\nfar:x:70000:70000::/home/far:/bin/zsh\n")))
                .containsExactly(
                        "ERROR /etc/passwd:2 account 'bob' (uid 65534) is a person's, left over: it logs in with /bin/sh",
                        "ERROR /etc/passwd:3 account 'far' (uid 70000) is a person's, left over: it logs in with /bin/zsh");
    }

    @Test
    void accountsCanBeAllowed() throws Exception {
        Map<String, String> allowed = Map.of("allowed", "gitea, app");
        MemoryFileTree.Builder files = Ask.passwd("gitea:x:1000:1000::/g:/bin/bash\napp:x:900:900::/a:/bin/bash\n")
                .file("/var/lib/dpkg/status", STATUS);
        for (String id : new String[] {
            "accounts.no-human-accounts", "accounts.system-shells", "accounts.service-accounts-justified"
        }) {
            assertThat(Ask.verdict(id, files).outcome()).as(id).isEqualTo(Outcome.FINDINGS);
            assertThat(Ask.verdict(id, files, Inputs.defaults(), allowed).outcome())
                    .as(id)
                    .isEqualTo(Outcome.PASS);
        }
    }

    @Test
    void theCloudsUserIsAWarningOnlyIfItIsTheConfiguredOne() throws Exception {
        MemoryFileTree.Builder files = Ask.passwd(
                        "ubuntu:x:1000:1000:Ubuntu:/home/ubuntu:/bin/bash\njane:x:1001:1001::/j:/bin/bash\n")
                .file("/etc/cloud/cloud.cfg", "system_info:\n  default_user:\n    name: ubuntu\n");
        assertThat(Ask.findings("accounts.no-human-accounts", files))
                .containsExactly(
                        "WARNING /etc/passwd:2 account 'ubuntu' (uid 1000) is cloud-init's default user, left over from a boot of this image: cloud-init makes it on each machine",
                        "ERROR /etc/passwd:3 account 'jane' (uid 1001) is a person's, left over: it logs in with /bin/bash");
    }

    @Test
    void whatExplainsASystemAccount() throws Exception {
        String passwd = "known:x:900:900::/x:/bin/false\n";
        assertThat(Ask.findings(
                        "accounts.service-accounts-justified",
                        Ask.passwd(passwd).file("/var/lib/dpkg/status", STATUS)))
                .containsExactly(
                        "WARNING /etc/passwd:2 system account 'known' (uid 900) belongs to no installed package and to nothing that starts");
        String installed = STATUS + STATUS.replace("base-files", "known-server");
        assertThat(Ask.verdict(
                                "accounts.service-accounts-justified",
                                Ask.passwd(passwd).file("/var/lib/dpkg/status", installed))
                        .outcome())
                .isEqualTo(Outcome.PASS);
        // dpkg keeps the configuration of removed packages: that is none.
        assertThat(Ask.verdict(
                                "accounts.service-accounts-justified",
                                Ask.passwd(passwd)
                                        .file(
                                                "/var/lib/dpkg/status",
                                                STATUS
                                                        + STATUS.replace("base-files", "known-server")
                                                                .replace(
                                                                        "install ok installed",
                                                                        "deinstall ok config-files")))
                        .outcome())
                .isEqualTo(Outcome.FINDINGS);
        for (String sysusers :
                new String[] {"u known - \"x\"\n", "u! known 900\n", "m known users\n", "#x\n u\tknown\t900\n"}) {
            assertThat(Ask.verdict(
                                    "accounts.service-accounts-justified",
                                    Ask.passwd(passwd)
                                            .file("/var/lib/dpkg/status", STATUS)
                                            .file("/usr/lib/sysusers.d/known.conf", sysusers))
                            .outcome())
                    .as(sysusers)
                    .isEqualTo(Outcome.PASS);
        }
        // /etc hides the file of the same name.
        assertThat(Ask.verdict(
                                "accounts.service-accounts-justified",
                                Ask.passwd(passwd)
                                        .file("/var/lib/dpkg/status", STATUS)
                                        .file("/usr/lib/sysusers.d/known.conf", "u known -\n")
                                        .file("/etc/sysusers.d/known.conf", ""))
                        .outcome())
                .isEqualTo(Outcome.FINDINGS);
        assertThat(Ask.verdict(
                                "accounts.service-accounts-justified",
                                Ask.passwd(passwd)
                                        .file("/var/lib/dpkg/status", STATUS)
                                        .file("/var/lib/dpkg/info/x.postinst", "adduser --system --group known\n"))
                        .outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(Ask.verdict(
                                "accounts.service-accounts-justified",
                                Ask.passwd(passwd)
                                        .file("/var/lib/dpkg/status", STATUS)
                                        .file("/var/lib/dpkg/info/x.postinst", "adduser --system unknown-known2\n"))
                        .outcome())
                .isEqualTo(Outcome.FINDINGS);
    }

    @Test
    void aPackageDatabaseThatCannotBeReadIsUnknown() {
        assertThatThrownBy(() -> Ask.verdict(
                        "accounts.service-accounts-justified",
                        Ask.passwd("").damaged("/var/lib/dpkg/status", Kind.FILE, AccountsEdgeTest::broken)))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void linesThatNoProgramSeesShareNoNumber() throws Exception {
        assertThat(Ask.verdict(
                                "accounts.single-uid-zero",
                                Ask.passwd("a:x:zero:0::/:/bin/sh\nb\n+::0:0:::\n#c:x:0:0::/:/bin/sh\n"))
                        .outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(Ask.findings("accounts.single-uid-zero", Ask.passwd("root:x:0:0::/root:/bin/sh\n")))
                .containsExactly(
                        "WARNING /etc/passwd:2 account 'root' stands in passwd a second time; by its name the one in line 1 counts");
    }

    @Test
    void shellsOfSystemAccountsAreThoseThatTakeCommands() throws Exception {
        for (String none : new String[] {
            "/usr/sbin/nologin",
            "/sbin/nologin",
            "/bin/false",
            "/bin/true",
            "/bin/sync",
            "/sbin/shutdown",
            "/sbin/halt",
            "/usr/bin/git-shell",
            "/dev/null"
        }) {
            assertThat(Ask.verdict("accounts.system-shells", Ask.passwd("a:x:500:500::/:" + none + "\n"))
                            .outcome())
                    .as(none)
                    .isEqualTo(Outcome.PASS);
        }
        for (String shell : new String[] {"/bin/sh", "/usr/bin/zsh", "", "/opt/menu", "/usr/sbin/nologin2"}) {
            assertThat(Ask.verdict("accounts.system-shells", Ask.passwd("a:x:500:500::/:" + shell + "\n"))
                            .outcome())
                    .as(shell)
                    .isEqualTo(Outcome.FINDINGS);
        }
    }

    @Test
    void rootsFieldsInAllFilesCount() throws Exception {
        assertThat(Ask.findings(
                        "accounts.root-locked",
                        Ask.passwd("")
                                .file("/etc/tcb/root/shadow", "root:" + Ask.HASH + ":1::::::\n")
                                .file("/etc/gshadow", "root:" + Ask.HASH + "::\n")))
                .containsExactly(
                        "ERROR /etc/tcb/root/shadow:1 root has a password (sha512crypt), the same on every machine");
        assertThat(Ask.verdict(
                                "accounts.root-locked",
                                MemoryFileTree.builder().file("/etc/passwd", "admin:x:0:0::/:/bin/sh\n"))
                        .outcome())
                .isEqualTo(Outcome.NOT_APPLICABLE);
    }
}
