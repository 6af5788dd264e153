package org.imginspect.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The page of a check, a Markdown resource beside its class. */
public final class CheckPage {
    private static final int MOST_BYTES = 1 << 20;

    private CheckPage() {}

    /**
     * Reads it.
     *
     * @throws IllegalStateException if the check has none
     */
    public static String of(Check check) {
        String name = check.getClass().getSimpleName() + ".md";
        try (InputStream page = check.getClass().getResourceAsStream(name)) {
            if (page == null) {
                throw new IllegalStateException(check.info().id() + " has no page " + name);
            }
            return new String(page.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("page of " + check.info().id(), e);
        }
    }
}
