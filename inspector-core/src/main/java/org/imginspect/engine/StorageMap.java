package org.imginspect.engine;

import java.util.List;
import java.util.Optional;
import org.imginspect.guest.GuestPath;

/**
 * Everything that lies on the disk, each with a state: nothing is left out because it could not be read.
 *
 * @param container what the container's header says
 * @param table the disk's partition table; empty if it is proved to have none
 * @param entries in the order container, table, partitions by position, each followed by what lies in it; never empty
 */
public record StorageMap(ContainerInfo container, Optional<PartitionTableInfo> table, List<StorageEntry> entries) {
    public StorageMap {
        entries = List.copyOf(entries);
    }

    /** The partitions, in the order of the disk. */
    public List<StorageEntry> partitions() {
        return entries.stream()
                .filter(entry -> entry.kind() == StorageEntry.Kind.PARTITION)
                .toList();
    }

    /** The file systems, read or not. */
    public List<StorageEntry> fileSystems() {
        return entries.stream()
                .filter(entry -> entry.kind() == StorageEntry.Kind.FILE_SYSTEM)
                .toList();
    }

    /** What should have been read and was not. */
    public List<StorageEntry> unread() {
        return entries.stream().filter(entry -> entry.state().isIncomplete()).toList();
    }

    /** The entry at a storage path, with or without the image's name in front. */
    public Optional<StorageEntry> at(String path) {
        String image = entries.get(0).path();
        return entries.stream()
                .filter(entry -> entry.path().equals(path) || entry.path().equals(image + " > " + path))
                .findFirst();
    }

    /** What lies directly in {@code parent}: a partition's file system, for instance. */
    public List<StorageEntry> inside(StorageEntry parent) {
        String prefix = parent.path() + " > ";
        return entries.stream()
                .filter(entry -> entry.path().startsWith(prefix) && entry.path().indexOf(" > ", prefix.length()) < 0)
                .toList();
    }

    /** The entry mounted at {@code point}, if any. */
    public Optional<StorageEntry> mountedAt(GuestPath point) {
        return entries.stream()
                .filter(entry -> entry.mountPoint().equals(Optional.of(point)))
                .findFirst();
    }
}
