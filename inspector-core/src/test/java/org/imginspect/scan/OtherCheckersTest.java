package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Finding;
import org.imginspect.check.Outcome;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.facts.TestFacts;
import org.imginspect.facts.os.OperatingSystem;
import org.imginspect.facts.os.OperatingSystemGatherer;
import org.imginspect.fixtures.Families;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.Kind;
import org.imginspect.guest.MemoryFileTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mistakes that the marketplaces' and the clouds' own checkers make, as far as they do not belong to one area; those that do are in the
 * area's own class of this name.
 */
class OtherCheckersTest {
    private static Verdict verdict(String id, String family, String... lines) throws ImageException {
        return Catalogue.find(id)
                .orElseThrow()
                .evaluate(Example.parse(List.of(lines), family).context());
    }

    private static List<String> messages(Verdict verdict) {
        return verdict instanceof Verdict.Findings findings
                ? findings.findings().stream().map(Finding::message).toList()
                : List.of();
    }

    private static ScanReport scan(MemoryFileTree tree) {
        return new Inspector(new FakeEngines(new FakeEngine("embedded", tree)))
                .scan(ScanRequest.of(Path.of("disk.raw")))
                .get(0);
    }

    /**
     * DigitalOcean's check counts failures in a loop behind a pipe, so that the count is lost with the subshell: an account with a
     * password prints FAIL and the program ends with 0. Google's import check ends with 0 whatever it found.
     */
    @Test
    void whatIsFoundDecidesTheExitCode() {
        Example example = Example.parse(
                List.of(
                        "-- /etc/passwd append --",
                        "anna:x:1000:1000::/home/anna:/bin/bash",
                        "-- /etc/shadow append --",
                        "anna:$6$saltsalt$" + "a".repeat(86) + ":19000:0:99999:7:::"),
                "debian-12");
        ScanReport report = scan(example.tree());
        assertThat(report.results())
                .filteredOn(result -> result.info().id().equals("accounts.no-password-hash"))
                .singleElement()
                .extracting(CheckResult::outcome)
                .isEqualTo(Outcome.FINDINGS);
        assertThat(report.status().exitCode()).isEqualTo(1);
    }

