package org.imginspect.checks.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.check.CheckContext;
import org.imginspect.check.Outcome;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.checks.Evaluation;
import org.imginspect.checks.TestContext;
import org.imginspect.engine.ContainerCheck;
import org.imginspect.engine.DiskSpace;
import org.imginspect.engine.SpaceUse;
import org.imginspect.engine.Spread;
import org.imginspect.engine.StorageEntry;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.facts.Facts;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.scan.ExampleStorage;
import org.imginspect.scan.Gatherers;
import org.junit.jupiter.api.Test;

/** What the examples of the pages about containers and disks do not show. */
class DiskEdgeTest {
    private static final long GIB = 1L << 30;

    private static Verdict of(String id, String... storage) throws ImageException {
        return Evaluation.of(id, MemoryFileTree.builder(), storage);
    }

    private static List<String> findings(String id, String... storage) throws ImageException {
        return TestContext.findings(of(id, storage));
    }

    private static Verdict with(String id, Map<String, String> params, StorageMap map, DiskSpace space)
            throws ImageException {
        GuestTree tree = new GuestTree(MemoryFileTree.builder().build(), Limits.defaults());
        return Catalogue.find(id)
                .orElseThrow()
                .evaluate(
                        new CheckContext(tree, map, new Facts(tree, map, space, Gatherers.all()), new Params(params)));
    }

    private static Verdict with(String id, Map<String, String> params, String... storage) throws ImageException {
        List<String> lines = List.of(storage);
        return with(id, params, ExampleStorage.of(lines), ExampleStorage.space(lines));
    }

    /** A disk of which nothing below the files can be read. */
    private static final class Unreadable implements DiskSpace {
        private static ImageException damage() {
            return new DamagedImageException("qcow2: table leaves the file", "disk.qcow2");
        }

        @Override
        public ContainerCheck checkContainer() throws ImageException {
            throw damage();
        }

        @Override
        public SpaceUse use() throws ImageException {
            throw damage();
        }

        @Override
        public List<Spread> spreads() throws ImageException {
            throw damage();
        }

        @Override
        public boolean hasJournal(StorageEntry fileSystem) throws ImageException {
            throw damage();
        }

        @Override
        public List<ImageException> visitUnowned(Visitor visitor) throws ImageException {
            throw damage();
        }
    }

    @Test
    void whatCannotBeReadBelowTheFilesIsNeverAPass() {
        StorageMap map = ExampleStorage.of(
                List.of("container qcow2 size=107374182400", "table gpt", "partition 1", "filesystem 1 btrfs mount=/"));
        for (String id : List.of(
                "disk.container-consistent",
                "disk.free-space-residue",
                "disk.single-disk-root",
                "disk.smallest-size",
                "disk.sparse-waste")) {
            assertThatThrownBy(() -> with(id, Map.of(), map, new Unreadable()))
                    .as(id)
                    .isInstanceOf(DamagedImageException.class);
        }
    }

    /** As qemu-img check says of it: a dirty image's counts are rebuilt at its next opening, a wrong table is not. */
    @Test
    void countsOfADirtyImageWeighLessThanItsOtherDefects() throws Exception {
        assertThat(findings(
                        "disk.container-consistent",
                        "container qcow2 dirty \"defect=cluster 5: reference count is 0, used 1 times\""
                                + " \"defect=L2 table lies behind the file's end\" leaked=65536"))
                .hasSize(4)
                .satisfiesExactly(
                        text -> assertThat(text).startsWith("WARNING the image is marked dirty"),
                        text -> assertThat(text).startsWith("WARNING cluster 5: reference count"),
                        text -> assertThat(text).startsWith("ERROR L2 table"),
                        text -> assertThat(text).startsWith("NOTE 65536 bytes"));
        assertThat(findings(
                        "disk.container-consistent",
                        "container qcow2 \"defect=cluster 5: reference count is 0, used 1 times\""))
                .containsExactly("ERROR cluster 5: reference count is 0, used 1 times");
    }

    @Test
    void whatDirtyMeansIsToldForEachContainer() throws Exception {
        assertThat(findings("disk.container-consistent", "container vhdx dirty"))
                .containsExactly("WARNING the image is marked dirty: it was not closed properly, and every reader must"
                        + " replay its log first");
        assertThat(findings("disk.container-consistent", "container vhd dirty"))
                .containsExactly(
                        "WARNING the image is marked dirty: its machine was suspended with memory that is not in"
                                + " it (saved state)");
    }

