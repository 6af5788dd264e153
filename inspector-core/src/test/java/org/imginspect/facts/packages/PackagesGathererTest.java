package org.imginspect.facts.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.packages.PackageFiles.Owner;
import org.imginspect.facts.packages.Packages.State;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackagesGathererTest {
    private static final String STATUS = """
            Package: bash
            Status: install ok installed
            Architecture: amd64
            Maintainer: Matthias Klose <doko@debian.org>
            Version: 5.2.15-2+b8
            Conffiles:
             /etc/bash.bashrc 89269e1298235f1b12b4c16e4065ad0d
             /etc/skel/a b c 22bfb8c1dd94b5f3813a2b25da67463f obsolete
             /etc/gone 22bfb8c1dd94b5f3813a2b25da67463f obsolete remove-on-upgrade
            Description: shell
             Package: not-this
             Status: install ok nonsense

            Package: gone
            Status: deinstall ok config-files
            Architecture: amd64
            Version: 1
            Conffiles:
             /etc/left 22bfb8c1dd94b5f3813a2b25da67463f

            package: libc6
            status: hold ok half-configured
            architecture: i386
            version: 2.36

            Package: libc6
            Status: install ok installed
            Architecture: amd64
            Version: 2.36-9
            Multi-Arch: same
            """;

    private static Facts facts(MemoryFileTree.Builder files) {
        GuestTree tree = TestFacts.tree(files.build());
        return TestFacts.of(tree, new PackagesGatherer(), new PackageFilesGatherer());
    }

    private static Packages packages(MemoryFileTree.Builder files) throws ImageException {
        return facts(files).find(Packages.class).orElseThrow();
    }

    @Test
    void readsStatesAndVersions() throws Exception {
        Packages packages = packages(MemoryFileTree.builder().file("/var/lib/dpkg/status", STATUS));
        assertThat(packages.all()).hasSize(4);
        assertThat(packages.manager()).isEqualTo(Packages.Manager.DPKG);
        assertThat(packages.find("bash"))
                .contains(new Packages.Entry(
                        "bash",
                        "amd64",
                        new PackageVersion("5.2.15-2+b8", 0, "5.2.15", "2+b8"),
                        State.INSTALLED,
                        false,
                        "Matthias Klose <doko@debian.org>",
                        Optional.empty(),
                        Optional.empty()));
        assertThat(packages.findAll("libc6")).extracting(Packages.Entry::held).containsExactly(true, false);
        assertThat(packages.isInstalled("gone")).isFalse();
        assertThat(packages.find("gone").orElseThrow().state()).isEqualTo(State.CONFIG_FILES);
        assertThat(packages.find("libc6").orElseThrow().architecture()).isEqualTo("amd64");
        assertThat(packages.find("not-this")).isEmpty();
        assertThat(packages.installed()).extracting(Packages.Entry::name).containsExactly("bash", "libc6");
    }

    @Test
    void anInterruptedRunsUpdatesWin() throws Exception {
        Packages packages = packages(MemoryFileTree.builder()
                .file("/var/lib/dpkg/status", STATUS)
                .file(
                        "/var/lib/dpkg/updates/0001",
                        "Package: bash\nStatus: install ok unpacked\nArchitecture: amd64\nVersion: 6\n")
                .file("/var/lib/dpkg/updates/tmp.i", "not a stanza"));
        assertThat(packages.find("bash").orElseThrow().state()).isEqualTo(State.UNPACKED);
        assertThat(packages.find("bash").orElseThrow().version().text()).isEqualTo("6");
    }

    @Test
    void distrolessKeepsOneFilePerPackage() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/var/lib/dpkg/status.d/base-files", "Package: base-files\nVersion: 12.4\nArchitecture: amd64\n")
                .file(
                        "/var/lib/dpkg/status.d/base-files.md5sums",
                        "0123456789abcdef0123456789abcdef  usr/lib/os-release\n");
        assertThat(packages(files).isInstalled("base-files")).isTrue();
        PackageFiles owned = facts(files).find(PackageFiles.class).orElseThrow();
        assertThat(owner(owned, "/usr/lib/os-release")).isEqualTo(Owner.PACKAGE);
        assertThat(owner(owned, "/usr/lib/mine")).isEqualTo(Owner.NONE);
        assertThat(owned.isDirectory(GuestPath.of("/usr/lib"))).isTrue();
    }

    @Test
    void distrolessWithoutAnyListOfFilesIsRefused() {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12.4\nArchitecture: amd64\n");
        assertThatThrownBy(() -> facts(files).find(PackageFiles.class)).isInstanceOf(UnsupportedFeatureException.class);
    }

    @ParameterizedTest
    @CsvSource({"/var/db/pkg, portage", "/nix/var/nix/db/db.sqlite, nix"})
    void databasesThatAreNotReadYetAreNamed(String path, String name) {
        for (MemoryFileTree.Builder files : new MemoryFileTree.Builder[] {
            MemoryFileTree.builder().file(path, "x"),
            MemoryFileTree.builder().file(path, "x").file("/var/lib/dpkg/status", "")
        }) {
            Facts facts = facts(files);
            assertThatThrownBy(() -> facts.find(Packages.class))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessage("packages: " + name + " databases are not read yet [" + path + "]");
            assertThatThrownBy(() -> facts.find(PackageFiles.class)).isInstanceOf(UnsupportedFeatureException.class);
        }
    }

    @Test
    void noDatabaseAtAllIsNoPackages() throws Exception {
        Facts facts = facts(MemoryFileTree.builder().file("/etc/passwd", ""));
        assertThat(facts.find(Packages.class)).isEmpty();
        assertThat(facts.find(PackageFiles.class)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Status: install ok installed\\n|names no package",
                "Package: x\\nVersion: 1\\n|has no status",
                "Package: x\\nStatus: install ok great\\n|state 'great' at line 2",
                "Package: x\\nStatus:\\n|state ''"
            })
    void aStanzaThatSaysNothingIsDamage(String status, String message) {
        Facts facts = facts(MemoryFileTree.builder().file("/var/lib/dpkg/status", status.replace("\\n", "\n")));
        assertThatThrownBy(() -> facts.find(Packages.class))
                .isInstanceOf(DamagedImageException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anUnreadableListIsNotAnEmptyOne() {
        Facts facts = facts(MemoryFileTree.builder()
                .file("/var/lib/dpkg/status", STATUS)
                .damaged("/var/lib/dpkg/info/bash.list", Kind.FILE, () -> new DamagedImageException("broken", "x")));
        assertThatThrownBy(() -> facts.find(PackageFiles.class)).isInstanceOf(DamagedImageException.class);
    }

    @Test
    void filesBelongToPackagesThatAreThere() throws Exception {
        PackageFiles files = facts(MemoryFileTree.builder()
                        .file("/var/lib/dpkg/status", STATUS)
                        .file(
                                "/var/lib/dpkg/info/bash.list",
                                "/.\n/bin\n/bin/bash\n/etc\n/etc/bash.bashrc\n/etc/skel\n/etc/skel/a b c\n")
                        .file("/var/lib/dpkg/info/libc6:amd64.list", "/.\n/lib\n/lib/libc.so.6\n")
                        .file("/var/lib/dpkg/info/gone.list", "/etc/left\n/usr/bin/gone\n")
                        .file("/var/lib/dpkg/info/orphan.list", "/usr/bin/orphan\n"))
                .find(PackageFiles.class)
                .orElseThrow();
        assertThat(owner(files, "/bin/bash")).isEqualTo(Owner.PACKAGE);
        assertThat(owner(files, "/lib/libc.so.6")).isEqualTo(Owner.PACKAGE);
        assertThat(owner(files, "/etc/bash.bashrc")).isEqualTo(Owner.CONFIGURATION);
        assertThat(owner(files, "/etc/skel/a b c")).isEqualTo(Owner.CONFIGURATION);
        assertThat(owner(files, "/etc/gone")).isEqualTo(Owner.CONFIGURATION);
        assertThat(owner(files, "/etc/left")).isEqualTo(Owner.CONFIGURATION);
        assertThat(owner(files, "/usr/bin/gone")).isEqualTo(Owner.NONE);
        assertThat(owner(files, "/usr/bin/orphan")).isEqualTo(Owner.NONE);
        assertThat(owner(files, "/bin/bas")).isEqualTo(Owner.NONE);
        assertThat(files.isDirectory(GuestPath.of("/bin"))).isTrue();
        assertThat(files.isDirectory(GuestPath.of("/bin/bash"))).isFalse();
    }

    @Test
    void aDivertedPathIsTheDivertersAndTheOtherGoesAside() throws Exception {
        PackageFiles files = facts(MemoryFileTree.builder()
                        .file("/var/lib/dpkg/status", STATUS)
                        .file("/var/lib/dpkg/diversions", "/bin/sh\n/bin/sh.distrib\ndash\n/bin/x\n/bin/x.real\n:\n")
                        .file("/var/lib/dpkg/info/bash.list", "/bin\n/bin/sh\n/bin/x\n"))
                .find(PackageFiles.class)
                .orElseThrow();
        assertThat(owner(files, "/bin/sh")).isEqualTo(Owner.NONE);
        assertThat(owner(files, "/bin/sh.distrib")).isEqualTo(Owner.PACKAGE);
        assertThat(owner(files, "/bin/x")).isEqualTo(Owner.NONE);
        assertThat(owner(files, "/bin/x.real")).isEqualTo(Owner.PACKAGE);
    }

    @Test
    void digestsAreThoseOfMd5sumsAndOfTheStatus() throws Exception {
        GuestTree tree = TestFacts.tree(MemoryFileTree.builder()
                .file("/var/lib/dpkg/status", STATUS)
                .file("/var/lib/dpkg/diversions", "/bin/sh\n/bin/sh.distrib\ndash\n")
                .file("/var/lib/dpkg/info/bash.list", "/bin\n/bin/bash\n/bin/sh\n/bin/none\n/etc/bash.bashrc\n")
                .file(
                        "/var/lib/dpkg/info/bash.md5sums",
                        "5d41402abc4b2a76b9719d911017c592  bin/bash\n7d793037a0760186574b0282f2f435e7  bin/sh\n")
                .symlink("/bin", "usr/bin")
                .file("/usr/bin/bash", "hello")
                .file("/usr/bin/sh.distrib", "hello")
                .build());
        PackageDigests digests = TestFacts.of(tree, new PackagesGatherer(), new PackageDigestsGatherer())
                .find(PackageDigests.class)
                .orElseThrow();
        java.util.List<String> found = new java.util.ArrayList<>();
        for (ListedFile each : digests.listed(java.util.List.of(
                GuestPath.of("/usr/bin/bash"),
                GuestPath.of("/usr/bin/sh"),
                GuestPath.of("/usr/bin/sh.distrib"),
                GuestPath.of("/usr/bin/none"),
                GuestPath.of("/usr/bin/mine"),
                GuestPath.of("/etc/bash.bashrc")))) {
            String same = each.digest().isEmpty()
                    ? "unknown"
                    : digests.matches(each.path(), each.digest().get())
                            .map(Object::toString)
                            .orElse("absent");
            found.add(each.path() + " " + each.owner() + " " + same);
        }
        assertThat(found)
                .containsExactlyInAnyOrder(
                        "/usr/bin/bash PACKAGE true",
                        "/usr/bin/sh.distrib PACKAGE false",
                        "/usr/bin/none PACKAGE unknown",
                        "/etc/bash.bashrc CONFIGURATION absent");
    }

    @Test
    void aSetOfHashesGrowsAndKeepsZero() {
        LongSet set = new LongSet();
        for (long i = 0; i < 50_000; i++) {
            set.add(spread(i));
            set.add(spread(i));
        }
        assertThat(set.size()).isEqualTo(50_000);
        assertThat(set.contains(0)).isTrue();
        assertThat(set.contains(spread(49_999))).isTrue();
        assertThat(set.contains(spread(50_000))).isFalse();
        byte[] a = "/usr/bin/a".getBytes(StandardCharsets.UTF_8);
        byte[] b = "/usr/bin/b".getBytes(StandardCharsets.UTF_8);
        assertThat(PathHash.of(a, 0, a.length)).isNotEqualTo(PathHash.of(b, 0, b.length));
    }

    private static Owner owner(PackageFiles files, String path) {
        return files.owner(GuestPath.of(path));
    }

    private static long spread(long number) {
        return number * 0x9e3779b97f4a7c15L;
    }
}
