package org.imginspect.compare;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

/** A way to write a comparison down. */
public interface DiffFormat {
    /** As the command line takes it: {@code json}. */
    String id();

    /** Writes a report. Does not close the writer. */
    void write(DiffReport report, Writer out) throws IOException;

    /** The ids of all formats. */
    static List<String> ids() {
        return List.of("text", "json", "markdown");
    }

    /** The format with this id; empty if there is none. */
    static Optional<DiffFormat> named(String id) {
        return switch (id) {
            case "text" -> Optional.of(new TextDiff());
            case "json" -> Optional.of(new JsonDiff());
            case "markdown" -> Optional.of(new MarkdownDiff());
            default -> Optional.empty();
        };
    }
}
