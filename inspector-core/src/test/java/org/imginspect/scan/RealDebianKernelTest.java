package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.Finding;
import org.imginspect.check.Outcome;
import org.imginspect.checks.Catalogue;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.GuestContainer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The verdicts about kernels, agents and messages on the real Debian 12 and 13, each beside what the guest's own tools say: modprobe, modinfo,
 * lsinitramfs, dpkg, systemctl, run-parts.
 */
class RealDebianKernelTest {
    private static final Map<DebianImage, Map<String, CheckResult>> RESULTS = new TreeMap<>();

    private static GuestContainer guest(DebianImage debian) {
        return debian == DebianImage.TWELVE ? GuestContainer.debian12() : GuestContainer.debian13();
    }

    private static synchronized CheckResult result(DebianImage debian, String id) {
        return Objects.requireNonNull(
                RESULTS.computeIfAbsent(debian, RealDebianKernelTest::scan).get(id), id);
    }

    private static Map<String, CheckResult> scan(DebianImage debian) {
        ScanRequest request = ScanRequest.of(debian.qcow2()).withEngine(EngineChoice.EMBEDDED);
        for (Check check : Catalogue.all()) {
            if (check.info().area() == Area.KERNEL || check.info().area() == Area.SERVICES) {
                request = request.withCheck(check.info().id());
            }
        }
        List<ScanReport> reports = new Inspector().scan(request);
        Map<String, CheckResult> results = new TreeMap<>();
        for (CheckResult result : reports.get(0).results()) {
            results.put(result.info().id(), result);
        }
        return results;
    }

    private static String kernel(GuestContainer guest) {
        List<String> images =
                guest.shell("ls /boot/vmlinuz-* | sed s,/boot/vmlinuz-,,").lines();
        assertThat(images).hasSize(1);
        return images.get(0);
    }

    private static void assertPasses(DebianImage debian, String id) {
        CheckResult result = result(debian, id);
        assertThat(result.outcome())
                .as("%s: %s %s", id, result.reason(), result.findings())
                .isEqualTo(Outcome.PASS);
    }

