package org.imginspect.checks.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.imginspect.fixtures.ToolContainer;
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
}
