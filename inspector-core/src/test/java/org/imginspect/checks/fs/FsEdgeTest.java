package org.imginspect.checks.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.imginspect.check.Outcome;
import org.imginspect.checks.Evaluation;
import org.imginspect.checks.TestContext;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

/** What the examples of the pages about file systems do not show. */
class FsEdgeTest {
    private static List<String> findings(String id, MemoryFileTree.Builder files, String... storage)
            throws ImageException {
        return TestContext.findings(Evaluation.of(id, files, storage));
    }

    private static Outcome outcome(String id, MemoryFileTree.Builder files, String... storage) throws ImageException {
        return Evaluation.of(id, files, storage).outcome();
    }

    private static MemoryFileTree.Builder file(String path, String content) {
        return MemoryFileTree.builder().file(path, content);
    }

    @Test
    void whatCannotBeReadIsNeverAPass() {
        Map<String, List<String>> read = Map.of(
                "fs.data-dir-empty", List.of("/etc/fstab", "/data"),
                "fs.fstab-build-residue", List.of("/etc/fstab", "/etc/crypttab", "/etc/systemd/system/srv.mount"),
                "fs.journaled-root", List.of("/etc/fstab", "/boot/grub/grub.cfg"),
                "fs.lvm-devices-file", List.of("/etc/lvm/devices/system.devices"),
                "fs.no-swap-file", List.of("/etc/fstab", "/etc/waagent.conf", "/etc/systemd/system/a.swap"),
                "fs.tmp-mode", List.of("/usr/lib/tmpfiles.d/tmp.conf"));
        read.forEach((id, paths) -> paths.forEach(path -> {
            MemoryFileTree.Builder files = file("/usr/sbin/lvm", "ELF")
                    .damaged(
                            path,
                            path.equals("/data") ? Kind.DIRECTORY : Kind.FILE,
                            () -> new DamagedImageException("ext4: bad extent", "disk"));
            assertThatThrownBy(() -> Evaluation.of(id, files))
                    .as(id + " " + path)
                    .isInstanceOf(DamagedImageException.class);
        }));
    }

    @Test
    void dataNamesTheFirstFiveAndCountsTheOthers() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder().directory("/data/lost+found");
        for (String name : List.of("a", "b", "c", "d", "e", ".hidden", "g")) {
            files.file("/data/" + name, "");
        }
        assertThat(findings("fs.data-dir-empty", files))
                .singleElement()
                .asString()
                .startsWith("ERROR /data holds ")
                .endsWith(" and 2 more");
        assertThat(outcome("fs.data-dir-empty", file("/database/a", "").directory("/srv/data/a")))
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void dataThatIsNoDirectoryOrMountedByAUnitIsNotFree() throws Exception {
        assertThat(findings("fs.data-dir-empty", file("/data", ""))).containsExactly("ERROR /data is no directory");
        assertThat(findings("fs.data-dir-empty", MemoryFileTree.builder().symlink("/data", "/nowhere")))
                .containsExactly("ERROR /data is a symbolic link");
        assertThat(findings(
                        "fs.data-dir-empty",
                        file("/etc/systemd/system/data.mount", "[Mount]\nWhat=/dev/vdb\nWhere=/data/\n")))
                .containsExactly("ERROR /etc/systemd/system/data.mount:2 mounts something on /data");
    }

