package org.imginspect.checks.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Evaluation;
import org.imginspect.error.DamagedImageException;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelChecksTest {
    private static final String MENU = "menuentry L {\nlinux /boot/vmlinuz-6 %s\ninitrd /boot/i\n}\n";

    private static MemoryFileTree.Builder guest(String arguments) {
        return MemoryFileTree.builder()
                .file("/boot/vmlinuz-6", "MZ")
                .file("/boot/grub/grub.cfg", MENU.formatted(arguments))
                .file("/lib/modules/6/modules.builtin", "")
                .file(
                        "/lib/modules/6/modules.dep",
                        "k/virtio_blk.ko: k/virtio.ko\nk/virtio_pci.ko: k/virtio.ko\nk/virtio_net.ko:\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "modprobe.blacklist=virtio-net",
                "module_blacklist=a,virtio_blk",
                "rd.driver.blacklist=virtio_pci",
                "initcall_blacklist=virtio_blk_init",
                "initcall_blacklist=virtio_net_driver_init"
            })
    void argumentsThatKeepDriversOut(String argument) throws Exception {
        assertThat(Evaluation.of("kernel.drivers-not-blacklisted", guest(argument))
                        .outcome())
                .isEqualTo(Outcome.FINDINGS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "modprobe.blacklist=virtio_net_x",
                "xmodule_blacklist=virtio_blk",
                "initcall_blacklist=virtio_gpu_init"
            })
    void argumentsThatDoNot(String argument) throws Exception {
        assertThat(Evaluation.of("kernel.drivers-not-blacklisted", guest(argument))
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void whatIsBuiltInCannotBeBlacklistedButItsInitcallCan() throws Exception {
        String builtIn = "k/virtio_blk.ko\nk/virtio_pci.ko\nk/virtio_net.ko\n";
        MemoryFileTree.Builder files =
                guest("module_blacklist=virtio_blk").file("/lib/modules/6/modules.builtin", builtIn);
        assertThat(Evaluation.of("kernel.drivers-not-blacklisted", files).outcome())
                .isEqualTo(Outcome.PASS);
        files = guest("initcall_blacklist=virtio_blk_init").file("/lib/modules/6/modules.builtin", builtIn);
        assertThat(Evaluation.of("kernel.drivers-not-blacklisted", files).outcome())
                .isEqualTo(Outcome.FINDINGS);
    }

    @Test
    void archiveForAnotherKernelDoesNotHelp() throws Exception {
        String name = "lib/modules/5/k/virtio_blk.ko\0";
        String archive = "070701" + "0".repeat(48) + "00000000" + "0".repeat(32) + "0000001e" + "0".repeat(8) + name;
        Verdict verdict =
                Evaluation.of("kernel.boot-drivers-in-initramfs", guest("").file("/boot/i", archive));
        assertThat(((Verdict.Findings) verdict).findings())
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.message()).isEqualTo("has no virtio, virtio_blk, virtio_pci for kernel 6"));
    }

    @Test
    void damageIsNeverAPass() {
        for (String id : List.of(
                "kernel.virtio-net",
                "kernel.virtio-blk",
                "kernel.virtio-pci",
                "kernel.boot-drivers-in-initramfs",
                "kernel.drivers-not-blacklisted")) {
            assertThatThrownBy(() -> Evaluation.of(
                            id,
                            guest("")
                                    .damaged(
                                            "/lib/modules/6/modules.dep",
                                            Kind.FILE,
                                            () -> new DamagedImageException("ext4: bad", "disk"))))
                    .as(id)
                    .isInstanceOf(DamagedImageException.class);
        }
        assertThatThrownBy(() -> Evaluation.of(
                        "kernel.boot-drivers-in-initramfs", guest("").file("/boot/i", "no archive")))
                .isInstanceOf(DamagedImageException.class);
    }
}
