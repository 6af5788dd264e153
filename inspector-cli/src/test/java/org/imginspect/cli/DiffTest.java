package org.imginspect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.imginspect.fixtures.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffTest {
    private static final Path DEMO = Fixtures.demo();

    @Test
    void anImageDoesNotDifferFromItself() {
        Run run = Run.of("diff", DEMO, DEMO);
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("SAME  no difference in what is compared\n")
                .contains("--contents does that");
        assertThat(Run.of("diff", "--contents", "-f", "json", DEMO, DEMO).out()).contains("\"status\" : \"same\"");
    }

    @Test
    void whatCannotBeReadIsNotEqual() {
        Path roots = Fixtures.image("disk/two-roots");
        Run run = Run.of("diff", roots, DEMO);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out())
                .startsWith("INCOMPLETE  ")
                .contains("Packages: not compared, because it could not be read");
        // Even if both are unread for the same reason.
        assertThat(Run.of("diff", roots, roots).code()).isEqualTo(3);
    }

    @Test
    void anImageThatCannotBeOpenedExitsWithFour(@TempDir Path directory) {
        Run run = Run.of("diff", DEMO, directory.resolve("absent.qcow2"));
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("absent.qcow2");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void wrongUseExitsWithTwo() {
        assertThat(Run.of("diff", DEMO).code()).isEqualTo(2);
        Run run = Run.of("diff", "-f", "html", DEMO, DEMO);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("-f is 'html', but must be one of text, json, markdown");
        assertThat(Run.of("diff", "-p", "nowhere", DEMO, DEMO).code()).isEqualTo(2);
        assertThat(Run.of("diff", "--help").out()).contains("yesterday.qcow2");
    }
}