    @Test
    void everyPartitionThatWasCutOffIsToldBesideTheMarkOfCorruption() throws Exception {
        assertThat(findings(
                        "disk.container-consistent",
                        "container qcow2 corrupt",
                        "table gpt",
                        "partition 1",
                        "partition 2 state=damaged",
                        "partition 3 state=damaged"))
                .satisfiesExactly(
                        text -> assertThat(text).startsWith("ERROR the image is marked corrupt"),
                        text -> assertThat(text).startsWith("ERROR disk.qcow2 > gpt:2: "),
                        text -> assertThat(text).startsWith("ERROR disk.qcow2 > gpt:3: "));
    }

    @Test
    void encryptionIsAnErrorOnlyIfTheRootMayLieInIt() throws Exception {
        String luks = "volume 2 crypto_LUKS state=encrypted";
        assertThat(findings("disk.container-not-encrypted", "table gpt", "partition 2", luks))
                .singleElement()
                .asString()
                .startsWith("ERROR disk.raw > gpt:2 > crypto_LUKS is encrypted, and no root");
        assertThat(findings(
                        "disk.container-not-encrypted",
                        "table gpt",
                        "partition 1",
                        "filesystem 1 ext4 mount=/",
                        "partition 2",
                        luks,
                        "partition 3",
                        "volume 3 BitLocker state=unsupported"))
                .satisfiesExactly(
                        text -> assertThat(text).startsWith("WARNING disk.raw > gpt:2"),
                        text -> assertThat(text).startsWith("WARNING disk.raw > gpt:3"));
    }

