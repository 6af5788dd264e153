package org.imginspect.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GuestTreeTest {
    private static GuestTree tree(MemoryFileTree.Builder builder) {
        return new GuestTree(builder.build(), Limits.defaults());
    }

    private static GuestPath path(String text) {
        return GuestPath.of(text);
    }

    @Test
    void absoluteTargetsStartAtTheGuestsRoot() throws ImageException {
        GuestTree tree = tree(MemoryFileTree.builder()
                .file("/usr/lib/os-release", "ID=debian\n")
                .symlink("/etc/os-release", "/usr/lib/os-release")
                .symlink("/lib", "usr/lib"));
        assertThat(tree.text(path("/etc/os-release"))).contains("ID=debian\n");
        assertThat(tree.resolve(path("/lib/os-release"))).contains(path("/usr/lib/os-release"));
        assertThat(tree.readLink(path("/lib"))).contains(GuestName.of("usr/lib"));
    }

    @Test
    void noLinkLeavesTheRoot() throws ImageException {
        GuestTree tree = tree(MemoryFileTree.builder()
                .file("/etc/passwd", "the guest's\n")
                .symlink("/a/escape", "../../../../../../etc/passwd"));
        assertThat(tree.text(path("/a/escape"))).contains("the guest's\n");
    }

    @Test
    void dotDotAfterALinkIsTheParentOfItsTarget() throws ImageException {
        GuestTree tree = tree(MemoryFileTree.builder()
                .file("/srv/data/here", "yes")
                .directory("/srv/data/deep")
                .symlink("/d", "/srv/data/deep")
                .symlink("/up", "d/../here"));
        assertThat(tree.text(path("/up"))).contains("yes");
    }

    @Test
    void loopsAndDanglingLinksAreAbsentForTheGuest() throws ImageException {
        GuestTree tree = tree(MemoryFileTree.builder()
                .symlink("/a", "b")
                .symlink("/b", "a")
                .symlink("/gone", "nowhere")
                .file("/file", "")
                .symlink("/through", "file/x"));
        for (String absent : List.of("/a", "/b", "/gone", "/through", "/file/x", "/no/such")) {
            assertThat(tree.stat(path(absent))).as(absent).isEmpty();
        }
        assertThat(tree.lstat(path("/a"))).map(Node::kind).contains(Kind.SYMLINK);
    }

    @Test
    void followsExactlyFortyLinksAsLinuxDoes() throws ImageException {
        MemoryFileTree.Builder builder = MemoryFileTree.builder().file("/l0", "end");
        for (int i = 1; i <= 41; i++) {
            builder.symlink("/l" + i, "l" + (i - 1));
        }
        GuestTree tree = tree(builder);
        assertThat(tree.text(path("/l40"))).contains("end");
        assertThat(tree.text(path("/l41"))).isEmpty();
    }

    @Test
    void damageIsNeverAbsence() {
        GuestTree tree = tree(MemoryFileTree.builder()
                .damaged("/etc/shadow", Kind.FILE, () -> new DamagedImageException("bad extent", "disk"))
                .damaged("/home", Kind.DIRECTORY, () -> new DamagedImageException("bad directory", "disk")));
        assertThatThrownBy(() -> tree.text(path("/etc/shadow"))).isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> tree.list(path("/home"))).isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> tree.glob("/home/*/.ssh")).isInstanceOf(DamagedImageException.class);
        assertThatThrownBy(() -> tree.walk(GuestPath.ROOT, (at, node) -> true))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void aTreeThatCouldNotBeMadeAnswersNothing() {
        GuestTree tree =
                new GuestTree(new UnreadableFileTree("no operating system was found", "disk"), Limits.defaults());
        assertThatThrownBy(() -> tree.exists(path("/etc/fstab")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("no operating system was found");
    }

    @Test
    void aMountHidesWhatLiesUnderIt() throws ImageException {
        MemoryFileTree root = MemoryFileTree.builder()
                .file("/boot/old", "")
                .file("/etc/fstab", "")
                .build();
        MemoryFileTree boot = MemoryFileTree.builder()
                .file("/vmlinuz", "kernel")
                .directory("/efi")
                .build();
        MemoryFileTree esp =
                MemoryFileTree.builder().file("/EFI/BOOT/BOOTX64.EFI", "MZ").build();
        GuestTree tree = new GuestTree(
                new MountedFileTree(Map.of(GuestPath.ROOT, root, path("/boot"), boot, path("/boot/efi"), esp)),
                Limits.defaults());
        assertThat(tree.exists(path("/boot/old"))).isFalse();
        assertThat(tree.text(path("/boot/efi/EFI/BOOT/BOOTX64.EFI"))).contains("MZ");
        List<String> walked = new ArrayList<>();
        tree.walk(GuestPath.ROOT, (at, node) -> walked.add(at.toString()));
        assertThat(walked)
                .containsExactly(
                        "/boot",
                        "/boot/efi",
                        "/boot/efi/EFI",
                        "/boot/efi/EFI/BOOT",
                        "/boot/efi/EFI/BOOT/BOOTX64.EFI",
                        "/boot/vmlinuz",
                        "/etc",
                        "/etc/fstab");
    }

    @Test
    void walksStopAtTheCaps() {
        MemoryFileTree.Builder builder = MemoryFileTree.builder().file("/a/b/c/d", "");
        GuestTree few = new GuestTree(builder.build(), Limits.defaults().with(Limits.NODES_WALKED, 3));
        assertThatThrownBy(() -> few.walk(GuestPath.ROOT, (at, node) -> true))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("--limit nodes-walked=");
        GuestTree flat = new GuestTree(builder.build(), Limits.defaults().with(Limits.DIRECTORY_DEPTH, 3));
        assertThatThrownBy(() -> flat.walk(GuestPath.ROOT, (at, node) -> true))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("directory-depth");
    }

    /** An engine that knows the leaves of the tree before it looks at them, and counts its looks. */
    private static final class Foresighted implements FileTree {
        private final MemoryFileTree files;
        private final List<String> looks = new ArrayList<>();

        Foresighted(MemoryFileTree files) {
            this.files = files;
        }

        @Override
        public boolean hasNothingBelow(GuestPath listed) {
            try {
                return !files.stat(listed).orElseThrow().isDirectory()
                        || files.list(listed).isEmpty();
            } catch (ImageException e) {
                return false;
            }
        }

        @Override
        public Optional<Node> stat(GuestPath path) throws ImageException {
            looks.add(path.toString());
            return files.stat(path);
        }

        @Override
        public List<GuestName> list(GuestPath directory) throws ImageException {
            return files.list(directory);
        }

        @Override
        public GuestName readLink(GuestPath symlink) throws ImageException {
            return files.readLink(symlink);
        }

        @Override
        public ByteSource open(GuestPath file) throws ImageException {
            return files.open(file);
        }

        @Override
        public Map<String, byte[]> xattrs(GuestPath path) throws ImageException {
            return files.xattrs(path);
        }

        @Override
        public void close() {
            files.close();
        }
    }

    @Test
    void aWalkPassesOnlyWhatIsOfNoInterestAndHasNothingBelow() throws ImageException {
        Foresighted files = new Foresighted(MemoryFileTree.builder()
                .file("/owned", "")
                .file("/own", "")
                .file("/replaced/planted", "")
                .directory("/hollow")
                .build());
        List<String> visited = new ArrayList<>();
        Set<String> ofNoInterest = Set.of("/owned", "/replaced", "/hollow");
        new GuestTree(files, Limits.defaults()).walk(GuestPath.ROOT, new GuestTree.Visitor() {
            @Override
            public boolean visit(GuestPath at, Node node) {
                visited.add(at.toString());
                return true;
            }

            @Override
            public boolean passes(GuestPath at) {
                return ofNoInterest.contains(at.toString());
            }
        });
        // A directory in the place of an owned file is gone into all the same.
        assertThat(visited).containsExactly("/own", "/replaced", "/replaced/planted");
        assertThat(files.looks).doesNotContain("/owned", "/hollow");
    }

    @Test
    void nothingIsPassedThatAMountLiesBelow() {
        Foresighted root = new Foresighted(MemoryFileTree.builder()
                .directory("/srv")
                .file("/etc/fstab", "")
                .build());
        MountedFileTree mounted = new MountedFileTree(Map.of(
                GuestPath.ROOT,
                root,
                path("/srv/data"),
                MemoryFileTree.builder().build()));
        assertThat(mounted.hasNothingBelow(path("/srv"))).isFalse();
        assertThat(mounted.hasNothingBelow(path("/srv/data"))).isFalse();
        assertThat(mounted.hasNothingBelow(path("/etc/fstab"))).isTrue();
        assertThat(mounted.hasNothingBelow(path("/etc"))).isFalse();
    }

    @Test
    void aLongFileIsALimitAndNotShortened() {
        GuestTree tree = new GuestTree(
                MemoryFileTree.builder().file("/f", "12345").build(),
                Limits.defaults().with(Limits.TEXT_FILE_BYTES, 4));
        assertThatThrownBy(() -> tree.bytes(path("/f")))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("5 bytes");
    }

    @Test
    void aDirectoryIsNoFile() throws ImageException {
        GuestTree tree = tree(MemoryFileTree.builder().directory("/etc").special("/pipe", Kind.FIFO));
        assertThat(tree.open(path("/etc"))).isEmpty();
        assertThat(tree.open(path("/pipe"))).isEmpty();
        assertThat(tree.list(path("/pipe"))).isEmpty();
    }

    /** The JDK's own glob, which treats leading periods the same way for these patterns, is the oracle. */
    @Test
    void globAgreesWithTheHosts(@TempDir Path host) throws IOException {
        List<String> names =
                List.of("a", "ab", "abc", "b", "x.conf", "y.conf", "z.CONF", "10-a.cfg", "9.cfg", "]x", "a-b");
        MemoryFileTree.Builder builder = MemoryFileTree.builder();
        for (String name : names) {
            Files.writeString(host.resolve(name), "");
            builder.file("/d/" + name, "");
        }
        GuestTree tree = tree(builder);
        for (String pattern :
                List.of("*", "a*", "*b", "?", "??", "*.conf", "[ab]", "[!ab]*", "[0-9]*", "a[b-c]*", "*-*", "*.*")) {
            List<String> expected = new ArrayList<>();
            try (DirectoryStream<Path> found = Files.newDirectoryStream(host, pattern)) {
                found.forEach(file -> expected.add("/d/" + file.getFileName()));
            }
            assertThat(tree.glob("/d/" + pattern).stream()
                            .map(GuestPath::toString)
                            .toList())
                    .as(pattern)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void globNeedsAPeriodForAPeriodAndFollowsDirectories() throws ImageException {
        GuestTree tree = tree(MemoryFileTree.builder()
                .file("/home/a/.ssh/id", "")
                .file("/home/.hidden/.ssh/id", "")
                .symlink("/h", "home"));
        assertThat(tree.glob("/home/*/.ssh/*")).containsExactly(path("/home/a/.ssh/id"));
        assertThat(tree.glob("/h/.h*/.s*/i?")).containsExactly(path("/h/.hidden/.ssh/id"));
        assertThat(tree.glob("/nothing/*")).isEmpty();
    }

    @Test
    void contentIsReadInPlace() throws ImageException {
        GuestTree tree = tree(MemoryFileTree.builder().file("/f", "hello"));
        try (ByteSource source = tree.open(path("/f")).orElseThrow()) {
            byte[] two = new byte[2];
            source.readFully(3, two, 0, 2);
            assertThat(two).containsExactly('l', 'o');
            assertThatThrownBy(() -> source.readFully(4, two, 0, 2)).isInstanceOf(DamagedImageException.class);
        }
    }
}
