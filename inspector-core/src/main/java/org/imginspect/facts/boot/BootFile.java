package org.imginspect.facts.boot;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;

/**
 * A file that a boot loader loads.
 *
 * @param written as the configuration has it: {@code /vmlinuz-6.1.0}, relative to a file system of the loader's choice
 * @param path where that is in the guest's tree; empty if it is proved that the disk has no such file system, or if {@code unknown} is
 *     present. Whether a file lies there is for the tree to say
 * @param unknown why it cannot be told which file that is; empty if it can
 * @param file the configuration file that names it
 * @param line the line in that file, from 1
 */
public record BootFile(String written, Optional<GuestPath> path, Optional<String> unknown, GuestPath file, int line) {
    /**
     * Where it is in the guest's tree.
     *
     * @return empty if it is proved that the disk has no such file system
     * @throws UnsupportedFeatureException if it cannot be told
     */
    public Optional<GuestPath> located() throws ImageException {
        if (unknown.isPresent()) {
            throw new UnsupportedFeatureException(unknown.get(), file.toString());
        }
        return path;
    }

    /** The last part of {@link #written}. */
    public String name() {
        return written.substring(written.lastIndexOf('/') + 1);
    }
}
