package org.imginspect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README shows what a newcomer sees, not what was once seen. */
class ReadmeTest {
    private static final String IMAGE = "fixtures/images/demo.qcow2";
    private static final Path ROOT = Path.of("..");

    @Test
    void theReportInTheReadmeIsTheReportOnTheDemoImage() throws IOException {
        String[] blocks = Files.readString(ROOT.resolve("README.md")).split("```\n", -1);
        assertThat(blocks[1]).isEqualTo("./imginspect scan -p yandex-cloud " + IMAGE + "\n");
        Run run = Run.of("scan", "-p", "yandex-cloud", ROOT.resolve(IMAGE));
        assertThat(run.code()).isEqualTo(1);
        assertThat(verdictInOneLine(run.out().replace("../" + IMAGE, IMAGE))).isEqualTo(verdictInOneLine(blocks[3]));
    }

    /** The name of the image is longer here than it is for the reader, so that its line may be wrapped elsewhere. */
    private static String verdictInOneLine(String report) {
        int end = report.indexOf("\n  Debian");
        return report.substring(0, end).replaceAll("\\s+", " ") + report.substring(end);
    }

    @Test
    void theReadmeNamesEveryExitCodeThatTheCommandNames() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        for (String line :
                Run.of("--help").out().split("Exit codes:", 2)[1].strip().split("\n", -1)) {
            assertThat(readme).contains("| " + line.strip().split(" +", 2)[0] + " |");
        }
    }
}
