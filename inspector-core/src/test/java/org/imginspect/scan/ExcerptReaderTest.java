package org.imginspect.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.check.Area;
import org.imginspect.check.Check;
import org.imginspect.check.CheckContext;
import org.imginspect.check.CheckInfo;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.facts.secrets.LineMask;
import org.imginspect.fixtures.secrets.SecretCorpus;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.guest.MemoryFileTree;
import org.imginspect.io.Limits;
import org.imginspect.report.ReportFormat;
import org.imginspect.report.ReportStyle;
import org.junit.jupiter.api.Test;

class ExcerptReaderTest {
    private static ExcerptReader reader(MemoryFileTree tree) {
        return new ExcerptReader(new GuestTree(tree, Limits.defaults()));
    }

    private static Excerpt around(MemoryFileTree tree, String file, int line) {
        return reader(tree).around(GuestPath.of(file), line).orElseThrow();
    }

    private static MemoryFileTree one(String path, String content, int permissions) {
        return MemoryFileTree.builder()
                .file(path, content.getBytes(StandardCharsets.UTF_8), permissions, 0, 0)
                .build();
    }

    @Test
    void twoLinesBeforeAndTwoAfterAreShown() {
        MemoryFileTree tree = one("/etc/fstab", "one\ntwo\nthree\nfour\nfive\nsix\n", 0644);
        assertThat(around(tree, "/etc/fstab", 3))
                .isEqualTo(new Excerpt(1, List.of("one", "two", "three", "four", "five"), Optional.empty()));
        assertThat(around(tree, "/etc/fstab", 1).lines()).containsExactly("one", "two", "three");
        assertThat(around(tree, "/etc/fstab", 6))
                .isEqualTo(new Excerpt(4, List.of("four", "five", "six"), Optional.empty()));
        assertThat(reader(tree).around(GuestPath.of("/etc/fstab"), 7)).isEmpty();
    }

    @Test
    void whatOthersMayNotReadIsNotShown() {
        assertThat(around(one("/etc/a", "x\n", 0640), "/etc/a", 1).withheld())
                .hasValue("others in the guest may not read this file either");
        MemoryFileTree closed = MemoryFileTree.builder()
                .directory("/srv/closed", 0750, 0, 0)
                .file("/srv/closed/open", "x\n".getBytes(StandardCharsets.UTF_8), 0644, 0, 0)
                .build();
        assertThat(around(closed, "/srv/closed/open", 1).withheld()).isPresent();
        assertThat(around(one("/var/log/a", "x\n", 0644), "/var/log/a", 1).withheld())
                .isPresent();
    }

    @Test
    void linksAreJudgedByWhatTheyLeadTo() {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("/srv/hidden", "x\n".getBytes(StandardCharsets.UTF_8), 0600, 0, 0)
                .symlink("/etc/link", "/srv/hidden")
                .build();
        assertThat(around(tree, "/etc/link", 1).withheld()).isPresent();
        assertThat(around(tree, "/etc/link", 1).lines()).isEmpty();
    }

    @Test
    void whatIsNoTextOrTooLongOrNotThereIsNotShown() {
        assertThat(around(one("/etc/a", "x\0\n", 0644), "/etc/a", 1).withheld()).hasValue("the file is no text");
        assertThat(around(one("/etc/a", "x\n".repeat(600_000), 0644), "/etc/a", 1)
                        .withheld())
                .hasValue("the file is longer than 1 MiB");
        assertThat(around(one("/etc/a", "x\n", 0644), "/etc/b", 1).withheld()).isPresent();
        assertThat(around(one("/etc/a", "y".repeat(5000), 0644), "/etc/a", 1)
                        .lines()
                        .get(0))
                .hasSize(ExcerptReader.LONGEST_LINE)
                .endsWith("…");
    }

