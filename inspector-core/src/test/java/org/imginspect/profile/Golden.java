package org.imginspect.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares text with a committed file; with the environment variable {@code IMGINSPECT_GOLDEN=write} writes that file instead. */
final class Golden {
    static final Path RESOURCES = Path.of("src/test/resources/org/imginspect/profile");

    private Golden() {}

    static void assertSame(Path file, String text) throws IOException {
        if ("write".equals(System.getenv("IMGINSPECT_GOLDEN"))) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        }
        assertThat(text)
                .as("%s is written anew by IMGINSPECT_GOLDEN=write; look at what changes", file)
                .isEqualTo(Files.readString(file));
    }
}
