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
import org.junit.jupiter.params.provider.CsvSource;
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
                "kernel.virtiofs",
                "kernel.boot-drivers-in-initramfs",
                "kernel.drivers-not-blacklisted",
                "kernel.net-failover",
                "kernel.min-version",
                "kernel.custom-has-virtio",
                "kernel.nouveau-blacklisted",
                "kernel.mlx5-softdep",
                "kernel.modprobe-syntax",
                "kernel.initramfs-current",
                "kernel.nvme-driver")) {
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

    @ParameterizedTest
    @CsvSource({
        "4.19.0-27-amd64, 4.19, PASS",
        "4.19, 4.19.0, PASS",
        "4.9.0-19-amd64, 4.19, FINDINGS",
        "4.19.0-27, 4.19.1, FINDINGS",
        "10.0.0, 9.99, PASS",
        "5.4.0-rc3, 5.4, PASS",
        "5.10.7-mine, 5.10.7, PASS",
        "99999999999999999999.1, 4.19, PASS",
        "4.18.0-553.el8_10.x86_64, 4.19, FINDINGS"
    })
    void versionsAreOrderedByNumber(String release, String wanted, Outcome expected) throws Exception {
        org.imginspect.check.Check check =
                org.imginspect.checks.Catalogue.find("kernel.min-version").orElseThrow();
        org.imginspect.guest.GuestTree tree = org.imginspect.facts.TestFacts.tree(
                MemoryFileTree.builder().file("/boot/vmlinuz-" + release, "MZ").build());
        org.imginspect.facts.Facts facts = new org.imginspect.facts.Facts(
                tree, org.imginspect.facts.TestFacts.storage(), org.imginspect.scan.Gatherers.all());
        Verdict verdict = check.evaluate(new org.imginspect.check.CheckContext(
                tree, facts.storage(), facts, new org.imginspect.check.Params(java.util.Map.of("version", wanted))));
        assertThat(verdict.outcome()).isEqualTo(expected);
    }

    private static String archive(String... names) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            StringBuilder entry = new StringBuilder("070701" + "0".repeat(8) + "000081a4" + "0".repeat(32))
                    .append("0".repeat(8))
                    .append("0".repeat(32))
                    .append("%08x".formatted(name.length() + 1))
                    .append("0".repeat(8))
                    .append(name)
                    .append('\0');
            while (entry.length() % 4 != 0) {
                entry.append('\0');
            }
            text.append(entry);
        }
        return text.toString();
    }

    /** dracut reads rd.driver.blacklist=, initramfs-tools reads blacklist=; neither reads the other's. */
    @Test
    void argumentsForTheArchiveAreReadByItsGeneratorOnly() throws Exception {
        String drivers = "lib/modules/6/k/virtio_blk.ko";
        for (String[] each : new String[][] {
            {"rd.driver.blacklist=virtio-blk", "usr/lib/dracut/modules.txt", "FINDINGS"},
            {"rd.driver.blacklist=virtio_blk", "conf/initramfs.conf", "PASS"},
            {"rd.driver.blacklist=virtio_net", "usr/lib/dracut/modules.txt", "PASS"},
            {"blacklist=virtio_blk", "conf/initramfs.conf", "FINDINGS"},
            {"blacklist=virtio_blk", "usr/lib/dracut/modules.txt", "PASS"},
            {"rd.driver.blacklist=virtio_blk", "sbin/nlplug-findfs", "PASS"},
            {"rd.driver.blacklist=virtio_blk", "something", "FINDINGS"}
        }) {
            Verdict verdict = Evaluation.of(
                    "kernel.drivers-not-blacklisted", guest(each[0]).file("/boot/i", archive(drivers, each[1])));
            assertThat(verdict.outcome()).as(each[0] + " " + each[1]).isEqualTo(Outcome.valueOf(each[2]));
        }
    }

    @Test
    void entryThatIsTriedWithoutAnArchiveIsJudgedByTheOneItFallsBackTo() throws Exception {
        MemoryFileTree.Builder files = MemoryFileTree.builder()
                .file("/boot/vmlinuz-6", "MZ")
                .file("/boot/initrd.img-6", archive("lib/modules/6/k/virtio_blk.ko"))
                .file("/boot/grub/grub.cfg", "menuentry L {\nlinux /boot/vmlinuz-6 panic=-1\n}\n")
                .file("/lib/modules/6/modules.builtin", "k/virtio_pci.ko\n")
                .file("/lib/modules/6/modules.dep", "k/virtio_blk.ko:\n");
        assertThat(Evaluation.of("kernel.boot-drivers-in-initramfs", files).outcome())
                .isEqualTo(Outcome.PASS);
        files.file("/boot/grub/grub.cfg", "menuentry L {\nlinux /boot/vmlinuz-6 panic=10\n}\n");
        assertThat(Evaluation.of("kernel.boot-drivers-in-initramfs", files).outcome())
                .isEqualTo(Outcome.FINDINGS);
    }
}
