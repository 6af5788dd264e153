package org.imginspect.checks.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.imginspect.check.Outcome;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

class AccountsChecksTest {
    private static final String HASH =
            "$6$rounds=1000$Kq8vB2xNw3Rt$/C2rEgkPjVrUX.P3iZ0iIn9ldhCCSBE3wbJeSoJ7WR5XvX5RA2/g11m4LXOAPBnI8rPQ/7Y47Tg0fAwHL0Ggy1";
    private static final String ROOT = "root:x:0:0::/root:/bin/bash\n";

    @Test
    void systemAccountsAndAccountsWithoutAShellCountToo() throws Exception {
        assertThat(TestContext.findings(TestContext.evaluate(
                        "accounts.no-password-hash",
                        MemoryFileTree.builder()
                                .file("/etc/passwd", ROOT + "app:x:500:500::/srv:/usr/sbin/nologin\n")
                                .file("/etc/shadow", "root:!:::::::\napp:" + HASH + ":::::::\n")
                                .build())))
                .containsExactly("ERROR /etc/shadow:2 account 'app' has a password (sha512crypt)");
    }

    @Test
    void lockedFieldsOfAllDistributionsAreNoPassword() throws Exception {
        for (String locked : new String[] {"!", "!!", "*", "!*", "*!", "*LK*", "*NP*", "!" + HASH, "!!" + HASH}) {
            for (String id : new String[] {"accounts.no-password-hash", "accounts.no-empty-password"}) {
                assertThat(TestContext.evaluate(
                                        id,
                                        MemoryFileTree.builder()
                                                .file("/etc/passwd", ROOT)
                                                .file("/etc/shadow", "root:" + locked + ":20000::::::\n")
                                                .build())
                                .outcome())
                        .as("%s %s", id, locked)
                        .isEqualTo(Outcome.PASS);
            }
        }
    }

    @Test
    void aGroupsPasswordIsAWarningAndItsEmptyFieldIsNone() throws Exception {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("/etc/passwd", ROOT)
                .file("/etc/gshadow", "wheel::root:\nops:" + HASH + "::\n")
                .build();
        assertThat(TestContext.findings(TestContext.evaluate("accounts.no-password-hash", tree)))
                .containsExactly("WARNING /etc/gshadow:2 group 'ops' has a password (sha512crypt)");
        assertThat(TestContext.evaluate("accounts.no-empty-password", tree).outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aHashIsNeverPrinted() throws Exception {
        assertThat(TestContext.evaluate(
                                "accounts.no-password-hash",
                                MemoryFileTree.builder()
                                        .file("/etc/passwd", "a:" + HASH + ":1:1::/:\n")
                                        .file("/etc/shadow", "a:" + HASH + ":\n")
                                        .build())
                        .toString())
                .contains("sha512crypt")
                .doesNotContain("C2rEgkPjVrUX");
    }

    @Test
    void anEmptyFieldOfAnUnknownAccountIsAWarning() throws Exception {
        assertThat(TestContext.findings(TestContext.evaluate(
                        "accounts.no-empty-password",
                        MemoryFileTree.builder()
                                .file("/etc/passwd", ROOT)
                                .file("/etc/shadow", "root:*:\nghost::\n")
                                .build())))
                .singleElement()
                .asString()
                .startsWith("WARNING /etc/shadow:2 account 'ghost'");
    }

    @Test
    void anAccountWithoutALineInShadowHasNoPassword() throws Exception {
        assertThat(TestContext.evaluate(
                                "accounts.no-empty-password",
                                MemoryFileTree.builder()
                                        .file("/etc/passwd", ROOT)
                                        .build())
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aShadowFileThatCannotBeReadIsUnknown() {
        for (String id : new String[] {"accounts.no-password-hash", "accounts.no-empty-password"}) {
            assertThatThrownBy(() -> TestContext.evaluate(
                            id,
                            MemoryFileTree.builder()
                                    .file("/etc/passwd", ROOT)
                                    .damaged("/etc/shadow", Kind.FILE, () -> new DamagedImageException("broken", "x"))
                                    .build()))
                    .isInstanceOf(DamagedImageException.class);
        }
    }
}
