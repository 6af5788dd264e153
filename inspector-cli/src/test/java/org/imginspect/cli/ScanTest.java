package org.imginspect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imginspect.fixtures.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanTest {
    private static final Path DEMO = Fixtures.demo();

    private static Run scan(Object... args) {
        Object[] all = new Object[args.length + 3];
        all[0] = "scan";
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--engine";
        all[args.length + 2] = "embedded";
        return Run.of(all);
    }

    private static String withoutTimings(String json) {
        return json.replaceAll("(?s)\"timingsMs\" : \\{.*?\\n  \\}", "\"timingsMs\" : {}");
    }

    @Test
    void theDemoImageFailsAndTheFirstLineSaysSo() {
        Run run = scan(DEMO);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).startsWith("FAIL  " + DEMO + ": ");
        assertThat(run.out())
                .contains("Debian GNU/Linux 12")
                .contains("cleanup.machine-id")
                .contains("fix: ");
        assertThat(run.out()).doesNotContain("\u001b");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void theSameScanGivesTheSameReportsButForTheTimings() {
        Run first = scan(DEMO, "-f", "json");
        Run second = scan(DEMO, "-f", "json");
        JsonSchema.assertValid(first.out());
        assertThat(withoutTimings(first.out())).isEqualTo(withoutTimings(second.out()));
        assertThat(scan(DEMO).out()).isEqualTo(scan(DEMO).out());
    }

    @Test
    void aReportGoesWhereItIsSent(@TempDir Path directory) throws Exception {
        Path json = directory.resolve("a.json");
        Path text = directory.resolve("a.txt");
        Run run = scan(DEMO, "-f", "json=" + json, "-f", "text", "-o", text);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        JsonSchema.assertValid(Files.readString(json));
        assertThat(text).content().isEqualTo(scan(DEMO).out());
    }

    @Test
    void severalImagesGiveOneArrayAndTheWorstCode() {
        Run run = scan(DEMO, Fixtures.image("ext4/debian12"), "-f", "json");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).startsWith("[");
        JsonSchema.assertValid(run.out());
    }

    @Test
    void onlyTheChecksAskedForRun() {
        Run one = scan(DEMO, "--check", "cleanup.machine-id", "-f", "json");
        assertThat(one.out()).contains("\"checks\" : 1,").contains("\"check\" : \"cleanup.machine-id\"");
        Run without = scan(DEMO, "--skip", "cleanup.*", "-f", "json");
        assertThat(without.out().replaceAll("\\s+", ""))
                .contains("{\"check\":\"cleanup.machine-id\",\"reason\":\"skipped\"}")
                .doesNotContain("{\"check\":\"cleanup.machine-id\",\"outcome\"");
        assertThat(scan(DEMO, "--check", "cleanup.machine-id", "--fail-on", "never")
                        .code())
                .isZero();
    }

    @Test
    void deepChecksRunWhenAskedForAndAreNamedWhenNot() {
        assertThat(scan(DEMO).out().replaceAll("\\s+", " "))
                .contains("not run: disk.free-space-residue, malware.package-digests"
                        + " (they read most of the disk: --deep)");
        assertThat(scan(DEMO, "--deep").out()).doesNotContain("--deep").contains("120 checks: ");
    }

    @Test
    void whatACheckIsToldAsksForIt() {
        Run run = scan(DEMO, "--set", "disk.min-virtual-size.size=1GiB", "-f", "json");
        assertThat(run.out().replaceAll("\\s+", ""))
                .contains("{\"check\":\"disk.min-virtual-size\",\"outcome\":\"findings\",\"reason\":null,"
                        + "\"params\":{\"size\":\"1GiB\"}");
        JsonSchema.assertValid(run.out());
        assertThat(scan(DEMO, "--set", "disk.min-virtual-size.size=big").code()).isEqualTo(2);
    }

    @Test
    void coloursComeOnDemand() {
        assertThat(scan(DEMO, "--color", "always").out()).contains("\u001b[1;31mFAIL");
        assertThat(scan(DEMO, "--color", "never").out()).doesNotContain("\u001b");
    }

    @Test
    void onATerminalThereAreColoursUnlessNoColorIsSet() throws Exception {
        assertThat(onTerminal("NO_COLOR", "")).contains("\u001b[1;31mFAIL");
        assertThat(onTerminal("NO_COLOR", "1")).startsWith("FAIL").doesNotContain("\u001b");
        assertThat(onTerminal("TERM", "dumb")).startsWith("FAIL").doesNotContain("\u001b");
    }

    /** Standard output of a scan in a process that the launcher told that it writes to a terminal. */
    private static String onTerminal(String name, String value) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dimginspect.stdout.terminal=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "scan",
                        "--engine",
                        "embedded",
                        DEMO.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("TERM", "xterm");
        builder.environment().put(name, value);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(1);
        return out;
    }

    @Test
    void aLimitThatIsReachedIsNamedAndTheScanIncomplete() {
        Run run = scan(DEMO, "--limit", "text-file-bytes=10", "--fail-on", "never");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).contains("raise it with --limit").startsWith("INCOMPLETE  ");
    }

    @Test
    void theFormatCanBeForced() {
        Run run = scan(DEMO, "--format", "raw");
        assertThat(run.code()).isIn(3, 4);
        assertThat(run.out() + run.err()).doesNotContain("PASS");
    }

    @Test
    void factsShowWhatIsKnownAndNoHash() {
        Run run = Run.of("facts", DEMO, "--engine", "embedded");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("OperatingSystem:\n").contains("  id: debian\n");
        // A crypt hash begins with $ID$ and is never shown.
        assertThat(run.out()).doesNotContainPattern("\\$(y|6|5|1)\\$[./A-Za-z0-9$=,]{8}");
        assertThat(Run.of("facts", DEMO, "os").out()).doesNotContain("Mounts");
        assertThat(Run.of("facts", DEMO, "nosuch").code()).isEqualTo(2);
    }

    @Test
    void theLayoutShowsWhatIsMountedWhere() {
        Run run = Run.of("layout", DEMO, "--engine", "embedded");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("EFI system").contains("ext4").contains("mounted at /\n");
        assertThat(run.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
    }
}
