package org.imginspect.filesystem;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.Problem;
import org.imginspect.guest.Consistency;
import org.imginspect.guest.FileTree;

/**
 * A file system that was opened. Closing the tree does not close the volume.
 *
 * @param tree what a mount without options shows
 * @param warning what its user should know though it was opened: a superblock that had to be taken from its copy, a device that is
 *     missing from a mirror; empty if nothing
 * @param subvolumes everything that can be mounted by itself, the top level and the one that {@code tree} shows included, by id; none
 *     if the format has no subvolumes
 */
public record OpenedFileSystem(
        FileSystemIdentity identity,
        FileTree tree,
        Consistency consistency,
        Optional<Problem> warning,
        List<Subvolume> subvolumes) {
    public OpenedFileSystem {
        subvolumes = List.copyOf(subvolumes);
    }

    /** One without subvolumes, of which there is nothing to warn. */
    public OpenedFileSystem(FileSystemIdentity identity, FileTree tree, Consistency consistency) {
        this(identity, tree, consistency, Optional.empty(), List.of());
    }
}
