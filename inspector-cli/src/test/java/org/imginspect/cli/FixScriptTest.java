package org.imginspect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imginspect.fixtures.Fixtures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixScriptTest {
    private static final Path DEMO = Fixtures.repository().resolve("fixtures/images/demo.qcow2");

    @TempDir
    Path directory;

    @Test
    void writesBothFilesAndLeavesTheImageAlone() throws Exception {
        byte[] before = Files.readAllBytes(DEMO);
        Run run = Run.of("fix-script", "--engine", "embedded", "-o", directory, DEMO);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("fix\\.sh would mend \\d+ checks").contains("left to do by hand");
        String script = Files.readString(directory.resolve("fix.sh"));
        assertThat(script)
                .startsWith("#!/bin/sh\n")
                .containsPattern("\nfix_accounts_no_human_accounts '[a-z]+'\n")
                .contains("\n# accounts.no-human-accounts: ")
                .contains("LOST: the accounts");
        Process process = new ProcessBuilder(
                        "sh", "-n", directory.resolve("fix.sh").toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(directory.resolve("fix.virt-customize")))
                .contains("\nupload fix.sh:/imginspect-fix.sh\n")
                .contains("#   accounts.no-human-accounts\n");
        assertThat(Files.readAllBytes(DEMO)).isEqualTo(before);
    }

    @Test
    void printsTheScriptAndWritesNothing() throws Exception {
        Run run =
                Run.of("fix-script", "--engine", "embedded", "--stdout", "--check", "ssh.authorized-keys-empty", DEMO);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith("#!/bin/sh\n")
                .contains("step ssh.authorized-keys-empty ")
                .doesNotContain("step accounts.");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void neverOverwritesTheImage() throws Exception {
        Path image = Files.copy(DEMO, directory.resolve("fix.sh"));
        Run run = Run.of("fix-script", "--engine", "embedded", "-o", directory, image);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("would overwrite the image");
        assertThat(Files.mismatch(image, DEMO)).isEqualTo(-1);
    }

    @Test
    void wrongUseAndUnreadableImagesHaveTheirCodes() {
        assertThat(Run.of("fix-script", "-o", directory.resolve("none"), DEMO).code())
                .isEqualTo(2);
        assertThat(Run.of("fix-script", "--stdout", "-o", directory, DEMO).code())
                .isEqualTo(2);
        assertThat(Run.of("fix-script", "--stdout", "--check", "no.such", DEMO).code())
                .isEqualTo(2);
        assertThat(Run.of("fix-script", "--stdout", "-p", "no-such-market", DEMO)
                        .code())
                .isEqualTo(2);
        assertThat(Run.of("fix-script", "-o", directory, directory.resolve("absent.qcow2"))
                        .code())
                .isEqualTo(4);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void saysWhatIsToBeDoneForOneMarketplace() {
        Run run = Run.of("fix-script", "--engine", "embedded", "--stdout", "-p", "yandex-cloud", DEMO);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("step boot.console-ttys0 ");
    }
}
