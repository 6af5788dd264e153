package org.imginspect.image;

import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;

/**
 * The other host files that a container names: extents, an external data file, a parent. A container names them, and nothing but its
 * own bytes says whether it should: what may be opened is the caller's to allow.
 *
 * <p>Bound to one container file: names are relative to its directory. Closing the container's disk closes what it opened here.
 */
public interface OtherFiles {
    /**
     * The bytes of a file as they are: an extent of a VMDK, the external data file of a qcow2.
     *
     * @param name as the container has it
     * @param role what it is to the container, for messages: {@code extent}, {@code external data file}
     * @throws UnsupportedFeatureException if it may not be opened: the message says how to allow it
     * @throws ImageException if it cannot be opened
     */
    ByteSource bytes(String name, String role) throws ImageException;

    /**
     * The disk of a parent, opened by the format that the child's header gives: a parent's own magic is never asked.
     *
     * @param format an {@link ImageFormat#id}
     * @throws UnsupportedFeatureException if it may not be opened, or there is no such format
     * @throws org.imginspect.error.LimitExceededException if the chain is too long
     * @throws org.imginspect.error.DamagedImageException if the file is in the chain already
     * @throws ImageException if it cannot be opened
     */
    DiskImage parent(String name, String role, String format) throws ImageException;

    /** Allows nothing. */
    static OtherFiles none(String image) {
        return new OtherFiles() {
            @Override
            public ByteSource bytes(String name, String role) throws ImageException {
                throw refused(name, role);
            }

            @Override
            public DiskImage parent(String name, String role, String format) throws ImageException {
                throw refused(name, role);
            }

            private UnsupportedFeatureException refused(String name, String role) {
                return new UnsupportedFeatureException(
                        "the image names another file, its " + role + " '" + name
                                + "'; other files are opened only with --allow-backing DIR, from inside DIR",
                        image);
            }
        };
    }
}
