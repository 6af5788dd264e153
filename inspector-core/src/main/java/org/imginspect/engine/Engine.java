package org.imginspect.engine;

import java.nio.file.Path;
import org.imginspect.error.ImageException;

/** Opens images. The image file is never written. */
public interface Engine {
    /** {@code embedded} or {@code libguestfs}. */
    String id();

    /**
     * Opens an image and everything on it that can be opened.
     *
     * @throws ImageException if not even the container could be opened; whatever goes wrong further in is in the storage map
     */
    Guest open(Path image, OpenOptions options) throws ImageException;
}
