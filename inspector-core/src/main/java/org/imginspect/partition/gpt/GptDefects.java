package org.imginspect.partition.gpt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.imginspect.io.ByteSource;
import org.jspecify.annotations.Nullable;

/** Collects what contradicts the specification in a table that could be read. */
final class GptDefects {
    static final int MAX = 64;

    private final ByteSource disk;
    private final GptHeader header;
    private final long lastLba;
    private final List<String> found = new ArrayList<>();
    private int dropped;

    GptDefects(ByteSource disk, GptHeader header, long lastLba) {
        this.disk = disk;
        this.header = header;
        this.lastLba = lastLba;
    }

    List<String> list() {
        List<String> all = new ArrayList<>(found);
        if (dropped > 0) {
            all.set(MAX - 1, (dropped + 1) + " more defects");
        }
        return all;
    }

    void primaryDamaged(String problem) {
        add("the primary table is damaged, the backup was used: " + problem);
    }

    void backupDamaged(String problem) {
        add("the backup table is damaged: " + problem);
    }

    void otherSectors(int diskSectorBytes) {
        add("the table counts in sectors of " + header.sectorBytes() + " bytes, the disk has sectors of "
                + diskSectorBytes + ": Linux and UEFI firmware do not find it");
    }

    void sectorZero(GptSectorZero zero) {
        switch (zero.mbr()) {
            case MISSING -> add("sector 0 holds no protective MBR: Linux and UEFI firmware ignore the table");
            case PLAIN ->
                add("sector 0 holds an MBR without an entry of type 0xee: Linux goes by it and ignores the GPT");
            case HYBRID -> add("sector 0 holds a hybrid MBR: other entries beside the one of type 0xee");
            case PROTECTIVE -> {
                // Only covers matters here.
            }
        }
        OptionalLong covers = zero.coversSectors();
        long wanted = Math.min(lastLba, 0xffff_ffffL);
        // UEFI 5.2.3: the disk without sector 0, or all ones if that does not fit. Linux takes all ones at any size.
        if (zero.mbr() == GptTable.Mbr.PROTECTIVE
                && covers.isPresent()
                && covers.getAsLong() != wanted
                && covers.getAsLong() != 0xffff_ffffL) {
            add("the protective MBR covers " + covers.getAsLong() + " sectors, the disk has " + wanted
                    + " behind sector 0");
        }
    }

    void headers(@Nullable GptHeader primary, @Nullable GptHeader backup) {
        if (header.revision() != 0x10000) {
            add("header revision 0x" + Long.toHexString(header.revision()) + " is not 0x10000");
        }
        if (header.entryBytes() != 128) {
            String power = Integer.bitCount(header.entryBytes()) == 1 ? "" : " and no power of two";
            add("entry size " + header.entryBytes() + " is not 128 bytes" + power + ": Linux ignores the table");
        }
        if (header.firstUsableLba() > header.lastUsableLba()) {
            add("first usable LBA " + header.firstUsableLba() + " lies behind the last, " + header.lastUsableLba());
        }
        if (header.lastUsableLba() > lastLba) {
            add("last usable LBA " + header.lastUsableLba() + " lies outside the disk, whose last is " + lastLba);
        }
        if (primary != null) {
            if (primary.alternateLba() != lastLba) {
                add("the primary header places its backup at LBA " + Long.toUnsignedString(primary.alternateLba())
                        + ", not at the disk's last, " + lastLba);
            }
            if (primary.entriesLba() < 2 || primary.entriesEndBytes() > position(primary.firstUsableLba())) {
                add("the primary entries at LBA " + primary.entriesLba()
                        + " overlap the header or the usable range from LBA " + primary.firstUsableLba());
            }
        }
        if (backup != null) {
            if (backup.alternateLba() != 1) {
                add("the backup header places the primary at LBA " + Long.toUnsignedString(backup.alternateLba())
                        + ", not at 1");
            }
            if (backup.entriesLba() <= backup.lastUsableLba() || backup.entriesEndBytes() > position(backup.myLba())) {
                add("the backup entries at LBA " + backup.entriesLba()
                        + " overlap the header or the usable range up to LBA " + backup.lastUsableLba());
            }
        }
        if (primary != null && backup != null && !primary.agreesWith(backup)) {
            add("primary and backup header disagree");
        }
    }

    void partitions(List<GptPartition> partitions) {
        Map<String, Integer> seen = new HashMap<>();
        for (GptPartition partition : partitions) {
            range(partition);
            if (!partition.hasUniqueGuid()) {
                add("partition " + partition.number() + " has no unique GUID");
            } else {
                Integer other = seen.putIfAbsent(partition.uniqueGuid(), partition.number());
                if (other != null) {
                    add("partitions " + other + " and " + partition.number() + " have the same unique GUID "
                            + partition.uniqueGuid());
                }
            }
        }
        overlaps(partitions);
    }

    private void range(GptPartition partition) {
        String name = "partition " + partition.number() + " (LBA " + Long.toUnsignedString(partition.startLba())
                + " to " + Long.toUnsignedString(partition.endLba()) + ")";
        if (Long.compareUnsigned(partition.endLba(), partition.startLba()) < 0) {
            add(name + " ends before it begins");
        } else if (Long.compareUnsigned(partition.endLba(), lastLba) > 0) {
            add(name + " lies outside the disk, whose last LBA is " + lastLba);
        } else if (partition.startLba() < header.firstUsableLba() || partition.endLba() > header.lastUsableLba()) {
            add(name + " lies outside the usable range " + header.firstUsableLba() + " to " + header.lastUsableLba());
        }
    }

    private void overlaps(List<GptPartition> partitions) {
        List<GptPartition> sorted = new ArrayList<>(partitions);
        sorted.removeIf(p -> Long.compareUnsigned(p.endLba(), p.startLba()) < 0);
        sorted.sort(Comparator.comparing(GptPartition::startLba, Long::compareUnsigned));
        GptPartition furthest = null;
        for (GptPartition partition : sorted) {
            if (furthest != null && Long.compareUnsigned(partition.startLba(), furthest.endLba()) <= 0) {
                add("partitions " + furthest.number() + " and " + partition.number() + " overlap from LBA "
                        + Long.toUnsignedString(partition.startLba()) + " on");
            }
            if (furthest == null || Long.compareUnsigned(partition.endLba(), furthest.endLba()) > 0) {
                furthest = partition;
            }
        }
    }

    private long position(long lba) {
        return GptPartition.bytes(lba, header.sectorBytes());
    }

    private void add(String defect) {
        if (found.size() < MAX) {
            found.add(defect + " [" + disk.describe() + "]");
        } else {
            dropped++;
        }
    }
}