    @Test
    void theRootsLineSaysWhichDiskIsTheImages() throws Exception {
        assertThat(findings(
                        "fs.fstab-build-residue",
                        file("/etc/fstab", "/dev/sda1 /old xfs nofail 0 0\n/dev/vdb1 / ext4 defaults 0 1\n")))
                .containsExactly("WARNING /etc/fstab:1 mounts '/dev/sda1' on '/old', another disk than the image's");
        // nothing else says so: the first disk of any bus may be the image's
        assertThat(outcome(
                        "fs.fstab-build-residue",
                        file("/etc/fstab", "UUID=1 / ext4 defaults 0 1\n/dev/xvda2 none swap sw 0 0\n")))
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void maskedUnitMountsNothing() throws Exception {
        MemoryFileTree.Builder files =
                file("/usr/lib/systemd/system/srv.mount", "[Mount]\nWhat=/dev/vdb1\nWhere=/srv\n");
        assertThat(findings("fs.fstab-build-residue", files))
                .containsExactly("WARNING /usr/lib/systemd/system/srv.mount:2 mounts '/dev/vdb1' on '/srv',"
                        + " another disk than the image's");
        files.symlink("/etc/systemd/system/srv.mount", "/dev/null");
        assertThat(outcome("fs.fstab-build-residue", files)).isEqualTo(Outcome.NOT_APPLICABLE);
    }

    @Test
    void nameThatMayLieInWhatWasNotReadIsUnknown() {
        assertThatThrownBy(() -> outcome(
                        "fs.fstab-build-residue",
                        file("/etc/fstab", "LABEL=backup /mnt ext4 noauto 0 0\n"),
                        "table gpt",
                        "partition 1",
                        "volume 1 LVM2_member state=unsupported"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("LABEL=backup");
    }

    /** The words of Ubuntu's 00_header without GRUB_RECORDFAIL_TIMEOUT. */
    @Test
    void halfAMinuteAfterAFailedBootIsANote() throws Exception {
        String menu = "if [ \"${recordfail}\" = 1 ] ; then\n  set timeout=30\nelse\n  set timeout=60\nfi\n";
        String saves = "function recordfail {\n  if [ -n \"${have_grubenv}\" ]; then save_env recordfail; fi\n}\n";
        assertThat(findings("fs.journaled-root", file("/boot/grub/grub.cfg", menu + saves)))
                .containsExactly("NOTE /boot/grub/grub.cfg:2 after a boot that failed the menu waits 30 seconds");
        assertThat(outcome("fs.journaled-root", file("/boot/grub/grub.cfg", menu)))
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void passOfAnotherMountOrOfXfsIsNotTheRoots() throws Exception {
        assertThat(outcome(
                        "fs.journaled-root",
                        file("/etc/fstab", "UUID=1 / ext4 defaults 0 1\nUUID=2 /srv ext4 defaults 0 0\n")))
                .isEqualTo(Outcome.PASS);
        // fstab(5): a sixth field that is missing is 0
        assertThat(findings("fs.journaled-root", file("/etc/fstab", "# root\nUUID=1 / ext4 defaults\n")))
                .containsExactly("NOTE /etc/fstab:2 the root's pass is 0, so that it is never checked at boot");
        assertThatThrownBy(() -> outcome(
                        "fs.journaled-root", MemoryFileTree.builder(), "table gpt", "partition 1", "filesystem 1 ext4"))
                .isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void everyDeviceOfTheListIsNamedAndItsHeaderIsNot() throws Exception {
        assertThat(findings(
                        "fs.lvm-devices-file",
                        file("/usr/sbin/lvm", "ELF")
                                .file(
                                        "/etc/lvm/devices/system.devices",
                                        "HASH=1\nPRODUCT_UUID=4c4c4544\nVERSION=1.1.2\n#IDTYPE=sys_wwid IDNAME=naa.1 DEVNAME=/dev/sda\nIDTYPE=sys_wwid IDNAME=naa.2 DEVNAME=/dev/sdb PVID=a\nIDTYPE=devname IDNAME=/dev/vda2 DEVNAME=/dev/vda2 PVID=b PART=2\n"),
                        "table gpt",
                        "partition 1",
                        "filesystem 1 xfs mount=/"))
                .containsExactly(
                        "WARNING /etc/lvm/devices/system.devices:5 names the build machine's device naa.2: LVM uses no other",
                        "WARNING /etc/lvm/devices/system.devices:6 names the build machine's device /dev/vda2: LVM uses no"
                                + " other");
    }

    @Test
    void commentThatSwitchesTheListOffDoesNot() throws Exception {
        MemoryFileTree.Builder files = file("/usr/sbin/lvm", "ELF")
                .file("/etc/lvm/devices/system.devices", "IDTYPE=sys_wwid IDNAME=naa.2 DEVNAME=/dev/sdb\n")
                .file("/etc/lvm/lvm.conf", "devices {\n\t# use_devicesfile = 0\n\tuse_devicesfile = 1\n}\n");
        // Where the root lies is not known: it may need the list.
        assertThat(findings("fs.lvm-devices-file", files, "table gpt", "partition 1"))
                .singleElement()
                .asString()
                .startsWith("ERROR /etc/lvm/devices/system.devices:1 ");
        files.file("/etc/lvm/lvm.conf", "devices/use_devicesfile=0\n");
        assertThat(findings("fs.lvm-devices-file", files))
                .singleElement()
                .asString()
                .startsWith("NOTE ");
    }

    /** conf.py of the agent: split at '=' and '#', quotes stripped, a dictionary, lower(). */
    @Test
    void theAzureAgentsFileIsReadAsTheAgentReadsIt() throws Exception {
        assertThat(findings(
                        "fs.no-swap-file",
                        file(
                                "/etc/waagent.conf",
                                "#ResourceDisk.EnableSwap=y\nResourceDisk.EnableSwap = \"Y\" # was n\n")))
                .containsExactly(
                        "WARNING /etc/waagent.conf:2 has a swap file made: ResourceDisk.EnableSwap = \"Y\" # was n");
        assertThat(outcome(
                        "fs.no-swap-file",
                        file("/etc/waagent.conf", "ResourceDisk.EnableSwap=y\nResourceDisk.EnableSwap=n\n")))
                .isEqualTo(Outcome.PASS);
    }

    /** cc_mounts, handle_swapcfg(): without a size there is no need to set up swap. */
    @Test
    void cloudInitMakesNoSwapFileWithoutASize() throws Exception {
        assertThat(outcome(
                        "fs.no-swap-file",
                        file("/etc/cloud/cloud.cfg", "swap:\n  filename: /swap.img\n  size: 0\n  maxsize: 1G\n")))
                .isEqualTo(Outcome.PASS);
        assertThat(findings(
                        "fs.no-swap-file",
                        file("/etc/cloud/cloud.cfg", "users: []\n")
                                .file("/etc/cloud/cloud.cfg.d/90-swap.cfg", "swap:\n  size: auto\n")))
                .containsExactly("WARNING /etc/cloud/cloud.cfg.d/90-swap.cfg:2 cloud-init is told to make a swap file");
    }

    @Test
    void emptyFilesDirectoriesAndLinksOfSwapsNamesAreNoSwap() throws Exception {
        assertThat(outcome(
                        "fs.no-swap-file",
                        file("/swapfile", "").directory("/swap").symlink("/swap.img", "/mnt/swap.img")))
                .isEqualTo(Outcome.PASS);
        // a file that is named and there is told once
        assertThat(findings("fs.no-swap-file", file("/swapfile", "x").file("/etc/fstab", "/swapfile swap swap sw\n")))
                .containsExactly("WARNING /etc/fstab:1 swaps to the file /swapfile");
    }

    private static final String TMPFILES = "# tmp\nq /tmp 1777 root root 10d\nq /var/tmp 1777 root root 30d\n";

    @Test
    void systemdMendsModesButNotWhatIsInTheWay() throws Exception {
        assertThat(findings(
                        "fs.tmp-mode",
                        file("/usr/lib/tmpfiles.d/tmp.conf", TMPFILES)
                                .file("/tmp", "")
                                .symlink("/var/tmp", "/gone")))
                .containsExactly("ERROR /tmp is no directory", "ERROR /var/tmp is a link to nothing");
        assertThat(findings(
                        "fs.tmp-mode",
                        file("/usr/lib/tmpfiles.d/tmp.conf", TMPFILES).directory("/tmp", 01755, 0, 0)))
                .containsExactly(
                        "WARNING /tmp has mode 01755, not 01777; systemd-tmpfiles mends that at every start",
                        "WARNING /var/tmp is not there; systemd-tmpfiles mends that at every start");
    }

    /** tmpfiles.d(5): a file in /etc replaces the vendor's of the same name. */
    @Test
    void maskedTmpfilesMendNothing() throws Exception {
        assertThat(findings(
                        "fs.tmp-mode",
                        file("/usr/lib/tmpfiles.d/tmp.conf", TMPFILES)
                                .symlink("/etc/tmpfiles.d/tmp.conf", "/dev/null")
                                .directory("/tmp", 0777, 0, 0)
                                .directory("/var/tmp", 01777, 0, 0)))
                .containsExactly("ERROR /tmp has mode 0777, not 01777");
    }
}
