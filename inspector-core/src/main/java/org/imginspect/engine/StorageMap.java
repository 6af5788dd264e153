package org.imginspect.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imginspect.guest.GuestPath;

/**
 * Everything that lies on the disk, each with a state: nothing is left out because it could not be read. Of several disks the container, the
 * table and the partitions are those of the first, the one that is started; the entries are those of all.
 *
 * @param container what the container's header says
 * @param table the disk's partition table; empty if it is proved to have none
 * @param entries in the order container, table, partitions by position, each followed by what lies in it; what a volume group or an array makes
 *     follows its first member, a subvolume its file system; then the same of further disks; never empty
 * @param otherDisks the disks after the first
 * @param groups volume groups and arrays, those first on which others lie
 */
public record StorageMap(
        ContainerInfo container,
        Optional<PartitionTableInfo> table,
        List<StorageEntry> entries,
        List<DiskInfo> otherDisks,
        List<VolumeGroup> groups) {
    public StorageMap {
        entries = List.copyOf(entries);
        otherDisks = List.copyOf(otherDisks);
        groups = List.copyOf(groups);
    }

    /** Of one disk without volume groups and arrays. */
    public StorageMap(ContainerInfo container, Optional<PartitionTableInfo> table, List<StorageEntry> entries) {
        this(container, table, entries, List.of(), List.of());
    }

    /** All disks, the first included. */
    public List<DiskInfo> disks() {
        List<DiskInfo> disks = new ArrayList<>();
        disks.add(new DiskInfo(entries.get(0).path(), container, table));
        disks.addAll(otherDisks);
        return disks;
    }

    /** The partitions of the first disk, in its order; not those inside an array. */
    public List<StorageEntry> partitions() {
        return partitions(entries.get(0).path());
    }

    /**
     * The partitions of a disk, in its order; not those inside an array.
     *
     * @param disk its storage path
     */
    public List<StorageEntry> partitions(String disk) {
        String prefix = disk + " > ";
        return entries.stream()
                .filter(entry -> entry.kind() == StorageEntry.Kind.PARTITION)
                .filter(entry -> entry.path().startsWith(prefix) && entry.path().indexOf(" > ", prefix.length()) < 0)
                .toList();
    }

    /** The disk on which an entry lies: of what lies on several that of the first member. */
    public DiskInfo diskOf(StorageEntry entry) {
        for (DiskInfo disk : otherDisks) {
            if (entry.path().equals(disk.path()) || entry.path().startsWith(disk.path() + " > ")) {
                return disk;
            }
        }
        return disks().get(0);
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

    /** Where a file system is mounted: it itself, or subvolumes of it; nowhere if none is. */
    public List<GuestPath> mountPoints(StorageEntry fileSystem) {
        String prefix = fileSystem.path() + " > ";
        return entries.stream()
                .filter(entry -> entry.path().equals(fileSystem.path())
                        || (entry.kind() == StorageEntry.Kind.SUBVOLUME
                                && entry.path().startsWith(prefix)))
                .flatMap(entry -> entry.mountPoint().stream())
                .toList();
    }

    /** Whether an entry is or lies in a logical volume that was made as a snapshot of another: its UUIDs and labels are the other's. */
    public boolean isInSnapshot(StorageEntry entry) {
        return entries.stream()
                .anyMatch(volume -> volume.kind() == StorageEntry.Kind.VOLUME
                        && volume.volume().flatMap(VolumeInfo::snapshotOf).isPresent()
                        && (entry.path().equals(volume.path()) || entry.path().startsWith(volume.path() + " > ")));
    }

    /** The entry mounted at {@code point}, if any. */
    public Optional<StorageEntry> mountedAt(GuestPath point) {
        return entries.stream()
                .filter(entry -> entry.mountPoint().equals(Optional.of(point)))
                .findFirst();
    }
}
