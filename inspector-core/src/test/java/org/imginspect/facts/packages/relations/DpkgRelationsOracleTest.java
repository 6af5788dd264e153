package org.imginspect.facts.packages.relations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.imginspect.fixtures.ToolContainer;
import org.junit.jupiter.api.Test;

/** Databases of dpkg with made-up packages, against {@code apt-get check}: which packages have dependencies or conflicts that do not hold. */
class DpkgRelationsOracleTest {
    private static final int DATABASES = 150;
    private static final String[] VERSIONS = {"1", "2", "2.1-1", "1:1", "3~rc1", "3"};
    private static final String[] SIGNS = {"<<", "<=", "=", ">=", ">>"};

    /** Says of each database whether apt finds it whole, and which packages it names. */
    private static final String SCRIPT = """
            cd "$1" && mkdir -p lists && : > none
            for i in $(seq 0 $(($2 - 1))); do
                apt-get -s check -o Dir::State::status="$1/status-$i" -o Dir::State::lists="$1/lists" -o Dir::Etc::sourcelist=/dev/null \
                    -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferences=/dev/null -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
                    -o APT::Architecture=amd64 -o APT::Architectures=amd64,i386 -o Debug::NoLocking=1 > out-$i 2>&1
                echo "$i $? $(sed -n 's/^ \\([a-z][0-9]*\\)\\(:[a-z0-9]*\\)\\? : .*/\\1/p' out-$i | sort -u | tr '\\n' ' ')"
            done
            """;

    @Test
    void whatDoesNotHoldIsWhatAptFinds() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path directory = tools.directory("relations");
        Random random = new Random(20261121);
        List<String> ours = new ArrayList<>();
        int whole = 0;
        for (int i = 0; i < DATABASES; i++) {
            byte[] status = status(random, i % 3 * 9).getBytes(StandardCharsets.UTF_8);
            Files.write(directory.resolve("status-" + i), status);
            DpkgRelations relations = new DpkgRelations();
            relations.add(status);
            TreeSet<String> broken = new TreeSet<>();
            for (Unmet unmet : relations.unmet()) {
                broken.add(unmet.by().substring(0, unmet.by().indexOf(' ')));
            }
            whole += broken.isEmpty() ? 1 : 0;
            ours.add(i
                    + (broken.isEmpty() ? " 0 " : " 100 ")
                    + String.join(" ", broken)
                    + (broken.isEmpty() ? "" : " "));
        }
        List<String> apts = tools.shell(SCRIPT, directory.toString(), Integer.toString(DATABASES))
                .lines();
        assertThat(apts).hasSize(DATABASES);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < DATABASES; i++) {
            if (!apts.get(i).strip().equals(ours.get(i).strip())) {
                differences.add("apt: " + apts.get(i) + " ours: " + ours.get(i) + "\n"
                        + Files.readString(directory.resolve("out-" + i)));
            }
        }
        assertThat(differences).isEmpty();
        assertThat(whole).isBetween(DATABASES / 15, DATABASES * 9 / 10);
    }

    /** @param sparse how rare relations are */
    private static String status(Random random, int sparse) {
        StringBuilder text = new StringBuilder("""
                Package: dpkg
                Status: install ok installed
                Maintainer: x
                Architecture: amd64
                Version: 1.21
                Description: x

                """);
        for (int i = 0; i < 9; i++) {
            String version = VERSIONS[random.nextInt(VERSIONS.length)];
            String[] multi = {"", "", "", "foreign", "same", "allowed"};
            String architecture = random.nextInt(6) == 0 ? "i386" : random.nextInt(4) == 0 ? "all" : "amd64";
            String multiArch = multi[random.nextInt(multi.length)];
            if (multiArch.equals("same") && architecture.equals("all")) {
                multiArch = ""; // which is not allowed
            }
            boolean removed = random.nextInt(8) == 0;
            text.append("Package: p").append(i).append('\n');
            text.append("Status: ")
                    .append(removed ? "deinstall ok config-files" : "install ok installed")
                    .append('\n');
            text.append("Maintainer: x\nArchitecture: ").append(architecture).append('\n');
            if (!multiArch.isEmpty()) {
                text.append("Multi-Arch: ").append(multiArch).append('\n');
            }
            text.append("Version: ").append(version).append('\n');
            field(text, "Provides", random.nextInt(4) == 0 ? provided(random) : "");
            field(text, "Depends", random.nextInt(3 + sparse) == 0 ? wanted(random, i, true) : "");
            field(text, "Pre-Depends", random.nextInt(9 + 4 * sparse) == 0 ? wanted(random, i, true) : "");
            field(text, "Conflicts", random.nextInt(9 + 4 * sparse) == 0 ? wanted(random, i, false) : "");
            field(text, "Breaks", random.nextInt(9 + 4 * sparse) == 0 ? wanted(random, i, false) : "");
            text.append("Description: x\n\n");
        }
        return text.toString();
    }

    private static void field(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(name).append(": ").append(value).append('\n');
        }
    }

    private static String provided(Random random) {
        String name = "v" + random.nextInt(3);
        return random.nextBoolean() ? name : name + " (= " + VERSIONS[random.nextInt(VERSIONS.length)] + ")";
    }

    private static String wanted(Random random, int self, boolean alternatives) {
        StringBuilder text = new StringBuilder();
        int groups = 1 + random.nextInt(2);
        for (int i = 0; i < groups; i++) {
            text.append(i == 0 ? "" : ", ");
            int terms = alternatives && random.nextInt(3) == 0 ? 2 : 1;
            for (int j = 0; j < terms; j++) {
                text.append(j == 0 ? "" : " | ");
                int other = random.nextInt(9);
                String name = random.nextInt(3) == 0
                        ? "v" + random.nextInt(3)
                        : "p" + (other == self ? (other + 1) % 9 : other);
                text.append(name);
                if (alternatives && random.nextInt(8) == 0) {
                    text.append(":any");
                }
                if (random.nextInt(2) == 0) {
                    text.append(" (")
                            .append(SIGNS[random.nextInt(SIGNS.length)])
                            .append(' ')
                            .append(VERSIONS[random.nextInt(VERSIONS.length)])
                            .append(')');
                }
            }
        }
        return text.toString();
    }
}
