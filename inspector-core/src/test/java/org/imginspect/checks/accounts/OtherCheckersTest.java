package org.imginspect.checks.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** Mistakes that other checkers make about accounts; each test shows that they are not ours. */
class OtherCheckersTest {
    private static final String[] ALL = {
        "accounts.no-password-hash",
        "accounts.no-empty-password",
        "accounts.no-locked-hash",
        "accounts.no-human-accounts",
        "accounts.single-uid-zero",
        "accounts.system-shells",
        "accounts.root-locked"
    };

    /** DigitalOcean's image check counts its failures about users in a subshell, so that a password is printed and the sum says that all is well. */
    @Test
    void aPersonsPasswordDecidesTheVerdict() throws Exception {
        MemoryFileTree.Builder files = Ask.passwd(
                "jane:x:1000:1000::/home/jane:/bin/bash\n", "root:!:1::::::\njane:" + Ask.HASH + ":1::::::\n");
        assertThat(Ask.verdict("accounts.no-password-hash", files).outcome()).isEqualTo(Outcome.FINDINGS);
        assertThat(Ask.verdict("accounts.no-human-accounts", files).outcome()).isEqualTo(Outcome.FINDINGS);
    }

    /** DigitalOcean's image check takes {@code !*} and a hash behind a lock for a password that is set. */
    @Test
    void aLockIsNoPassword() throws Exception {
        for (String field : new String[] {"!*", "*!", "!!", "!", "*", "!" + Ask.HASH}) {
            MemoryFileTree.Builder files = Ask.passwd("", "root:" + field + ":1::::::\n");
            assertThat(Ask.verdict("accounts.no-password-hash", files).outcome())
                    .as(field)
                    .isEqualTo(Outcome.PASS);
            assertThat(Ask.verdict("accounts.root-locked", files).outcome())
                    .as(field)
                    .isEqualTo(Outcome.PASS);
        }
    }

    /** Yandex's check knows seven words for "locked" and calls a hash behind a lock a failure; it is one to be removed, not a password that works. */
    @Test
    void aLockedAccountThatKeepsItsHashIsAWarningOfItsOwn() throws Exception {
        MemoryFileTree.Builder files = Ask.passwd("", "root:!" + Ask.HASH + ":1::::::\n");
        assertThat(Ask.findings("accounts.no-locked-hash", files))
                .containsExactly(
                        "WARNING /etc/shadow:1 account 'root' is locked, but the hash of its password is still there (sha512crypt)");
    }

    /** Yandex's check calls an account that shadow does not list unlocked; nobody gets in with it by a password. */
    @Test
    void anAccountMissingFromShadowHasNoPassword() throws Exception {
        MemoryFileTree.Builder files = Ask.passwd("app:x:900:900::/:/usr/sbin/nologin\n", "root:*:1::::::\n");
        for (String id : ALL) {
            assertThat(Ask.verdict(id, files).outcome()).as(id).isEqualTo(Outcome.PASS);
        }
    }

    /** LISA takes {@code !} or {@code *} anywhere in the field for "no password". Only at its beginning does it lock. */
    @Test
    void anAsteriskInsideAHashLocksNothing() throws Exception {
        // A salt may hold any character but a dollar sign, a colon and a line's end.
        assertThat(Ask.findings("accounts.no-password-hash", Ask.passwd("", "root:$6$sa!t*$abcdefgh:1::::::\n")))
                .singleElement()
                .asString()
                .startsWith("ERROR /etc/shadow:1 account 'root' has a password (sha512crypt)");
    }

    /** LISA and img-proof accept an empty password. */
    @Test
    void anEmptyPasswordIsAnError() throws Exception {
        MemoryFileTree.Builder files = Ask.passwd("", "root::1::::::\n");
        assertThat(Ask.findings("accounts.no-empty-password", files))
                .containsExactly("ERROR /etc/shadow:1 account 'root' has an empty password field");
        assertThat(Ask.findings("accounts.root-locked", files))
                .containsExactly("ERROR /etc/shadow:1 root's password field is empty: nothing keeps anybody out");
    }

