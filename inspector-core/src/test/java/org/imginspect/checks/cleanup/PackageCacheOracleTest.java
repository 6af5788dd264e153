package org.imginspect.checks.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.TestContext;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cache has findings before its package manager cleans it, and none afterwards, whatever the manager leaves in it. */
class PackageCacheOracleTest {
    /** Fills the caches; the same files for all, since each manager must only clean its own. */
    private static final String FILL = """
            cd "$1"
            mkdir -p var/cache/apt/archives/partial var/lib/apt/lists/partial
            for file in archives/x_1_all.deb archives/y_2_amd64.deb archives/partial/z_3_all.deb pkgcache.bin srcpkgcache.bin; do
              echo content > var/cache/apt/$file
            done
            repo=var/cache/dnf/r-0123456789abcdef
            mkdir -p $repo/packages $repo/repodata
            for file in packages/x.rpm repodata/repomd.xml repodata/a-primary.xml.gz; do echo content > $repo/$file; done
            echo content > var/cache/dnf/r.solv
            echo content > var/cache/dnf/r-filenames.solvx
            mkdir -p var/cache/zypp/packages/r/x86_64 var/cache/zypp/raw/r var/cache/zypp/solv/r var/cache/zypp/solv/@System etc/zypp/repos.d
            printf '[r]\\nname=r\\nbaseurl=dir:/nonexist\\nenabled=1\\n' > etc/zypp/repos.d/r.repo
            for file in packages/r/x86_64/x.rpm raw/r/repomd.xml solv/r/solv solv/@System/solv; do
              echo content > var/cache/zypp/$file
            done
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/var/cache/apt | apt-get -o Dir=\"$1\" -o Dir::Cache=\"$1/var/cache/apt\" -o Dir::State=\"$1/var/lib/apt\" clean",
                "/var/cache/dnf | dnf --releasever=9 --setopt=cachedir=\"$1/var/cache/dnf\" --setopt=reposdir=/nonexist clean all",
                "/var/cache/zypp | zypper --root \"$1\" clean -a"
            })
    void whatTheManagerCleansIsWhatIsFound(String place, String clean) throws Exception {
        ToolContainer container = ToolContainer.debian12();
        Path root = container.directory("cache");
        container.shell("set -e\n" + FILL + "chmod -R a+rX .", root.toString()).succeeded();
        List<String> before = below(evaluate(root), place);
        assertThat(before).hasSize(2);
        assertThat(before).filteredOn(text -> text.startsWith("ERROR")).hasSize(1);
        container.shell(clean + " >&2; chmod -R a+rX \"$1\"", root.toString()).succeeded();
        assertThat(below(evaluate(root), place)).isEmpty();
        // The other managers' caches are as they were.
        assertThat(evaluate(root).outcome()).isEqualTo(Outcome.FINDINGS);
    }

    private static List<String> below(Verdict verdict, String place) {
        return TestContext.findings(verdict).stream()
                .filter(text -> text.contains(" " + place))
                .toList();
    }

    private static Verdict evaluate(Path root) throws Exception {
        MemoryFileTree.Builder tree = MemoryFileTree.builder();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.toList()) {
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    tree.file("/" + root.relativize(path), Files.readAllBytes(path), 0644, 0, 0);
                }
            }
        }
        return TestContext.evaluate("cleanup.package-cache", tree.build());
    }
}
