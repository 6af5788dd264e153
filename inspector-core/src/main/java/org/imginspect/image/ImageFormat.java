package org.imginspect.image;

import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** A container format: how a host file holds a disk. */
public interface ImageFormat {
    /** {@code qcow2} or {@code raw}. */
    String id();

    /** Whether the file carries this format's magic; raw has none and never recognises anything. */
    boolean recognises(ByteSource file) throws ImageException;

    /**
     * Opens the disk inside. Closing the image's disk closes {@code file}.
     *
     * @throws org.imginspect.error.UnsupportedFeatureException for a backing file, an external data file, encryption, an unknown
     *     incompatible bit: by name
     */
    DiskImage open(ByteSource file, Limits limits) throws ImageException;
}
