package org.imginspect.engine;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;

/**
 * What lies below the files. The storage map says what was met when the image was opened; this is read when somebody asks, some of it
 * for every scan, some only for deep checks. Closed with its guest.
 */
public interface DiskSpace {
    /** Told of every stretch that no file shows. */
    @FunctionalInterface
    interface Visitor {
        /**
         * @param path the storage path of the file system, the partition or the image it lies in
         * @param kind why no file shows it
         * @param volume the bytes of what {@code path} names; readable as long as the guest is open
         * @param start where the stretch begins in {@code volume}
         * @param length how long it is, 1 or more
         */
        void unowned(String path, Unowned kind, ByteSource volume, long start, long length) throws ImageException;
    }

    /** Why no file shows some bytes. */
    enum Unowned {
        /** The file system's own map calls them free, or they lie behind the end of the file system in its partition. */
        FREE,
        /** Allocated to a file, but behind its end, or never written by it. */
        SLACK,
        /** In no partition, or in one that holds nothing. */
        UNPARTITIONED
    }

    /**
     * Compares the container's metadata with itself: reads all of its tables, no data.
     *
     * @throws ImageException if they cannot be read or are too many
     */
    ContainerCheck checkContainer() throws ImageException;

    /**
     * How much of the disk is used, and how much of the image file holds what is not.
     *
     * @throws ImageException if the map of a file system cannot be read, or is not known
     */
    SpaceUse use() throws ImageException;

    /**
     * Volume groups, arrays and pools that part of the disk belongs to, in its order; none if nothing is part of anything.
     *
     * @throws ImageException if what a member says of the others cannot be read
     */
    List<Spread> spreads() throws ImageException;

    /**
     * Whether a file system that the map lists keeps a journal, or never overwrites what is in use.
     *
     * @throws ImageException if that cannot be told
     */
    boolean hasJournal(StorageEntry fileSystem) throws ImageException;

    /** The answer to {@link #hasJournal} for formats that always or never have one; empty for those of which some do. */
    static Optional<Boolean> journalByFormat(String format) {
        return switch (format) {
            case "xfs",
                    "btrfs",
                    "jfs",
                    "reiserfs",
                    "reiser4",
                    "f2fs",
                    "nilfs2",
                    "bcachefs",
                    "gfs2",
                    "ocfs2",
                    "ntfs",
                    "ext3" -> Optional.of(true);
            case "ext2", "vfat", "exfat", "minix", "ufs", "bfs" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /**
     * Visits everything that no file shows: in each volume free space in ascending order, then slack; at last what no partition holds.
     * What the container stores nothing for is visited too: {@link ByteSource#nextData} passes it quickly.
     *
     * @return why some of it could not be visited, in the disk's order; empty if everything was
     * @throws ImageException what the visitor throws, or that the disk cannot be read
     */
    List<ImageException> visitUnowned(Visitor visitor) throws ImageException;

    /** Of a disk that nothing below the files is known of: every question is answered by an exception. */
    static DiskSpace unknown(String image) {
        return new DiskSpace() {
            private UnsupportedFeatureException unknown() {
                return new UnsupportedFeatureException("disk: what lies below its files is not read here", image);
            }

            @Override
            public ContainerCheck checkContainer() throws ImageException {
                throw unknown();
            }

            @Override
            public SpaceUse use() throws ImageException {
                throw unknown();
            }

            @Override
            public List<Spread> spreads() throws ImageException {
                throw unknown();
            }

            @Override
            public boolean hasJournal(StorageEntry fileSystem) throws ImageException {
                throw unknown();
            }

            @Override
            public List<ImageException> visitUnowned(Visitor visitor) throws ImageException {
                throw unknown();
            }
        };
    }
}
