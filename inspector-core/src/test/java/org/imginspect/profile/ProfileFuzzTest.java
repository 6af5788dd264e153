package org.imginspect.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.imginspect.check.Check;
import org.imginspect.check.CheckInfo;
import org.imginspect.checks.Catalogue;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, its reader answers with a profile or with {@link InvalidProfileException}. */
class ProfileFuzzTest {
    private static final int ROUNDS = 150;
    private static final List<CheckInfo> CHECKS =
            Catalogue.all().stream().map(Check::info).toList();
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            "- ",
            "\n",
            "  ",
            "'",
            "\"",
            "&a ",
            "*a",
            "!!set ",
            "!!binary ",
            "<<: ",
            "|",
            ">",
            "?",
            "#",
            "\t",
            "null",
            "~",
            "${",
            "${x?}",
            "${}",
            "true",
            "0x",
            "2026-02-30",
            "\u0000",
            "\u0085",
            "\u2028",
            "\ud83d\ude00",
            "id:",
            "checks:",
            "all-of:",
            "extends: ",
            "remove: [",
            "level: ",
            "applies: {",
            "parameters:");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"yandex-cloud", "digitalocean", "vk-cloud", "tencent-cloud", "ucloud", "ucloud-kuaijie"})
    void aBuiltInFileThatIsDamagedNeverBreaksTheReader(String id) throws Exception {
        String text = SourceFile.resource(id + ".yaml").replaceFirst("(?m)^id: .*$", "id: ours");
        Random random = new Random(id.hashCode());
        int loaded = 0;
        int refused = 0;
        Path file = directory.resolve("ours.yaml");
        for (int round = 0; round < ROUNDS; round++) {
            Files.writeString(file, damaged(text, random));
            try {
                Profile profile = new Profiles(CHECKS).load(file.toString());
                assertThat(profile.requirements()).isNotEmpty();
                loaded++;
            } catch (InvalidProfileException e) {
                assertThat(e.mistakes())
                        .isNotEmpty()
                        .allSatisfy(line -> assertThat(line).contains("ours.yaml"));
                refused++;
            }
        }
        assertThat(loaded).as("some damage lies in texts only").isPositive();
        assertThat(refused).isGreaterThan(ROUNDS / 10);
    }

    @Test
    void settingsThatAreDamagedNeverBreakTheReader() throws Exception {
        String text = """
                profiles: [yandex-cloud, vk-cloud]
                set: { ports: [22, 443], disk.min-virtual-size.size: 20GiB }
                waivers:
                  - { check: ssh.host-keys-absent, path: /etc/ssh/*, reason: Agreed, expires: 2027-01-31 }
                  - { requirement: YC-13, reason: Agreed }
                baseline: report.json
                """;
        Random random = new Random(7);
        Path file = directory.resolve(ImageSettings.FILE_NAME);
        int refused = 0;
        Profiles known = new Profiles(CHECKS);
        for (int round = 0; round < 4 * ROUNDS; round++) {
            Files.writeString(file, damaged(text, random));
            try {
                assertThat(ImageSettings.read(file, known, List.of()).file()).isEqualTo(file);
            } catch (InvalidProfileException e) {
                assertThat(e.mistakes()).isNotEmpty();
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(ROUNDS);
    }

    @Test
    void aliasesOfAliasesAreNotFollowedForEver() throws Exception {
        StringBuilder text = new StringBuilder("id: ours\ntitle: T\nrequirements: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            text.append("x").append(i).append(": &a").append(i).append(" [");
            List<String> aliases = new ArrayList<>();
            for (int j = 0; j < 5; j++) {
                aliases.add("*a" + (i - 1));
            }
            text.append(String.join(", ", aliases)).append("]\n");
        }
        Path file = Files.writeString(directory.resolve("ours.yaml"), text);
        Assertions.assertTimeout(
                Duration.ofSeconds(20),
                () -> Assertions.assertThrows(
                        InvalidProfileException.class, () -> new Profiles(CHECKS).load(file.toString())));
    }

    private static String damaged(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(out.length());
            int until = Math.min(out.length(), at + 1 + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> out.delete(at, until);
                case 1 -> out.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> out.insert(random.nextInt(out.length()), out.substring(at, until));
                default -> out.setCharAt(at, (char) (' ' + random.nextInt(95)));
            }
        }
        return out.toString();
    }
}
