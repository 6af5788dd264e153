package org.imginspect.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.imginspect.fixtures.DebianImage;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.fixtures.GuestContainer;
import org.imginspect.fixtures.Requirement;
import org.imginspect.fixtures.ToolContainer;
import org.imginspect.scan.Inspector;
import org.imginspect.scan.ScanRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real images: against what the guests' own tools say, and copies with edits that are known. */
class RealDiffTest {
    private static final String QUERY = "${db:Status-Abbrev}\\t${Package}\\t${Version}\\t${Architecture}\\n";

    private static DiffReport diff(Path before, Path after, boolean contents) throws IOException {
        return new ImageDiff(new Inspector()).compare(ScanRequest.of(before, after), contents);
    }

    private static List<Change> changes(DiffReport report, String id) {
        return report.sections().stream()
                .filter(section -> section.id().equals(id))
                .findFirst()
                .orElseThrow()
                .changes();
    }

    private static Map<String, String[]> installed(GuestContainer guest) {
        Map<String, String[]> found = new TreeMap<>();
        for (String line : guest.exec("dpkg-query", "-W", "-f", QUERY).lines()) {
            String[] fields = line.split("\t", -1);
            if (fields[0].strip().equals("ii")) {
                assertThat(found.put(fields[1], fields)).isNull();
            }
        }
        assertThat(found).hasSizeGreaterThan(250);
        return found;
    }

