package org.imginspect.engine;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.Problem;

/**
 * A volume group or an array, as far as its members are on the disks at hand.
 *
 * @param kind {@code LVM volume group}, {@code RAID array}
 * @param name its name, or its UUID if it has none; empty text if not even that could be read
 * @param uuid as its own tools print it; empty if it could not be read
 * @param format {@code lvm2}; of an array its level
 * @param members the storage paths of those at hand, in their order; not empty
 * @param missing those that are not, as the metadata names them
 * @param problem why nothing of it could be read; empty if it could
 * @param volumes the storage paths of what it makes, read or not
 */
public record VolumeGroup(
        String kind,
        String name,
        Optional<String> uuid,
        String format,
        List<String> members,
        List<String> missing,
        Optional<Problem> problem,
        List<String> volumes) {
    public VolumeGroup {
        members = List.copyOf(members);
        missing = List.copyOf(missing);
        volumes = List.copyOf(volumes);
    }
}
