package org.imginspect.volume;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;

/**
 * One volume that a group or an array makes.
 *
 * @param name {@code rootvg/rootlv}; of an array {@code md127} or its name
 * @param uuid as the manager's own tools print it; empty if it has none
 * @param type the segment type in the manager's words: {@code linear}, {@code striped}, {@code thin}, {@code raid1}; several different ones
 *     are joined by {@code +}
 * @param sizeBytes empty if it could not be read
 * @param devices names of its device node: {@code /dev/rootvg/rootlv}, {@code /dev/mapper/rootvg-rootlv}
 * @param snapshotOf the name of the volume that it was made of as a snapshot; empty if it is none
 * @param holdsData whether something can lie in it for its own sake: not so for a thin pool, whose bytes belong to its thin volumes
 * @param bytes what it holds; empty if that cannot be read, or if it is not {@code holdsData}
 * @param failure why there are no bytes; empty if there are, or if it is not {@code holdsData}
 */
public record LogicalVolume(
        String name,
        Optional<String> uuid,
        String type,
        OptionalLong sizeBytes,
        List<String> devices,
        Optional<String> snapshotOf,
        boolean holdsData,
        Optional<ByteSource> bytes,
        Optional<ImageException> failure) {
    public LogicalVolume {
        devices = List.copyOf(devices);
    }
}
