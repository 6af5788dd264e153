package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.imginspect.guest.GuestPath;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathGlobTest {
    @ParameterizedTest
    @CsvSource({
        "/etc/ssh/sshd_config, /etc/ssh/sshd_config, true",
        "/etc/ssh, /etc/ssh/sshd_config, false",
        "/etc/*, /etc/passwd, true",
        "/etc/*, /etc/ssh/sshd_config, false",
        "/etc/*/sshd_config, /etc/ssh/sshd_config, true",
        "/etc/**, /etc/ssh/sshd_config, true",
        "/etc/**, /etc2, false",
        "/**/authorized_keys, /home/a/.ssh/authorized_keys, true",
        "/**/authorized_keys, /authorized_keys, true",
        "/**/authorized_keys, /home/not_authorized_keys, false",
        "**/*.log, /var/log/a/b.log, true",
        "/home/*/.ssh/**, /home/a/.ssh/x/y, true",
        "/home/?/x, /home/a/x, true",
        "/home?x, /home/x, false",
        "/a/**/b/**/c, /a/b/c, true",
        "/a/**/b/**/c, /a/x/b/y/z/c, true",
        "/a/**/b/**/c, /a/x/y/z/c, false",
        "'', /, false",
        "**, /, true",
        "/etc/[ab], /etc/[ab], true"
    })
    void aStarStaysWithinANameAndTwoDoNot(String glob, String path, boolean matches) {
        assertThat(PathGlob.matches(glob, path)).isEqualTo(matches);
    }

    @Test
    void namesAreMatchedAsReportsPrintThem() {
        String printed = GuestPath.of("/tmp/a\u001b[31m\n\\b").toString();
        assertThat(printed).isEqualTo("/tmp/a\\x1b[31m\\x0a\\\\b");
        assertThat(PathGlob.matches(printed, printed)).isTrue();
        assertThat(PathGlob.matches("/tmp/a\\x1b*", printed)).isTrue();
        assertThat("caf\u00e9".getBytes(StandardCharsets.UTF_8)).hasSize(5);
        assertThat(PathGlob.matches("/tmp/caf?", GuestPath.of("/tmp/caf\u00e9").toString()))
                .isTrue();
    }

    @Test
    void manyStarsTakeNoTime() {
        Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(PathGlob.matches("**/*a".repeat(200) + "b", "/" + "a/".repeat(2000)))
                        .isFalse());
    }
}
