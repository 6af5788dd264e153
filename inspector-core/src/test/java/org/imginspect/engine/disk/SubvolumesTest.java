package org.imginspect.engine.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageEntry.Kind;
import org.imginspect.engine.StorageEntry.State;
import org.imginspect.engine.VolumeInfo;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.Subvolume;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which subvolume is the root and which are mounted where, in the layouts that distributions make. */
class SubvolumesTest {
    private static final String UUID = "bbbbbbbb-0000-4000-8000-000000000004";
    private static final String BTRFS = "disk > gpt:4 > btrfs";
    private static final String RELEASE = "/etc/os-release";

    private final List<Volume> volumes = new ArrayList<>();
    private final List<Volume.Sub> subvolumes = new ArrayList<>();
    private final List<String> opened = new ArrayList<>();
    private FileTree plain = MemoryFileTree.builder().build();

    private static StorageEntry entry(String path, Kind kind, String format) {
        return new StorageEntry(
                path,
                kind,
                format,
                State.OPENED,
                Optional.empty(),
                Optional.of(Consistency.CLEAN),
                Optional.of(format.equals("btrfs") && kind != Kind.SUBVOLUME ? UUID : "cccccccc"),
                Optional.empty(),
                OptionalLong.of(1000),
                Optional.empty(),
                kind == Kind.PARTITION
                        ? Optional.of(new PartitionInfo(4, "type", 4000, 0, OptionalInt.empty()))
                        : Optional.empty(),
                Optional.of(
                        new VolumeInfo("subvolume", OptionalLong.of(1), Optional.empty(), false, false, List.of())));
    }

    /** A subvolume; the one that is the default also is what a mount without options shows. */
    private void sub(
            long id, String path, boolean isDefault, Optional<String> snapshotOf, MemoryFileTree.Builder files) {
        FileTree tree = files.build();
        Subvolume subvolume =
                new Subvolume(id, GuestPath.of(path), Optional.of("uuid-" + id), snapshotOf, isDefault, false, () -> {
                    opened.add(path);
                    return tree;
                });
        boolean self = isDefault && path.equals("/");
        StorageEntry entry = self
                ? entry(BTRFS, Kind.FILE_SYSTEM, "btrfs")
                : entry(BTRFS + " > " + (path.equals("/") ? path : path.substring(1)), Kind.SUBVOLUME, "btrfs");
        if (isDefault) {
            plain = tree;
        }
        subvolumes.add(new Volume.Sub(subvolume, entry, self ? tree : new LazyTree(subvolume.opener())));
    }

    private void sub(long id, String path, MemoryFileTree.Builder files) {
        sub(id, path, path.equals("/"), Optional.empty(), files);
    }

    private static MemoryFileTree.Builder top() {
        return MemoryFileTree.builder().directory("/other");
    }

    private static MemoryFileTree.Builder system(String name, String fstab) {
        return MemoryFileTree.builder()
                .file(RELEASE, name)
                .file("/etc/fstab", fstab)
                .directory("/home")
                .directory("/var")
                .directory("/boot");
    }

    private GuestAssembler.Assembly assemble() {
        volumes.add(new Volume(
                entry(BTRFS, Kind.FILE_SYSTEM, "btrfs"),
                Optional.of(entry("disk > gpt:4", Kind.PARTITION, "gpt")),
                Optional.of(plain),
                Optional.empty(),
                Region.Place.on(0),
                subvolumes));
        return GuestAssembler.assemble("disk", volumes, Limits.defaults());
    }

    private static Optional<String> text(GuestAssembler.Assembly guest, String path) throws ImageException {
        return new GuestTree(guest.root(), Limits.defaults()).text(GuestPath.of(path));
    }

    @Test
    void ubuntusRootIsTheOneWhoseOwnFstabNamesIt() throws ImageException {
        sub(5, "/", top());
        String fstab = "UUID=" + UUID + " / btrfs defaults,subvol=@ 0 1\nUUID=" + UUID
                + " /home btrfs defaults,subvol=@home 0 2\n";
        sub(256, "/@", system("root", fstab));
        sub(257, "/@home", MemoryFileTree.builder().file("/user", "home"));
        GuestAssembler.Assembly guest = assemble();
        assertThat(guest.rootProblem()).isEmpty();
        assertThat(text(guest, RELEASE)).contains("root");
        assertThat(text(guest, "/home/user")).contains("home");
        assertThat(guest.mountPoints().get(BTRFS + " > @")).isEqualTo(GuestPath.ROOT);
        assertThat(guest.mountPoints().get(BTRFS + " > @home")).isEqualTo(GuestPath.of("/home"));
        assertThat(guest.mountPoints()).hasSize(2);
        assertThat(guest.notes()).isEmpty();
    }

