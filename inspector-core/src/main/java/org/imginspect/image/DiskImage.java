package org.imginspect.image;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.io.ByteSource;

/**
 * An opened container.
 *
 * @param format {@code qcow2} or {@code raw}
 * @param version 0 if the format has none
 * @param disk the guest-visible bytes
 * @param snapshots names of internal snapshots, in the table's order
 * @param dirty the container's own dirty bit
 * @param corrupt the container's own corrupt bit
 * @param clusterBytes unit of allocation; empty for raw
 * @param compression {@code zlib}, {@code zstd}, or empty text for raw
 * @param space how the disk is kept in the file; empty for raw, where it is kept byte for byte
 */
public record DiskImage(
        String format,
        int version,
        ByteSource disk,
        List<String> snapshots,
        boolean dirty,
        boolean corrupt,
        OptionalLong clusterBytes,
        String compression,
        Optional<ImageSpace> space) {
    public DiskImage {
        snapshots = List.copyOf(snapshots);
    }
}
