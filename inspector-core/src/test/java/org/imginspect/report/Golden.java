package org.imginspect.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares text with a committed file; with the environment variable {@code IMGINSPECT_GOLDEN=write} writes that file instead. */
final class Golden {
    private static final Path DIRECTORY = Path.of("src/test/resources/org/imginspect/report");

    private Golden() {}

    static void assertSame(String name, String text) throws IOException {
        Path file = DIRECTORY.resolve(name);
        if ("write".equals(System.getenv("IMGINSPECT_GOLDEN"))) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
