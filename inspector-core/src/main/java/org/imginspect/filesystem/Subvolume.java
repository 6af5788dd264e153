package org.imginspect.filesystem;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.guest.FileTree;
import org.imginspect.guest.GuestPath;

/**
 * A tree inside a file system that can be mounted by itself.
 *
 * @param id what {@code subvolid=} calls it; btrfs calls its top level 5
 * @param path what {@code subvol=} calls it, from the top level; {@code /} for the top level itself
 * @param uuid as {@code btrfs subvolume show} prints it; empty if it has none
 * @param snapshotOf the UUID of the subvolume that it was made of as a snapshot; empty if it is none
 * @param isDefault whether a mount without options shows it
 * @param readOnly whether it is marked read-only
 * @param opener opens its files; closing those closes nothing else
 */
public record Subvolume(
        long id,
        GuestPath path,
        Optional<String> uuid,
        Optional<String> snapshotOf,
        boolean isDefault,
        boolean readOnly,
        Opener opener) {
    /** Opens the files of one subvolume. */
    @FunctionalInterface
    public interface Opener {
        FileTree open() throws ImageException;
    }
}
