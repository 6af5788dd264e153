package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imginspect.check.Area;
import org.imginspect.check.Finding;
import org.imginspect.check.Level;
import org.imginspect.check.Verdict;
import org.imginspect.guest.GuestPath;
import org.imginspect.scan.ScanReport;
import org.junit.jupiter.api.Test;

/** Read back by the rules of the runner that carries the commands out (actions/runner, ActionCommand.TryParseV2). */
class GitHubReportTest {
    /** What a runner knows, the dangerous ones among them. */
    private static final Set<String> REGISTERED = Set.of(
            "error",
            "warning",
            "notice",
            "debug",
            "set-output",
            "set-env",
            "add-path",
            "add-mask",
            "save-state",
            "stop-commands",
            "group",
            "endgroup",
            "echo",
            "add-matcher",
            "remove-matcher",
            "internal-set-repo-path");

    private record Command(String name, Map<String, String> properties, String data) {}

    private static String text(ScanReport... reports) throws IOException {
        StringWriter out = new StringWriter();
        ReportFormat.named("github").orElseThrow().write(List.of(reports), ReportStyle.PLAIN, out);
        return out.toString();
    }

    /** What the runner makes of the lines; a line that is no command fails. */
    private static List<Command> run(String text) {
        List<Command> commands = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String message = line.stripLeading();
            assertThat(message).startsWith("::");
            int end = message.indexOf("::", 2);
            String info = message.substring(2, end);
            int space = info.indexOf(' ');
            String name = space < 0 ? info : info.substring(0, space);
            assertThat(REGISTERED).contains(name);
            Map<String, String> properties = new LinkedHashMap<>();
            if (space > 0) {
                for (String property : info.substring(space + 1).strip().split(",", -1)) {
                    String[] pair = property.split("=", 2);
                    properties.put(pair[0], unescape(pair[1].replace("%3A", ":").replace("%2C", ",")));
                }
            }
            commands.add(new Command(name, properties, unescape(message.substring(end + 2))));
        }
        return commands;
    }

    private static String unescape(String text) {
        return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    }

    private static ScanReport with(Finding... findings) {
        ScanReport plain = SampleReports.passing("disk.qcow2");
        return new ScanReport(
                plain.image(),
                plain.failure(),
                plain.engine(),
                plain.fallbackReason(),
                plain.storage(),
                plain.rootProblem(),
                plain.guest(),
                List.of(SampleReports.result(
                        "ssh.evil", Area.SSH, "Nothing evil", "mend", Verdict.of(List.of(findings)))),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.of(Level.ERROR),
                plain.timings());
    }

    @Test
    void findingsAreAnnotationsTheGravestFirst() throws Exception {
        String text = text(SampleReports.failing("images/debian.qcow2"));
        Golden.assertSame("failing.github.txt", text);
        List<Command> commands = run(text);
        assertThat(commands)
                .extracting(Command::name)
                .containsExactly("error", "error", "warning", "warning", "warning", "notice");
        assertThat(commands.get(0).properties())
                .containsEntry("file", "images/debian.qcow2/etc/fstab")
                .containsEntry("line", "3")
                .containsEntry("title", "fs.fstab-no-device-names");
        assertThat(commands.get(5).data()).isEqualTo("images/debian.qcow2: fail; 2 errors, 3 warnings");
    }

    @Test
    void anImageThatCouldNotBeOpenedIsAnError() throws Exception {
        List<Command> commands = run(text(SampleReports.unopened("x.qcow2"), SampleReports.passing("y.qcow2")));
        assertThat(commands.get(0).name()).isEqualTo("error");
        assertThat(commands.get(0).data()).contains("no such file");
        assertThat(commands.get(1).data()).isEqualTo("x.qcow2: unopened; y.qcow2: pass; 1 error");
        assertThat(run(text(SampleReports.passing("y.qcow2"))).get(0).data()).isEqualTo("y.qcow2: pass; nothing found");
    }

    @Test
    void noMoreThanGitHubShowsAreWrittenAndTheRestIsCounted() throws Exception {
        List<Command> commands = run(text(JudgedReports.huge(1000, 5, 0)));
        for (String name : List.of("error", "warning", "notice")) {
            assertThat(commands)
                    .filteredOn(command -> command.name().equals(name))
                    .hasSize(10);
        }
        assertThat(commands.get(commands.size() - 1).data())
                .contains("500 errors, 200 warnings, 300 notes", "971 of them not shown here");
    }

    @Test
    void marketplacesAndWaiversAreInTheSummary() throws Exception {
        List<Command> commands = run(text(JudgedReports.judged("a.qcow2")));
        assertThat(commands.get(commands.size() - 1).data())
                .contains("Yandex Cloud Marketplace: 1 of 6 met", "DigitalOcean Marketplace: 0 of 1 met", "1 waived");
    }

    @Test
    void besideABaselineOnlyWhatIsNewIsShown() throws Exception {
        List<Command> commands = run(text(JudgedReports.compared("a.qcow2")));
        assertThat(commands).noneMatch(command -> command.data().contains("/dev/sdb1"));
        assertThat(commands.get(commands.size() - 1).data())
                .contains("since before.json: 2 new · 1 still there · 0 fixed");
    }

    @Test
    void theGuestGivesNoCommands() throws Exception {
        String evil =
                "x%0A::set-env name=PATH::/evil\n::add-mask::y\r\n::stop-commands::z %25 ::error::fake ##[add-path]/evil";
        GuestPath path = GuestPath.of("/etc/a,line=1,title=fake::set-output name=b%0A::c\n::add-path::d");
        String text = text(with(Finding.of(Level.ERROR, evil, path, 7)));
        List<Command> commands = run(text);
        assertThat(commands).extracting(Command::name).containsExactly("error", "notice");
        assertThat(commands.get(0).properties())
                .containsOnlyKeys("file", "line", "title")
                .containsEntry("line", "7");
        assertThat(commands.get(0).properties().get("file"))
                .contains("a,line=1,title=fake::set-output name=b%0A::c\\x0a::add-path::d");
        assertThat(commands.get(0).data())
                .contains("x%0A::set-env", "\\x0a::add-mask", "%25 ::error")
                .doesNotContain("\n");
    }

    @Test
    void nothingOfTheGuestActsOnAReader() throws Exception {
        String text = text(SampleReports.evil());
        Golden.assertSame("evil.github.txt", text);
        assertThat(run(text)).hasSize(5);
        assertThat(text).doesNotContain("\u001b", "\r", "\u0007", "\u202e", "\u200b", "\u2028", "\u0000", "\u009b");
    }
}
