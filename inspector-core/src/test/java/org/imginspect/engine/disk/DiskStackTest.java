package org.imginspect.engine.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.Guest;
import org.imginspect.engine.OpenOptions;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageEntry.State;
import org.imginspect.engine.StorageMap;
import org.imginspect.engine.embedded.EmbeddedEngine;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.GuestName;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Node;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.imginspect.volume.LogicalVolume;
import org.imginspect.volume.Member;
import org.imginspect.volume.VolumeFixture;
import org.imginspect.volume.VolumeFormat;
import org.imginspect.volume.VolumeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How what lies on several disks is put together, and where it stands in the map. */
class DiskStackTest {
    private static final int MEMBER_BYTES = 1 << 20;

    /** Joins all members it gets: what lies behind the first MiB of the first one is the volume. */
    private record Joined(String member, String format, List<String> names, Optional<ImageException> without)
            implements VolumeFormat {
        @Override
        public List<VolumeSet> assemble(List<Member> members, Limits limits) {
            List<LogicalVolume> volumes = new ArrayList<>();
            for (String name : names) {
                volumes.add(new LogicalVolume(
                        name,
                        Optional.of("uuid-" + name),
                        "linear",
                        OptionalLong.of(1),
                        List.of("/dev/" + name),
                        Optional.empty(),
                        true,
                        without.isPresent()
                                ? Optional.empty()
                                : Optional.of(tail(members.get(0).bytes())),
                        without));
            }
            return List.of(new VolumeSet(
                    "group", "g", Optional.of("u"), format, members, List.of("pv1"), Optional.empty(), volumes));
        }
    }

    private static ByteSource tail(ByteSource bytes) {
        try {
            return bytes.slice(MEMBER_BYTES, bytes.size() - MEMBER_BYTES, "tail");
        } catch (ImageException e) {
            throw new AssertionError(e);
        }
    }

    /** The mark of an array's member, of metadata version 1.2. */
    private static void raid(byte[] disk, int at) {
        ByteBuffer bytes = ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(at + 4096, 0xa92b4efc).putInt(at + 4100, 1).putLong(at + 4096 + 144, 8);
        bytes.putLong(at + 4096 + 16, 77);
    }

    private static void physical(byte[] disk, int at) {
        byte[] label = "LABELONE".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(label, 0, disk, at + 512, label.length);
        ByteBuffer bytes = ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(at + 520, 1).putInt(at + 532, 32);
        System.arraycopy("LVM2 001".getBytes(StandardCharsets.US_ASCII), 0, disk, at + 536, 8);
    }

    private static void ext(byte[] disk, int at) {
        ByteBuffer.wrap(disk).order(ByteOrder.LITTLE_ENDIAN).putShort(at + 1024 + 0x38, (short) 0xef53);
    }

    /** One MBR partition from {@code start} to the end. */
    private static void partition(byte[] disk, int at, int start, int bytes) {
        disk[at + 510] = 0x55;
        disk[at + 511] = (byte) 0xaa;
        disk[at + 446 + 4] = (byte) 0x83;
        ByteBuffer.wrap(disk)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(at + 446 + 8, start / 512)
                .putInt(at + 446 + 12, bytes / 512);
    }

    private static StorageMap map(List<byte[]> disks, VolumeFormat... managers) throws ImageException {
        List<DiskLayout> layouts = new ArrayList<>();
        List<ContainerInfo> containers = new ArrayList<>();
        List<String> names = DiskFiles.unique(disks.stream().map(disk -> "disk").toList());
        for (byte[] disk : disks) {
            ContainerInfo container = new ContainerInfo(
                    "raw", 0, disk.length, disk.length, List.of(), false, false, OptionalLong.empty(), "");
            String name = names.get(layouts.size());
            layouts.add(DiskLayout.read(
                    new ArraySource(disk, name),
                    name,
                    container,
                    OptionalInt.empty(),
                    layouts.size(),
                    Limits.defaults()));
            containers.add(container);
        }
        DiskStack stack =
                DiskStack.of(containers, layouts, (volume, group, own) -> own, List.of(managers), Limits.defaults());
        OpenedVolumes opened = OpenedVolumes.open(
                stack,
                "test",
                (region, devices) -> Optional.empty(),
                new java.util.LinkedHashMap<>(),
                Limits.defaults());
        return opened.storageMap(opened.assemble("disk"));
    }

    private static List<String> lines(StorageMap map) {
        return map.entries().stream()
                .map(entry -> entry.path() + " " + entry.state())
                .toList();
    }