    @Test
    void checksAboutWhatMustNotBeShownShowNothing() {
        List<String> shown = new ArrayList<>();
        for (Check check : Catalogue.all()) {
            if (ExcerptReader.mayShow(check.info())) {
                shown.add(check.info().id());
            }
        }
        assertThat(shown)
                .contains("fs.fstab-no-device-names", "boot.console-ttys0", "ssh.permit-root-login")
                .doesNotContain(
                        "ssh.host-keys-absent",
                        "ssh.authorized-keys-empty",
                        "ssh.no-user-private-keys",
                        "ssh.known-hosts",
                        "cleanup.shell-history",
                        "accounts.no-password-hash")
                .noneMatch(id -> id.matches("(secrets|accounts|cleanup|malware)\\..*"));
    }

    /** Finds something in every line of every planted file. */
    private record EveryLine(List<SecretCorpus.Planted> planted) implements Check {
        @Override
        public CheckInfo info() {
            return new CheckInfo("services.every-line", Area.SERVICES, Level.ERROR, "Nothing is here", "Remove it");
        }

        @Override
        public Verdict evaluate(CheckContext context) {
            return verdict();
        }

        Verdict verdict() {
            List<Finding> findings = new ArrayList<>();
            for (SecretCorpus.Planted each : planted) {
                int lines = (int) new String(each.content(), StandardCharsets.UTF_8)
                        .lines()
                        .count();
                for (int line = 1; line <= lines; line++) {
                    findings.add(Finding.of(Level.ERROR, "a line", GuestPath.of(each.path()), line));
                }
            }
            return Verdict.of(findings);
        }
    }

    private static List<SecretCorpus.Planted> planted() throws Exception {
        return SecretCorpus.planted(2, List.of());
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }

    /** All planted files may be read by everybody here, and the check is one whose findings are shown. */
    @Test
    void noPlantedValueStandsInAnExcerpt() throws Exception {
        List<SecretCorpus.Planted> planted = planted();
        List<String> seen = new ArrayList<>();
        int shown = 0;
        for (SecretCorpus.Planted each : planted) {
            MemoryFileTree tree = MemoryFileTree.builder()
                    .file(each.path(), each.content(), 0644, 0, 0)
                    .build();
            CheckResult result = new CheckResult(
                    new EveryLine(List.of(each)).info(),
                    org.imginspect.check.Params.NONE,
                    new EveryLine(List.of(each)).verdict());
            for (Excerpt excerpt : reader(tree).read(List.of(result)).byPlace().values()) {
                String text = squeezed(String.join("\n", excerpt.lines()));
                shown += excerpt.lines().isEmpty() ? 0 : 1;
                String secret = squeezed(each.secret());
                if (secret.length() >= 6 && text.contains(secret)) {
                    seen.add(each.kind() + " of " + each.path());
                }
            }
        }
        assertThat(seen).isEmpty();
        assertThat(shown).isLessThan(planted.size() / 4);
    }

    /** The mask is the second guard; it has to do without the first. */
    @Test
    void theMaskAloneHidesWhatIsPlanted() throws Exception {
        List<String> seen = new ArrayList<>();
        int values = 0;
        for (SecretCorpus.Planted each : planted()) {
            String secret = squeezed(each.secret());
            List<String> lines =
                    new String(each.content(), StandardCharsets.UTF_8).lines().toList();
            if (secret.length() >= 6) {
                values++;
                if (squeezed(String.join("\n", LineMask.mask(lines))).contains(secret)) {
                    seen.add(each.kind() + " of " + each.path() + ": " + LineMask.mask(lines));
                }
            }
        }
        assertThat(seen).as("of " + values + ":\n" + String.join("\n", seen)).hasSizeLessThan(values / 20);
    }