    @Test
    void whatLiesInAVolumeThatWasNotReadMayBeEncrypted() throws Exception {
        assertThatThrownBy(() -> of(
                        "disk.container-not-encrypted",
                        "table gpt",
                        "partition 1",
                        "filesystem 1 ext4 mount=/",
                        "partition 2",
                        "volume 2 LVM2_member state=unsupported"))
                .isInstanceOf(UnsupportedFeatureException.class);
        // A file system that shows its format is not encrypted, whether it can be read or not.
        assertThat(of("disk.container-not-encrypted", "table gpt", "partition 1", "filesystem 1 zfs state=unsupported")
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void everyOtherFileOfAContainerIsNamedInWhateverFormat() throws Exception {
        assertThat(findings(
                        "disk.container-standalone",
                        "container qcow2 \"file=/srv/base images/debian.qcow2\" file=data.raw"))
                .containsExactly(
                        "ERROR the qcow2 image needs another file: /srv/base images/debian.qcow2",
                        "ERROR the qcow2 image needs another file: data.raw");
        assertThat(findings("disk.container-standalone", "container vmdk file=disk-flat.vmdk"))
                .containsExactly("ERROR the vmdk image needs another file: disk-flat.vmdk");
    }

    @Test
    void aSnapshotDoesNotMakeAContainerLeanOnOtherFiles() throws Exception {
        assertThat(of("disk.container-standalone", "container qcow2 snapshots=clean dirty")
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void theFirstQcow2VersionIsQcow2AndItsPredecessorIsNot() throws Exception {
        assertThat(of("disk.format-qcow2", "container qcow2 version=2").outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(findings("disk.format-qcow2", "container qcow"))
                .containsExactly("WARNING the image is qcow, not qcow2");
    }

    @Test
    void whatIsInARawImageDoesNotMakeItQcow2() throws Exception {
        assertThat(findings("disk.format-qcow2", "container raw", "table gpt", "partition 1", "data 1 qcow2"))
                .containsExactly("WARNING the image is raw, not qcow2");
    }

    private static final String TOKEN = "text=\"ghp_RVhBTVBMRW9uTHlOb3RBUmVhbFRva2VuMTIz\\n\"";

    @Test
    void freeSpaceThatWasNotReadIsNoPassAndHidesNoFinding() throws Exception {
        String[] unread = {
            "table gpt", "partition 1", "filesystem 1 ext4 mount=/", "partition 2", "filesystem 2 xfs state=unsupported"
        };
        assertThatThrownBy(() -> of("disk.free-space-residue", unread)).isInstanceOf(UnsupportedFeatureException.class);
        assertThat(findings(
                        "disk.free-space-residue",
                        unread[0],
                        unread[1],
                        unread[2],
                        unread[3],
                        unread[4],
                        "free 1 at=0x5000 " + TOKEN))
                .satisfiesExactly(
                        text -> assertThat(text)
                                .startsWith("ERROR ")
                                .endsWith(" in the free space of disk.raw > gpt:1 > ext4 at 0x5000"),
                        text -> assertThat(text).startsWith("NOTE not all of it could be read: "));
    }

    @Test
    void noFindingInFreeSpaceShowsTheSecret() throws Exception {
        List<String> found = findings(
                "disk.free-space-residue",
                "table gpt",
                "partition 1",
                "filesystem 1 ext4 mount=/",
                "free 1 at=0x5000 " + TOKEN,
                "slack 1 at=0x9000 " + TOKEN,
                "unpartitioned disk at=0x8000 " + TOKEN);
        assertThat(found).hasSize(3).noneMatch(text -> text.contains("RVhBTVBMRW9uTHlOb3RBUmVhbFRva2VuMTIz"));
        assertThat(found).anyMatch(text -> text.contains("the slack of a file"));
    }

    @Test
    void theLeastSizeIsCountedInBinaryUnits() throws Exception {
        assertThat(findings("disk.min-virtual-size", "container qcow2 size=" + (20 * GIB - 512)))
                .containsExactly("ERROR the disk has 19.9 GiB; 20 GiB is the least");
        // 20 GB as disks are sold
        assertThat(of("disk.min-virtual-size", "container raw size=20000000000").outcome())
                .isEqualTo(Outcome.FINDINGS);
    }

    @Test
    void theLeastSizeIsAParameterWithAUnitOrNone() throws Exception {
        String disk = "container qcow2 size=" + 2 * GIB;
        assertThat(with("disk.min-virtual-size", Map.of("size", "2147483648"), disk)
                        .outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(with("disk.min-virtual-size", Map.of("size", "2147483649"), disk)
                        .outcome())
                .isEqualTo(Outcome.FINDINGS);
        assertThatThrownBy(() -> with("disk.min-virtual-size", Map.of("size", "much"), disk))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("size is 'much'");
    }

    @Test
    void everySnapshotIsNamed() throws Exception {
        assertThat(findings("disk.no-internal-snapshots", "container qcow2 \"snapshots=before update,2026-11-20\""))
                .containsExactly(
                        "WARNING ships the internal snapshot 'before update', with data deleted since",
                        "WARNING ships the internal snapshot '2026-11-20', with data deleted since");
    }

    @Test
    void onlyQcow2IsAskedForSnapshots() throws Exception {
        assertThat(of("disk.no-internal-snapshots", "container vmdk").outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(of("disk.no-internal-snapshots", "container qcow2 version=2").outcome())
                .isEqualTo(Outcome.PASS);
    }

    /** A map whose partition table was met and not read. */
    private static StorageMap tableThatWasNotRead(StorageEntry.State state, Problem.Kind kind) {
        StorageMap whole = ExampleStorage.of(List.of("filesystem disk ext4"));
        StorageEntry table = new StorageEntry(
                "disk.raw > gpt",
                StorageEntry.Kind.PARTITION_TABLE,
                "gpt",
                state,
                Optional.of(
                        new Problem(kind, "gpt: both headers have a wrong checksum", "disk.raw", OptionalLong.empty())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(GIB),
                Optional.empty(),
                Optional.empty());
        return new StorageMap(
                whole.container(), Optional.empty(), List.of(whole.entries().get(0), table));
    }

    @Test
    void damagedTableIsAFindingAndAnUnknownOneIsUnknown() throws Exception {
        List<String> nothing = List.of();
        assertThat(TestContext.findings(with(
                        "disk.partition-table-gpt",
                        Map.of(),
                        tableThatWasNotRead(StorageEntry.State.DAMAGED, Problem.Kind.DAMAGED),
                        ExampleStorage.space(nothing))))
                .containsExactly("ERROR the partition table is damaged: gpt: both headers have a wrong checksum");
        assertThatThrownBy(() -> with(
                        "disk.partition-table-gpt",
                        Map.of(),
                        tableThatWasNotRead(StorageEntry.State.UNSUPPORTED, Problem.Kind.UNSUPPORTED),
                        ExampleStorage.space(nothing)))
                .isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void aFileSystemOnTheWholeDiskHasNoTable() throws Exception {
        assertThat(findings("disk.partition-table-gpt", "filesystem disk xfs mount=/"))
                .containsExactly("ERROR the disk has no partition table");
        // That its backup had to be read is disk.gpt-consistent's.
        assertThat(of("disk.partition-table-gpt", "table gpt usedbackup mbr=hybrid", "partition 1")
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    private static MemoryFileTree.Builder growable() {
        return MemoryFileTree.builder()
                .file("/usr/sbin/resize2fs", "ELF")
                .file("/usr/bin/systemd-repart", "ELF")
                .file("/usr/lib/repart.d/50-root.conf", "[Partition]\nType=root\n");
    }

    @Test
    void rootThatWasNotFoundIsNotCalledGrowable() {
        assertThatThrownBy(() -> Evaluation.of(
                        "disk.root-growable", growable(), "table gpt", "partition 1", "filesystem 1 ext4"))
                .isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> Evaluation.of(
                        "disk.root-growable",
                        growable()
                                .damaged(
                                        "/etc/repart.d",
                                        Kind.DIRECTORY,
                                        () -> new DamagedImageException("ext4: bad directory", "disk")),
                        "table gpt",
                        "partition 1",
                        "filesystem 1 ext4 mount=/"))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void systemdRepartGrowsInPlaceOfGrowpartIfItIsToldWhat() throws Exception {
        String[] storage = {"table gpt", "partition 1", "filesystem 1 ext4 mount=/"};
        assertThat(Evaluation.of("disk.root-growable", growable(), storage).outcome())
                .isEqualTo(Outcome.PASS);
        MemoryFileTree.Builder untold =
                MemoryFileTree.builder().file("/usr/sbin/resize2fs", "ELF").file("/usr/bin/systemd-repart", "ELF");
        assertThat(TestContext.findings(Evaluation.of("disk.root-growable", untold, storage)))
                .containsExactly(
                        "WARNING nothing grows the root's partition at the first start: growpart is not installed");
        MemoryFileTree.Builder masked = growable()
                .special("/dev/null", Kind.CHARACTER_DEVICE)
                .symlink("/etc/repart.d/50-root.conf", "/dev/null");
        assertThat(TestContext.findings(Evaluation.of("disk.root-growable", masked, storage)))
                .containsExactly(
                        "WARNING nothing grows the root's partition at the first start: growpart is not installed");
    }

    @Test
    void whatLiesBehindTheRootIsFoundByPlaceNotByNumber() throws Exception {
        assertThat(TestContext.findings(Evaluation.of(
                        "disk.root-growable",
                        growable(),
                        "table gpt",
                        "partition 1 type=esp start=4000",
                        "filesystem 1 vfat",
                        "partition 2 start=1",
                        "filesystem 2 ext4 mount=/")))
                .containsExactly("ERROR disk.raw > gpt:1 lies behind the root, disk.raw > gpt:2, which cannot grow");
        // gpt:1 is not the partition of what lies in gpt:12
        assertThat(Evaluation.of(
                                "disk.root-growable",
                                growable(),
                                "table gpt",
                                "partition 1 start=1",
                                "partition 12 start=64",
                                "filesystem 12 ext4 mount=/")
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void anotherVolumeGroupThatLacksADiskIsNotTheRoots() throws Exception {
        String[] storage = {
            "table gpt",
            "partition 1",
            "volume 1 LVM2_member",
            "filesystem \"1 > LVM2_member > vg0/root\" xfs mount=/",
            "partition 2",
            "volume 2 LVM2_member",
            "spread \"LVM volume group\" 1 name=vg0 needed=1 present=1",
            "spread \"LVM volume group\" 2 name=vg needed=2 present=1"
        };
        assertThat(of("disk.single-disk-root", storage).outcome()).isEqualTo(Outcome.PASS);
        storage[7] = "spread \"LVM volume group\" 2 name=vg0 needed=3 present=2";
        assertThat(findings("disk.single-disk-root", storage))
                .singleElement()
                .asString()
                .startsWith("ERROR the LVM volume group vg0 has 3 members, of which 2 are in the image");
    }

    @Test
    void rootThatWasNotFoundMayLieInAnyIncompleteArray() throws Exception {
        assertThatThrownBy(() -> of(
                        "disk.single-disk-root",
                        "table gpt",
                        "partition 1",
                        "volume 1 linux_raid_member state=unsupported",
                        "spread \"RAID array\" 1 name=host:0 needed=1 present=1"))
                .isInstanceOf(UnsupportedFeatureException.class);
        assertThat(findings(
                        "disk.single-disk-root",
                        "table gpt",
                        "partition 1",
                        "volume 1 linux_raid_member state=unsupported",
                        "partition 2",
                        "volume 2 LVM2_member state=unsupported",
                        "spread \"RAID array\" 1 name=host:0 needed=2 present=1 redundant",
                        "spread \"LVM volume group\" 2 name=vg0 needed=2 present=1"))
                .satisfiesExactly(
                        text -> assertThat(text).startsWith("WARNING the RAID array host:0"),
                        text -> assertThat(text).startsWith("ERROR the LVM volume group vg0"));
    }

    @Test
    void emptyDiskOfTheSmallestPlanIsNotTooLarge() throws Exception {
        assertThat(of("disk.smallest-size", "container qcow2 size=" + 25 * GIB, "space used=1")
                        .outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(findings("disk.smallest-size", "container qcow2 size=" + 26 * GIB, "space used=" + GIB))
                .singleElement()
                .asString()
                .startsWith("WARNING the disk has 26 GiB, of which 1 GiB are used");
    }

    @Test
    void howMuchLargerADiskMayBeIsAParameter() throws Exception {
        String[] storage = {"container qcow2 size=" + 40 * GIB, "space used=" + 10 * GIB};
        assertThat(with("disk.smallest-size", Map.of(), storage).outcome()).isEqualTo(Outcome.PASS);
        assertThat(with("disk.smallest-size", Map.of("times", "3"), storage).outcome())
                .isEqualTo(Outcome.FINDINGS);
        assertThat(with("disk.smallest-size", Map.of("times", "3", "free-up-to", "40GiB"), storage)
                        .outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(with("disk.smallest-size", Map.of("times", "0"), storage).outcome())
                .isEqualTo(Outcome.FINDINGS);
    }

    @Test
    void wasteMustExceedBothTheShareAndTheAmount() throws Exception {
        long mib = 1L << 20;
        assertThat(of("disk.sparse-waste", "space file=" + 100 * mib + " wasted=" + 64 * mib)
                        .outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(of("disk.sparse-waste", "space file=" + 10 * GIB + " wasted=" + GIB)
                        .outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(findings("disk.sparse-waste", "space file=" + 100 * mib + " wasted=" + 65 * mib))
                .containsExactly("WARNING 65 MiB of the image file's 100 MiB hold what is free in the file systems,"
                        + " deleted files among it");
    }

    @Test
    void aGuessOfWasteSaysThatItIsOne() throws Exception {
        assertThat(findings("disk.sparse-waste", "space file=" + 3 * GIB + " wasted=" + 3 * GIB / 2 + " estimated"))
                .singleElement()
                .asString()
                .startsWith("WARNING about 1.5 GiB of the image file's 3 GiB");
    }

    private static List<String> traces(MemoryFileTree.Builder files) throws ImageException {
        return TestContext.findings(Evaluation.of("disk.virtio-bus-traces", files));
    }

    private static final String NO_DRIVER = ", none of virtio's, and the kernel has no virtio_blk when it starts";

    /** CentOS 6 has printk.time off. */
    @Test
    void kernelMessagesWithoutATimeTellOfDisksToo() throws Exception {
        assertThat(traces(MemoryFileTree.builder()
                        .file(
                                "/var/log/dmesg",
                                "Initializing cgroup subsys cpuset\nsd 0:0:0:0: [sda] Attached SCSI disk\n")))
                .containsExactly("WARNING /var/log/dmesg:2 tells of the disk sda" + NO_DRIVER);
    }

    @Test
    void oneTraceOfVirtioOutweighsAllOthers() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/boot/grub2/device.map", "# this device map was generated by anaconda\n(hd0)      /dev/sda\n")
                .file("/etc/fstab", "/dev/xvda1 / ext4 defaults 0 1\n")
                .file("/etc/lvm/backup/vg0", "vg0 {\n\tdevice = \"/dev/nvme0n1p2\"\t# Hint only\n}\n");
        assertThat(traces(files))
                .containsExactly(
                        "WARNING /etc/fstab:1 tells of the disk xvda" + NO_DRIVER,
                        "WARNING /boot/grub2/device.map:2 tells of the disk sda" + NO_DRIVER,
                        "WARNING /etc/lvm/backup/vg0:2 tells of the disk nvme0n1" + NO_DRIVER);
        files.file("/etc/blkid/blkid.tab", "<device DEVNO=\"0xfc01\" UUID=\"1\" TYPE=\"ext4\">/dev/vda1</device>\n");
        assertThat(Evaluation.of("disk.virtio-bus-traces", files).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void tracesThatCannotBeReadAreNotAbsent() {
        for (String file : List.of("/boot/grub/device.map", "/var/log/dmesg", "/etc/fstab", "/etc/lvm/backup/vg0")) {
            MemoryFileTree.Builder files = MemoryFileTree.builder()
                    .damaged(file, Kind.FILE, () -> new DamagedImageException("ext4: bad extent", "disk"));
            assertThatThrownBy(() -> traces(files)).as(file).isInstanceOf(DamagedImageException.class);
        }
    }
}
