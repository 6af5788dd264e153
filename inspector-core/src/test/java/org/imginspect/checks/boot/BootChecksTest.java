package org.imginspect.checks.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.imginspect.check.Level;
import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Evaluation;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootChecksTest {
    private static MemoryFileTree.Builder grub(String config) {
        return MemoryFileTree.builder().file("/boot/grub/grub.cfg", config);
    }

    private static List<Level> levels(Verdict verdict) {
        return ((Verdict.Findings) verdict)
                .findings().stream().map(finding -> finding.level()).toList();
    }

    private static Verdict console(String arguments) throws ImageException {
        return Evaluation.of("boot.console-ttys0", grub("menuentry L {\nlinux /k " + arguments + "\n}\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "console=ttyS0, PASS",
        "'console=tty0 console=ttyS0,115200n8', PASS",
        "'console=ttyS0 console=ttyS0,9600', PASS",
        "console=ttyS01, FINDINGS",
        "console=ttyS1, FINDINGS",
        "earlyprintk=ttyS0, FINDINGS",
        "xconsole=ttyS0, FINDINGS",
        "console=ttyAMA0, FINDINGS"
    })
    void onlyTheKernelsOwnConsoleCounts(String arguments, Outcome outcome) throws Exception {
        assertThat(console(arguments).outcome()).isEqualTo(outcome);
    }

    @Test
    void armHasAnotherPort() throws Exception {
        MemoryFileTree.Builder files =
                grub("menuentry L {\nlinux /k console=ttyAMA0\n}\n").file("/usr/lib/ld-linux-aarch64.so.1", "ELF");
        assertThat(Evaluation.of("boot.console-ttys0", files).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void otherEntriesOnlyWarn() throws Exception {
        Verdict verdict = Evaluation.of(
                "boot.console-ttys0",
                grub(
                        "menuentry A {\nlinux /k console=ttyS0\n}\nmenuentry B {\nlinux /k single\n}\nmenuentry C {\nfwsetup\n}\n"));
        assertThat(levels(verdict)).containsExactly(Level.WARNING);
    }

    @Test
    void defaultThatStartsNoLinuxIsAnError() throws Exception {
        assertThat(levels(Evaluation.of("boot.console-ttys0", grub("menuentry C {\nchainloader +1\n}\n"))))
                .containsExactly(Level.ERROR);
    }

    @Test
    void deviceOutsideTheImageIsAnErrorAndUnmountedOneUnknown() throws Exception {
        String[] storage = {"table gpt", "partition 1", "filesystem 1 ext4 mount=/", "partition 2", "filesystem 2 ext4"
        };
        assertThat(levels(Evaluation.of(
                        "boot.entry-files-exist", grub("menuentry L {\nlinux (hd1,gpt1)/k\n}\n"), storage)))
                .containsExactly(Level.ERROR);
        assertThatThrownBy(() -> Evaluation.of(
                        "boot.entry-files-exist", grub("menuentry L {\nlinux (hd0,gpt2)/k\n}\n"), storage))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("does not mount");
    }

    @Test
    void emptyMenuIsAnError() throws Exception {
        assertThat(levels(Evaluation.of("boot.entry-files-exist", grub("set timeout=5\n"))))
                .containsExactly(Level.ERROR);
    }

    private static final List<String> ALL = List.of(
            "boot.console-ttys0",
            "boot.console-verbose",
            "boot.cmdline-net-ifnames",
            "boot.cmdline-biosdevname",
            "boot.grub-timeout",
            "boot.config-regenerated",
            "boot.entry-files-exist",
            "boot.lvm-args-kept");

    private static MemoryFileTree.Builder withoutMenu() {
        return MemoryFileTree.builder()
                .file("/etc/default/grub", "GRUB_TIMEOUT=5\n")
                .file("/usr/lib/modules/6.1.0/modules.builtin", "")
                .symlink("/lib", "usr/lib");
    }

    private static final String[] DISK = {"table gpt", "partition 1", "filesystem 1 ext4 mount=/"};

    private static String[] disk(String... more) {
        return Stream.concat(Stream.of(DISK), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void kernelWithoutAnyMenuIsAFinding() throws Exception {
        for (String id : ALL) {
            Verdict verdict = Evaluation.of(id, withoutMenu(), DISK);
            assertThat(levels(verdict))
                    .as(id)
                    .containsExactly(id.equals("boot.config-regenerated") ? Level.WARNING : Level.ERROR);
            assertThat(((Verdict.Findings) verdict).findings().get(0).message()).startsWith("no boot menu was found");
        }
    }

    @Test
    void neitherMenuNorKernelIsAContainer() throws Exception {
        for (String id : ALL) {
            MemoryFileTree.Builder files = MemoryFileTree.builder()
                    .file("/etc/default/grub", "GRUB_TIMEOUT=5\n")
                    .file("/lib/modules/6.1.0/modules.dep.bin", "");
            assertThat(Evaluation.of(id, files, DISK).outcome()).as(id).isEqualTo(Outcome.NOT_APPLICABLE);
        }
    }

    @Test
    void menuThatMayLieElsewhereIsUnknown() {
        String[] esp = disk("partition 2 type=esp", "filesystem 2 vfat mount=/boot/efi");
        for (String id : ALL) {
            // An EFI system partition or /boot that is not mounted, or was not read; no partitions.
            assertUnknown(id, withoutMenu(), "does not mount", disk("partition 2 type=esp", "filesystem 2 vfat"));
            assertUnknown(id, withoutMenu(), "does not mount", disk("partition 2", "filesystem 2 ext4"));
            assertUnknown(id, withoutMenu(), "was not read", disk("partition 2", "filesystem 2 xfs state=unsupported"));
            assertUnknown(id, withoutMenu(), "without a partition table");
            assertUnknown(
                    id, withoutMenu().file("/boot/efi/efi/Boot/BootX64.EFI", "MZ"), "this loader may hold one", esp);
            assertUnknown(id, withoutMenu().file("/etc/lilo.conf", "boot=/dev/sda\n"), "of LILO is not read", esp);
        }
    }

    private static void assertUnknown(String id, MemoryFileTree.Builder files, String words, String... storage) {
        assertThatThrownBy(() -> Evaluation.of(id, files, storage))
                .as(id)
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(words);
    }

    @Test
    void settingFromACommandIsUnknownNotDifferent() {
        assertThatThrownBy(() -> Evaluation.of(
                        "boot.config-regenerated",
                        grub("menuentry L {\nlinux /k a\n}\n")
                                .file("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"$(cat /args)\"\n")))
                .isInstanceOf(UnsupportedFeatureException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "quiet, FINDINGS",
        "'quiet debug', PASS",
        "'debug quiet', FINDINGS",
        "'quiet loglevel=4', PASS",
        "loglevel=3, FINDINGS",
        "loglevel=15, PASS",
        "'loglevel=0 loglevel=7', PASS",
        "systemd.show_status=off, FINDINGS",
        "systemd.show_status=yes, PASS",
        "'console=null console=ttyS0', PASS",
        "'console=ttyS0 console=', FINDINGS",
        "'console=ttyS0 console=null', FINDINGS",
        "quietly, PASS"
    })
    void laterArgumentsAboutTheLogOverrideEarlierOnes(String arguments, Outcome outcome) throws Exception {
        assertThat(Evaluation.of("boot.console-verbose", grub("menuentry L {\nlinux /k " + arguments + "\n}\n"))
                        .outcome())
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "net.ifnames=0, PASS",
        "'net.ifnames=1 net.ifnames=0', PASS",
        "'net.ifnames=0 net.ifnames=1', FINDINGS",
        "net.ifnames=00, FINDINGS",
        "xnet.ifnames=0, FINDINGS"
    })
    void lastNamingArgumentCounts(String arguments, Outcome outcome) throws Exception {
        assertThat(Evaluation.of("boot.cmdline-net-ifnames", grub("menuentry L {\nlinux /k " + arguments + "\n}\n"))
                        .outcome())
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "'set timeout=5', PASS",
        "'set timeout=0', PASS",
        "'set timeout=-1', FINDINGS",
        "'set timeout=soon', FINDINGS",
        "'', FINDINGS",
        "'set timeout=-1\nset timeout_style=hidden', FINDINGS"
    })
    void menuWithoutAUsableTimeoutWaitsForEver(String settings, Outcome outcome) throws Exception {
        assertThat(Evaluation.of("boot.grub-timeout", grub(settings + "\nmenuentry L {\nlinux /k\n}\n"))
                        .outcome())
                .isEqualTo(outcome);
    }

    /** Red Hat's menu_auto_hide and Ubuntu's recordfail change the timeout of one start, not the settings. */
    @Test
    void timeoutOfOneStartIsNoOtherSetting() throws Exception {
        String entry = "menuentry L {\nlinux /k\n}\n";
        assertThat(Evaluation.of(
                                "boot.config-regenerated",
                                grub("set timeout_style=hidden\nset timeout=1\n" + entry)
                                        .file("/etc/default/grub", "GRUB_TIMEOUT=5\n"))
                        .outcome())
                .isEqualTo(Outcome.PASS);
        String failed = "load_env\nif [ \"${recordfail}\" = 1 ]; then\nset timeout=30\nelse\nset timeout=0\nfi\n";
        MemoryFileTree.Builder files = grub(failed + entry)
                .file("/boot/grub/grubenv", "# GRUB Environment Block\nrecordfail=1\n#####")
                .file("/etc/default/grub", "GRUB_TIMEOUT=0\n");
        assertThat(Evaluation.of("boot.config-regenerated", files).outcome()).isEqualTo(Outcome.PASS);
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/mapper/rhel-root, rd.lvm.lv=rhel/root, PASS",
        "/dev/mapper/rhel-root, rd.lvm.vg=rhel, PASS",
        "/dev/mapper/my--vg-my--lv, rd.lvm.lv=my-vg/my-lv, PASS",
        "/dev/rhel/root, rd.lvm.lv=rhel/root, PASS",
        "/dev/mapper/rhel-root, rd.lvm.lv=rhel/swap, FINDINGS",
        "/dev/mapper/rhel-root, quiet, FINDINGS",
        "/dev/mapper/luks-0a1b2c, rd.luks.uuid=0a1b, PASS",
        "/dev/mapper/luks-0a1b2c, rd.luks.name=0a1b2c=root, PASS",
        "/dev/mapper/luks-0a1b2c, rd.luks.uuid=luks-ffff, FINDINGS",
        "/dev/md0, quiet, NOT_APPLICABLE",
        "UUID=1, quiet, NOT_APPLICABLE",
        "LABEL=root, rd.lvm=0, NOT_APPLICABLE"
    })
    void volumeOfRootIsNamed(String root, String argument, Outcome outcome) throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/usr/bin/dracut", "#!/bin/bash\n")
                .file("/boot/grub2/grub.cfg", "menuentry L {\nlinux /k root=" + root + " " + argument + "\n}\n");
        assertThat(Evaluation.of("boot.lvm-args-kept", files).outcome()).isEqualTo(outcome);
    }

    @Test
    void stepsOfTheDiskTellWhatRootLiesOn() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/usr/bin/dracut", "#!/bin/bash\n")
                .file("/boot/grub2/grub.cfg", "menuentry L {\nlinux /k root=UUID=a0a0\n}\n")
                .file("/etc/fstab", "/dev/mapper/vg0-root / xfs defaults 0 0\n");
        assertThat(levels(Evaluation.of("boot.lvm-args-kept", files))).containsExactly(Level.WARNING);
    }

    @Test
    void damageIsNeverAPass() {
        for (String id : ALL) {
            assertThatThrownBy(() -> Evaluation.of(
                            id,
                            MemoryFileTree.builder()
                                    .file("/etc/default/grub", "")
                                    .damaged(
                                            "/boot/grub/grub.cfg",
                                            Kind.FILE,
                                            () -> new DamagedImageException("ext4: bad", "disk"))))
                    .as(id)
                    .isInstanceOf(DamagedImageException.class);
        }
    }
}
