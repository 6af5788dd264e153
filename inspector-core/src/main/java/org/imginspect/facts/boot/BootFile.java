package org.imginspect.facts.boot;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestPath;
import org.imginspect.guest.GuestTree;
import org.imginspect.io.ByteSource;

/**
 * A file, or a section of one, that a boot loader loads.
 *
 * @param written as the configuration has it: {@code /vmlinuz-6.1.0}, relative to a file system of the loader's choice
 * @param path where that is in the guest's tree; empty if it is proved that the disk has no such file system, or if {@code unknown} is
 *     present. Whether a file lies there is for the tree to say
 * @param section the part of a unified kernel image that it is; empty for a whole file
 * @param bareDevice the device, if the configuration names it by its position on the disk ({@code hd0,msdos1}) and does not search for the
 *     file system; empty otherwise
 * @param unknown why it cannot be told which file that is; empty if it can
 * @param file the configuration file that names it
 * @param line the line in that file, from 1
 */
public record BootFile(
        String written,
        Optional<GuestPath> path,
        Optional<Section> section,
        Optional<String> bareDevice,
        Optional<String> unknown,
        GuestPath file,
        int line) {
    /**
     * A section of a unified kernel image.
     *
     * @param name {@code .initrd}
     * @param positionBytes where it begins in the file
     * @param sizeBytes how long it is
     */
    public record Section(String name, long positionBytes, long sizeBytes) {}

    /** A whole file that is found by no bare device. */
    BootFile(String written, Optional<GuestPath> path, Optional<String> unknown, GuestPath file, int line) {
        this(written, path, Optional.empty(), Optional.empty(), unknown, file, line);
    }

    /**
     * Where it is in the guest's tree. A {@link #section} is only a part of what lies there.
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

    /**
     * What is loaded: the file, or its section. Close it after use.
     *
     * @return empty if there is no such regular file
     * @throws UnsupportedFeatureException if it cannot be told which file it is
     */
    public Optional<ByteSource> open(GuestTree tree) throws ImageException {
        Optional<GuestPath> place = located();
        Optional<ByteSource> opened = place.isPresent() ? tree.open(place.get()) : Optional.empty();
        if (opened.isEmpty() || section.isEmpty()) {
            return opened;
        }
        ByteSource whole = opened.get();
        Section part = section.get();
        return Optional.of(new Opened(whole, whole.slice(part.positionBytes, part.sizeBytes, part.name)));
    }

    /** A section that closes its file with it. */
    private record Opened(ByteSource whole, ByteSource part) implements ByteSource {
        @Override
        public long size() {
            return part.size();
        }

        @Override
        public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
            part.readFully(position, into, offset, length);
        }

        @Override
        public String describe() {
            return part.describe();
        }

        @Override
        public void close() throws ImageException {
            whole.close();
        }
    }

    /** The last part of {@link #written}. */
    public String name() {
        return written.substring(written.lastIndexOf('/') + 1);
    }
}