    private static final Joined ARRAYS = new Joined("linux_raid_member", "raid1", List.of("md0"), Optional.empty());
    private static final Joined GROUPS = new Joined("LVM2_member", "lvm2", List.of("vg/a", "vg/b"), Optional.empty());

    @Test
    void aGroupOnAnArrayOnTwoDisksIsListedBelowTheFirstMember() throws ImageException {
        byte[] first = new byte[4 << 20];
        raid(first, 0);
        physical(first, 1 << 20);
        ext(first, 2 << 20);
        byte[] second = new byte[2 << 20];
        raid(second, 0);
        StorageMap map = map(List.of(first, second), ARRAYS, GROUPS);
        String array = "disk > linux_raid_member > md0";
        String group = array + " > LVM2_member > vg/";
        assertThat(lines(map))
                .containsExactly(
                        "disk OPENED",
                        "disk > linux_raid_member OPENED",
                        array + " OPENED",
                        array + " > LVM2_member OPENED",
                        group + "a OPENED",
                        group + "a > ext2 UNSUPPORTED",
                        group + "b OPENED",
                        group + "b > ext2 UNSUPPORTED",
                        "disk (2) OPENED",
                        "disk (2) > linux_raid_member OPENED");
        assertThat(map.disks()).extracting(disk -> disk.path()).containsExactly("disk", "disk (2)");
        assertThat(map.groups()).hasSize(2);
        assertThat(map.groups().get(0).members())
                .containsExactly("disk > linux_raid_member", "disk (2) > linux_raid_member");
        assertThat(map.groups().get(1).volumes()).containsExactly(group + "a", group + "b");
    }

    @Test
    void partitionsOfAnArrayAreItsOwnAndNotTheDisks() throws ImageException {
        byte[] disk = new byte[4 << 20];
        raid(disk, 0);
        partition(disk, 1 << 20, 1 << 20, 1 << 20);
        ext(disk, 2 << 20);
        StorageMap map = map(List.of(disk), ARRAYS, GROUPS);
        assertThat(lines(map))
                .containsExactly(
                        "disk OPENED",
                        "disk > linux_raid_member OPENED",
                        "disk > linux_raid_member > md0 OPENED",
                        "disk > linux_raid_member > md0 > mbr OPENED",
                        "disk > linux_raid_member > md0 > mbr:1 OPENED",
                        "disk > linux_raid_member > md0 > mbr:1 > ext2 UNSUPPORTED");
        assertThat(map.partitions()).isEmpty();
        assertThat(map.table()).isEmpty();
    }

    /** Metadata at the end leaves the array's partition table where the disk's would be. */
    @Test
    void partitionsOfAMirrorOfWholeDisksAreFoundOnce() throws ImageException {
        byte[] disk = new byte[4 << 20];
        partition(disk, 0, 1 << 20, 1 << 20);
        ext(disk, 1 << 20);
        int at = ((disk.length / 512 - 16) & ~7) * 512;
        ByteBuffer.wrap(disk)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(at, 0xa92b4efc)
                .putInt(at + 4, 1)
                .putLong(at + 144, at / 512)
                .putLong(at + 16, 77);
        VolumeFormat mirror = new VolumeFormat() {
            @Override
            public String member() {
                return "linux_raid_member";
            }

            @Override
            public List<VolumeSet> assemble(List<Member> members, Limits limits) {
                ByteSource data;
                try {
                    data = members.get(0).bytes().slice(0, at, "data");
                } catch (ImageException e) {
                    throw new AssertionError(e);
                }
                LogicalVolume volume = new LogicalVolume(
                        "md0",
                        Optional.empty(),
                        "raid1",
                        OptionalLong.of(at),
                        List.of("/dev/md0"),
                        Optional.empty(),
                        true,
                        Optional.of(data),
                        Optional.empty());
                return List.of(new VolumeSet(
                        "RAID array",
                        "md0",
                        Optional.of("u"),
                        "raid1",
                        members,
                        List.of(),
                        Optional.empty(),
                        List.of(volume)));
            }
        };
        assertThat(lines(map(List.of(disk, disk.clone()), mirror)))
                .containsExactly(
                        "disk OPENED",
                        "disk > linux_raid_member OPENED",
                        "disk > linux_raid_member > md0 OPENED",
                        "disk > linux_raid_member > md0 > mbr OPENED",
                        "disk > linux_raid_member > md0 > mbr:1 OPENED",
                        "disk > linux_raid_member > md0 > mbr:1 > ext2 UNSUPPORTED",
                        "disk (2) OPENED",
                        "disk (2) > linux_raid_member OPENED");
    }

