package org.imginspect.engine.disk;

import java.util.List;
import java.util.Optional;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.Subvolume;
import org.imginspect.guest.FileTree;

/**
 * One thing that a line of the guest's fstab can mean: a file system, opened or not, or a volume whose inside is not known.
 *
 * @param entry its entry: UUID and label are matched
 * @param partition the entry of the partition it fills: PARTUUID, PARTLABEL and number are matched; empty for the whole disk and for
 *     logical volumes
 * @param tree its files, as a mount without options shows them; empty if it was not opened
 * @param failure why not; empty if it was opened, or if there is nothing in it to be opened
 * @param place where it lies; its device names lead to it beside {@code /dev/sda1} and the like
 * @param subvolumes what else of it can be mounted; none if its format has no subvolumes
 */
public record Volume(
        StorageEntry entry,
        Optional<StorageEntry> partition,
        Optional<FileTree> tree,
        Optional<ImageException> failure,
        Region.Place place,
        List<Sub> subvolumes) {
    /**
     * A subvolume.
     *
     * @param entry its entry; that of the file system for the one that a mount without options shows
     * @param tree its files, opened when they are first asked for
     */
    public record Sub(Subvolume subvolume, StorageEntry entry, FileTree tree) {}

    public Volume {
        subvolumes = List.copyOf(subvolumes);
    }

    /** A region's file system that was opened. */
    public static Volume opened(Region region, StorageEntry entry, FileTree tree, List<Sub> subvolumes) {
        return new Volume(entry, region.partition(), Optional.of(tree), Optional.empty(), region.place(), subvolumes);
    }

    /** A region's content that was not opened. */
    public static Volume unopened(Region region, StorageEntry entry, Optional<ImageException> failure) {
        return new Volume(entry, region.partition(), Optional.empty(), failure, region.place(), List.of());
    }

    /** A logical volume or an array that could not be put together. */
    static Volume withoutBytes(StorageEntry entry, ImageException failure) {
        List<String> devices = entry.volume().map(info -> info.devices()).orElse(List.of());
        return new Volume(
                entry,
                Optional.empty(),
                Optional.empty(),
                Optional.of(failure),
                new Region.Place(0, devices.isEmpty() ? List.of(entry.path()) : devices, false),
                List.of());
    }

    /** Whether other file systems, which no entry names, may lie inside or where this one is. */
    boolean mayHideOthers() {
        return tree.isEmpty()
                && failure.isPresent()
                && (entry.kind() == StorageEntry.Kind.VOLUME || entry.kind() == StorageEntry.Kind.DATA);
    }
}
