package org.imginspect.engine;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.imginspect.io.Limits;

/**
 * How an image is opened.
 *
 * @param limits the caps
 * @param format {@code raw} or {@code qcow2} to have the container read as that whatever its magic says; empty to go by the magic
 * @param progress is told in a few words what is being done; called on the caller's thread
 */
public record OpenOptions(Limits limits, Optional<String> format, Consumer<String> progress) {
    public OpenOptions {
        Objects.requireNonNull(limits);
        Objects.requireNonNull(format);
        Objects.requireNonNull(progress);
    }

    /** Default caps, format by magic, silent. */
    public static OpenOptions defaults() {
        return new OpenOptions(Limits.defaults(), Optional.empty(), text -> {});
    }
}
