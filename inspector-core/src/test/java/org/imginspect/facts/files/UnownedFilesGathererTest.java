package org.imginspect.facts.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.util.List;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.packages.PackageFilesGatherer;
import org.imginspect.facts.packages.PackagesGatherer;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

class UnownedFilesGathererTest {
    private static final String STATUS = """
            Package: demo
            Status: install ok installed
            Architecture: all
            Version: 1
            Conffiles:
             /etc/demo.conf 89269e1298235f1b12b4c16e4065ad0d
            """;

    private static List<String> unowned(MemoryFileTree.Builder files) throws Exception {
        GuestTree tree = TestFacts.tree(files.build());
        return TestFacts.of(tree, new PackagesGatherer(), new PackageFilesGatherer(), new UnownedFilesGatherer())
                .find(UnownedFiles.class)
                .orElseThrow()
                .files()
                .stream()
                .map(file -> file.path().toString())
                .toList();
    }

    private static MemoryFileTree.Builder guest(String... owned) {
        return MemoryFileTree.builder()
                .file("/var/lib/dpkg/status", STATUS)
                .file("/var/lib/dpkg/info/demo.list", "/.\n" + String.join("\n", owned) + "\n");
    }

    @Test
    void filesOfPackagesAreLeftOutAndTheirConfigurationIsNot() throws Exception {
        assertThat(unowned(guest("/etc", "/etc/demo.conf", "/usr", "/usr/bin", "/usr/bin/demo")
                        .file("/etc/demo.conf", "a")
                        .file("/etc/mine.conf", "a")
                        .file("/usr/bin/demo", "a")
                        .file("/usr/bin/mine", "a")
                        .file("/usr/bin/empty", "")
                        .symlink("/usr/bin/link", "demo")
                        .special("/run/socket", Kind.SOCKET)))
                .containsExactly("/etc/demo.conf", "/etc/mine.conf", "/usr/bin/mine");
    }

    @Test
    void pathsThatPackagesListThroughALinkAreTheirs() throws Exception {
        assertThat(unowned(
                        guest("/bin", "/bin/sh", "/lib", "/lib/demo", "/lib/demo/x", "/srv", "/srv/data", "/srv/data/y")
                                .symlink("/bin", "usr/bin")
                                .symlink("/lib", "/usr/lib")
                                .file("/usr/bin/sh", "a")
                                .file("/usr/bin/other", "a")
                                // An administrator moved a directory of the package behind a second link.
                                .symlink("/usr/lib/demo", "/srv/moved")
                                .file("/srv/moved/x", "a")
                                .symlink("/srv/data", "../big/disk")
                                .file("/big/disk/y", "a")
                                .file("/big/disk/z", "a")))
                .containsExactly("/big/disk/z", "/usr/bin/other");
    }

    @Test
    void whatIsMadeFromPackagedFilesIsLeftOutAndNothingElse() throws Exception {
        assertThat(unowned(guest(
                                "/usr",
                                "/usr/lib",
                                "/usr/lib/a.py",
                                "/usr/lib/grub",
                                "/usr/lib/grub/i386-pc",
                                "/usr/lib/grub/i386-pc/x.mod",
                                "/usr/share/locale/de/LC_MESSAGES/grub.mo")
                        .file("/usr/lib/__pycache__/a.cpython-311.pyc", "a")
                        .file("/usr/lib/__pycache__/a.cpython-311.opt-1.pyc", "a")
                        .file("/usr/lib/__pycache__/b.cpython-311.pyc", "a")
                        .file("/usr/lib/__pycache__/.pyc", "a")
                        .file("/boot/grub/i386-pc/x.mod", "a")
                        .file("/boot/grub/i386-pc/y.mod", "a")
                        .file("/boot/grub/locale/de.mo", "a")
                        .file("/boot/grub/grub.cfg", "a")
                        .file("/boot/initrd.img-6.1.0", "a")
                        .file("/boot/sub/initrd.img", "a")
                        .file("/usr/lib/modules/6.1.0/modules.dep.bin", "a")
                        .file("/usr/lib/modules/6.1.0/modules.d/key", "a")
                        .file("/usr/lib/modules/6.1.0/extra/modules.x", "a")
                        .file("/var/cache/apt/pkgcache.bin", "a")
                        .file("/var/lib/apt/lists/x", "a")
                        .file("/var/lib/apt/listchanges", "a")
                        .file("/proc/version", "a")
                        .file("/etc/ld.so.cache", "a")))
                .containsExactly(
                        "/boot/grub/grub.cfg",
                        "/boot/grub/i386-pc/y.mod",
                        "/boot/sub/initrd.img",
                        "/usr/lib/__pycache__/.pyc",
                        "/usr/lib/__pycache__/b.cpython-311.pyc",
                        "/usr/lib/modules/6.1.0/extra/modules.x",
                        "/usr/lib/modules/6.1.0/modules.d/key",
                        "/var/lib/apt/listchanges");
    }

    @Test
    void withoutAnyPackageManagerEveryFileIsUnowned() throws Exception {
        assertThat(unowned(MemoryFileTree.builder().file("/bin/x", "a"))).containsExactly("/bin/x");
    }

    /** What rpm only names, left out or has as configuration is not vouched for; its own database is nobody's content. */
    @Test
    void rpmsGhostsAndWhatItLeftOutAreLookedAt() throws Exception {
        assertThat(unowned(MemoryFileTree.builder()
                        .file(
                                "/usr/lib/sysimage/rpm/rpmdb.sqlite",
                                Files.readAllBytes(Fixtures.image("packages/sqlite")),
                                0644,
                                0,
                                0)
                        .symlink("/var/lib/rpm", "../../usr/lib/sysimage/rpm")
                        .symlink("/bin", "usr/bin")
                        .file("/usr/bin/epoch", "a")
                        .file("/usr/bin/mine", "a")
                        .file("/usr/lib/many/1/file-1", "a")
                        .file("/etc/epoch.conf", "a")
                        .file("/var/log/epoch.log", "a")
                        .file("/usr/share/doc/epoch/README", "a")
                        .file("/usr/share/noarch/with space", "a")))
                .containsExactly(
                        "/etc/epoch.conf", "/usr/bin/mine", "/usr/share/doc/epoch/README", "/var/log/epoch.log");
    }

    @Test
    void apksFilesAreItsPackages() throws Exception {
        assertThat(unowned(MemoryFileTree.builder()
                        .file(
                                "/lib/apk/db/installed",
                                "P:busybox\nV:1\nF:bin\nR:busybox\nF:etc\nR:profile\nF:lib/modules/1\nR:vmlinuz\n")
                        .file("/bin/busybox", "a")
                        .file("/bin/mine", "a")
                        .file("/etc/profile", "a")))
                .containsExactly("/bin/mine", "/etc/profile");
    }

    @Test
    void aDatabaseThatIsNotReadYetIsNotNoPackages() {
        assertThatThrownBy(() -> unowned(MemoryFileTree.builder().file("/nix/var/nix/db/db.sqlite", "x")))
                .isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void aDirectoryThatCannotBeReadIsUnknown() {
        assertThatThrownBy(() -> unowned(MemoryFileTree.builder()
                        .damaged("/srv", Kind.DIRECTORY, () -> new DamagedImageException("broken", "x"))))
                .isInstanceOf(DamagedImageException.class);
    }
}
