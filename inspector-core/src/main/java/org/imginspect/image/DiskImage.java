package org.imginspect.image;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.imginspect.io.ByteSource;

/**
 * An opened container.
 *
 * @param format the format's {@link ImageFormat#id}
 * @param version 0 if the format has none
 * @param disk the guest-visible bytes
 * @param snapshots names of internal snapshots, in the table's order
 * @param dirty the container's own dirty bit
 * @param corrupt the container's own corrupt bit
 * @param clusterBytes unit of allocation; empty for raw
 * @param compression {@code zlib}, {@code zstd}, or empty text where nothing is compressed
 * @param space how the disk is kept in the file; empty for raw, where it is kept byte for byte
 * @param otherFiles the names of the other files it took its bytes from, its own first, then those of its parents; none if it stands
 *     alone
 * @param id what a child's header calls this image, as that format writes it in text; empty if the format has no such thing
 * @param sectorBytes the size of the disk's logical sectors, if the container says it; empty if not
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
        Optional<ImageSpace> space,
        List<String> otherFiles,
        Optional<String> id,
        OptionalInt sectorBytes) {
    public DiskImage {
        snapshots = List.copyOf(snapshots);
        otherFiles = List.copyOf(otherFiles);
    }

    /** One that stands alone, and that no child names. */
    public DiskImage(
            String format,
            int version,
            ByteSource disk,
            List<String> snapshots,
            boolean dirty,
            boolean corrupt,
            OptionalLong clusterBytes,
            String compression,
            Optional<ImageSpace> space) {
        this(
                format,
                version,
                disk,
                snapshots,
                dirty,
                corrupt,
                clusterBytes,
                compression,
                space,
                List.of(),
                Optional.empty(),
                OptionalInt.empty());
    }
}