    @Test
    void aPageWithExcerptsShowsNoPlantedValue() throws Exception {
        List<SecretCorpus.Planted> planted = planted();
        MemoryFileTree.Builder tree = MemoryFileTree.builder()
                .file("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n")
                .file("/etc/os-release", "ID=debian\nVERSION_ID=12\n")
                .file("/etc/fstab", "# a comment\n/dev/sda1 / ext4 defaults 0 1\n# an end\n");
        planted.forEach(each -> tree.file(each.path(), each.content(), 0644, 0, 0));
        List<Check> checks = new ArrayList<>(Catalogue.all());
        checks.add(new EveryLine(planted));
        List<ScanReport> reports = new Inspector(
                        new FakeEngines(new FakeEngine("embedded", tree.build())), checks, Gatherers.all())
                .scan(ScanRequest.of(Path.of("disk.raw")).withDeep(true).withExcerpts(true));
        assertThat(reports.get(0).excerpts().byPlace()).isNotEmpty();
        StringWriter out = new StringWriter();
        ReportFormat.named("html").orElseThrow().write(reports, ReportStyle.PLAIN, out);
        assertThat(out.toString()).contains("class=\"excerpt\"", "# a comment", "/dev/sda1 / ext4 defaults 0 1");
        String page = squeezed(out.toString());
        assertThat(planted.stream()
                        .filter(each -> squeezed(each.secret()).length() >= 6)
                        .filter(each -> page.contains(squeezed(each.secret())))
                        .map(each -> each.kind() + " of " + each.path()))
                .isEmpty();
    }

    @Test
    void excerptsAreReadOnlyIfTheyAreAskedFor() {
        MemoryFileTree tree = MemoryFileTree.builder()
                .file("/etc/os-release", "ID=debian\nVERSION_ID=12\n")
                .file("/etc/fstab", "/dev/sda1 / ext4 defaults 0 1\n")
                .build();
        Inspector inspector =
                new Inspector(new FakeEngines(new FakeEngine("embedded", tree)), Catalogue.all(), Gatherers.all());
        ScanRequest request = ScanRequest.of(Path.of("disk.raw")).withCheck("fs.fstab-no-device-names");
        assertThat(inspector.scan(request).get(0).excerpts()).isEqualTo(Excerpts.NONE);
        ScanReport asked = inspector.scan(request.withExcerpts(true)).get(0);
        Finding finding = asked.results().get(0).findings().get(0);
        assertThat(asked.excerpts()
                        .of("fs.fstab-no-device-names", finding)
                        .orElseThrow()
                        .lines())
                .containsExactly("/dev/sda1 / ext4 defaults 0 1");
    }

    @Test
    void settingsThatAreNoSecretsStayReadable() {
        List<String> lines = List.of(
                "PermitRootLogin prohibit-password",
                "PasswordAuthentication yes",
                "UUID=de30de30-dead-4e47-9c3b-00000000054a / ext4 defaults 0 1",
                "linux /boot/vmlinuz-6.1.0-56-cloud-amd64 root=UUID=de30de30-dead-4e47-9c3b-00000000054a ro quiet",
                "GRUB_CMDLINE_LINUX=\"console=tty0 console=ttyS0,115200n8\"",
                "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main",
                "ExecStart=-/sbin/agetty -o '-p -- \\\\u' --keep-baud 115200,57600,38400,9600 %I $TERM");
        assertThat(LineMask.mask(lines).subList(0, 6)).isEqualTo(lines.subList(0, 6));
    }

    @Test
    void credentialsInAnySyntaxAreLeftOut() {
        assertThat(LineMask.mask(List.of(
                        "password = hunter2",
                        "  \"api_key\": \"abc\",",
                        "proxy=http://joe:hunter2@proxy.example/",
                        "root:$6$saltsalt$Z1Tn4KX5q8xYWq5sVyWmFh:19000:0:99999:7:::",
                        "mysql -u root -phunter2 db",
                        "x AKIAIOSFODNN7EXAMPLE1 y",
                        "0123456789abcdef0123456789abcdef",
                        "-----BEGIN PRIVATE KEY-----",
                        "MIIB",
                        "-----END PRIVATE KEY-----",
                        "token:",
                        "  hunter2",
                        "plain")))
                .noneMatch(line -> line.contains("hunter2") || line.contains("abc\"") || line.contains("MIIB"))
                .noneMatch(line -> line.contains("Z1Tn4KX5q8xYWq5sVyWmFh") || line.contains("cdef"))
                .endsWith("plain");
    }
}
