package org.imginspect.filesystem;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** A file system format that this library reads. Recognising is apart from opening: "not mine" is not "mine but damaged". */
public interface FileSystemFormat {
    /** {@code ext4} for ext2, ext3 and ext4; {@code vfat} for all of FAT. */
    String id();

    /**
     * Whether the volume carries this format's magic; nothing else is looked at.
     *
     * @throws ImageException if the bytes cannot be delivered; a volume too small for the magic is not recognised
     */
    boolean recognises(ByteSource volume) throws ImageException;

    /**
     * What the superblock says of itself. Called only after {@link #recognises}; must answer for a damaged or unsupported file system
     * as long as the superblock can be read.
     */
    FileSystemIdentity identify(ByteSource volume) throws ImageException;

    /**
     * Opens it for reading.
     *
     * @throws org.imginspect.error.UnsupportedFeatureException for an unknown or unsupported incompatible feature, by name
     * @throws org.imginspect.error.DamagedImageException if its structures contradict the format
     */
    OpenedFileSystem open(ByteSource volume, Limits limits) throws ImageException;

    /** Whether a file system of this format may lie on several devices: those whose {@link #identify} gives the same UUID. */
    default boolean spansDevices() {
        return false;
    }

    /**
     * Opens one that may lie on several devices.
     *
     * @param devices those of its devices that are at hand, in any order; not empty; one unless it {@link #spansDevices}
     * @throws org.imginspect.error.UnsupportedFeatureException if a device is missing that it cannot be read without: the message says
     *     how many are
     */
    default OpenedFileSystem open(List<ByteSource> devices, Limits limits) throws ImageException {
        return open(devices.get(0), limits);
    }

    /**
     * Which bytes no file shows.
     *
     * @return empty if this library does not read this format's maps
     * @throws ImageException if it cannot be opened
     */
    default Optional<FreeSpace> freeSpace(ByteSource volume, Limits limits) throws ImageException {
        return Optional.empty();
    }
}
