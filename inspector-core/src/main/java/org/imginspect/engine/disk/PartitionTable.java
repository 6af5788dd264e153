package org.imginspect.engine.disk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.imginspect.engine.PartitionInfo;
import org.imginspect.engine.PartitionTableInfo;
import org.imginspect.engine.PartitionTableInfo.BootCode;
import org.imginspect.engine.PartitionTableInfo.Mbr;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.imginspect.partition.gpt.GptPartition;
import org.imginspect.partition.gpt.GptTable;
import org.imginspect.partition.mbr.MbrBootCode;
import org.imginspect.partition.mbr.MbrPartition;
import org.imginspect.partition.mbr.MbrTable;

/**
 * A disk's partition table, GPT or MBR, in the same terms.
 *
 * @param partitions by position on the disk; extended partitions of an MBR included
 * @param incomplete why there may be more partitions than these; empty if these are all
 */
record PartitionTable(PartitionTableInfo info, List<Partition> partitions, Optional<Problem> incomplete) {
    private static final int ACTIVE = 0x80;

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
     * @param bootSector whether sector 0 is the boot sector of a file system, which is no MBR though it ends like one
     * @param sectorBytes the size of the disk's sectors, if it is known; empty to go by where a GPT's header lies, and by 512 without one
     * @return empty if it is proved that there is none
     */
    static Optional<PartitionTable> read(ByteSource disk, boolean bootSector, OptionalInt sectorBytes, Limits limits)
            throws ImageException {
        if (GptTable.recognises(disk)) {
            return Optional.of(gpt(disk, sectorBytes, limits));
        }
        if (bootSector || !MbrTable.recognises(disk)) {
            return Optional.empty();
        }
        int bytes = sectorBytes.orElse(512);
        if (sectorBytes.isEmpty() && GptTable.hasSignature(disk)) {
            // A GPT that a plain MBR hides still tells in what its tools counted.
            bytes = GptTable.sectorBytes(disk, limits);
        }
        return Optional.of(mbr(disk, bytes, limits));
    }

    /** Whether Linux would not believe in it: a GPT without any MBR in front of it. */
    boolean isDoubtful() {
        return info.mbr() == Mbr.MISSING;
    }

    private static PartitionTable gpt(ByteSource disk, OptionalInt sectorBytes, Limits limits) throws ImageException {
        GptTable table = GptTable.read(disk, sectorBytes, limits);
        List<Partition> partitions = new ArrayList<>();
        for (GptPartition partition : table.partitions()) {
            partitions.add(new Partition(
                    new PartitionInfo(
                            partition.number(),
                            partition.typeGuid(),
                            partition.startBytes(),
                            partition.attributes(),
                            OptionalInt.empty()),
                    partition.sizeBytes(),
                    Optional.of(partition.uniqueGuid().toLowerCase(Locale.ROOT)),
                    partition.name().isEmpty() ? Optional.empty() : Optional.of(partition.name()),
                    false));
        }
        PartitionTableInfo info = new PartitionTableInfo(
                "gpt",
                table.sectorBytes(),
                Optional.of(table.diskGuid()),
                switch (table.mbr()) {
                    case PROTECTIVE -> Mbr.PROTECTIVE;
                    case HYBRID -> Mbr.HYBRID;
                    case PLAIN -> Mbr.PLAIN;
                    case MISSING -> Mbr.MISSING;
                },
                table.usedBackup(),
                table.defects(),
                bootCode(disk));
        return new PartitionTable(info, byPosition(partitions), Optional.empty());
    }

    private static PartitionTable mbr(ByteSource disk, int sectorBytes, Limits limits) throws ImageException {
        MbrTable table = MbrTable.read(disk, sectorBytes, limits);
        List<Partition> partitions = new ArrayList<>();
        for (MbrPartition partition : table.partitions()) {
            String number = (partition.number() < 16 ? "0" : "") + Integer.toHexString(partition.number());
            partitions.add(new Partition(
                    new PartitionInfo(
                            partition.number(),
                            partition.typeText(),
                            partition.startBytes(),
                            partition.active() ? ACTIVE : 0,
                            partition.logicalOf()),
                    partition.sizeBytes(),
                    Optional.of(table.diskSignature() + "-" + number),
                    Optional.empty(),
                    partition.isExtended()));
        }
        PartitionTableInfo info = new PartitionTableInfo(
                "mbr",
                table.sectorBytes(),
                Optional.of(table.diskSignature()),
                Mbr.PLAIN,
                false,
                table.defects(),
                bootCode(disk));
        return new PartitionTable(info, byPosition(partitions), table.brokenChain());
    }

    private static List<Partition> byPosition(List<Partition> partitions) {
        partitions.sort(Comparator.comparingLong(
                        (Partition partition) -> partition.info().startBytes())
                .thenComparingInt(partition -> partition.info().number()));
        return List.copyOf(partitions);
    }

    private static BootCode bootCode(ByteSource disk) throws ImageException {
        return switch (MbrBootCode.of(disk)) {
            case NONE -> BootCode.NONE;
            case GRUB -> BootCode.GRUB;
            case OTHER -> BootCode.OTHER;
        };
    }
}