    /** Debian 12 and 13: what dpkg-query lists in each, and what dpkg --compare-versions says of the versions. */
    @Test
    void packagesDifferAsDpkgSays() throws Exception {
        Map<String, String[]> old = installed(GuestContainer.debian12());
        Map<String, String[]> now = installed(GuestContainer.debian13());
        TreeSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        List<String> expected = new ArrayList<>();
        StringBuilder pairs = new StringBuilder();
        List<String> common = new ArrayList<>();
        for (String name : names) {
            String[] was = old.get(name);
            String[] is = now.get(name);
            if (was == null && is != null) {
                expected.add("added " + name + " " + is[2]);
            } else if (is == null && was != null) {
                expected.add("removed " + name + " " + was[2]);
            } else if (was != null && is != null) {
                if (!was[2].equals(is[2])) {
                    common.add(name + " " + was[2] + " " + is[2]);
                    pairs.append(was[2]).append(' ').append(is[2]).append('\n');
                }
                if (!was[3].equals(is[3])) {
                    expected.add("changed " + name + " " + was[3] + " " + is[3]);
                }
            }
        }
        List<String> newer = ToolContainer.debian12()
                .shell(
                        "printf %s \"$1\" | while read -r a b; do dpkg --compare-versions \"$a\" lt \"$b\" && echo upgraded || echo downgraded; done",
                        pairs.toString())
                .lines();
        assertThat(newer).hasSize(common.size()).contains("upgraded");
        for (int i = 0; i < common.size(); i++) {
            expected.add(newer.get(i) + " " + common.get(i));
        }
        List<String> ours = new ArrayList<>();
        for (Change change :
                changes(diff(DebianImage.TWELVE.qcow2(), DebianImage.THIRTEEN.qcow2(), false), "packages")) {
            ours.add(change.kind().words() + " " + change.subject()
                    + change.before().map(text -> " " + text).orElse("")
                    + change.after().map(text -> " " + text).orElse(""));
        }
        assertThat(ours).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void anImageDoesNotDifferFromItself() throws Exception {
        DiffReport report = diff(Fixtures.demo(), Fixtures.demo(), true);
        assertThat(report.status()).isEqualTo(DiffReport.Status.SAME);
        assertThat(report.sections()).hasSize(11).allMatch(SectionResult::compared);
    }

    @Test
    void aCopyDiffersInWhatWasEdited(@TempDir Path directory) throws Exception {
        Requirement.programs("qemu-img", "debugfs", "sgdisk");
        Path before = directory.resolve("disk.raw");
        Path after = directory.resolve("edited.raw");
        run("qemu-img", "convert", "-O", "raw", Fixtures.demo().toString(), before.toString());
        Files.copy(before, after);
        String root = after + "?offset=" + offset(after);
        String passwd = debugfs(root, "cat /etc/passwd", false);
        assertThat(passwd).contains("builder:").contains(":/bin/bash");
        Path file = directory.resolve("passwd");
        Files.writeString(
                file,
                passwd.replaceFirst("(builder:.*):/bin/bash", "$1:/bin/dash")
                        + "fresh:x:1500:1500::/home/fresh:/bin/sh\n");
        replace(root, file, "/etc/passwd");
        String hostname = debugfs(root, "cat /etc/hostname", false).strip();
        Files.writeString(file, hostname + "x\n");
        replace(root, file, "/etc/hostname");
        Files.writeString(file, "#!/bin/sh\n");
        debugfs(root, "write " + file + " /opt/added.sh", true);
        debugfs(root, "set_inode_field /opt/added.sh mode 0104755", true);
        debugfs(root, "set_inode_field /etc/fstab mode 0100600", true);
        debugfs(root, "rm /root/.bash_history", true);
        debugfs(root, "symlink /etc/systemd/system/ssh.service /dev/null", true);
        run("sgdisk", "--partition-guid=2:11111111-2222-3333-4444-555555555555", after.toString());

        DiffReport report = diff(before, after, true);
        List<String> texts = new ArrayList<>();
        for (String id : List.of(
                "storage", "packages", "accounts", "groups", "kernel-arguments", "kernels", "system", "files")) {
            changes(report, id)
                    .forEach(change -> texts.add(id + ": " + change.kind().words() + " " + TextDiff.text(change)));
        }
        int length = Files.readAllBytes(file).length;
        assertThat(texts)
                .anyMatch(text ->
                        text.matches("storage: changed gpt:2: PARTUUID: .* -> 11111111-2222-3333-4444-555555555555"))
                .contains("accounts: changed builder: shell: /bin/bash -> /bin/dash")
                .contains(
                        "accounts: added fresh: uid 1500, gid 1500, comment , home /home/fresh, shell /bin/sh, password none")
                .contains("files: added /opt/added.sh: size " + length + " B, mode 4755, owner 0:0")
                .contains("files: removed /root/.bash_history: size 142 B, mode 0600, owner 0:0")
                .contains("files: changed /etc/fstab: mode: 0644 -> 0600")
                .anyMatch(text -> text.startsWith("files: changed /etc/passwd: size: "))
                .contains("files: changed /etc/hostname: size: " + (hostname.length() + 1) + " B -> "
                        + (hostname.length() + 2) + " B")
                .contains("files: changed /etc/hostname: mode: 0755 -> 0644")
                .hasSize(9);
        assertThat(changes(report, "units"))
                .anyMatch(change -> change.subject().equals("ssh.service")
                        && change.after().equals(java.util.Optional.of("masked")));
        assertThat(changes(report, "checks"))
                .anyMatch(change ->
                        change.kind() == Change.Kind.MENDED && change.subject().equals("cleanup.shell-history"));
        assertThat(report.unread()).isEmpty();
        assertThat(report.status().exitCode()).isEqualTo(1);
    }

    /** Where the partition with the root file system begins, as sgdisk says. */
    private static long offset(Path disk) throws Exception {
        String label = "";
        long best = 0;
        for (String line : run("sgdisk", "-p", disk.toString()).lines().toList()) {
            String[] fields = line.strip().split(" +", -1);
            if (fields.length > 5 && fields[0].matches("[0-9]+")) {
                label = fields[1];
                best = Long.parseLong(label) * 512; // the last partition is the root
            }
        }
        assertThat(best).isPositive();
        return best;
    }

    private static void replace(String root, Path file, String guestPath) throws Exception {
        debugfs(root, "rm " + guestPath, true);
        debugfs(root, "write " + file + " " + guestPath, true);
        debugfs(root, "set_inode_field " + guestPath + " mode 0100644", true);
    }

    private static String debugfs(String device, String command, boolean write) throws Exception {
        return write ? run("debugfs", "-w", "-R", command, device) : run("debugfs", "-R", command, device);
    }

    private static String run(String... command) throws Exception {
        Path out = Files.createTempFile("imginspect", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(out.toFile())
                    .start();
            assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
            return new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
        } finally {
            Files.delete(out);
        }
    }
}
