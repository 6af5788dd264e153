package org.imginspect.facts.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.imginspect.error.DamagedImageException;
import org.imginspect.facts.Facts;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.packages.PackageFiles.Owner;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApkAndPacmanTest {
    private static final String APK = """
            C:Q17Lsj4pmf5prwbtJlJWYybmQ/MMc=
            P:busybox
            V:1.36.1-r29
            A:x86_64
            m:Sören Tempel <soeren+alpine@soeren-tempel.net>
            F:bin
            R:busybox
            a:0:0:755
            Z:Q1LxBvJ/ofKKik4CrrENc7ePnJsko=
            F:etc
            R:securetty
            Z:Q1mB95Hq2NUTZ599RDiSsj9w5FrOU=
            F:etc/init.d
            R:acpid
            F:
            R:in-root

            P:alpine-baselayout
            V:3.6.5-r0
            A:x86_64
            F:var/lib
            M:0:0:1777
            """;

    private static final String DESC =
            "%NAME%\nbash\n\n%VERSION%\n1:5.2.032-2\n\n%ARCH%\nx86_64\n\n%INSTALLDATE%\n1767225600\n\n%PACKAGER%\nSomeone <a@archlinux.org>\n\n";
    private static final String FILES =
            "%FILES%\netc/\netc/bash.bashrc\nusr/\nusr/bin/\nusr/bin/bash\nusr/share/with space\n\n%BACKUP%\netc/bash.bashrc\t561949793177116b7be29a07c385ba8b\n\n";
    private static final String MTREE =
            "#mtree\n/set type=file uid=0 gid=0 mode=644\n./usr/bin/bash time=1.0 size=1 md5digest=0 sha256digest=ab01\n./usr/share/with\\040space time=1.0 sha256digest=cd02\n./usr/bin/bashbug sha256digest=ee\n";

    private static Facts facts(MemoryFileTree.Builder files) {
        return TestFacts.of(
                TestFacts.tree(files.build()),
                new PackagesGatherer(),
                new PackageFilesGatherer(),
                new PackageDigestsGatherer());
    }

    private static List<String> listed(Facts facts, String... paths) throws Exception {
        List<GuestPath> asked = new ArrayList<>();
        for (String path : paths) {
            asked.add(GuestPath.of(path));
        }
        return facts.find(PackageDigests.class).orElseThrow().listed(asked).stream()
                .map(file -> file.path() + " " + file.by().name() + " " + file.owner() + " "
                        + file.digest()
                                .map(digest -> digest.algorithm() + " " + digest.hex())
                                .orElse("-"))
                .toList();
    }

    @Test
    void apkKeepsEverythingInOneFile() throws Exception {
        for (String place : new String[] {"/lib/apk/db/installed", "/usr/lib/apk/db/installed"}) {
            Facts facts = facts(MemoryFileTree.builder().file(place, APK).file("/etc/passwd", ""));
            Packages packages = facts.find(Packages.class).orElseThrow();
            assertThat(packages.manager()).isEqualTo(Packages.Manager.APK);
            assertThat(packages.all()).extracting(Packages.Entry::name).containsExactly("busybox", "alpine-baselayout");
            Packages.Entry busybox = packages.find("busybox").orElseThrow();
            assertThat(busybox.version()).isEqualTo(new PackageVersion("1.36.1-r29", 0, "1.36.1", "r29"));
            assertThat(busybox.vendor()).isEqualTo("Sören Tempel <soeren+alpine@soeren-tempel.net>");
            PackageFiles files = facts.find(PackageFiles.class).orElseThrow();
            assertThat(files.owner(GuestPath.of("/bin/busybox"))).isEqualTo(Owner.PACKAGE);
            assertThat(files.owner(GuestPath.of("/etc/securetty"))).isEqualTo(Owner.CONFIGURATION);
            assertThat(files.owner(GuestPath.of("/etc/init.d/acpid"))).isEqualTo(Owner.PACKAGE);
            assertThat(files.owner(GuestPath.of("/in-root"))).isEqualTo(Owner.PACKAGE);
            assertThat(files.owner(GuestPath.of("/etc/passwd"))).isEqualTo(Owner.NONE);
            assertThat(files.isDirectory(GuestPath.of("/etc"))).isTrue();
            // echo LxBvJ/ofKKik4CrrENc7ePnJsko= | base64 -d | xxd -p
            assertThat(listed(facts, "/bin/busybox", "/etc/init.d/acpid", "/etc/passwd"))
                    .containsExactly(
                            "/bin/busybox busybox PACKAGE SHA1 2f106f27fa1f28a8a4e02aeb10d73b78f9c9b24a",
                            "/etc/init.d/acpid busybox PACKAGE -");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"V:1\n", "P:x\n", "P:x\nV:1\nnonsense\n", "P:x\nV:1\nF:a\nR:b\nZ:Q1!!!\n"})
    void apkParagraphsThatSayNothingAreDamage(String database) {
        Facts facts = facts(
                MemoryFileTree.builder().file("/lib/apk/db/installed", database).file("/a/b", ""));
        assertThatThrownBy(() -> {
                    facts.find(Packages.class);
                    listed(facts, "/a/b");
                })
                .isInstanceOf(DamagedImageException.class);
    }

    private static byte[] gzip(String text) throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return packed.toByteArray();
    }

    @Test
    void pacmanKeepsADirectoryPerPackage() throws Exception {
        String directory = "/var/lib/pacman/local/bash-1:5.2.032-2/";
        Facts facts = facts(MemoryFileTree.builder()
                .file("/var/lib/pacman/local/ALPM_DB_VERSION", "9\n")
                .file(directory + "desc", DESC)
                .file(directory + "files", FILES)
                .file(directory + "mtree", gzip(MTREE), 0644, 0, 0));
        Packages packages = facts.find(Packages.class).orElseThrow();
        assertThat(packages.manager()).isEqualTo(Packages.Manager.PACMAN);
        assertThat(packages.all())
                .containsExactly(new Packages.Entry(
                        "bash",
                        "x86_64",
                        new PackageVersion("1:5.2.032-2", 1, "5.2.032", "2"),
                        Packages.State.INSTALLED,
                        false,
                        "Someone <a@archlinux.org>",
                        java.util.Optional.of(Instant.ofEpochSecond(1767225600)),
                        java.util.Optional.empty()));
        PackageFiles files = facts.find(PackageFiles.class).orElseThrow();
        assertThat(files.owner(GuestPath.of("/usr/bin/bash"))).isEqualTo(Owner.PACKAGE);
        assertThat(files.owner(GuestPath.of("/etc/bash.bashrc"))).isEqualTo(Owner.CONFIGURATION);
        assertThat(files.owner(GuestPath.of("/usr/bin/bashbug"))).isEqualTo(Owner.NONE);
        assertThat(files.isDirectory(GuestPath.of("/usr/bin"))).isTrue();
        assertThat(listed(facts, "/usr/bin/bash", "/usr/share/with space", "/etc/bash.bashrc"))
                .containsExactly(
                        "/etc/bash.bashrc bash CONFIGURATION -",
                        "/usr/bin/bash bash PACKAGE SHA256 ab01",
                        "/usr/share/with space bash PACKAGE SHA256 cd02");
    }

    /** pacman itself reads the same database. */
    @Test
    void pacmanShowsTheSame() throws Exception {
        ToolContainer tools = ToolContainer.debian12();
        Path database = tools.directory("pacman");
        Path local = Files.createDirectories(database.resolve("local/bash-1:5.2.032-2"));
        Files.writeString(database.resolve("local/ALPM_DB_VERSION"), "9\n");
        Files.writeString(local.resolve("desc"), DESC);
        Files.writeString(local.resolve("files"), FILES);
        assertThat(tools.exec("pacman", "--dbpath", database.toString(), "-Q").lines())
                .containsExactly("bash 1:5.2.032-2");
        assertThat(tools.exec("pacman", "--dbpath", database.toString(), "-Ql").lines())
                .contains("bash /usr/bin/bash", "bash /etc/bash.bashrc", "bash /usr/share/with space")
                .hasSize(6);
    }
}
