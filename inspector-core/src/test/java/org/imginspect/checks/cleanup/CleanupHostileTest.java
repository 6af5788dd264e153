package org.imginspect.checks.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.imginspect.check.Check;
import org.imginspect.check.Finding;
import org.imginspect.check.Verdict;
import org.imginspect.checks.TestContext;
import org.imginspect.error.ImageException;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** Whatever the files hold, a check answers or says that it cannot tell, and its report stays short. */
class CleanupHostileTest {
    private static final int TREES = 1500;

    private static final String[] FILES = {
        "/etc/hosts",
        "/etc/hostname",
        "/etc/mailname",
        "/etc/sysconfig/network",
        "/etc/yum.conf",
        "/etc/dnf/dnf.conf",
        "/etc/tmpfiles.d/a.conf",
        "/etc/fstab",
        "/etc/machine-id",
        "/var/lib/dbus/machine-id",
        "/etc/iscsi/initiatorname.iscsi",
        "/etc/popularity-contest.conf",
        "/etc/profile.d/history.sh",
        "/root/.bashrc",
        "/root/.bash_history",
        "/var/spool/cron/root",
        "/var/log/wtmp",
        "/var/log/lastlog",
        "/var/log/wtmp.db",
        "/var/lib/lastlog/lastlog2.db",
        "/var/log/journal/a/system.journal",
        "/var/lib/dpkg/info/a.list",
        "/etc/systemd/system/a.service"
    };

    private static final String[] WORDS = {
        "/",
        "//",
        "/..",
        "/var/log/",
        "/var/log",
        "a",
        "\n",
        "\n",
        "\n",
        " ",
        "\t",
        "=",
        "$",
        "%",
        "%%",
        "\"",
        "'",
        "#",
        "\\",
        "\0",
        "cachedir=",
        "HISTFILE=",
        "HOSTNAME=",
        "InitiatorName=",
        "MY_HOSTID=",
        "d ",
        "f+ ",
        "L! ",
        "[Service]\n",
        "ReadWritePaths=",
        "StandardOutput=append:",
        "LogsDirectory=",
        "WorkingDirectory=",
        "ExecStart=/bin/true\n",
        "127.0.1.1",
        "::1",
        "localhost",
        "*",
        "?",
        "[",
        "~",
        "LPKSHHRH",
        "SQLite format 3\0",
        "\u00e9",
        "\ud83d\ude00",
        "-",
        "+",
        ":"
    };

    private static byte[] content(Random random) {
        if (random.nextInt(4) == 0) {
            byte[] bytes = new byte[random.nextInt(600)];
            random.nextBytes(bytes);
            return bytes;
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return random.nextBoolean() ? bytes : java.util.Arrays.copyOf(bytes, bytes.length + random.nextInt(5000));
    }

    @Test
    void noContentOfAnyFileBreaksACheck() {
        int verdicts = 0;
        int unknown = 0;
        for (int seed = 0; seed < TREES; seed++) {
            Random random = new Random(seed);
            MemoryFileTree.Builder tree = MemoryFileTree.builder()
                    .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\na:x:1:1::/var/log/../a:/bin/sh\n")
                    .file(
                            "/var/lib/dpkg/status",
                            "Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n\n")
                    .file("/usr/lib/systemd/systemd", "x")
                    .symlink("/sbin/init", "/usr/lib/systemd/systemd")
                    .file("/usr/lib/systemd/system/multi-user.target", "[Unit]\n")
                    .symlink("/etc/systemd/system/default.target", "/usr/lib/systemd/system/multi-user.target")
                    .symlink("/etc/systemd/system/multi-user.target.wants/a.service", "../a.service");
            for (String file : FILES) {
                if (random.nextInt(3) != 0) {
                    tree.file(file, content(random), 0644, 0, 0);
                }
            }
            for (Check check : CleanupChecks.all()) {
                try {
                    Verdict verdict = TestContext.evaluate(check.info().id(), tree.build());
                    verdicts++;
                    if (verdict instanceof Verdict.Findings found) {
                        assertThat(found.findings()).hasSizeLessThan(100);
                        for (Finding finding : found.findings()) {
                            assertThat(finding.message()).doesNotContain("\n").hasSizeLessThan(2000);
                        }
                    }
                } catch (ImageException e) {
                    unknown++; // What an answer has to be when a file makes no sense.
                }
            }
        }
        assertThat(verdicts).isGreaterThan(TREES * 8);
        assertThat(unknown).isPositive();
    }
}