    /** DigitalOcean's and Yandex's checks end at once if they do not know the distribution: nothing else is looked at. */
    @Test
    void anUnknownDistributionIsCheckedAsFarAsItCanBe() {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("/etc/os-release", "ID=plan9\nNAME=\"An Unheard-Of System\"\nVERSION_ID=77\n")
                .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
                .file("/etc/shadow", "root::19000::::::\n")
                .file("/root/.ash_history", "wget https://build.example.org\n")
                .file("/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
                .build();
        List<String> found = new ArrayList<>();
        for (CheckResult result : scan(tree).results()) {
            if (result.outcome() == Outcome.FINDINGS) {
                found.add(result.info().id());
            }
        }
        assertThat(found).contains("accounts.no-empty-password", "cleanup.shell-history", "cleanup.machine-id");
    }

    /**
     * DigitalOcean's check prints that there are no updates when apt could not be asked; OpenSCAP's probes answer "unknown" for most of a
     * mounted tree, which reports then leave out.
     */
    @Test
    void whatCouldNotBeReadIsNeitherAPassNorLeftOut() {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("/etc/os-release", "ID=debian\nVERSION_ID=12\n")
                .file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
                .damaged("/etc/shadow", Kind.FILE, () -> new DamagedImageException("ext4: bad extent", "disk.raw"))
                .build();
        ScanReport report = scan(tree);
        assertThat(report.results())
                .filteredOn(result -> result.info().id().equals("accounts.no-empty-password"))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.outcome()).isEqualTo(Outcome.UNDETERMINED);
                    assertThat(result.reason()).contains("bad extent");
                });
        assertThat(report.unseen())
                .anySatisfy(unseen -> assertThat(unseen.checks()).contains("accounts.no-empty-password"));
    }

    /**
     * DigitalOcean's check runs apt-get update, which fills the lists that were just cleared, and changes /tmp; Yandex's leaves a file in
     * the /tmp that it wants empty.
     */
    @Test
    void theImageIsNotChanged(@TempDir Path directory) throws Exception {
        Path image = Fixtures.copyOf("partition/gpt", directory);
        Files.setLastModifiedTime(image, FileTime.fromMillis(1_000_000_000_000L));
        byte[] before = digest(image);
        ScanReport report = new Inspector()
                .scan(ScanRequest.of(image).withEngine(EngineChoice.EMBEDDED))
                .get(0);
        assertThat(report.failure()).isEmpty();
        assertThat(digest(image)).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(image).toMillis()).isEqualTo(1_000_000_000_000L);
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(image);
        }
    }

    private static byte[] digest(Path file) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    }

    /** Lynis and OpenSCAP, pointed at a mounted tree, answer for parts of the host they run on. */
    @Test
    void nothingOfTheHostIsTakenForTheGuests() throws Exception {
        MemoryFileTree empty = MemoryFileTree.builder().build();
        MemoryFileTree linked = MemoryFileTree.builder()
                .symlink("/etc/os-release", "../../../../../../usr/lib/os-release")
                .build();
        for (MemoryFileTree tree : List.of(empty, linked)) {
            GuestTree guest = TestFacts.tree(tree);
            Optional<OperatingSystem> none = new OperatingSystemGatherer().gather(guest, TestFacts.of(guest));
            assertThat(none).isEmpty();
        }
    }

    /** Azure's tests take a device's name in fstab for as good as a UUID. */
    @Test
    void aDeviceNameInFstabIsAFinding() throws Exception {
        assertThat(messages(verdict(
                        "fs.fstab-no-device-names", "debian-12", "-- /etc/fstab --", "/dev/sda1 / ext4 defaults 0 1")))
                .anySatisfy(message -> assertThat(message).contains("/dev/sda1"));
    }

    /** virt-v2v asks whether a module of virtio exists beside the kernel, not whether the initramfs has it, nor whether it is blacklisted. */
    @Test
    void aModuleThatIsBlacklistedIsNotThere() throws Exception {
        for (String family : List.of("debian-12", "rocky-9", "centos-7", "ubuntu-18.04")) {
            assertThat(messages(verdict(
                            "kernel.drivers-not-blacklisted",
                            family,
                            "-- /etc/modprobe.d/x.conf --",
                            "blacklist virtio_net",
                            "install virtio_net /bin/false")))
                    .as(family)
                    .anySatisfy(message -> assertThat(message).contains("virtio_net"));
        }
    }

    /** Google's boot-inspect takes the presence of an EFI system partition for the ability to boot by UEFI. */
    @Test
    void anEfiPartitionWithoutALoaderDoesNotBoot() throws Exception {
        assertThat(messages(verdict("disk.efi-fallback-loader", "debian-12", "-- !/boot/efi/EFI --")))
                .isNotEmpty();
    }

    /** DigitalOcean's check asks whether the command cloud-init is on the PATH, not whether it runs at boot. */
    @Test
    void anInstalledCloudInitThatIsSwitchedOffIsAFinding() throws Exception {
        for (String family : Families.named("systemd")) {
            assertThat(messages(verdict("cloudinit.enabled", family, "-- /etc/cloud/cloud-init.disabled --")))
                    .as(family)
                    .isNotEmpty();
        }
    }

    /** virt-sysprep clears the machine id and may write a new one while it customizes; nothing looks again. */
    @Test
    void aMachineIdWrittenAfterTheCleanupIsAFinding() throws Exception {
        assertThat(messages(verdict(
                        "cleanup.machine-id", "rocky-9", "-- /etc/machine-id --", "0123456789abcdef0123456789abcdef")))
                .isNotEmpty();
    }
}
