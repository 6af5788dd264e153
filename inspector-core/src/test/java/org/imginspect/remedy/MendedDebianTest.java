package org.imginspect.remedy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.imginspect.check.Check;
import org.imginspect.check.Finding;
import org.imginspect.check.Outcome;
import org.imginspect.engine.StorageEntry;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.Requirement;
import org.imginspect.profile.InvalidProfileException;
import org.imginspect.profile.Profiles;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.EngineChoice;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.ScanRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real Debian 12 is made dirty, scanned, mended by virt-customize with the files that were written, and scanned again. The guest's own
 * tools do the work: GNU's, dash, systemctl, apt, GRUB's.
 */
class MendedDebianTest {
    private static final int MOST_MINUTES = 15;

    /** What the dirt is made of, in the words of the checks. */
    private static final Set<String> DIRTY = Set.of(
            "accounts.no-human-accounts",
            "accounts.no-password-hash",
            "accounts.root-locked",
            "accounts.sudo-cloudinit-residue",
            "accounts.sudo-excessive",
            "boot.config-regenerated",
            "boot.console-ttys0",
            "cleanup.dbus-machine-id",
            "cleanup.dhcp-leases",
            "cleanup.hostname",
            "cleanup.logs-empty",
            "cleanup.machine-id",
            "cleanup.package-cache",
            "cleanup.shell-history",
            "cleanup.tmp-empty",
            "cleanup.tool-history",
            "cloudinit.enabled",
            "cloudinit.state-clean",
            "fs.fstab-no-device-names",
            "packages.no-debuggers",
            "ssh.authorized-keys-empty",
            "ssh.enabled",
            "ssh.host-keys-absent",
            "ssh.known-hosts",
            "ssh.no-user-private-keys",
            "ssh.password-auth-disabled",
            "ssh.permit-root-login");

    /** What it says of the image file rather than of the guest: libguestfs may have written more than it gave back. */
    private static final Set<String> OF_THE_FILE = Set.of("disk.sparse-waste");

    @TempDir
    Path directory;

    @Test
    void whatTheScriptMendsIsMendedAndNothingElseBreaks() throws Exception {
        Requirement.libguestfs();
        Requirement.programs("guestfish", "virt-customize", "qemu-img", "e2fsck", "sfdisk");
        Path image = directory.resolve("copy.qcow2");
        try (InputStream original = Files.newInputStream(DebianImage.TWELVE.qcow2())) {
            Files.copy(original, image);
        }
        dirty(image);
        ScanReport before = scan(image);
        assertThat(ids(before)).containsAll(DIRTY);

        FixScript script = FixScript.of(before);
        assertThat(script.mended()).containsAll(DIRTY);
        Files.writeString(directory.resolve("fix.sh"), script.shell());
        Files.writeString(directory.resolve("fix.virt-customize"), script.virtCustomize("fix.sh"));
        String log = run(List.of(
                "virt-customize",
                "--format",
                "qcow2",
                "-a",
                image.toString(),
                "--no-network",
                "--commands-from-file",
                "fix.virt-customize"));

        ScanReport after = scan(image);
        Map<String, CheckResult> now = byId(after);
        for (String id : script.mended()) {
            List<Finding> wanted = script.findings(id);
            assertThat(Objects.requireNonNull(now.get(id)).findings())
                    .as("%s after %s", id, log)
                    .noneMatch(finding -> wanted.stream()
                            .anyMatch(one -> one.file().equals(finding.file())
                                    && one.message().equals(finding.message())));
        }
        assertThat(ids(after)).doesNotContainAnyElementsOf(DIRTY);
        Set<String> broken = new TreeSet<>();
        for (CheckResult result : before.results()) {
            Outcome then = result.outcome();
            CheckResult later = Objects.requireNonNull(now.get(result.info().id()));
            Outcome outcome = later.outcome();
            boolean worse = (outcome == Outcome.FINDINGS && then != Outcome.FINDINGS)
                    || (outcome == Outcome.UNDETERMINED && then != Outcome.UNDETERMINED);
            if (worse && !OF_THE_FILE.contains(result.info().id())) {
                broken.add(result.info().id() + " " + later.findings());
            }
        }
        assertThat(broken).as("what was well before").isEmpty();
        fileSystemsAreSound(image, after);
        assertThat(FixScript.of(after).mended()).as("what is left to mend").doesNotContainAnyElementsOf(DIRTY);
    }

    private void dirty(Path image) throws Exception {
        Files.write(
                directory.resolve("dirty.sh"),
                MendedDebianTest.class.getResourceAsStream("dirty.sh").readAllBytes());
        Files.writeString(directory.resolve("dirty.guestfish"), """
                run
                mount /dev/sda3 /
                upload dirty.sh /dirty.sh
                sh "/bin/sh /dirty.sh 2>&1"
                rm /dirty.sh
                """);
        run(List.of("guestfish", "--format=qcow2", "-a", image.toString(), "-f", "dirty.guestfish"));
    }

    /** Not only readable by us: e2fsck finds nothing to do. */
    private void fileSystemsAreSound(Path image, ScanReport report) throws Exception {
        Path raw = directory.resolve("mended.raw");
        run(List.of("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString()));
        String root = run(List.of("sfdisk", "--dump", raw.toString()))
                .lines()
                .filter(line -> line.startsWith(raw + "3 "))
                .findFirst()
                .orElseThrow();
        long start = Long.parseLong(root.replaceFirst(".*start= *(\\d+).*", "$1")) * 512;
        run(List.of("e2fsck", "-fn", raw + "?offset=" + start));
        assertThat(report.storage().orElseThrow().entries())
                .filteredOn(entry -> entry.state() == StorageEntry.State.DAMAGED)
                .isEmpty();
    }

    private static ScanReport scan(Path image) throws InvalidProfileException {
        Inspector inspector = new Inspector();
        Profiles profiles =
                new Profiles(inspector.checks().stream().map(Check::info).toList());
        ScanRequest request = ScanRequest.of(image)
                .withEngine(EngineChoice.EMBEDDED)
                // Only VK Cloud asks for this one; telling it something is asking for it.
                .withParameter("packages.no-debuggers.allow", "nothing-of-the-product");
        for (String profile : new String[] {"base", "yandex-cloud", "digitalocean"}) {
            request = request.withProfile(profiles.load(profile));
        }
        List<ScanReport> reports = inspector.scan(request);
        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).failure()).isEmpty();
        return reports.get(0);
    }

    private static Set<String> ids(ScanReport report) {
        Set<String> ids = new TreeSet<>();
        report.results().stream()
                .filter(result -> !result.findings().isEmpty())
                .forEach(result -> ids.add(result.info().id()));
        return ids;
    }

    private static Map<String, CheckResult> byId(ScanReport report) {
        Map<String, CheckResult> results = new LinkedHashMap<>();
        report.results().forEach(result -> results.put(result.info().id(), result));
        return results;
    }

    /** What a program that must succeed prints; started in the test's directory. */
    private String run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("LIBGUESTFS_BACKEND", "direct");
        builder.environment().put("LC_ALL", "C");
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        // A /dev/kvm that is there need not work, and the appliance then hangs.
        builder.environment().put("LIBGUESTFS_BACKEND_SETTINGS", "force_tcg");
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(command + " takes more than " + MOST_MINUTES + " minutes");
        }
        String text = new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as("%s\n%s", command, text).isZero();
        return text;
    }
}
