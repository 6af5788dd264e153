package org.imginspect.remedy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.imginspect.check.Check;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Params;
import org.imginspect.check.Verdict;
import org.imginspect.checks.Catalogue;
import org.imginspect.engine.ContainerInfo;
import org.imginspect.engine.StorageMap;
import org.imginspect.error.Problem;
import org.imginspect.fixtures.Requirement;
import org.imginspect.guest.GuestPath;
import org.imginspect.scan.CheckResult;
import org.imginspect.scan.GuestInfo;
import org.imginspect.scan.ScanReport;
import org.imginspect.scan.Timings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellScriptTest {
    private static final byte[] EVIL =
            "/tmp/a'b\n$(touch HERE)`touch HERE`\"; touch HERE #\u001b[2J\u202e-rf %s \\\\ *\n"
                    .getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void aNameIsOneWordWhateverItHolds() throws Exception {
        for (byte[] name : List.of(
                EVIL,
                new byte[] {'/', 'x', (byte) 0xff, (byte) 0x80, '\n', '\n'},
                "/plain name's $HOME".getBytes(StandardCharsets.UTF_8),
                "/-n".getBytes(StandardCharsets.UTF_8),
                "/\u00fc\u2028%d\\101".getBytes(StandardCharsets.UTF_8))) {
            ShellWords words = new ShellWords();
            words.add(GuestPath.of(name));
            String script =
                    String.join("\n", words.assignments()) + "\nprintf '%s|' " + String.join(" ", words.words()) + "\n";
            assertThat(script.chars())
                    .as("the script is plain ASCII")
                    .allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f));
            for (String shell : new String[] {"sh", "bash"}) {
                Process process = new ProcessBuilder(shell, "-c", "set -eu; LC_ALL=C; " + script)
                        .directory(directory.toFile())
                        .start();
                byte[] out = process.getInputStream().readAllBytes();
                assertThat(process.waitFor()).isZero();
                assertThat(new String(out, StandardCharsets.ISO_8859_1))
                        .isEqualTo(new String(GuestPath.of(name).toBytes(), StandardCharsets.ISO_8859_1) + "|");
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aScriptForFindingsOfEveryCheckIsGoodShell() throws Exception {
        Requirement.programs("dash", "bash", "shellcheck");
        FixScript script = FixScript.of(everything(GuestPath.of(EVIL)));
        assertThat(script.mended()).hasSizeGreaterThan(60);
        assertThat(script.leftToPeople()).hasSizeGreaterThan(60);
        Path file = Files.writeString(directory.resolve("fix.sh"), script.shell());
        for (List<String> command : List.of(
                List.of("sh", "-n", file.toString()),
                List.of("dash", "-n", file.toString()),
                List.of("bash", "--posix", "-n", file.toString()),
                // 2034, 2317: what no step of this script calls; the others are as they are meant.
                List.of("shellcheck", "-s", "sh", "-S", "warning", "-e", "SC2034,SC2317,SC2153", file.toString()))) {
            assertThat(run(command)).as("%s", command).isEmpty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void guestTextStaysInItsComment() {
        String script = FixScript.of(everything(GuestPath.of(EVIL))).shell();
        String frame = ByHand.resource("frame.sh") + ByHand.resource("prelude.sh");
        for (String line : script.lines().toList()) {
            if (line.contains("touch") && !frame.contains(line)) {
                assertThat(line).matches("# .*|name\\d+=\\$\\(printf '[A-Za-z0-9/.\\\\]*_'\\)");
            }
        }
        assertThat(script).doesNotContain("\u001b").doesNotContain("\u202e");
    }

    @Test
    void stepsStandInTheOrderOfTheirPhases() {
        FixScript script = FixScript.of(everything(GuestPath.of("/etc/x")));
        List<String> order = script.mended();
        assertThat(order.indexOf("accounts.no-human-accounts"))
                .isNotNegative()
                .isLessThan(order.indexOf("ssh.authorized-keys-empty"));
        assertThat(order.indexOf("cleanup.tmp-empty")).isGreaterThan(order.indexOf("cleanup.logs-empty"));
        String text = script.shell();
        assertThat(text.split("\nregenerate_grub\n", -1)).hasSize(2);
        assertThat(text.split("\nregenerate_initramfs\n", -1)).hasSize(2);
        assertThat(text.indexOf("\nregenerate_grub\n"))
                .isGreaterThan(text.indexOf("step boot.console-ttys0 "))
                .isLessThan(text.indexOf("step cleanup.logs-empty "));
    }

    @Test
    void whatCouldNotBeDecidedIsLeftToPeople() {
        Check check = Catalogue.find("ssh.known-hosts").orElseThrow();
        Problem problem = new Problem(Problem.Kind.DAMAGED, "ext4: bad block", "disk", OptionalLong.empty());
        FixScript script = FixScript.of(
                report(List.of(new CheckResult(check.info(), Params.NONE, new Verdict.Undetermined(problem)))));
        assertThat(script.isEmpty()).isTrue();
        assertThat(script.leftToPeople()).containsExactly("ssh.known-hosts");
        assertThat(script.shell()).contains("# Why: it could not be decided: ext4: bad block");
    }

    @Test
    void aCleanImageGetsAScriptThatSaysSo() throws Exception {
        FixScript script = FixScript.of(report(List.of()));
        assertThat(script.isEmpty()).isTrue();
        Path file = Files.writeString(directory.resolve("fix.sh"), script.shell());
        assertThat(run(List.of("sh", file.toString()))).isEqualTo("fix.sh: there is nothing that a script can mend\n");
        assertThat(script.virtCustomize("fix.sh")).doesNotContain("\nrun");
    }

    @Test
    void theScriptRefusesAnotherSystem() throws Exception {
        Requirement.root();
        FixScript script = FixScript.of(everything(GuestPath.of("/nowhere/x")));
        Path file = Files.writeString(directory.resolve("fix.sh"), script.shell());
        assertThat(run(List.of("sh", file.toString(), "--dry-run"))).contains("the script is for plan9");
    }

    /** A report in which every check finds something in this file. */
    private static ScanReport everything(GuestPath file) {
        List<CheckResult> results = new ArrayList<>();
        for (Check check : Catalogue.all()) {
            List<Finding> findings = new ArrayList<>();
            for (String message : new String[] {
                new String(EVIL, StandardCharsets.UTF_8),
                "account 'jane' (uid 1000) has uid 0",
                "svc.service is not started again",
                "svc does not start at boot",
                "is masked, without a password, is not executable, a core dump"
            }) {
                findings.add(new Finding(Level.WARNING, message, Optional.of(file), OptionalInt.of(1)));
            }
            results.add(new CheckResult(check.info(), Params.NONE, new Verdict.Findings(findings)));
        }
        return report(results);
    }

    private static ScanReport report(List<CheckResult> results) {
        return new ScanReport(
                "disk\n$(x).qcow2",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new StorageMap(
                        new ContainerInfo("raw", 0, 1 << 20, 4096, List.of(), false, false, OptionalLong.empty(), ""),
                        Optional.empty(),
                        List.of())),
                Optional.empty(),
                Optional.of(new GuestInfo(
                        "plan9", Optional.empty(), Optional.empty(), "Plan 9", Optional.empty(), "debian")),
                results,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(Level.ERROR),
                new Timings(0, 0, Map.of()));
    }

    /** What it prints. */
    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return out;
    }
}