    /** The kernel does not look for partitions in logical volumes: what a guest of the guest's has there is its own. */
    @Test
    void partitionsInALogicalVolumeAreNotLookedFor() throws ImageException {
        byte[] disk = new byte[4 << 20];
        physical(disk, 0);
        partition(disk, 1 << 20, 1 << 20, 1 << 20);
        assertThat(lines(map(List.of(disk), ARRAYS, GROUPS)))
                .contains("disk > LVM2_member > vg/a OPENED", "disk > LVM2_member > vg/a > unknown UNSUPPORTED")
                .noneMatch(line -> line.contains("mbr"));
    }

    @Test
    void aVolumeWithoutBytesSaysWhy() throws ImageException {
        byte[] disk = new byte[2 << 20];
        physical(disk, 0);
        ImageException missing = new UnsupportedFeatureException("lvm2: physical volume pv1 is missing", "disk");
        StorageMap map = map(List.of(disk), new Joined("LVM2_member", "lvm2", List.of("vg/a"), Optional.of(missing)));
        StorageEntry volume = map.at("LVM2_member > vg/a").orElseThrow();
        assertThat(volume.state()).isEqualTo(State.UNSUPPORTED);
        assertThat(volume.problem()).contains(missing.problem());
        assertThat(map.groups().get(0).missing()).containsExactly("pv1");
    }

    /** An array that holds a member of itself. */
    @Test
    void membersInMembersEnd() throws ImageException {
        byte[] disk = new byte[32 << 20];
        for (int at = 0; at < disk.length; at += MEMBER_BYTES) {
            raid(disk, at);
        }
        List<String> lines = lines(map(List.of(disk), ARRAYS));
        assertThat(lines.get(lines.size() - 1)).endsWith("md0 > linux_raid_member UNSUPPORTED");
        assertThat(lines).hasSizeLessThan(30);
    }

