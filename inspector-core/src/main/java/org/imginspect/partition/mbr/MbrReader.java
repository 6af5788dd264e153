package org.imginspect.partition.mbr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.Problem;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Collects the entries of one table; used once. */
final class MbrReader {
    private static final int DEFECTS_MAX = 64;

    private final ByteSource disk;
    private final int sectorBytes;
    private final Limits limits;
    private final List<MbrPartition> partitions = new ArrayList<>();
    private final List<String> defects = new ArrayList<>();
    private Optional<Problem> brokenChain = Optional.empty();
    private int nextLogical = 5;

    MbrReader(ByteSource disk, int sectorBytes, Limits limits) {
        this.disk = disk;
        this.sectorBytes = sectorBytes;
        this.limits = limits;
    }

    void primaries(MbrSector sector) {
        int active = 0;
        for (int i = 0; i < 4; i++) {
            MbrSector.Entry entry = sector.entries()[i];
            if (!entry.used()) {
                continue;
            }
            if (entry.status() != 0 && entry.status() != 0x80) {
                defects.add("partition " + (i + 1) + " has status 0x" + Integer.toHexString(entry.status())
                        + ", neither 0x0 nor 0x80");
            }
            active += entry.status() == 0x80 ? 1 : 0;
            partitions.add(partition(i + 1, entry, entry.startSectors(), OptionalInt.empty()));
        }
        if (active > 1) {
            defects.add(active + " partitions are active, at most one may be");
        }
    }

    void logicals() throws ImageException {
        int extended = 0;
        for (MbrPartition primary : List.copyOf(partitions)) {
            if (primary.isExtended()) {
                extended++;
                try {
                    chain(primary);
                } catch (DamagedImageException | LimitExceededException e) {
                    // What was found so far is true; that there may be more is told beside it.
                    brokenChain = Optional.of(e.problem());
                }
            }
        }
        if (extended > 1) {
            defects.add(extended + " partitions are extended, at most one may be");
        }
    }

    MbrTable table(String diskSignature) {
        for (MbrPartition partition : partitions) {
            if (partition.sizeBytes() > disk.size() - Math.min(partition.startBytes(), disk.size())) {
                defects.add(
                        name(partition) + " ends outside the disk of 0x" + Long.toHexString(disk.size()) + " bytes");
            }
        }
        overlaps();
        List<String> placed = new ArrayList<>();
        for (String defect : defects) {
            if (placed.size() == DEFECTS_MAX - 1 && defects.size() > DEFECTS_MAX) {
                placed.add((defects.size() - placed.size()) + " more defects [" + disk.describe() + "]");
                break;
            }
            placed.add(defect + " [" + disk.describe() + "]");
        }
        return new MbrTable(sectorBytes, diskSignature, placed, partitions, brokenChain);
    }

    /** As Linux' parse_extended: the data entries of each EBR, then its first link. */
    private void chain(MbrPartition extended) throws ImageException {
        long firstSector = extended.startBytes() / sectorBytes;
        long endSector = firstSector + extended.sizeBytes() / sectorBytes;
        long thisSector = firstSector;
        Set<Long> visited = new HashSet<>();
        while (true) {
            long position = Math.multiplyExact(thisSector, (long) sectorBytes);
            if (!visited.add(thisSector)) {
                throw new DamagedImageException(
                        "mbr: chain of logical partitions leads back", disk.describe(), position);
            }
            if (visited.size() > limits.get(Limits.STORAGE_ENTRIES)) {
                throw new LimitExceededException(
                        "mbr: more than " + (visited.size() - 1) + " logical partitions",
                        Limits.STORAGE_ENTRIES,
                        limits.get(Limits.STORAGE_ENTRIES),
                        disk.describe());
            }
            MbrSector sector = MbrSector.read(disk, position);
            if (!sector.signed()) {
                if (sector.zero() && thisSector == firstSector) {
                    // An extended partition that was made and never used: proved to have no logical ones.
                    defects.add(name(extended) + " begins with zeros, not with an EBR");
                    return;
                }
                throw new DamagedImageException("mbr: EBR does not end in 55 aa", disk.describe(), position + 0x1fe);
            }
            MbrSector.Entry link = null;
            for (int i = 0; i < 4; i++) {
                MbrSector.Entry entry = sector.entries()[i];
                if (!entry.used()) {
                    continue;
                }
                if (entry.isExtended()) {
                    link = link == null ? entry : link;
                } else if (i < 2 || inside(entry, thisSector, firstSector, endSector)) {
                    // Linux: "Check the 3rd and 4th entries - these sometimes contain random garbage".
                    partitions.add(partition(
                            nextLogical++,
                            entry,
                            thisSector + entry.startSectors(),
                            OptionalInt.of(extended.number())));
                }
            }
            if (link == null) {
                return;
            }
            thisSector = firstSector + link.startSectors();
            if (thisSector >= endSector) {
                defects.add("the EBR behind 0x" + Long.toHexString(position) + " lies outside " + name(extended));
            }
        }
    }

    private static boolean inside(MbrSector.Entry entry, long thisSector, long firstSector, long endSector) {
        long start = thisSector + entry.startSectors();
        return start >= firstSector && start + entry.sectors() <= endSector;
    }

    private MbrPartition partition(int number, MbrSector.Entry entry, long startSector, OptionalInt logicalOf) {
        // At most 2^34 sectors of 4096 bytes: far below 2^63.
        return new MbrPartition(
                number,
                entry.type(),
                entry.status() == 0x80,
                startSector * sectorBytes,
                entry.sectors() * sectorBytes,
                logicalOf);
    }

    private void overlaps() {
        for (boolean logical : new boolean[] {false, true}) {
            List<MbrPartition> sorted = new ArrayList<>(partitions);
            sorted.removeIf(p -> p.logicalOf().isPresent() != logical);
            sorted.sort(Comparator.comparingLong(MbrPartition::startBytes));
            MbrPartition furthest = null;
            for (MbrPartition partition : sorted) {
                if (furthest != null && partition.startBytes() < furthest.startBytes() + furthest.sizeBytes()) {
                    defects.add("partitions " + furthest.number() + " and " + partition.number() + " overlap from 0x"
                            + Long.toHexString(partition.startBytes()) + " on");
                }
                if (furthest == null
                        || partition.startBytes() + partition.sizeBytes()
                                > furthest.startBytes() + furthest.sizeBytes()) {
                    furthest = partition;
                }
            }
        }
    }

    private static String name(MbrPartition partition) {
        return "partition " + partition.number() + " (0x" + Long.toHexString(partition.startBytes()) + ", "
                + partition.sizeBytes() + " bytes)";
    }
}
