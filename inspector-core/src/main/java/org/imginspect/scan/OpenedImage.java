package org.imginspect.scan;

import java.io.Closeable;
import java.util.Optional;
import org.imginspect.engine.Guest;
import org.imginspect.error.ImageException;
import org.imginspect.facts.Facts;

/**
 * An image that was opened with the engine a request asks for. Close it after use.
 *
 * @param fallbackReason why libguestfs reads it though the embedded engine was asked first; empty if that did not happen
 */
public record OpenedImage(Guest guest, Facts facts, Optional<String> fallbackReason) implements Closeable {
    @Override
    public void close() throws ImageException {
        guest.close();
    }
}
