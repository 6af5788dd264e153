package org.imginspect.engine;

import java.util.List;
import java.util.OptionalLong;

/**
 * What the container's header says, whatever engine reads the disk.
 *
 * @param format {@code qcow2}, {@code vmdk}, {@code ova}, {@code vhd}, {@code vhdx}, {@code vdi} or {@code raw}
 * @param version the format's version; 0 if it has none
 * @param virtualSizeBytes the guest-visible size
 * @param allocatedBytes how many bytes the host file occupies (its length without its holes where the host tells), with the other files
 *     that it takes its bytes from
 * @param snapshots the names of the internal snapshots, in the table's order
 * @param dirty it was not closed: qcow2's dirty bit (its reference counts may be wrong), a VHDX whose log is not empty, the saved state
 *     of a VHD; reading is safe
 * @param corrupt qcow2's corrupt bit: qemu saw damage
 * @param clusterBytes the unit of allocation; empty for raw
 * @param compression {@code zlib} or {@code zstd}: what compressed clusters, if there are any, use; empty text for raw
 * @param otherFiles other host files that it takes its bytes from, as it names them: a backing file, an external data file; none if it
 *     stands alone
 */
public record ContainerInfo(
        String format,
        int version,
        long virtualSizeBytes,
        long allocatedBytes,
        List<String> snapshots,
        boolean dirty,
        boolean corrupt,
        OptionalLong clusterBytes,
        String compression,
        List<String> otherFiles) {
    public ContainerInfo {
        snapshots = List.copyOf(snapshots);
        otherFiles = List.copyOf(otherFiles);
    }

    /** One that stands alone. */
    public ContainerInfo(
            String format,
            int version,
            long virtualSizeBytes,
            long allocatedBytes,
            List<String> snapshots,
            boolean dirty,
            boolean corrupt,
            OptionalLong clusterBytes,
            String compression) {
        this(
                format,
                version,
                virtualSizeBytes,
                allocatedBytes,
                snapshots,
                dirty,
                corrupt,
                clusterBytes,
                compression,
                List.of());
    }
}
