package org.imginspect.checks.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GreetingTest {
    /** Names as people give them, and random ones, put before the real run-parts. */
    @Test
    void namesAreTakenAsRunPartsTakesThem() {
        List<String> names = new ArrayList<>(List.of(
                "99-one-click",
                "99-one-click.sh",
                "99_A",
                "99-a.dpkg-old",
                "99-a.b-c",
                "99.a-b",
                "_99-a",
                "99-",
                "99",
                "99-A.b",
                "99-a.b-C",
                "99-a.-c",
                "99-x-.c",
                "99-a--b.c-d",
                "99-example.com-motd",
                "99 a",
                "99-a~",
                "99-a.bak"));
        Random random = new Random(7);
        String alphabet = "9aZ-_.+";
        for (int i = 0; i < 150; i++) {
            StringBuilder name = new StringBuilder("9");
            for (int j = random.nextInt(6); j >= 0; j--) {
                name.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            names.add(name.toString());
        }
        List<String> listed = ToolContainer.debian12()
                .shell(
                        "d=$(mktemp -d); for f; do printf '#!/bin/sh\\n' > \"$d/$f\"; chmod +x \"$d/$f\"; done; "
                                + "run-parts --lsbsysinit --list $d; rm -r $d",
                        names.toArray(String[]::new))
                .lines();
        TreeSet<String> expected = new TreeSet<>();
        for (String path : listed) {
            expected.add(path.substring(path.lastIndexOf('/') + 1));
        }
        TreeSet<String> ours = new TreeSet<>();
        for (String name : names) {
            if (Motd.isTakenByRunParts(name)) {
                ours.add(name);
            }
        }
        assertThat(ours).isEqualTo(expected).hasSizeGreaterThan(15);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/opt/a/b.sh|/opt/a/b.sh|false",
                "  bash -x \"/opt/a/b.sh\" --first|/opt/a/b.sh|true",
                ". /opt/a/b.sh;|/opt/a/b.sh|true",
                "sudo /opt/a/b.sh && true|/opt/a/b.sh|false",
                "./b.sh|./b.sh|false",
                "/usr/bin/env python3 /opt/a/b.py|/opt/a/b.py|true",
                "alias ll='ls /opt'||",
                "export PATH=/opt/a:$PATH||",
                "[ -x /opt/a ] && /opt/a||",
                "# /opt/a/b.sh||",
                "source /etc/profile.d/a.sh||",
                ". /usr/share/bash-completion/bash_completion||",
                "$HOME/b.sh||",
                "fi||",
                "sudo||"
            })
    void callsAreToldFromOtherLines(String line, String path, String interpreted) {
        assertThat(RcCommand.of(line).map(RcCommand::path).orElse(null)).isEqualTo(path);
        assertThat(RcCommand.of(line)
                        .map(call -> String.valueOf(call.interpreted()))
                        .orElse(null))
                .isEqualTo(interpreted);
    }

    private static MemoryFileTree.Builder script(
            MemoryFileTree.Builder files, String path, int permissions, String text) {
        return files.file(path, text.getBytes(StandardCharsets.UTF_8), permissions, 0, 0);
    }

    private static List<String> findings(String id, MemoryFileTree.Builder files) throws Exception {
        return TestContext.findings(TestContext.evaluate(id, files.build()));
    }

    private static MemoryFileTree.Builder debian() {
        return MemoryFileTree.builder()
                .file("/etc/os-release", "ID=debian\n")
                .file("/etc/pam.d/sshd", "session optional pam_motd.so motd=/run/motd.dynamic\n");
    }

    @Test
    void aLinkThatLeadsNowhereADirectoryAndABlankTextGreetNobody() throws Exception {
        MemoryFileTree.Builder files = debian().symlink("/etc/update-motd.d/99-a", "/opt/gone")
                .directory("/etc/update-motd.d/99-b")
                .file("/etc/motd", " \n\n");
        assertThat(findings("services.motd", files))
                .containsExactly("WARNING there is no message of the day but the distribution's");
    }

    @Test
    void aScriptThatPamDoesNotShowIsNoGreeting() throws Exception {
        MemoryFileTree.Builder files = script(debian(), "/etc/update-motd.d/99-a", 0755, "#!/bin/sh\n")
                .file("/etc/pam.d/sshd", "#session optional pam_motd.so\n");
        assertThat(findings("services.motd", files))
                .containsExactly("WARNING /etc/pam.d/sshd does not have pam_motd show the message");
    }

    @ParameterizedTest
    @CsvSource({"rocky, 1", "opensuse-leap, 1", "alpine, 1", "amzn, 0", "ubuntu, 0"})
    void scriptsAreRunOnDebianAndAmazonOnly(String id, int count) throws Exception {
        MemoryFileTree.Builder files = script(
                debian().file("/etc/os-release", "ID=" + id + "\n"), "/etc/update-motd.d/99-a", 0755, "#!/bin/sh\n");
        assertThat(findings("services.motd", files)).hasSize(count);
    }

    @Test
    void aGreetingThatCannotBeReadIsNoPass() {
        for (String path : List.of("/etc/motd", "/etc/update-motd.d/99-a")) {
            assertThatThrownBy(() -> findings(
                            "services.motd",
                            debian().damaged(path, Kind.FILE, () -> new DamagedImageException("ext4: bad", "disk"))))
                    .as(path)
                    .isInstanceOf(DamagedImageException.class);
        }
    }

    private static MemoryFileTree.Builder hooked(String rc) {
        return MemoryFileTree.builder()
                .file("/etc/skel/.bashrc", "alias l=ls\n")
                .file("/root/.bashrc", rc);
    }

    @Test
    void aLinkToAScriptIsCalledAndADirectoryIsNot() throws Exception {
        MemoryFileTree.Builder files = hooked("alias l=ls\n/opt/a/hook\n\n\n").symlink("/opt/a/hook", "hook.sh");
        script(files, "/opt/a/hook.sh", 0755, "#!/bin/sh\ncp -f /etc/skel/.bashrc /root/.bashrc\n");
        assertThat(findings("services.first-login-hook", files)).isEmpty();
        assertThat(findings("services.first-login-hook", hooked("/opt/a\n").directory("/opt/a")))
                .containsExactly("ERROR /root/.bashrc:1 calls /opt/a, which is not there");
    }

    @Test
    void everyDefectOfTheHookIsSaidAtOnce() throws Exception {
        MemoryFileTree.Builder files = hooked("/srv/hook.sh\nhook/other.sh\nexport A=1\n")
                .file("/srv/hook.sh", "#!/bin/sh\n# cp /etc/skel/.bashrc /root/.bashrc\n");
        assertThat(findings("services.first-login-hook", files))
                .containsExactly(
                        "WARNING /root/.bashrc:1 is not the last line: /srv/hook.sh",
                        "ERROR /srv/hook.sh is called from /root/.bashrc, but is not executable",
                        "NOTE /srv/hook.sh is a script for the first login outside of /opt",
                        "WARNING /srv/hook.sh does not put root's .bashrc back, so that it runs at every login",
                        "WARNING /root/.bashrc:2 is not the last line: hook/other.sh",
                        "WARNING /root/.bashrc:2 does not name the script by its full path: hook/other.sh");
    }

    @Test
    void aHookThatCannotBeReadIsNoPass() {
        for (String path : List.of("/root/.bashrc", "/opt/a/hook.sh", "/etc/skel/.bashrc")) {
            assertThatThrownBy(() -> findings(
                            "services.first-login-hook",
                            hooked("/opt/a/hook.sh\n")
                                    .damaged(path, Kind.FILE, () -> new DamagedImageException("ext4: bad", "disk"))))
                    .as(path)
                    .isInstanceOf(DamagedImageException.class);
        }
    }
}
