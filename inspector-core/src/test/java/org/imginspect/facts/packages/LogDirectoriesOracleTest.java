package org.imginspect.facts.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imginspect.facts.TestFacts;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** The directories for logs that packages bring, beside what rpm and dpkg list of packages that they built and installed themselves. */
class LogDirectoriesOracleTest {
    private static List<String> directories(MemoryFileTree files) throws Exception {
        GuestTree tree = TestFacts.tree(files);
        List<String> found = new ArrayList<>();
        for (PackageFiles.LogDirectory each : TestFacts.of(tree, new PackagesGatherer(), new PackageFilesGatherer())
                .find(PackageFiles.class)
                .orElseThrow()
                .logDirectories()) {
            found.add(each.path() + " of " + each.owner());
        }
        found.sort(null);
        return found;
    }

    @Test
    void directoriesOfAnRpmAreThoseOfItsModesThatAreNoGhosts() throws Exception {
        ToolContainer container = ToolContainer.debian12();
        Path root = container.directory("rpm");
        List<String> listed = container.shell("""
                        cd "$1"
                        cat > web.spec <<'SPEC'
                        Name: web
                        Version: 1
                        Release: 1
                        Summary: x
                        License: x
                        BuildArch: noarch
                        %description
                        x
                        %install
                        mkdir -p %{buildroot}/var/log/web/deep %{buildroot}/var/log/other %{buildroot}/var/log/ghostdir
                        echo x > %{buildroot}/var/log/web/README
                        echo x > %{buildroot}/var/log/plain
                        touch %{buildroot}/var/log/web/ghost.log
                        %files
                        %dir /var/log/web
                        %dir /var/log/web/deep
                        /var/log/web/README
                        /var/log/plain
                        %ghost /var/log/web/ghost.log
                        %ghost %dir /var/log/ghostdir
                        %dir %attr(0700,root,root) /var/log/other
                        SPEC
                        rpmbuild -bb --define "_topdir $1/build" web.spec >&2
                        mkdir root
                        rpm --root "$1/root" --dbpath /var/lib/rpm -i --nodeps --ignorearch --ignoreos --force-debian build/RPMS/noarch/*.rpm >&2
                        chmod -R a+rX root
                        rpm --root "$1/root" --dbpath /var/lib/rpm -qa --qf '[%{FILEMODES:perms} %{FILEFLAGS} %{FILENAMES} of %{=NAME}\\n]' \\
                          | awk '/^d/ && $2 != 64 { print $3, $4, $5 }' | sort
                        """, root.toString()).lines();
        assertThat(listed).containsExactly("/var/log/other of web", "/var/log/web of web", "/var/log/web/deep of web");
        assertThat(directories(MemoryFileTree.builder()
                        .file(
                                "/var/lib/rpm/rpmdb.sqlite",
                                Files.readAllBytes(root.resolve("root/var/lib/rpm/rpmdb.sqlite")),
                                0644,
                                0,
                                0)
                        .build()))
                .isEqualTo(listed);
    }

    @Test
    void directoriesOfADebAreThoseThatDpkgLists() throws Exception {
        ToolContainer container = ToolContainer.debian12();
        Path root = container.directory("dpkg");
        List<String> listed = container.shell("""
                        cd "$1"
                        mkdir -p web/DEBIAN web/var/log/web/deep web/var/log/other root/var/lib/dpkg/info root/var/lib/dpkg/updates
                        printf 'Package: web\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@example.org>\\nDescription: x\\n' > web/DEBIAN/control
                        dpkg-deb --root-owner-group -b web web.deb >&2
                        touch root/var/lib/dpkg/status
                        dpkg --root="$1/root" --force-all -i web.deb >&2
                        chmod -R a+rX root
                        dpkg --root="$1/root" -L web | grep '^/var/log/' | sed 's/$/ of web/' | sort
                        """, root.toString()).lines();
        assertThat(listed).containsExactly("/var/log/other of web", "/var/log/web of web", "/var/log/web/deep of web");
        assertThat(directories(MemoryFileTree.builder()
                        .file("/var/lib/dpkg/status", Files.readString(root.resolve("root/var/lib/dpkg/status")))
                        .file(
                                "/var/lib/dpkg/info/web.list",
                                Files.readString(root.resolve("root/var/lib/dpkg/info/web.list")))
                        .build()))
                .isEqualTo(listed);
    }

    /** apk writes a line for each directory, and one for each file below it. */
    @Test
    void directoriesOfAnApkMayBeEmpty() throws Exception {
        assertThat(directories(MemoryFileTree.builder()
                        .file("/lib/apk/db/installed", """
                                P:web
                                V:1-r0
                                F:var
                                F:var/log
                                F:var/log/web
                                F:etc
                                R:web.conf

                                P:db
                                V:1-r0
                                F:var/log/db
                                R:README

                                """)
                        .build()))
                .containsExactly("/var/log/db of db", "/var/log/web of web");
    }
}
