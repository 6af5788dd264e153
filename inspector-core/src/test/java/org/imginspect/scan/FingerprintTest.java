package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.GuestPath;
import org.imginspect.profile.Waiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
    private static final GuestPath FSTAB = GuestPath.of("/etc/fstab");

    @TempDir
    private Path directory;

    private static CheckResult result(String id, Params params, List<Finding> findings) {
        CheckInfo info = FakeCheck.info(id);
        return new CheckResult(info, params, Verdict.of(findings));
    }

    private static List<String> prints(Finding... findings) {
        return Fingerprint.of(result("fs.names", Params.NONE, List.of(findings)));
    }

    @Test
    void levelAndLineDoNotMatter() {
        assertThat(prints(Finding.of(Level.ERROR, "'/dev/sda1' is mounted", FSTAB, 3)))
                .isEqualTo(prints(Finding.of(Level.NOTE, "'/dev/sda1' is mounted", FSTAB, 17)))
                .allMatch(print -> print.matches("[0-9a-f]{32}"));
    }

    @Test
    void checkParametersFileAndMessageDo() {
        Finding finding = Finding.of(Level.ERROR, "'/dev/sda1' is mounted", FSTAB, 3);
        Params told = new Params(Map.of("ports", "22"));
        HashSet<String> all = new HashSet<>(prints(finding));
        all.addAll(Fingerprint.of(result("fs.others", Params.NONE, List.of(finding))));
        all.addAll(Fingerprint.of(result("fs.names", told, List.of(finding))));
        all.addAll(prints(Finding.of(Level.ERROR, "'/dev/sdb1' is mounted", FSTAB, 3)));
        all.addAll(prints(Finding.of(Level.ERROR, "'/dev/sda1' is mounted", GuestPath.of("/etc/crypttab"), 3)));
        all.addAll(prints(Finding.of(Level.ERROR, "'/dev/sda1' is mounted")));
        assertThat(all).hasSize(6);
    }

    @Test
    void equalOnesAreToldApartByTheirOrderAndAllOrdersGiveTheSameNames() {
        List<Finding> findings = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            findings.add(Finding.of(Level.ERROR, "holds " + i + " bytes of history", FSTAB, i));
            findings.add(Finding.of(Level.WARNING, "account 'u" + i + "' is left over", FSTAB, i));
        }
        HashSet<String> first = new HashSet<>(prints(findings.toArray(new Finding[0])));
        assertThat(first).hasSize(40);
        Random random = new Random(3);
        for (int i = 0; i < 50; i++) {
            Collections.shuffle(findings, random);
            assertThat(new HashSet<>(prints(findings.toArray(new Finding[0])))).isEqualTo(first);
        }
    }

    @Test
    void aWaiverChangesNoFingerprint() {
        List<Finding> findings = List.of(
                Finding.of(Level.ERROR, "holds 1 byte", FSTAB, 1),
                Finding.of(Level.ERROR, "holds 2 byte", FSTAB, 2),
                Finding.of(Level.ERROR, "holds 3 byte", FSTAB, 3));
        CheckResult whole = result("fs.names", Params.NONE, findings);
        List<String> all = Fingerprint.of(whole);
        Waiver waiver = new Waiver("fs.names", Optional.empty(), "we know", Optional.empty(), "here");
        CheckResult waived = new CheckResult(
                whole.info(),
                whole.params(),
                whole.verdict(),
                List.of(Finding.of(Level.NOTE, "holds 1 byte", FSTAB, 1), findings.get(2)),
                List.of(new WaivedFinding(findings.get(1), waiver)));
        assertThat(Fingerprint.of(waived)).containsExactly(all.get(0), all.get(2));
        assertThat(Fingerprint.ofWaived(waived)).containsExactly(all.get(1));
        assertThat(Fingerprint.ofWaived(whole)).isEmpty();
    }

    @Test
    void whatCouldNotBeSeenHasOneToo() {
        Unseen one = new Unseen("disk.qcow2 > gpt:2 > xfs", "xfs: bad magic 0x12345678", List.of("fs.names"));
        Unseen later = new Unseen("disk.qcow2 > gpt:2 > xfs", "xfs: bad magic 0x9abcdef0", List.of());
        Unseen other = new Unseen("disk.qcow2 > gpt:3 > xfs", "ext4: bad magic", List.of());
        assertThat(Fingerprint.ofUnseen(List.of(one))).isEqualTo(Fingerprint.ofUnseen(List.of(later)));
        assertThat(Fingerprint.ofUnseen(List.of(one, later, other))).doesNotHaveDuplicates();
    }

    /** Whole scans of two real file systems: the second is built anew, with other versions, UUIDs, dates and lines. */
    @Test
    void theSameImageBuiltAgainHasTheSameFingerprints() throws Exception {
        Requirement.programs("mke2fs");
        Path first = image("one", "6.1.0-18", "1:9.2p1-2+deb12u3", "de30de30-dead-4e47-9c3b-00000000054a", "", "");
        Path second = image(
                "two",
                "6.1.0-29",
                "1:9.2p1-2+deb12u7",
                "0b2e8f8a-1111-4222-9333-444455556666",
                "# a comment that was not there\n\n",
                "");
        Path third = image(
                "three",
                "6.1.0-29",
                "1:9.2p1-2+deb12u7",
                "0b2e8f8a-1111-4222-9333-444455556666",
                "",
                "/dev/sdb1 /srv ext4 defaults 0 2\n");

        Map<String, String> one = scan(first);
        Map<String, String> two = scan(second);
        Map<String, String> three = scan(third);

        assertThat(one).hasSizeGreaterThan(8);
        assertThat(one.values())
                .anyMatch(text -> text.startsWith("fs.fstab-no-device-names"))
                .anyMatch(text -> text.startsWith("fs.fstab-targets-exist"))
                .anyMatch(text -> text.startsWith("ssh.authorized-keys-empty"))
                .anyMatch(text -> text.startsWith("cleanup.shell-history"));
        assertThat(two.keySet()).as(one + "\n" + two).isEqualTo(one.keySet());
        assertThat(two.values()).isNotEqualTo(one.values()); // they did differ in what does not matter
        assertThat(three.keySet()).containsAll(one.keySet());
        three.keySet().removeAll(one.keySet());
        assertThat(three.values()).isNotEmpty().allMatch(text -> text.contains("/dev/sdb1"));
    }

    @Test
    void theFindingsOfARealImageHaveOneEachAlways() {
        ScanReport report = scanDemo();
        List<String> all = new ArrayList<>();
        report.results().forEach(result -> all.addAll(Fingerprint.of(result)));
        List<String> again = new ArrayList<>();
        scanDemo().results().forEach(result -> again.addAll(Fingerprint.of(result)));
        assertThat(all).hasSizeGreaterThan(20).doesNotHaveDuplicates().isEqualTo(again);
    }

    private static ScanReport scanDemo() {
        return new Inspector()
                .scan(ScanRequest.of(Fixtures.demo()).withEngine(EngineChoice.EMBEDDED))
                .get(0);
    }

    private static Map<String, String> scan(Path image) {
        ScanReport report = new Inspector()
                .scan(ScanRequest.of(image).withEngine(EngineChoice.EMBEDDED))
                .get(0);
        Map<String, String> prints = new TreeMap<>();
        List<String> unseen = Fingerprint.ofUnseen(report.unseen());
        for (int i = 0; i < unseen.size(); i++) {
            prints.put(unseen.get(i), report.unseen().get(i).toString());
        }
        for (CheckResult result : report.results()) {
            List<String> all = Fingerprint.of(result);
            for (int i = 0; i < all.size(); i++) {
                Finding finding = result.findings().get(i);
                String text = result.info().id() + " "
                        + finding.file().map(Object::toString).orElse("")
                        + finding.line() + " " + finding.message();
                assertThat(prints.put(all.get(i), text)).isNull();
            }
        }
        return prints;
    }

    /** An ext4 file system with a small Debian that has several things wrong with it. */
    private Path image(String name, String kernel, String ssh, String uuid, String above, String below)
            throws Exception {
        Path tree = Files.createDirectory(directory.resolve(name));
        put(tree, "etc/os-release", "ID=debian\nVERSION_ID=12\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n");
        put(tree, "etc/debian_version", "12.8\n");
        put(
                tree,
                "etc/fstab",
                above + "/dev/sda1 / ext4 defaults 0 1\nUUID=" + uuid.substring(0, 24)
                        + "0ffffffffff0 /data ext4 defaults 0 2\n" + below);
        put(tree, "etc/passwd", "root:x:0:0:root:/root:/bin/bash\nbuilder:x:1000:1000::/home/builder:/bin/bash\n");
        put(tree, "etc/shadow", "root:*:19000:0:99999:7:::\nbuilder:!:19000:0:99999:7:::\n");
        put(tree, "etc/group", "root:x:0:\nbuilder:x:1000:\n");
        put(tree, "etc/machine-id", uuid.replace("-", "") + "\n");
        put(tree, "etc/hostname", "build\n");
        put(tree, "bin/bash", "\u007fELF");
        put(tree, "root/.bash_history", "true\n".repeat(5 + above.length()));
        put(
                tree,
                "root/.ssh/authorized_keys",
                above + "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDMbt4ylPNUe+YWqDO+LeMFpY317ndjWH8PpaaS8QyT3 me\n");
        put(tree, "home/builder/.bash_history", "ls\n".repeat(3 + above.length()));
        put(tree, "boot/vmlinuz-" + kernel + "-amd64", "MZ");
        put(tree, "boot/initrd.img-" + kernel + "-amd64", "not a cpio archive");
        put(tree, "lib/modules/" + kernel + "-amd64/modules.dep", "");
        put(tree, "lib/modules/" + kernel + "-amd64/modules.builtin", "");
        put(tree, "usr/sbin/sshd", "\u007fELF");
        put(tree, "etc/ssh/sshd_config", above + "PermitRootLogin yes\nPasswordAuthentication yes\n");
        put(tree, "var/lib/dpkg/status", """
                Package: openssh-server
                Status: install ok installed
                Architecture: amd64
                Maintainer: Debian OpenSSH Maintainers <debian-ssh@lists.debian.org>
                Version: %s
                Description: secure shell server

                """.formatted(ssh));
        Path image = Files.createDirectory(directory.resolve(name + ".out")).resolve("disk.img");
        Process process = new ProcessBuilder(
                        "mke2fs", "-q", "-F", "-t", "ext4", "-U", uuid, "-d", tree.toString(), image.toString(), "16M")
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return image;
    }

    private static void put(Path tree, String path, String text) throws IOException {
        Path file = tree.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