    @Test
    void fedorasRootIsTheOneThatTheKernelIsTold() throws ImageException {
        volumes.add(new Volume(
                entry("disk > gpt:2 > ext4", Kind.FILE_SYSTEM, "ext4"),
                Optional.of(entry("disk > gpt:2", Kind.PARTITION, "gpt")),
                Optional.of(MemoryFileTree.builder()
                        .file(
                                "/loader/entries/fedora.conf",
                                "title Fedora\noptions root=UUID=" + UUID + " ro rootflags=subvol=root quiet\n")
                        .build()),
                Optional.empty(),
                Region.Place.on(0),
                List.of()));
        sub(5, "/", top());
        // Fedora Cloud's fstab names the subvolume; an installation by hand may leave it to the kernel.
        sub(256, "/root", system("root", "UUID=" + UUID + " /home btrfs subvolid=257 0 0\n"));
        sub(257, "/home", MemoryFileTree.builder().file("/user", "home"));
        sub(258, "/old", system("old", ""));
        GuestAssembler.Assembly guest = assemble();
        assertThat(guest.rootProblem()).isEmpty();
        assertThat(text(guest, RELEASE)).contains("root");
        assertThat(text(guest, "/home/user")).contains("home");
    }

    @Test
    void openSusesRootIsTheDefaultThoughItLiesAmongSnapshots() throws ImageException {
        String fstab = "UUID=" + UUID + " / btrfs defaults 0 0\nUUID=" + UUID + " /var btrfs subvol=/@/var 0 0\nUUID="
                + UUID + " /.snapshots btrfs subvol=/@/.snapshots 0 0\n";
        sub(5, "/", false, Optional.empty(), top());
        sub(256, "/@", MemoryFileTree.builder().directory("/.snapshots"));
        sub(257, "/@/var", MemoryFileTree.builder().file("/log", "variable"));
        sub(258, "/@/.snapshots", MemoryFileTree.builder().directory("/1"));
        sub(
                259,
                "/@/.snapshots/1/snapshot",
                true,
                Optional.empty(),
                system("running", fstab).directory("/.snapshots"));
        for (int i = 2; i < 200; i++) {
            sub(258 + i, "/@/.snapshots/" + i + "/snapshot", false, Optional.of("uuid-259"), system("past", fstab));
        }
        GuestAssembler.Assembly guest = assemble();
        assertThat(guest.rootProblem()).isEmpty();
        assertThat(text(guest, RELEASE)).contains("running");
        assertThat(text(guest, "/var/log")).contains("variable");
        assertThat(guest.mountPoints().get(BTRFS)).isEqualTo(GuestPath.ROOT);
        assertThat(opened).as("no snapshot is looked into").containsExactly("/@/var");
    }

    @Test
    void aSnapshotOfAUbuntuIsNoSecondSystem() throws ImageException {
        String fstab = "UUID=" + UUID + " / btrfs subvol=@ 0 1\n";
        sub(5, "/", top());
        sub(256, "/@", false, Optional.of("uuid-gone"), system("restored", fstab));
        sub(300, "/timeshift-btrfs/snapshots/1/@", false, Optional.of("uuid-256"), system("past", fstab));
        sub(301, "/before-upgrade", false, Optional.of("uuid-256"), system("past", fstab));
        GuestAssembler.Assembly guest = assemble();
        assertThat(guest.rootProblem()).isEmpty();
        assertThat(text(guest, RELEASE)).contains("restored");
        assertThat(opened).doesNotContain("/timeshift-btrfs/snapshots/1/@");
    }

    @Test
    void twoSystemsOfWhichNothingIsSaidAreTwo() {
        sub(5, "/", top());
        sub(256, "/one", system("one", ""));
        sub(257, "/two", system("two", ""));
        assertThat(assemble().rootProblem().orElseThrow().what())
                .isEqualTo("2 operating systems were found, only one can be inspected: gpt:4 > btrfs > one,"
                        + " gpt:4 > btrfs > two");
    }

    @Test
    void aSubvolumeThatIsNotThereIsNotMountedAndSaidSo() throws ImageException {
        sub(5, "/", top());
        sub(
                256,
                "/@",
                system(
                                "root",
                                "UUID=" + UUID + " / btrfs subvol=@ 0 1\nUUID=" + UUID
                                        + " /var btrfs subvol=/gone 0 2\n")
                        .file("/var/below", "visible"));
        GuestAssembler.Assembly guest = assemble();
        assertThat(text(guest, "/var/below")).contains("visible");
        assertThat(guest.notes())
                .containsExactly("/etc/fstab: UUID=" + UUID + " on /var names subvol=/gone, which is not there");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "subvol=@, -1, /@",
                "subvol=/@/var/, -1, /@/var",
                "subvol=/, -1, /",
                "subvolid=257, 257, -",
                "subvolid=0x101, 257, -",
                "subvolid=0, 5, -",
                "subvolid=none, 9223372036854775807, -"
            })
    void optionsAreReadAsTheKernelReadsThem(String option, long id, String path) {
        assertThat(Subvolumes.wanted(List.of("rw", option)))
                .contains(new Subvolumes.Wanted(id, Optional.ofNullable(path).map(GuestPath::of)));
        assertThat(Subvolumes.wanted(List.of("rw", "compress=zstd"))).isEmpty();
    }
}
