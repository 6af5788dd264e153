package org.imginspect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    @Test
    void theVersionIsOneLine() {
        Run run = Run.of("--version");
        assertThat(run.code()).isZero();
        assertThat(run.out()).matches("imginspect \\d+\\.\\d+\\.\\d+\\S*\n");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        scans x|no command is called 'scans'|'scan'
        scan|missing required parameter: 'IMAGE'|imginspect scan --help
        scan x --chek y|unknown option: '--chek'|--check
        scan x --engine qemu|'qemu' is not one of [auto, embedded, libguestfs]|scan --help
        scan x --fail-on info|'info' is not one of [error, warning, never]|scan --help
        scan x --color blue|'blue' is not one of [auto, always, never]|scan --help
        scan x --format qed|--format is 'qed', but must be one of qcow2, |scan --help
        scan x y --disk z|--disk adds a disk to one image, but there are 2|scan --help
        scan x --limit wall-seconds|must be NAME=VALUE|scan --help
        scan x --limit no-such=1|no limit is called 'no-such'|scan --help
        scan x --limit wall-seconds=many|'many' is no number|scan --help
        scan x --limit wall-seconds=0|must be 1 or more|scan --help
        scan x --limit cache-bytes=9999999999G|is no number|scan --help
        scan x --check no.such|no check is called 'no.such'; 'imginspect checks' lists them|scan --help
        scan x --set no.such.size=1|'no.such.size' is no parameter: no check is called 'no.such'|scan --help
        scan x --skip no.such*|no check is called 'no.such*'|scan --help
        scan x -f pdf|-f is 'pdf', but must be one of text, json|scan --help
        scan x -f text -f json|two reports for standard output|scan --help
        scan x -f json=/no/such/dir/x|cannot be written to /no/such/dir/x|scan --help
        scan x -f json=a.json -o b.json|-o has no report to write|scan --help
        scan x --date tomorrow|--date is 'tomorrow', but must be a day like 2026-11-21|scan --help
        scan x --secrets-rules /no/such|--secrets-rules: cannot be read: /no/such|scan --help
        scan x --secrets-rules /proc|--secrets-rules: cannot be read: /proc|scan --help
        scan x --repo-metadata /no/such|--repo-metadata: no such directory: /no/such|scan --help
        scan x --yara /etc/passwd|--yara: no such directory: /etc/passwd|scan --help
        scan x -p yandex|no profile is called 'yandex'; there are base, yandex-cloud|scan --help
        scan x -p /no/such.yaml|there is no file /no/such.yaml|scan --help
        scan x --config /no/such.yaml|there is no file /no/such.yaml|scan --help
        scan x --check ssh.permit-rot-login|did you mean 'ssh.permit-root-login'?|scan --help
        profiles show nothing|no profile is called 'nothing'|profiles show --help
        explain no.such|no check is called 'no.such'|explain --help
        completion fish|no completion for 'fish'|completion --help
        """)
    void wrongUseIsToldInOneLineWithAHint(String args, String message, String hint) {
        Run run = Run.of((Object[]) args.split(" "));
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(2);
        assertThat(run.err().lines().findFirst().orElseThrow())
                .startsWith("imginspect: ")
                .contains(message);
        assertThat(run.err().lines().skip(1).findFirst().orElseThrow()).contains(hint);
    }

    @Test
    void withoutACommandTheHelpIsPointedOut() {
        Run run = Run.of();
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("imginspect: a command is missing\nTry 'imginspect --help'.\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scan",
                "layout",
                "facts",
                "ls",
                "cat",
                "find",
                "checks",
                "profiles",
                "explain",
                "fix-script",
                "doctor",
                "completion"
            })
    void everyCommandHasHelpThatFitsEightyColumns(String command) {
        Run run = Run.of(command, "--help");
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Usage: imginspect " + command);
        assertThat(run.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        assertThat(Run.of("--help").out()).contains("\n  " + command + " ");
    }

    @Test
    void aReportNeverOverwritesAnImage(@TempDir Path directory) throws Exception {
        Path image = Files.writeString(directory.resolve("disk.raw"), "precious");
        Path link = Files.createSymbolicLink(directory.resolve("link.json"), image);
        for (Path output : new Path[] {image, link}) {
            Run run = Run.of("scan", image, "-o", output);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains("the report would overwrite the image");
        }
        assertThat(image).hasContent("precious");
    }

    @Test
    void everyCheckIsListedAndExplained() {
        Run list = Run.of("checks");
        assertThat(list.code()).isZero();
        String id = "cleanup.machine-id";
        assertThat(list.out()).contains("\nCleanup\n").contains("  " + id + "  ");
        Run page = Run.of("explain", id);
        assertThat(page.code()).isZero();
        assertThat(page.out()).startsWith("# " + id).contains("## How to fix");
    }

    @Test
    void theCompletionScriptIsSoundShell() throws Exception {
        Run run = Run.of("completion", "bash");
        assertThat(run.out()).contains("complete -F").contains("--fail-on").contains("libguestfs");
        Process bash =
                new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
        try (var in = bash.getOutputStream()) {
            in.write(run.bytes());
        }
        assertThat(new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(bash.waitFor()).isZero();
        assertThat(Run.of("completion", "zsh").code()).isZero();
    }
}
