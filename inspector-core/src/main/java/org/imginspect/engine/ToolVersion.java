package org.imginspect.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of this program, as the build wrote it down. */
public final class ToolVersion {
    private ToolVersion() {}

    /** {@code 0.1.0-SNAPSHOT}. */
    public static String get() {
        try (InputStream text = ToolVersion.class.getResourceAsStream("version.txt")) {
            if (text == null) {
                throw new IllegalStateException("version.txt is missing from the build");
            }
            return new String(text.readNBytes(64), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
