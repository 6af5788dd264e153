package org.imginspect.engine;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What only a logical volume, an array or a subvolume has.
 *
 * @param type in its manager's words: {@code linear}, {@code thin}, {@code raid1}; {@code subvolume} of a file system
 * @param id of a subvolume what {@code subvolid=} calls it; empty for the others
 * @param snapshotOf what it was made of as a snapshot: of a logical volume the other's name, of a subvolume the other's path, or its UUID if it
 *     is gone; empty if it is no snapshot
 * @param isDefault of a subvolume whether a mount without options shows it
 * @param readOnly of a subvolume whether it is marked so
 * @param devices names of its device node; none for a subvolume
 */
public record VolumeInfo(
        String type,
        OptionalLong id,
        Optional<String> snapshotOf,
        boolean isDefault,
        boolean readOnly,
        List<String> devices) {
    public VolumeInfo {
        devices = List.copyOf(devices);
    }
}
