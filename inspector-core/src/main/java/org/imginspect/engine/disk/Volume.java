package org.imginspect.engine.disk;

import java.util.List;
import java.util.Optional;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.ImageException;
import org.imginspect.guest.FileTree;

/**
 * One thing that a line of the guest's fstab can mean: a file system, opened or not, or a volume whose inside is not known.
 *
 * @param entry its entry: UUID and label are matched
 * @param partition the entry of the partition it fills: PARTUUID, PARTLABEL and number are matched; empty for the whole disk and for
 *     logical volumes
 * @param tree its files; empty if it was not opened
 * @param failure why not; empty if it was opened, or if there is nothing in it to be opened
 * @param devices device names that lead to it beside {@code /dev/sda1} and the like: {@code /dev/mapper/vg-root},
 *     {@code /dev/vg/root}
 * @param subvolume of a btrfs subvolume its path in the file system, as {@code subvol=} has it, without a slash in front
 */
public record Volume(
        StorageEntry entry,
        Optional<StorageEntry> partition,
        Optional<FileTree> tree,
        Optional<ImageException> failure,
        List<String> devices,
        Optional<String> subvolume) {
    public Volume {
        devices = List.copyOf(devices);
    }

    /** A region's file system that was opened. */
    public static Volume opened(Region region, StorageEntry entry, FileTree tree) {
        return new Volume(entry, region.partition(), Optional.of(tree), Optional.empty(), List.of(), Optional.empty());
    }

    /** A region's content that was not opened. */
    public static Volume unopened(Region region, StorageEntry entry, Optional<ImageException> failure) {
        return new Volume(entry, region.partition(), Optional.empty(), failure, List.of(), Optional.empty());
    }

    /** Whether other file systems, which no entry names, may lie inside or where this one is. */
    boolean mayHideOthers() {
        return tree.isEmpty()
                && failure.isPresent()
                && (entry.kind() == StorageEntry.Kind.VOLUME || entry.kind() == StorageEntry.Kind.DATA);
    }
}
