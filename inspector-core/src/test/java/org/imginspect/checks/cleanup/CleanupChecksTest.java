package org.imginspect.checks.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanupChecksTest {
    private static final String ID = "4f2c1d9e8b7a46d5a1c3e5f708192a3b";

    private static ImageException broken() {
        return new DamagedImageException("broken", "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "uninitialized", "uninitialized\n"})
    void whatSystemdReplacesIsNoId(String content) throws Exception {
        assertThat(machineId(content).outcome()).isEqualTo(Outcome.PASS);
    }

    @ParameterizedTest
    @ValueSource(strings = {ID, ID + "\n", "4F2C1D9E8B7A46D5A1C3E5F708192A3B"})
    void thirtyTwoDigitsAreAnId(String content) throws Exception {
        assertThat(TestContext.findings(machineId(content)))
                .containsExactly("ERROR /etc/machine-id:1 holds the build machine's id, which all clones will share");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00000000000000000000000000000000",
                "4f2c1d9e",
                ID + "\nmore",
                "4f2c1d9e-8b7a-46d5-a1c3-e5f708192a3b"
            })
    void whatSystemdRefusesIsOnlyAWarning(String content) throws Exception {
        assertThat(TestContext.findings(machineId(content)))
                .singleElement()
                .asString()
                .startsWith("WARNING");
    }

    @Test
    void anIdThatCannotBeReadIsNotAbsent() {
        assertThatThrownBy(() -> TestContext.evaluate(
                        "cleanup.machine-id",
                        MemoryFileTree.builder()
                                .damaged("/etc/machine-id", Kind.FILE, CleanupChecksTest::broken)
                                .build()))
                .isInstanceOf(DamagedImageException.class);
    }

    private static Verdict machineId(String content) throws ImageException {
        return TestContext.evaluate(
                "cleanup.machine-id",
                MemoryFileTree.builder().file("/etc/machine-id", content).build());
    }

    @Test
    void aLinkToAnotherCopyIsStillACopy() throws Exception {
        assertThat(TestContext.findings(TestContext.evaluate(
                        "cleanup.dbus-machine-id",
                        MemoryFileTree.builder()
                                .file("/etc/machine-id", "")
                                .symlink("/var/lib/dbus/machine-id", "/etc/dbus-id")
                                .file("/etc/dbus-id", ID)
                                .build())))
                .hasSize(1);
        // A link into a directory that is itself a link, relative, and dangling.
        for (String target : new String[] {"../../../etc/machine-id", "/ets/machine-id", "/nowhere"}) {
            assertThat(TestContext.evaluate(
                                    "cleanup.dbus-machine-id",
                                    MemoryFileTree.builder()
                                            .file("/etc/machine-id", ID)
                                            .symlink("/ets", "etc")
                                            .symlink("/var/lib/dbus/machine-id", target)
                                            .build())
                            .outcome())
                    .as(target)
                    .isEqualTo(Outcome.PASS);
        }
    }

    @Test
    void theOnlyFileOfEnterpriseLinux6Counts() throws Exception {
        assertThat(TestContext.evaluate(
                                "cleanup.dbus-machine-id",
                                MemoryFileTree.builder()
                                        .file("/var/lib/dbus/machine-id", ID + "\n")
                                        .build())
                        .outcome())
                .isEqualTo(Outcome.FINDINGS);
    }

    @Test
    void everyHomeOfPasswdIsLookedAtOnce() throws Exception {
        assertThat(TestContext.findings(TestContext.evaluate(
                        "cleanup.shell-history",
                        MemoryFileTree.builder()
                                .file(
                                        "/etc/passwd",
                                        "root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\npg:x:70:70::/var/lib/pg:/bin/sh\nbin:x:2:2::/:/bin/false\n")
                                .file("/root/.bash_history", "id\n")
                                .file("/var/lib/pg/.bash_history", "x")
                                .file("/.bash_history", "y")
                                .directory("/root/.sh_history")
                                .file("/home/README/.bash_history", "")
                                .build())))
                .containsExactly(
                        "ERROR /root/.bash_history holds 3 bytes of shell history",
                        "ERROR /var/lib/pg/.bash_history holds 1 byte of shell history",
                        "ERROR /.bash_history holds 1 byte of shell history");
    }

    @Test
    void aLinkToAFullFileIsFound() throws Exception {
        assertThat(TestContext.findings(TestContext.evaluate(
                        "cleanup.shell-history",
                        MemoryFileTree.builder()
                                .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
                                .symlink("/root/.bash_history", "/var/hist")
                                .file("/var/hist", "id")
                                .build())))
                .hasSize(1);
    }

    @Test
    void assignmentsOfHistfileAreFollowedWhenTheyArePlain() throws Exception {
        assertThat(TestContext.findings(TestContext.evaluate(
                        "cleanup.shell-history",
                        MemoryFileTree.builder()
                                .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
                                .file(
                                        "/etc/bash.bashrc",
                                        "[ -t 0 ] && HISTFILE=~/.h1; XHISTFILE=/var/no\nHISTFILE=${HOME}/.h2\n")
                                .file("/root/.zshrc", "HISTFILE='/var/h3'\nHISTFILE=$ZDOTDIR/.h4\nHISTFILE=\n")
                                .file("/root/.h1", "a")
                                .file("/root/.h2", "a")
                                .file("/var/h3", "a")
                                .file("/var/no", "a")
                                .build())))
                .extracting(text -> text.substring(0, text.indexOf(" holds")))
                .containsExactly("WARNING /root/.h1", "WARNING /root/.h2", "WARNING /var/h3");
    }

    @Test
    void aPasswdThatCannotBeReadIsNotAnEmptyOne() {
        assertThatThrownBy(() -> TestContext.evaluate(
                        "cleanup.shell-history",
                        MemoryFileTree.builder()
                                .damaged("/etc/passwd", Kind.FILE, CleanupChecksTest::broken)
                                .build()))
                .isInstanceOf(DamagedImageException.class);
    }
}
