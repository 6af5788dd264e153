package org.imginspect.facts.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/**
 * Packages that rpmbuild makes of made-up relations, installed in many combinations without regard to them, against what {@code rpm -Va --nofiles}
 * then says; and files that are changed after they were installed, against {@code rpm -Va --nodeps}.
 */
class RpmRelationsOracleTest {
    private static final int PACKAGES = 26;
    private static final int COMBINATIONS = 60;
    private static final String[] SIGNS = {"<", "<=", "=", ">=", ">"};
    private static final String[] VERSIONS = {"1", "1-1", "1.5", "2-2", "2", "1:1", "1:1-1", "3~rc1", "3", "3^git"};

    private static final String BUILD = """
            cd "$1" && rpmbuild -bb --quiet --define "_topdir $1/top" --define "_rpmdir $1/rpms" --define "_build_id_links none" \
                --define "__spec_install_post %{nil}" made.spec >build.log 2>&1 || { cat build.log >&2; exit 1; }
            """;

    private static final String ASK = """
            cd "$1"
            for i in $(seq 0 $(($2 - 1))); do
                rm -rf db-$i; mkdir db-$i
                rpm --dbpath "$1/db-$i" --initdb
                rpm --dbpath "$1/db-$i" -i --justdb --nodeps --nosignature --nodigest --noscripts $(cat list-$i) >/dev/null 2>&1
                rpm --dbpath "$1/db-$i" -Va --nofiles --nosignature --nodigest > out-$i 2>&1
                rm -f db-$i/*-shm
            done
            """;

    /** What a package is said to lack or not to stand, package after package. */
    private static Map<String, Set<String>> said(List<String> lines) {
        Map<String, Set<String>> said = new TreeMap<>();
        for (String raw : lines) {
            String line = raw.strip();
            int needed = line.indexOf(" is needed by ");
            int conflicts = line.indexOf(" conflicts with ");
            if (needed > 0) {
                String by = line.substring(line.lastIndexOf(' ') + 1);
                said.computeIfAbsent(name(by), any -> new TreeSet<>()).add(line.substring(0, needed));
            } else if (conflicts > 0) {
                // "p1 < 2 conflicts with (installed) p7-1-1.noarch": the last is who conflicts.
                String by = line.substring(line.lastIndexOf(' ') + 1);
                said.computeIfAbsent(name(by), any -> new TreeSet<>()).add("!" + line.substring(0, conflicts));
            }
        }
        return said;
    }

    /** {@code p1} of {@code p1-1:2-1.noarch}. */
    private static String name(String label) {
        return label.substring(0, label.indexOf('-'));
    }