    /** LISA looks only at users whose shell ends in "sh". */
    @Test
    void aPasswordCountsWhateverTheShell() throws Exception {
        for (String shell : new String[] {"/usr/sbin/nologin", "/bin/false", "", "/usr/bin/tmux", "/opt/menu"}) {
            assertThat(Ask.verdict(
                                    "accounts.no-password-hash",
                                    Ask.passwd("svc:x:990:990::/:" + shell + "\n", "svc:" + Ask.HASH + ":1::::::\n"))
                            .outcome())
                    .as(shell)
                    .isEqualTo(Outcome.FINDINGS);
        }
    }

    /** DigitalOcean's check passes over the users of EL 6 from 500 to 999; fixed numbers are right for one release only. */
    @Test
    void whereAPersonsNumbersBeginIsRead() throws Exception {
        String jane = "jane:x:500:500::/home/jane:/bin/bash\n";
        assertThat(Ask.verdict("accounts.no-human-accounts", Ask.passwd(jane)).outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(Ask.findings("accounts.system-shells", Ask.passwd(jane))).hasSize(1);
        assertThat(Ask.findings(
                        "accounts.no-human-accounts", Ask.passwd(jane).file("/etc/login.defs", "UID_MIN\t500\n")))
                .hasSize(1);
        assertThat(Ask.verdict("accounts.system-shells", Ask.passwd(jane).file("/etc/login.defs", "UID_MIN\t500\n"))
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    /** DigitalOcean's check and virt-sysprep look below /home only, and DigitalOcean's leaves out a user called centos. */
    @Test
    void anAccountCountsWhereverItsHomeIsAndWhateverItsName() throws Exception {
        List<String> found = new ArrayList<>();
        for (String account :
                new String[] {"centos:x:1000:1000::/home/centos:/bin/bash\n", "jane:x:1000:1000::/srv/jane:/bin/bash\n"
                }) {
            found.addAll(Ask.findings("accounts.no-human-accounts", Ask.passwd(account)));
        }
        assertThat(found).hasSize(2).allSatisfy(finding -> assertThat(finding).startsWith("ERROR /etc/passwd:2"));
    }

    /** virt-sysprep removes backups of passwd by a list of names, and no checker looks for hashes in them. */
    @Test
    void aRemovedPasswordIsLookedForInTheCopies() throws Exception {
        assertThat(Ask.findings(
                        "accounts.no-hash-backups",
                        Ask.passwd("", "root:*:1::::::\n")
                                .file("/etc/shadow.2026-11-21", "root:" + Ask.HASH + ":1::::::\n")))
                .containsExactly(
                        "ERROR /etc/shadow.2026-11-21:1 a copy holds the password hash of 'root' (sha512crypt), readable by everyone");
    }

    /** Several checkers print what they find; the logs of a build are read by many. */
    @Test
    void noHashAndNoPasswordIsEverPrinted() throws Exception {
        // crypt("deploybot")
        String own =
                "$6$rounds=1000$Jm1cU7sZpL5d$OxT8PDlWKQtUiY/EOB5CAbewljs8lyjxMxEv5w9rtUeWqqbVbSZbiIOf2bXstWgi9UudnmiHJLuNEHmZ4xrC/1";
        // crypt("raspberry")
        String vendors = "$5$rounds=1000$Wd4hG9kT$I6HNWUYP7.Uy9U//qhmk9T5BqGEtwFovgCt3Tk2.DRC";
        MemoryFileTree.Builder files = Ask.passwd(
                        "deploybot:x:1000:1000::/home/d:/bin/sh\npi:x:1001:1001::/home/pi:/bin/sh\nold:x:1002:1002::/:/bin/sh\n",
                        "deploybot:" + own + ":1::::::\npi:" + vendors + ":1::::::\nold:!" + vendors + ":1::::::\nroot:"
                                + Ask.HASH + ":1::::::\n")
                .file("/etc/shadow-", "pi:" + vendors + ":1::::::\n");
        StringBuilder all = new StringBuilder();
        for (String id : ALL) {
            Verdict verdict = Ask.verdict(id, files);
            all.append(verdict).append(TestContext.findings(verdict));
        }
        all.append(Ask.verdict("accounts.no-hash-backups", files));
        assertThat(all.toString())
                .contains("it is the account's own name, or made from it")
                .contains("it is a vendor's default password for this account")
                .doesNotContain("raspberry")
                .doesNotContain("rounds=")
                .doesNotContain("Jm1cU7sZpL5d")
                .doesNotContain("Wd4hG9kT")
                .doesNotContain("Kq8vB2xNw3Rt");
    }

    /** "Could not check" is printed as a pass by several, for example when a tool that is asked fails. */
    @Test
    void whatCannotBeReadIsNoPass() {
        for (String id : new String[] {
            "accounts.no-password-hash", "accounts.no-empty-password", "accounts.no-locked-hash", "accounts.root-locked"
        }) {
            assertThatThrownBy(() -> Ask.verdict(
                            id,
                            Ask.passwd("")
                                    .damaged("/etc/shadow", Kind.FILE, () -> new DamagedImageException("broken", "x"))))
                    .as(id)
                    .isInstanceOf(DamagedImageException.class);
        }
    }

    /** A scanner that looks for the characters {@code :0:0:} misses other ways to write the number. */
    @Test
    void uidZeroIsFoundHoweverItIsWritten() throws Exception {
        assertThat(
                        Ask.findings(
                                "accounts.single-uid-zero",
                                Ask.passwd(
                                        "a:x:00:100::/:/bin/sh\nb:x:+0:100::/:/bin/sh\n c:x: 0:100::/:/bin/sh\nd:x:-0:1::/:/bin/sh\n")))
                .hasSize(4)
                .allSatisfy(finding -> assertThat(finding).contains("has uid 0: it is root by another name"));
    }

    /** Lynis and others grep sudoers for words; aliases, the order of rules and files that sudo passes over are then invisible or count too much. */
    @Test
    void rulesOfSudoAreEvaluatedAndNotSearchedForWords() throws Exception {
        MemoryFileTree.Builder hidden = Ask.passwd("jane:x:1000:1000::/home/jane:/bin/bash\n", "root:!:1::::::\n")
                .file(
                        "/etc/sudoers",
                        "User_Alias TEAM = \\\n jane\nCmnd_Alias ANY = ALL\nDefaults:TEAM !authenticate\nTEAM ALL = ANY\n");
        assertThat(Ask.verdict("accounts.sudo-excessive", hidden).outcome()).isEqualTo(Outcome.FINDINGS);
        MemoryFileTree.Builder harmless = Ask.passwd("jane:x:1000:1000::/home/jane:/bin/bash\n", "root:!:1::::::\n")
                .file(
                        "/etc/sudoers",
                        "# jane ALL=(ALL) NOPASSWD: ALL\n@includedir /etc/sudoers.d\njane ALL=NOPASSWD: ALL\njane ALL=!ALL\n")
                .file("/etc/sudoers.d/jane.bak", "jane ALL=(ALL) NOPASSWD: ALL\n");
        assertThat(Ask.verdict("accounts.sudo-excessive", harmless).outcome()).isEqualTo(Outcome.PASS);
    }

    /** Yandex's cleaner deletes one file of cloud-init's by its name, and its check does not look at sudo at all. */
    @Test
    void cloudInitsRulesAreFoundUnderOtherNamesToo() throws Exception {
        MemoryFileTree.Builder files = Ask.passwd("", "root:!:1::::::\n")
                .file("/etc/sudoers.d/90-cloud-init-users.bak", "x ALL=ALL\n")
                .file("/etc/doas.conf", "# Created by cloud-init v. 24.1\n# User rules for x\npermit nopass x\n");
        assertThat(Ask.findings("accounts.sudo-cloudinit-residue", files)).hasSize(2);
    }
}
