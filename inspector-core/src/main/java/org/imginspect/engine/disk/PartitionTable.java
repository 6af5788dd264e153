package org.imginspect.engine.disk;

import java.util.List;
import java.util.Optional;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/**
 * A disk's partition table, GPT or MBR, in the same terms.
 *
 * @param partitions by position on the disk; extended partitions of an MBR included
 */
record PartitionTable(PartitionTableInfo info, List<Partition> partitions) {
    /**
     * One partition.
     *
     * @param uuid its PARTUUID as blkid prints it
     * @param name GPT: its name; empty if it has none
     * @param container whether it only holds logical partitions
     */
    record Partition(
            PartitionInfo info, long sizeBytes, Optional<String> uuid, Optional<String> name, boolean container) {}

    /**
     * Reads the table.
     *
     * @return empty if it is proved that there is none
     */
    static Optional<PartitionTable> read(ByteSource disk, Limits limits) throws ImageException {
        return Optional.empty();
    }
}
