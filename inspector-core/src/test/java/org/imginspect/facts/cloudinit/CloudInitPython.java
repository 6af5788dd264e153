package org.imginspect.facts.cloudinit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs Python with the real cloud-init's modules. */
final class CloudInitPython {
    private CloudInitPython() {}

    /** The lines that a script prints for its input. */
    static List<String> run(String script, String input) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("python3", "-c", script).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("PYTHONPATH", System.getenv().getOrDefault("CLOUDINIT", ""));
        Process process = builder.start();
        Thread writer = new Thread(() -> {
            try (Writer out = process.outputWriter(StandardCharsets.UTF_8)) {
                out.write(input);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        writer.join();
        assertThat(process.waitFor()).isZero();
        return lines;
    }
}
