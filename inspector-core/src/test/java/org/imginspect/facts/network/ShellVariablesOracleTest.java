package org.imginspect.facts.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestPath;
import org.junit.jupiter.api.Test;

/** What bash sources and what we read from files of sysconfig is the same. */
class ShellVariablesOracleTest {
    private static final int CASES = 400;
    private static final long SEED = 6;
    private static final String[] PIECES = {
        "eth0",
        "'",
        "\"",
        "\\",
        " ",
        "a b",
        "#",
        " # x",
        "=",
        "\\\"",
        "\\$",
        "10.0.0.1/24",
        ";",
        "B=2",
        "\t",
        "~",
        "-",
        "'q'",
        "\"q\"",
        "*"
    };

    @Test
    void generatedAssignmentsHaveTheValuesThatBashGivesThem() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path directory = tools.directory("ifcfg");
        Random random = new Random(SEED);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < CASES; i++) {
            StringBuilder text = new StringBuilder();
            for (String name : List.of("A", "B", "C")) {
                text.append(name).append('=');
                for (int j = 0; j < random.nextInt(5); j++) {
                    text.append(PIECES[random.nextInt(PIECES.length)]);
                }
                text.append('\n');
            }
            texts.add(text.toString());
            Files.writeString(directory.resolve(String.valueOf(i)), text);
        }
        String script = """
                cd "$1"
                for i in $(seq 0 $(($2 - 1))); do
                  env -i bash --norc -c 'PATH=/nowhere; A= B= C=; . "$1" 2>/dev/null || exit 9; printf "%s\\037%s\\037%s\\036" "$A" "$B" "$C"' sh ./$i || printf 'refused\\036'
                done
                """;
        String out = tools.exec("bash", "-c", script, "sh", directory.toString(), String.valueOf(CASES))
                .succeeded();
        List<String> bash = List.of(out.substring(0, out.length() - 1).split("\036", -1));
        assertThat(bash).hasSize(CASES);
        int compared = 0;
        for (int i = 0; i < CASES; i++) {
            String ours;
            try {
                ShellVariables variables =
                        ShellVariables.parse(texts.get(i).lines().toList(), GuestPath.of("/x"));
                ours = values(variables);
            } catch (UnsupportedFeatureException e) {
                continue; // Refused by name is never wrong.
            }
            if (!bash.get(i).equals("refused")) {
                compared++;
                assertThat(ours).as(texts.get(i)).isEqualTo(bash.get(i));
            }
        }
        assertThat(compared).isGreaterThan(CASES / 4);
    }

    private static String values(ShellVariables variables) throws Exception {
        StringBuilder line = new StringBuilder();
        for (String name : List.of("A", "B", "C")) {
            line.append(name.equals("A") ? "" : "\037")
                    .append(variables.get(name).map(Setting::value).orElse(""));
        }
        return line.toString();
    }
}
