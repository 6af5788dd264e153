package org.imginspect.facts.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The database of the machine the tests run on, as dpkg-query reads it. */
class DpkgOracleTest {
    private static final Path DATABASE = Path.of("/var/lib/dpkg");

    private static Facts facts;

    @BeforeAll
    static void readTheHostsDatabase() throws IOException {
        Requirement.demand(Files.isRegularFile(DATABASE.resolve("status")), "a dpkg database");
        Requirement.programs("dpkg-query");
        MemoryFileTree.Builder files = MemoryFileTree.builder();
        for (String name : List.of("status", "diversions")) {
            files.file("/var/lib/dpkg/" + name, Files.readAllBytes(DATABASE.resolve(name)), 0644, 0, 0);
        }
        try (Stream<Path> lists = Files.list(DATABASE.resolve("info"))) {
            for (Path list :
                    lists.filter(path -> path.toString().endsWith(".list")).toList()) {
                files.file("/var/lib/dpkg/info/" + list.getFileName(), Files.readAllBytes(list), 0644, 0, 0);
            }
        }
        GuestTree tree = TestFacts.tree(files.build());
        facts = TestFacts.of(tree, new PackagesGatherer(), new PackageFilesGatherer());
    }

    @Test
    void packagesAreThoseThatDpkgQueryShows() throws Exception {
        List<String> ours = new ArrayList<>();
        for (Packages.Entry each : facts.find(Packages.class).orElseThrow().all()) {
            ours.add(each.name() + " " + each.architecture() + " " + each.version() + " "
                    + each.state().word() + " " + (each.held() ? "hold" : "install") + " " + each.vendor());
        }
        List<String> dpkgs = run(
                "dpkg-query",
                "-W",
                "-f",
                "${Package} ${Architecture} ${Version} ${db:Status-Status} ${db:Status-Want} ${Maintainer}\\n");
        assertThat(ours).containsExactlyInAnyOrderElementsOf(dpkgs);
        assertThat(ours).hasSizeGreaterThan(50);
    }

    @Test
    void sourcesAreThoseThatDpkgNames() throws Exception {
        Packages packages = facts.find(Packages.class).orElseThrow();
        List<String> ours = new ArrayList<>();
        int others = 0;
        for (Packages.Entry each : packages.all()) {
            ours.add(each.name() + " " + each.source().name() + " "
                    + each.source().version());
            others += each.source().version().equals(each.version().text()) ? 0 : 1;
        }
        assertThat(ours)
                .containsExactlyInAnyOrderElementsOf(
                        run("dpkg-query", "-W", "-f", "${Package} ${source:Package} ${source:Version}\\n"));
        assertThat(others).isPositive();
    }

    @Test
    void everyFileOfAPackageIsOwnedAndConffilesAreConfiguration() throws Exception {
        PackageFiles files = facts.find(PackageFiles.class).orElseThrow();
        Set<String> conffiles = new TreeSet<>();
        for (String line : run("dpkg-query", "-W", "-f", "${Conffiles}\\n")) {
            String text = line.strip();
            if (text.startsWith("/")) {
                conffiles.add(text.substring(0, text.indexOf(' ')));
            }
        }
        assertThat(conffiles).isNotEmpty();
        for (String conffile : conffiles) {
            assertThat(files.owner(GuestPath.of(conffile))).as(conffile).isEqualTo(PackageFiles.Owner.CONFIGURATION);
        }
        int owned = 0;
        for (String path : run("dpkg-query", "-L", "dpkg", "bash", "coreutils", "libc6", "base-files")) {
            if (path.startsWith("/") && !path.equals("/.") && !conffiles.contains(path)) {
                assertThat(files.owner(GuestPath.of(path))).as(path).isEqualTo(PackageFiles.Owner.PACKAGE);
                owned++;
            }
        }
        assertThat(owned).isGreaterThan(500);
    }

    private static List<String> run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.lines().filter(line -> !line.isBlank()).toList();
    }
}