    @Test
    void whatDoesNotHoldIsWhatRpmFinds() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path directory = tools.directory("rpm");
        Random random = new Random(20261121);
        Files.writeString(directory.resolve("made.spec"), spec(random));
        tools.shell(BUILD, directory.toString()).succeeded();
        for (int i = 0; i < COMBINATIONS; i++) {
            StringBuilder list = new StringBuilder();
            for (int p = 0; p < PACKAGES; p++) {
                if (random.nextInt(3) > 0) {
                    list.append(directory).append("/rpms/noarch/p").append(p).append("-*.rpm\n");
                }
            }
            Files.writeString(directory.resolve("list-" + i), list.toString());
        }
        tools.shell(ASK, directory.toString(), Integer.toString(COMBINATIONS)).succeeded();
        int lacking = 0;
        for (int i = 0; i < COMBINATIONS; i++) {
            Map<String, Set<String>> rpms = said(Files.readAllLines(directory.resolve("out-" + i)));
            Map<String, Set<String>> ours = new TreeMap<>();
            for (UnmetRelations.Relation each : facts(directory.resolve("db-" + i))
                    .find(UnmetRelations.class)
                    .orElseThrow()
                    .all()) {
                boolean conflict = each.kind() == UnmetRelations.Kind.CONFLICT;
                String by = each.by().substring(0, each.by().indexOf(' '));
                ours.computeIfAbsent(by, any -> new TreeSet<>()).add((conflict ? "!" : "") + each.relation());
                lacking++;
            }
            // Of a relation that several packages have, ours is told of the first.
            Set<String> allOurs = new TreeSet<>();
            ours.values().forEach(allOurs::addAll);
            Set<String> allRpms = new TreeSet<>();
            rpms.values().forEach(allRpms::addAll);
            assertThat(allOurs).as("combination " + i).isEqualTo(allRpms);
        }
        assertThat(lacking).isGreaterThan(COMBINATIONS);
    }

    private static Facts facts(Path database) throws IOException {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/var/lib/rpm/rpmdb.sqlite", Files.readAllBytes(database.resolve("rpmdb.sqlite")), 0644, 0, 0);
        Path log = database.resolve("rpmdb.sqlite-wal");
        if (Files.exists(log)) {
            files.file("/var/lib/rpm/rpmdb.sqlite-wal", Files.readAllBytes(log), 0644, 0, 0);
        }
        return facts(files);
    }

    private static Facts facts(MemoryFileTree.Builder files) {
        return TestFacts.of(
                TestFacts.tree(files.build()),
                new PackagesGatherer(),
                new PackageFilesGatherer(),
                new PackageDigestsGatherer(),
                new AlteredFilesGatherer(),
                new UnmetRelationsGatherer());
    }

    private static String spec(Random random) {
        StringBuilder text = new StringBuilder("""
                Name: made
                Version: 1
                Release: 1
                Summary: x
                License: x
                BuildArch: noarch
                AutoReqProv: no
                %description
                x
                %install
                mkdir -p %{buildroot}/opt/tools %{buildroot}/etc
                """);
        StringBuilder packages = new StringBuilder();
        for (int i = 0; i < PACKAGES; i++) {
            text.append("echo ")
                    .append(i)
                    .append(" > %{buildroot}/opt/tools/t")
                    .append(i)
                    .append('\n');
            packages.append("%package -n p").append(i).append("\nSummary: x\nAutoReqProv: no\n");
            if (random.nextInt(4) == 0) {
                packages.append("Epoch: 1\n");
            }
            packages.append("Version: ").append(1 + random.nextInt(3)).append('\n');
            packages.append("Release: ").append(1 + random.nextInt(2)).append('\n');
            for (int j = random.nextInt(3); j > 0; j--) {
                packages.append("Provides: ")
                        .append(relation(random, "v" + random.nextInt(5), true))
                        .append('\n');
            }
            for (int j = random.nextInt(4); j > 0; j--) {
                packages.append("Requires: ").append(wanted(random)).append('\n');
            }
            if (random.nextInt(4) == 0) {
                packages.append("Conflicts: ")
                        .append(relation(random, target(random), false))
                        .append('\n');
            }
            packages.append("%description -n p").append(i).append("\nx\n");
            packages.append("%files -n p")
                    .append(i)
                    .append("\n/opt/tools/t")
                    .append(i)
                    .append('\n');
        }
        return text.append(packages).toString();
    }

    private static String target(Random random) {
        return random.nextInt(3) == 0 ? "v" + random.nextInt(6) : "p" + random.nextInt(PACKAGES + 1);
    }

    private static String relation(Random random, String name, boolean equalOnly) {
        if (random.nextBoolean()) {
            return name;
        }
        String sign = equalOnly && random.nextInt(3) > 0 ? "=" : SIGNS[random.nextInt(SIGNS.length)];
        return name + " " + sign + " " + VERSIONS[random.nextInt(VERSIONS.length)];
    }

    private static String wanted(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> "/opt/tools/t" + random.nextInt(PACKAGES + 2);
            case 1 -> rich(random, 0);
            case 2 ->
                "(" + relation(random, target(random), false) + " with " + relation(random, target(random), false)
                        + ")";
            case 3 ->
                "(" + relation(random, target(random), false) + " without " + relation(random, target(random), false)
                        + ")";
            default -> relation(random, target(random), false);
        };
    }

    private static String rich(Random random, int depth) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            parts.add(
                    depth < 2 && random.nextInt(3) == 0
                            ? rich(random, depth + 1)
                            : relation(random, target(random), false));
        }
        String third = relation(random, target(random), false);
        // rpm takes "if" at the top only, or within "and".
        return switch (depth > 0 ? 4 * random.nextInt(2) + 1 : random.nextInt(5)) {
            case 0 -> "(" + parts.get(0) + " and " + parts.get(1) + ")";
            case 1 -> "(" + parts.get(0) + " or " + parts.get(1) + " or " + third + ")";
            case 2 -> "(" + parts.get(0) + " if " + relation(random, target(random), false) + ")";
            case 3 -> "(" + parts.get(0) + " if " + relation(random, target(random), false) + " else " + third + ")";
            default -> "(" + parts.get(0) + " or " + parts.get(1) + ")";
        };
    }

    private static final String FILES = """
            cd "$1" && cat > files.spec <<'EOF'
            Name: files
            Version: 1
            Release: 1
            Summary: x
            License: x
            BuildArch: noarch
            AutoReqProv: no
            %description
            x
            %install
            mkdir -p %{buildroot}/opt/f
            for i in same changed gone linked; do echo $i > %{buildroot}/opt/f/$i; done
            echo c > %{buildroot}/opt/f/conf; echo n > %{buildroot}/opt/f/noverify; echo d > %{buildroot}/opt/f/doc; ln -s same %{buildroot}/opt/f/link
            %files
            /opt/f/same
            /opt/f/changed
            /opt/f/gone
            /opt/f/linked
            /opt/f/link
            %config /opt/f/conf
            %verify(not md5 size mtime) /opt/f/noverify
            %doc /opt/f/doc
            %config(missingok) /opt/f/conf
            %ghost /opt/f/ghost
            EOF
            rpmbuild -bb --quiet --define "_topdir $1/top2" --define "_rpmdir $1/rpms2" --define "__spec_install_post %{nil}" files.spec >log 2>&1 || { cat log >&2; exit 1; }
            mkdir -p root/var/lib/rpm
            rpm --root "$1/root" --dbpath /var/lib/rpm -i --nodeps --nosignature --excludedocs rpms2/noarch/files-1-1.noarch.rpm
            cd root/opt/f && echo else > changed && rm gone && echo else > conf && echo else > noverify && rm linked && ln -s changed linked && cd "$1"
            rpm --root "$1/root" --dbpath /var/lib/rpm -Va --nodeps --nosignature --nodigest > verify 2>&1
            rm -f root/var/lib/rpm/*-shm
            sed -n 's/^\\(missing\\|..5......\\|.........\\) *\\(c \\)\\? *\\(\\/opt\\/f\\/[a-z]*\\).*/\\1 \\3/p' verify
            """;

    @Test
    void changedFilesAreThoseWhoseDigestRpmFindsWrong() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path directory = tools.directory("rpm-files");
        List<String> rpms = tools.shell(FILES, directory.toString()).lines();
        assertThat(rpms).anyMatch(line -> line.endsWith(" /opt/f/changed"));
        assertThat(rpms).anyMatch(line -> line.equals("missing /opt/f/gone"));
        assertThat(rpms).noneMatch(line -> line.endsWith("/noverify") || line.endsWith("/same"));
        Path root = directory.resolve("root");
        MemoryFileTree.Builder files = MemoryFileTree.builder();
        for (String name : List.of("same", "changed", "conf", "noverify")) {
            files.file("/opt/f/" + name, Files.readAllBytes(root.resolve("opt/f/" + name)), 0644, 0, 0);
        }
        files.symlink("/opt/f/link", "same").symlink("/opt/f/linked", "changed");
        for (String name : List.of("rpmdb.sqlite", "rpmdb.sqlite-wal")) {
            Path file = root.resolve("var/lib/rpm").resolve(name);
            if (Files.exists(file)) {
                files.file("/var/lib/rpm/" + name, Files.readAllBytes(file), 0644, 0, 0);
            }
        }
        AlteredFiles altered = facts(files).find(AlteredFiles.class).orElseThrow();
        assertThat(altered.altered())
                .extracting(each -> each.path() + " " + each.kind())
                .containsExactly("/opt/f/changed CHANGED", "/opt/f/gone MISSING", "/opt/f/linked CHANGED");
        assertThat(altered.verified()).isEqualTo(1);
        assertThat(altered.unverified()).isEmpty();
    }
}
