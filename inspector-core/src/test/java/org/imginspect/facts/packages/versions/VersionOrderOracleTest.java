package org.imginspect.facts.packages.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.imginspect.fixtures.ToolContainer;
import org.junit.jupiter.api.Test;

/** Versions made at random, ordered by dpkg, rpm and pacman themselves. */
class VersionOrderOracleTest {
    private static final String[] PARTS = {
        "0", "00", "1", "01", "10", "9", "2", "a", "b", "rc", "A", "Z", "git", "1a", "p1"
    };

    /** Pairs that are often alike, so that what tells them apart is deep inside. */
    private static List<String[]> pairs(int count, String separators, boolean epochs) {
        Random random = new Random(20261121);
        List<String[]> pairs = new ArrayList<>();
        while (pairs.size() < count) {
            String left = version(random, separators, epochs);
            String right =
                    random.nextInt(3) == 0 ? version(random, separators, epochs) : change(random, left, separators);
            // An empty release or revision is no version to dpkg.
            pairs.add(new String[] {left, right.endsWith("-") ? right + "1" : right});
        }
        return pairs;
    }

    private static String version(Random random, String separators, boolean epochs) {
        StringBuilder text = new StringBuilder(epochs && random.nextInt(4) == 0 ? random.nextInt(3) + ":" : "");
        text.append(random.nextInt(12));
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(separators.charAt(random.nextInt(separators.length())));
            text.append(PARTS[random.nextInt(PARTS.length)]);
        }
        if (random.nextBoolean()) {
            text.append('-').append(random.nextInt(12));
            if (random.nextBoolean()) {
                text.append(separators.charAt(random.nextInt(separators.length())))
                        .append(PARTS[random.nextInt(PARTS.length)]);
            }
        }
        return text.toString();
    }

    private static String change(Random random, String version, String separators) {
        int at = version.indexOf(':') + 2 + random.nextInt(version.length() - version.indexOf(':') - 1);
        String part = PARTS[random.nextInt(PARTS.length)];
        return switch (random.nextInt(3)) {
            case 0 -> version.substring(0, at) + part + version.substring(at);
            case 1 -> version.substring(0, at) + separators.charAt(random.nextInt(separators.length())) + part;
            default -> version.substring(0, at);
        };
    }

    private static Path write(ToolContainer tools, List<String[]> pairs) throws Exception {
        StringBuilder text = new StringBuilder();
        for (String[] pair : pairs) {
            text.append(pair[0]).append(' ').append(pair[1]).append('\n');
        }
        Path file = tools.directory("versions").resolve("pairs");
        Files.writeString(file, text);
        return file;
    }

    private static void compare(VersionOrder order, List<String[]> pairs, List<String> signs) {
        assertThat(signs).hasSize(pairs.size()).contains("-1", "0", "1");
        for (int i = 0; i < signs.size(); i++) {
            String left = pairs.get(i)[0];
            String right = pairs.get(i)[1];
            int expected = Integer.parseInt(signs.get(i));
            assertThat(Integer.signum(order.compare(left, right)))
                    .as("%s ? %s", left, right)
                    .isEqualTo(expected);
            assertThat(Integer.signum(order.compare(right, left)))
                    .as("%s ? %s", right, left)
                    .isEqualTo(-expected);
        }
    }

    @Test
    void dpkgs() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        List<String[]> pairs = pairs(2000, ".+~", true);
        Path file = write(tools, pairs);
        compare(
                VersionOrder.DPKG,
                pairs,
                tools.shell("while read -r a b; do if dpkg --compare-versions \"$a\" lt \"$b\"; then echo -1;"
                                + " elif dpkg --compare-versions \"$a\" gt \"$b\"; then echo 1; else echo 0; fi; done < "
                                + file)
                        .lines());
    }

    @Test
    void rpms() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        List<String[]> pairs = pairs(20_000, "._+~^", true);
        Path file = write(tools, pairs);
        List<String> signs = tools.exec(
                        "rpm",
                        "--eval",
                        "%{lua: for line in io.lines('" + file + "') do local a, b = line:match('(%S+) (%S+)');"
                                + " print(rpm.vercmp(a, b) .. '\\n') end}")
                .lines();
        compare(
                VersionOrder.RPM,
                pairs,
                signs.stream().filter(line -> !line.isBlank()).toList());
    }

    /** vercmp itself is in no package of Debian; pacman's test of dependencies asks the same function, all in one call. */
    @Test
    void pacmans() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        List<String[]> pairs = pairs(2000, "._+~", true);
        Path database = tools.directory("pacman");
        Path local = Files.createDirectories(database.resolve("local/versions-1-1"));
        Files.writeString(database.resolve("local/ALPM_DB_VERSION"), "9\n");
        StringBuilder desc = new StringBuilder("%NAME%\nversions\n\n%VERSION%\n1-1\n\n%ARCH%\nany\n\n%PROVIDES%\n");
        StringBuilder questions = new StringBuilder();
        for (int i = 0; i < pairs.size(); i++) {
            desc.append("p").append(i).append('=').append(pairs.get(i)[0]).append('\n');
            for (char sign : new char[] {'<', '>'}) {
                questions
                        .append("p")
                        .append(i)
                        .append(sign)
                        .append(pairs.get(i)[1])
                        .append('\n');
            }
        }
        Files.writeString(local.resolve("desc"), desc);
        Files.writeString(local.resolve("files"), "%FILES%\n");
        Path asked = Files.writeString(database.resolve("questions"), questions);
        List<String> unmet = tools.shell(
                        "xargs -d '\\n' -n 500 pacman --dbpath " + database + " -T < " + asked + "; true")
                .lines();
        Set<String> not = new HashSet<>(unmet);
        List<String> signs = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            boolean less = !not.contains("p" + i + "<" + pairs.get(i)[1]);
            boolean more = !not.contains("p" + i + ">" + pairs.get(i)[1]);
            signs.add(less ? "-1" : more ? "1" : "0");
        }
        compare(VersionOrder.PACMAN, pairs, signs);
    }
}
