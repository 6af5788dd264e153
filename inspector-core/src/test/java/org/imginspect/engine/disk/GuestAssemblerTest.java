package org.imginspect.engine.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageEntry.Kind;
import org.imginspect.engine.StorageEntry.State;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestAssemblerTest {
    private final List<Volume> volumes = new ArrayList<>();

    private static StorageEntry partition(int number) {
        return new StorageEntry(
                "disk > gpt:" + number,
                Kind.PARTITION,
                "gpt",
                State.OPENED,
                Optional.empty(),
                Optional.empty(),
                Optional.of("aaaaaaaa-0000-4000-8000-00000000000" + number),
                Optional.of("part " + number),
                OptionalLong.of(1000),
                Optional.empty(),
                Optional.of(new PartitionInfo(number, "type", number * 1000L, 0, OptionalInt.empty())));
    }

    private static StorageEntry content(int number, Kind kind, State state, String format) {
        return new StorageEntry(
                "disk > gpt:" + number + " > " + format,
                kind,
                format,
                state,
                Optional.empty(),
                state == State.OPENED ? Optional.of(Consistency.CLEAN) : Optional.empty(),
                Optional.of("bbbbbbbb-0000-4000-8000-00000000000" + number),
                Optional.of("label " + number),
                OptionalLong.of(1000),
                Optional.empty(),
                Optional.empty());
    }

    private void opened(int number, MemoryFileTree.Builder tree) {
        volumes.add(new Volume(
                content(number, Kind.FILE_SYSTEM, State.OPENED, "ext4"),
                Optional.of(partition(number)),
                Optional.of(tree.build()),
                Optional.empty(),
                Region.Place.on(0),
                List.of()));
    }

    private void unopened(int number, Kind kind, String format, ImageException failure) {
        volumes.add(new Volume(
                content(number, kind, Region.stateOf(failure.problem()), format),
                Optional.of(partition(number)),
                Optional.empty(),
                Optional.of(failure),
                Region.Place.on(0),
                List.of()));
    }

    private static MemoryFileTree.Builder root(String fstab) {
        return MemoryFileTree.builder()
                .file("/etc/os-release", "ID=test\n")
                .file("/etc/fstab", fstab)
                .file("/data/below", "covered\n");
    }

    private static MemoryFileTree.Builder data() {
        return MemoryFileTree.builder().file("/here", "data\n");
    }

    private GuestAssembler.Assembly assemble() {
        return GuestAssembler.assemble("disk", volumes, Limits.defaults());
    }

    private GuestTree tree() {
        GuestAssembler.Assembly assembly = assemble();
        assertThat(assembly.rootProblem()).isEmpty();
        return new GuestTree(assembly.root(), Limits.defaults());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UUID=bbbbbbbb-0000-4000-8000-000000000002",
                "UUID=BBBBBBBB-0000-4000-8000-000000000002",
                "UUID=\"bbbbbbbb-0000-4000-8000-000000000002\"",
                "LABEL=label\\0402",
                "LABEL=\"label\\0402\"",
                "PARTUUID=aaaaaaaa-0000-4000-8000-000000000002",
                "PARTLABEL=part\\0402",
                "/dev/disk/by-uuid/bbbbbbbb-0000-4000-8000-000000000002",
                "/dev/disk/by-label/label\\x202",
                "/dev/disk/by-partuuid/aaaaaaaa-0000-4000-8000-000000000002",
                "/dev/disk/by-partlabel/part\\x202",
                "/dev/sda2",
                "/dev/vda2",
                "/dev/xvda2",
                "/dev/hda2",
                "/dev/nvme0n1p2",
                "/dev/mmcblk0p2"
            })
    void everyWayToNameAVolumeIsUnderstood(String device) throws ImageException {
        opened(1, root(device + "\t/data  ext4 defaults 0 2\n"));
        opened(2, data());
        assertThat(tree().text(GuestPath.of("/data/here"))).contains("data\n");
        assertThat(tree().text(GuestPath.of("/data/below"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#/dev/sda2 /data ext4 defaults 0 0",
                "/dev/sda2 /data ext4 noauto 0 0",
                "/dev/sda2 /data nfs defaults 0 0",
                "/dev/sda2 /data ext4 defaults,_netdev 0 0",
                "/dev/sda2 /data none bind 0 0",
                "/dev/sda2",
                "/dev/sda2 none swap sw 0 0",
                "/dev/sdb2 /data ext4 defaults 0 0",
                "/dev/vdaa2 /data ext4 defaults 0 0",
                "/dev/nvme0n2p2 /data ext4 defaults 0 0",
                "/dev/sda22 /data ext4 defaults 0 0",
                "UUID=cccccccc-0000-4000-8000-000000000002 /data ext4 defaults 0 0"
            })
    void otherLinesLeaveTheDirectoryVisible(String line) throws ImageException {
        opened(1, root(line + "\n"));
        opened(2, data());
        assertThat(tree().text(GuestPath.of("/data/below"))).contains("covered\n");
    }

    @Test
    void theRootLineTellsTheDisksName() throws ImageException {
        opened(1, root("""
            /dev/xvde1 / ext4 defaults 0 1
            /dev/xvde2 /data ext4 defaults 0 2
            /dev/xvda2 /mnt ext4 defaults 0 2
            """).directory("/mnt"));
        opened(2, data());
        assertThat(tree().text(GuestPath.of("/data/here"))).contains("data\n");
        assertThat(assemble().notes()).containsExactly("/etc/fstab: /dev/xvda2 on /mnt is not on this disk");
    }

    @Test
    void aRootLineThatMeansAnotherFileSystemIsNoted() {
        opened(1, root("UUID=cccccccc-0000-4000-8000-000000000002 / ext4 defaults 0 1\n"));
        assertThat(assemble().notes())
                .containsExactly(
                        "/etc/fstab: UUID=cccccccc-0000-4000-8000-000000000002 on / is not the file system that was"
                                + " found to be the root, disk > gpt:1 > ext4");
    }

    @Test
    void parentsAreMountedBeforeChildrenAndLinksAreResolvedInTheTree() throws ImageException {
        opened(
                1,
                root("/dev/sda3 /var/lib/deep ext4 defaults 0 2\n/dev/sda2 /var ext4 defaults 0 2\n")
                        .directory("/real")
                        .symlink("/var", "real"));
        opened(2, MemoryFileTree.builder().directory("/lib/deep").file("/lib/file", "from two\n"));
        opened(3, data());
        assertThat(tree().text(GuestPath.of("/var/lib/deep/here"))).contains("data\n");
        assertThat(tree().text(GuestPath.of("/real/lib/file"))).contains("from two\n");
        assertThat(assemble().mountPoints())
                .containsEntry("disk > gpt:2 > ext4", GuestPath.of("/real"))
                .containsEntry("disk > gpt:3 > ext4", GuestPath.of("/real/lib/deep"));
    }

    @Test
    void aMissingMountPointIsMadeInItsDirectoryAsSystemdDoes() throws ImageException {
        opened(1, root("/dev/sda2 /new ext4 defaults 0 2\n/dev/sda3 /no/where ext4 defaults 0 2\n"));
        opened(2, data());
        opened(3, data());
        assertThat(tree().list(GuestPath.ROOT))
                .containsExactly(GuestName.of("data"), GuestName.of("etc"), GuestName.of("new"));
        assertThat(tree().text(GuestPath.of("/new/here"))).contains("data\n");
        assertThat(assemble().notes())
                .containsExactly("/etc/fstab: /dev/sda3 on /no/where has a mount point that is not there");
    }

    @Test
    void theFirstOfTwoLinesForOneMountPointCounts() throws ImageException {
        opened(1, root("/dev/sda2 /data ext4 defaults 0 2\n/dev/sda3 /data ext4 defaults 0 2\n"));
        opened(2, data());
        opened(3, MemoryFileTree.builder());
        assertThat(tree().text(GuestPath.of("/data/here"))).contains("data\n");
        assertThat(assemble().notes())
                .containsExactly("/etc/fstab: /dev/sda3 on /data has the mount point of an earlier line");
    }

    @Test
    void whatCouldNotBeOpenedThrowsItsOwnReason() {
        opened(1, root("LABEL=label\\0402 /data ext4 defaults 0 2\n"));
        unopened(2, Kind.FILE_SYSTEM, "ext4", new DamagedImageException("ext4: broken", "disk > gpt:2"));
        assertThatThrownBy(() -> tree().exists(GuestPath.of("/data/below")))
                .isInstanceOf(DamagedImageException.class)
                .hasMessage("ext4: broken [disk > gpt:2]");
        assertThat(assemble().mountPoints()).containsEntry("disk > gpt:2 > ext4", GuestPath.of("/data"));
    }

    @Test
    void whatMayLieInAnUnreadVolumeIsUnknown() throws ImageException {
        opened(
                1,
                root("/dev/mapper/vg-data /data ext4 defaults,nofail 0 2\n/dev/sr0 /media iso9660 ro 0 0\n")
                        .file("/media/below", "visible\n"));
        unopened(2, Kind.VOLUME, "LVM2_member", new UnsupportedFeatureException("LVM2_member", "disk > gpt:2"));
        assertThatThrownBy(() -> tree().exists(GuestPath.of("/data/below")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("/dev/mapper/vg-data");
        assertThat(tree().text(GuestPath.of("/media/below"))).contains("visible\n");
    }

    @Test
    void logicalVolumesAreFoundByTheirNamesAndNotByPartitionNumbers() throws ImageException {
        opened(1, root("/dev/mapper/vg-data /data xfs defaults 0 2\n/dev/sda2 /etc ext4 defaults 0 2\n"));
        volumes.add(new Volume(
                content(2, Kind.FILE_SYSTEM, State.OPENED, "xfs"),
                Optional.of(partition(2)),
                Optional.of(data().build()),
                Optional.empty(),
                new Region.Place(0, List.of("/dev/vg/data", "/dev/mapper/vg-data"), false),
                List.of()));
        assertThat(tree().text(GuestPath.of("/data/here"))).contains("data\n");
        assertThat(assemble().notes()).containsExactly("/etc/fstab: /dev/sda2 on /etc is not on this disk");
    }

    @Test
    void aSnapshotOfAVolumeIsNeitherTheRootNorWhatAUuidMeans() throws ImageException {
        opened(1, root("UUID=bbbbbbbb-0000-4000-8000-000000000002 /data ext4 defaults 0 2\n"));
        for (boolean snapshot : new boolean[] {true, false}) {
            volumes.add(new Volume(
                    content(2, Kind.FILE_SYSTEM, State.OPENED, snapshot ? "xfs" : "ext4"),
                    Optional.empty(),
                    Optional.of(snapshot ? root("").build() : data().build()),
                    Optional.empty(),
                    new Region.Place(0, List.of("/dev/vg/" + snapshot), snapshot),
                    List.of()));
        }
        assertThat(tree().text(GuestPath.of("/data/here"))).contains("data\n");
        assertThat(assemble().mountPoints()).containsOnlyKeys("disk > gpt:1 > ext4", "disk > gpt:2 > ext4");
        assertThat(assemble().notes())
                .containsExactly("disk > gpt:2 > xfs is a snapshot with a system in it; it is not the root");
    }

    @Test
    void namesOfDisksMeanThoseThatAreGivenInTheirOrder() throws ImageException {
        opened(1, root("/dev/sda1 / ext4 defaults 0 1\n/dev/sdb2 /data ext4 defaults 0 2\n"));
        opened(2, MemoryFileTree.builder().file("/here", "first disk\n"));
        volumes.add(new Volume(
                content(3, Kind.FILE_SYSTEM, State.OPENED, "ext4"),
                Optional.of(partition(2)),
                Optional.of(data().build()),
                Optional.empty(),
                Region.Place.on(1),
                List.of()));
        assertThat(tree().text(GuestPath.of("/data/here"))).contains("data\n");
        // The guest calls the disk with its root sdc: then sdd is the next one, and sda none of these.
        volumes.remove(0);
        volumes.add(
                0,
                new Volume(
                        content(1, Kind.FILE_SYSTEM, State.OPENED, "ext4"),
                        Optional.of(partition(1)),
                        Optional.of(root("""
                            /dev/sdc1 / ext4 defaults 0 1
                            /dev/sdd2 /data ext4 defaults 0 2
                            /dev/sda2 /etc ext4 defaults 0 2
                            """).build()),
                        Optional.empty(),
                        Region.Place.on(0),
                        List.of()));
        assertThat(tree().text(GuestPath.of("/data/here"))).contains("data\n");
        assertThat(assemble().notes()).containsExactly("/etc/fstab: /dev/sda2 on /etc is not on this disk");
    }

    @Test
    void anUnreadableFstabMakesTheWholeTreeUnknown() {
        opened(
                1,
                MemoryFileTree.builder()
                        .file("/etc/os-release", "ID=test\n")
                        .damaged(
                                "/etc/fstab",
                                org.imginspect.guest.Kind.FILE,
                                () -> new DamagedImageException("gone", "disk > gpt:1")));
        assertThat(assemble().rootProblem().map(Problem::kind)).contains(Problem.Kind.DAMAGED);
        assertThatThrownBy(() -> assemble().root().stat(GuestPath.ROOT)).isInstanceOf(DamagedImageException.class);
    }

    @Test
    void aRootWithoutFstabCountsOnlyIfItIsTheOnlyOne() throws ImageException {
        opened(1, MemoryFileTree.builder().file("/usr/lib/os-release", "ID=test\n"));
        opened(2, data());
        assertThat(tree().exists(GuestPath.of("/usr/lib/os-release"))).isTrue();
        opened(3, root(""));
        assertThat(assemble().mountPoints()).containsOnlyKeys("disk > gpt:3 > ext4");
    }

    @Test
    void anOldReleaseFileOrALinkThatDanglesMakesARootToo() {
        opened(
                1,
                MemoryFileTree.builder()
                        .file("/etc/redhat-release", "CentOS release 6.10\n")
                        .file("/etc/fstab", ""));
        assertThat(assemble().rootProblem()).isEmpty();
        volumes.clear();
        opened(
                1,
                MemoryFileTree.builder()
                        .symlink("/etc/os-release", "../usr/lib/os-release")
                        .file("/etc/fstab", ""));
        assertThat(assemble().rootProblem()).isEmpty();
    }

    @Test
    void aFileSystemThatCannotBeLookedIntoIsReportedAndDecidesWhenNoRootIsFound() {
        opened(1, MemoryFileTree.builder().directory("/etc"));
        volumes.add(new Volume(
                content(2, Kind.FILE_SYSTEM, State.OPENED, "ext4"),
                Optional.of(partition(2)),
                Optional.of(new FailedFileTree(new DamagedImageException("root directory is gone", "disk > gpt:2"))),
                Optional.empty(),
                Region.Place.on(0),
                List.of()));
        assertThat(assemble().failures()).containsOnlyKeys("disk > gpt:2 > ext4");
        assertThat(assemble().rootProblem().map(Problem::kind)).contains(Problem.Kind.DAMAGED);
    }
}