    private static List<String> messages(CheckResult result) {
        return result.findings().stream().map(Finding::message).toList();
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void driversAreThereIfModprobeFindsThem(DebianImage debian) {
        GuestContainer guest = guest(debian);
        String release = kernel(guest);
        Map<String, String> drivers = Map.of(
                "kernel.virtio-net", "virtio_net",
                "kernel.virtio-blk", "virtio_blk",
                "kernel.virtio-pci", "virtio_pci",
                "kernel.virtiofs", "virtiofs",
                "kernel.net-failover", "net_failover");
        drivers.forEach((id, module) -> {
            String shown = guest.exec("modprobe", "-S", release, "--show-depends", module)
                    .succeeded();
            assertThat(shown).containsPattern("builtin " + module + "|insmod /\\S+/" + module + "\\.ko");
            assertPasses(debian, id);
        });
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void initramfsHasWhatLsinitramfsLists(DebianImage debian) {
        GuestContainer guest = guest(debian);
        String release = kernel(guest);
        List<String> names =
                guest.exec("lsinitramfs", "/boot/initrd.img-" + release).lines();
        for (String module : List.of("virtio_blk", "virtio_pci", "nvme")) {
            boolean builtIn = guest.exec("modprobe", "-S", release, "--show-depends", module)
                    .succeeded()
                    .startsWith("builtin");
            boolean packed = names.stream().anyMatch(name -> name.matches(".*/" + module + "\\.ko(\\..*)?"));
            assertThat(builtIn || packed).as(module).isTrue();
        }
        assertPasses(debian, "kernel.boot-drivers-in-initramfs");
        assertPasses(debian, "kernel.nvme-driver");
        // Its copies of modprobe.d are those that unmkinitramfs takes out.
        String differences = guest.shell(
                        "d=$(mktemp -d) && unmkinitramfs /boot/initrd.img-" + release
                                + " $d && cd $d && { [ ! -d main ] || cd main; } && "
                                + "diff -r /etc/modprobe.d etc/modprobe.d; diff -r /lib/modprobe.d usr/lib/modprobe.d; rm -r $d")
                .out();
        assertThat(differences).isEmpty();
        assertPasses(debian, "kernel.initramfs-current");
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void modprobeLoadsTheDriversAndComplainsOfNothing(DebianImage debian) {
        GuestContainer guest = guest(debian);
        String release = kernel(guest);
        for (String device : List.of("virtio:d00000001v00001AF4", "virtio:d00000002v00001AF4")) {
            assertThat(guest.exec("modprobe", "-S", release, "-b", "--show-depends", device)
                            .succeeded())
                    .contains("insmod ")
                    .doesNotContain("install ");
        }
        assertPasses(debian, "kernel.drivers-not-blacklisted");
        GuestContainer.Result config = guest.exec("modprobe", "-S", release, "-c");
        assertThat(config.err()).isEmpty();
        assertPasses(debian, "kernel.modprobe-syntax");
        assertThat(config.out()).doesNotContain("blacklist nouveau", "softdep mlx5_core");
        assertThat(messages(result(debian, "kernel.nouveau-blacklisted")))
                .containsExactly("nothing keeps nouveau from loading", "nothing sets nouveau's modeset to 0");
        assertThat(messages(result(debian, "kernel.mlx5-softdep")))
                .containsExactly("nothing has virtio_net loaded before mlx5_core");
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void kernelIsThePackageThatDpkgNames(DebianImage debian) {
        GuestContainer guest = guest(debian);
        String release = kernel(guest);
        assertThat(guest.exec("dpkg", "-S", "/boot/vmlinuz-" + release).succeeded())
                .startsWith("linux-image-" + release);
        CheckResult custom = result(debian, "kernel.custom-has-virtio");
        assertThat(custom.outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
        assertThat(custom.reason()).isEqualTo("every kernel is a package's");
        assertThat(guest.exec("dpkg", "--compare-versions", release, "ge", "4.19")
                        .exitCode())
                .isZero();
        assertPasses(debian, "kernel.min-version");
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void agentsAndGuestToolsAreWhatTheGuestHas(DebianImage debian) {
        GuestContainer guest = guest(debian);
        assertThat(guest.shell(
                                "ls -d /opt/digitalocean /usr/local/qcloud /usr/local/sa /usr/local/agenttools /usr/sbin/uma")
                        .out())
                .isEmpty();
        assertThat(guest.shell("dpkg-query -W -f '${Package}\\n' | grep -xE 'do-agent|droplet-agent|uma|uma-py3'")
                        .out())
                .isEmpty();
        assertPasses(debian, "services.agent-do-absent");
        assertThat(messages(result(debian, "services.agent-tencent"))).hasSize(2);
        assertThat(messages(result(debian, "services.agent-ucloud")))
                .containsExactly("the monitoring agent uma is not installed");
        assertThat(guest.shell("systemctl --root=/ list-unit-files --state=enabled --no-legend")
                        .succeeded())
                .doesNotContainPattern("(?i)vmtoolsd|vgauth|vbox|xe-daemon|hyperv|hv-kvp");
        assertPasses(debian, "services.no-foreign-guest-tools");
    }

    @ParameterizedTest
    @EnumSource(DebianImage.class)
    void nobodyIsGreetedByMoreThanTheDistribution(DebianImage debian) {
        GuestContainer guest = guest(debian);
        assertThat(guest.shell("run-parts --lsbsysinit --list /etc/update-motd.d | grep /99")
                        .out())
                .isEmpty();
        assertThat(messages(result(debian, "services.motd")))
                .containsExactly("there is no message of the day but the distribution's");
        assertThat(guest.shell("grep -E '^[^#]*/opt/' /root/.bashrc").out()).isEmpty();
        assertThat(result(debian, "services.first-login-hook").outcome()).isEqualTo(Outcome.NOT_APPLICABLE);
    }
}