    @Test
    void tooManyVolumesAreNamedAsALimitAndNotLeftOut() throws ImageException {
        byte[] disk = new byte[2 << 20];
        physical(disk, 0);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            names.add("vg/" + i);
        }
        StorageMap map = map(List.of(disk), new Joined("LVM2_member", "lvm2", names, Optional.empty()));
        assertThat(lines(map)).containsExactly("disk OPENED", "disk > LVM2_member LIMITED");
    }

    @TempDir
    Path directory;

    /** The five disks of a group that lvm made, as images of their own. */
    @Test
    void aGroupOverFiveImagesIsReadWithAllAndNamesWhatIsMissingWithFour() throws Exception {
        VolumeFixture fixture = new VolumeFixture("lvm/plain");
        List<Path> images = new ArrayList<>();
        for (String name : fixture.names()) {
            images.add(Files.write(directory.resolve(name), fixture.bytes(name)));
        }
        OpenOptions all = OpenOptions.defaults().withOtherDisks(images.subList(1, 5));
        try (Guest guest = new EmbeddedEngine().open(images.get(0), all)) {
            StorageMap map = guest.storage();
            assertThat(map.otherDisks()).hasSize(4);
            assertThat(map.groups()).hasSize(1);
            assertThat(map.groups().get(0).missing()).isEmpty();
            StorageEntry root = map.at("LVM2_member > root-vg/root").orElseThrow();
            assertThat(root.state()).isEqualTo(State.OPENED);
            assertThat(root.uuid()).contains("Uy55sD-7dvH-hQGd-qTKh-gMjT-Len6-emo3cp");
            assertThat(root.volume().orElseThrow().devices())
                    .containsExactly("/dev/root-vg/root", "/dev/mapper/root--vg-root");
            assertThat(map.at("pv4 > LVM2_member").orElseThrow().state()).isEqualTo(State.OPENED);
            assertThat(guest.space().spreads()).hasSize(1);
            assertThat(guest.space().spreads().get(0).present()).isEqualTo(5);
        }
        OpenOptions four = OpenOptions.defaults().withOtherDisks(images.subList(1, 4));
        try (Guest guest = new EmbeddedEngine().open(images.get(0), four)) {
            StorageMap map = guest.storage();
            assertThat(map.groups().get(0).missing()).hasSize(1);
            assertThat(map.at("LVM2_member > root-vg/root").orElseThrow().state())
                    .isEqualTo(State.OPENED);
            StorageEntry lost = map.at("LVM2_member > root-vg/onfour").orElseThrow();
            assertThat(lost.state()).isEqualTo(State.UNSUPPORTED);
            assertThat(lost.problem().orElseThrow().what()).contains("pv4").contains("is not among the disks given");
        }
    }

    /** A machine whose listing is what the kernel showed: a mirror, a volume group over two disks, a thin volume with a snapshot, subvolumes. */
    @Test
    void aMachineOfThreeDisksIsWhatTheKernelShows() throws Exception {
        VolumeFixture fixture = new VolumeFixture("disk/machine");
        List<Path> images = new ArrayList<>();
        for (String name : fixture.names()) {
            images.add(Files.write(directory.resolve(name), fixture.bytes(name)));
        }
        OpenOptions all = OpenOptions.defaults().withOtherDisks(images.subList(1, 3));
        try (Guest guest = new EmbeddedEngine().open(images.get(0), all)) {
            assertThat(guest.rootProblem()).isEmpty();
            assertThat(guest.engine().notes()).isEmpty();
            assertThat(guest.storage().unread()).isEmpty();
            String group = "a > gpt:2 > LVM2_member > root-vg/";
            assertThat(lines(guest.storage()))
                    .containsExactly(
                            "a OPENED",
                            "a > gpt OPENED",
                            "a > gpt:1 OPENED",
                            "a > gpt:1 > linux_raid_member OPENED",
                            "a > gpt:1 > linux_raid_member > boot OPENED",
                            "a > gpt:1 > linux_raid_member > boot > ext4 OPENED",
                            "a > gpt:2 OPENED",
                            "a > gpt:2 > LVM2_member OPENED",
                            group + "root OPENED",
                            group + "root > ext4 OPENED",
                            group + "home OPENED",
                            group + "home > ext4 OPENED",
                            group + "swap OPENED",
                            group + "swap > swap RECOGNISED",
                            group + "pool RECOGNISED",
                            group + "var OPENED",
                            group + "var > ext4 OPENED",
                            group + "var-before OPENED",
                            group + "var-before > ext4 OPENED",
                            "b OPENED",
                            "b > gpt OPENED",
                            "b > gpt:1 OPENED",
                            "b > gpt:1 > linux_raid_member OPENED",
                            "b > gpt:2 OPENED",
                            "b > gpt:2 > LVM2_member OPENED",
                            "c OPENED",
                            "c > btrfs OPENED",
                            "c > btrfs > data OPENED",
                            "c > btrfs > data/nested OPENED",
                            "c > btrfs > old OPENED");
            assertThat(guest.storage()
                            .mountedAt(GuestPath.of("/var"))
                            .orElseThrow()
                            .path())
                    .isEqualTo(group + "var > ext4");
            StorageEntry snapshot = guest.storage()
                    .at("gpt:2 > LVM2_member > root-vg/var-before")
                    .orElseThrow();
            assertThat(snapshot.volume().orElseThrow().snapshotOf()).contains("root-vg/var");
            GuestTree before =
                    guest.volume("gpt:2 > LVM2_member > root-vg/var-before").orElseThrow();
            assertThat(before.exists(GuestPath.of("/log/before"))).isTrue();
            assertThat(before.exists(GuestPath.of("/log/after"))).isFalse();
            assertThat(guest.storage()
                            .at("c > btrfs > old")
                            .orElseThrow()
                            .volume()
                            .orElseThrow()
                            .snapshotOf())
                    .contains("data");
            List<String> found = new ArrayList<>();
            walk(guest.tree(), GuestPath.ROOT, found);
            assertThat(found)
                    .containsExactlyElementsOf(
                            Fixtures.text("disk/machine.listing").lines().toList());
        }
    }

    private static void walk(GuestTree tree, GuestPath directory, List<String> into) throws Exception {
        for (GuestName name : tree.list(directory)) {
            GuestPath path = directory.resolve(name);
            Node node = tree.lstat(path).orElseThrow();
            if (name.text().equals("lost+found")) {
                continue;
            }
            String mode = Integer.toOctalString(node.permissions());
            if (node.isDirectory()) {
                into.add(path + "\td\t" + mode);
                walk(tree, path, into);
            } else {
                into.add(path + "\tf\t" + mode + "\t" + node.sizeBytes() + "\t"
                        + VolumeFixture.sha256(tree.open(path).orElseThrow()));
            }
        }
    }
}
