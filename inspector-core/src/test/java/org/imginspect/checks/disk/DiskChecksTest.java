package org.imginspect.checks.disk;

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

class DiskChecksTest {
    private static Outcome outcome(String id, String... storage) throws Exception {
        return Evaluation.of(id, MemoryFileTree.builder(), storage).outcome();
    }

    private static List<Level> levels(Verdict verdict) {
        return ((Verdict.Findings) verdict)
                .findings().stream().map(finding -> finding.level()).toList();
    }

    @Test
    void biosBootWithoutATableIsNotClaimed() {
        assertThatThrownBy(() -> outcome("disk.bios-bootable", "filesystem disk ext4 mount=/"))
                .isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void emptyBiosBootPartitionDoesNotBoot() throws Exception {
        Verdict verdict = Evaluation.of(
                "disk.bios-bootable",
                MemoryFileTree.builder(),
                "table gpt bootcode=grub",
                "partition 1 type=bios",
                "data 1 empty");
        assertThat(levels(verdict)).containsExactly(Level.ERROR);
    }

    @Test
    void otherBootCodeNeedsAPartitionToStart() throws Exception {
        assertThat(outcome("disk.bios-bootable", "table gpt bootcode=other", "partition 1 type=linux"))
                .isEqualTo(Outcome.FINDINGS);
        assertThat(outcome("disk.bios-bootable", "table mbr bootcode=other", "partition 1 attributes=80"))
                .isEqualTo(Outcome.PASS);
        assertThat(outcome("disk.bios-bootable", "table mbr bootcode=none", "partition 1 attributes=80"))
                .isEqualTo(Outcome.FINDINGS);
    }

    @Test
    void espThatTheGuestDoesNotMountIsUnknown() {
        assertThatThrownBy(() ->
                        outcome("disk.efi-fallback-loader", "table gpt", "partition 1 type=esp", "filesystem 1 vfat"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("does not mount");
    }

    @Test
    void espWithoutAFileSystemHasNoLoader() throws Exception {
        assertThat(outcome("disk.efi-fallback-loader", "table gpt", "partition 1 type=esp", "data 1 empty"))
                .isEqualTo(Outcome.FINDINGS);
    }

    @Test
    void unreadableEspIsNeverAPass() {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .damaged("/boot/efi", Kind.DIRECTORY, () -> new DamagedImageException("vfat: bad", "disk"));
        assertThatThrownBy(() -> Evaluation.of(
                        "disk.efi-fallback-loader",
                        files,
                        "table gpt",
                        "partition 1 type=esp",
                        "filesystem 1 vfat mount=/boot/efi"))
                .isInstanceOf(DamagedImageException.class);
    }

    @Test
    void defectsWeighMoreWhenThePrimaryIsLost() throws Exception {
        assertThat(levels(Evaluation.of(
                        "disk.gpt-consistent",
                        MemoryFileTree.builder(),
                        "table gpt usedbackup \"defect=header checksum is wrong\"")))
                .containsExactly(Level.ERROR);
        assertThat(levels(Evaluation.of(
                        "disk.gpt-consistent",
                        MemoryFileTree.builder(),
                        "table gpt mbr=plain \"defect=entries overlap\"")))
                .containsExactly(Level.WARNING, Level.ERROR);
    }
}
