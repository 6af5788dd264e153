package org.imginspect.checks.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Evaluation;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;

class FsChecksTest {
    private static MemoryFileTree.Builder fstab(String content) {
        return MemoryFileTree.builder().file("/etc/fstab", content).file("/boot/grub/grub.cfg", "");
    }

    private static List<Level> levels(Verdict verdict) {
        return ((Verdict.Findings) verdict)
                .findings().stream().map(finding -> finding.level()).toList();
    }

    @Test
    void damageIsNeverAPass() {
        for (String id : List.of("fs.fstab-no-device-names", "fs.fstab-targets-exist")) {
            for (String path : List.of("/etc/fstab", "/boot/grub/grub.cfg")) {
                MemoryFileTree.Builder files = MemoryFileTree.builder()
                        .damaged(path, Kind.FILE, () -> new DamagedImageException("ext4: bad", "disk"));
                assertThatThrownBy(() -> Evaluation.of(id, files)).as(id).isInstanceOf(DamagedImageException.class);
            }
        }
    }

    @Test
    void uuidThatMayLieInWhatWasNotReadIsUnknown() {
        assertThatThrownBy(() -> Evaluation.of(
                        "fs.fstab-targets-exist",
                        fstab("UUID=12 / ext4 defaults 0 1\n"),
                        "table gpt",
                        "partition 1",
                        "volume 1 LVM2_member uuid=99 state=unsupported"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("UUID=12");
    }

    @Test
    void unreadFileSystemWhoseUuidIsKnownIsThere() throws Exception {
        String[] storage = {"table gpt", "partition 1", "filesystem 1 xfs uuid=12 state=unsupported"};
        assertThat(Evaluation.of("fs.fstab-targets-exist", fstab("UUID=12 /srv xfs defaults 0 0\n"), storage)
                        .outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(levels(Evaluation.of("fs.fstab-targets-exist", fstab("UUID=13 /srv xfs defaults 0 0\n"), storage)))
                .containsExactly(Level.ERROR);
    }

    @Test
    void labelsThatTwoFileSystemsShareAreAWarning() throws Exception {
        assertThat(levels(Evaluation.of(
                        "fs.fstab-targets-exist",
                        fstab("LABEL=root / ext4 defaults 0 1\n"),
                        "table gpt",
                        "partition 1",
                        "filesystem 1 ext4 mount=/ label=root",
                        "partition 2",
                        "filesystem 2 ext4 label=root")))
                .containsExactly(Level.WARNING);
    }

    @Test
    void unreadFileSystemIsNotCalledClean() throws Exception {
        assertThatThrownBy(() -> Evaluation.of(
                        "fs.clean-shutdown",
                        MemoryFileTree.builder(),
                        "table gpt",
                        "partition 1",
                        "filesystem 1 ext4 mount=/",
                        "partition 2",
                        "filesystem 2 xfs state=unsupported"))
                .isInstanceOf(UnsupportedFeatureException.class);
        Verdict proved = Evaluation.of(
                "fs.clean-shutdown",
                MemoryFileTree.builder(),
                "table gpt",
                "partition 1",
                "filesystem 1 ext4 mount=/ \"consistency=stale:needs recovery\"",
                "partition 2",
                "filesystem 2 xfs state=unsupported");
        assertThat(levels(proved)).containsExactly(Level.ERROR);
    }

    @Test
    void aFileSystemWhoseStateNobodyLookedAtIsNotCalledClean() {
        assertThatThrownBy(() -> Evaluation.of(
                        "fs.clean-shutdown",
                        MemoryFileTree.builder(),
                        "table gpt",
                        "partition 1",
                        "filesystem 1 xfs mount=/ consistency=unknown"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("xfs");
    }

    @Test
    void swapThatMayLieInWhatWasNotReadIsUnknown() {
        assertThatThrownBy(() -> Evaluation.of(
                        "fs.no-swap-partition",
                        MemoryFileTree.builder(),
                        "table gpt",
                        "partition 1",
                        "volume 1 LVM2_member state=unsupported"))
                .isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void devicesOfOneBtrfsHaveOneUuid() throws Exception {
        String[] storage = {
            "table gpt",
            "partition 1",
            "filesystem 1 btrfs mount=/ uuid=12",
            "partition 2",
            "filesystem 2 btrfs uuid=12"
        };
        assertThat(Evaluation.of("fs.fstab-targets-exist", fstab("UUID=12 / btrfs defaults 0 0\n"), storage)
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void whereToResumeIsReadFromEveryFileOfInitramfsTools() throws Exception {
        MemoryFileTree.Builder files = fstab("")
                .file("/etc/initramfs-tools/conf.d/hibernate", "RESUME=\"UUID=99\"\n")
                .file("/etc/initramfs-tools/initramfs.conf", "# RESUME=UUID=1\nRESUME=none\n");
        assertThat(levels(Evaluation.of("fs.fstab-targets-exist", files))).containsExactly(Level.WARNING);
        MemoryFileTree.Builder named = fstab("").file("/etc/initramfs-tools/conf.d/resume", "RESUME=/dev/sda5\n");
        assertThat(levels(Evaluation.of("fs.fstab-no-device-names", named))).containsExactly(Level.WARNING);
    }

    @Test
    void partitionIdsOfAnMbrAreFound() throws Exception {
        String[] storage = {"table mbr", "partition 1 uuid=1234abcd-01", "filesystem 1 ext4 mount=/"};
        assertThat(Evaluation.of("fs.fstab-targets-exist", fstab("PARTUUID=1234ABCD-01 / ext4 defaults 0 1\n"), storage)
                        .outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(levels(Evaluation.of(
                        "fs.fstab-targets-exist", fstab("PARTUUID=1234abcd-02 / ext4 defaults 0 1\n"), storage)))
                .containsExactly(Level.ERROR);
    }

    @Test
    void solarisAlsoHasTheTypeOfSwap() throws Exception {
        assertThat(Evaluation.of(
                                "fs.no-swap-partition",
                                MemoryFileTree.builder(),
                                "table mbr",
                                "partition 1 type=82",
                                "filesystem 1 ext4 mount=/")
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }
}
