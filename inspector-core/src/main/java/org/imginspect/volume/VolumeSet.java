package org.imginspect.volume;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.ImageException;

/**
 * A volume group or an array, as far as its members are at hand.
 *
 * @param kind {@code LVM volume group}, {@code RAID array}
 * @param name the group's name, or the array's; its UUID if it has none, empty text if not even that could be read
 * @param uuid as the manager's own tools print it; empty if it could not be read
 * @param format what it is made as: {@code lvm2}; of an array its level: {@code raid1}, {@code linear}, {@code raid5}
 * @param members those at hand, in their order; not empty
 * @param missing those that are not, as the metadata names them; none if it is complete
 * @param failure why nothing of it could be read; empty if there are volumes
 * @param volumes what it makes, in the metadata's order; those that could not be put together too
 */
public record VolumeSet(
        String kind,
        String name,
        Optional<String> uuid,
        String format,
        List<Member> members,
        List<String> missing,
        Optional<ImageException> failure,
        List<LogicalVolume> volumes) {
    public VolumeSet {
        members = List.copyOf(members);
        missing = List.copyOf(missing);
        volumes = List.copyOf(volumes);
    }
}
