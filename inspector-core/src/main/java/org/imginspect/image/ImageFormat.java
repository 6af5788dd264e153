package org.imginspect.image;

import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** A container format: how a host file holds a disk. */
public interface ImageFormat {
    /** {@code qcow2}, {@code vmdk}, {@code vhd}, {@code vhdx}, {@code vdi}, {@code ova} or {@code raw}. */
    String id();

    /** Whether the file carries this format's magic; raw has none and never recognises anything. */
    boolean recognises(ByteSource file) throws ImageException;

    /**
     * Opens the disk inside. Closing the image's disk closes {@code file} and every other file that was opened for it.
     *
     * @param others where other files come from that the container names
     * @throws org.imginspect.error.UnsupportedFeatureException for encryption, an unknown incompatible bit, another file that is not
     *     allowed: by name
     */
    DiskImage open(ByteSource file, OtherFiles others, Limits limits) throws ImageException;

    /** Opens one that stands alone; other files are refused. */
    default DiskImage open(ByteSource file, Limits limits) throws ImageException {
        return open(file, OtherFiles.none(file.describe()), limits);
    }
}
