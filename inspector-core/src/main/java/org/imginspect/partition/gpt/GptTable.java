package org.imginspect.partition.gpt;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/**
 * A GUID partition table.
 *
 * @param sectorBytes 512 or 4096
 * @param diskGuid DiskGUID in upper-case text
 * @param mbr what sector 0 says
 * @param usedBackup whether all this comes from the backup because the primary is damaged
 * @param defects what contradicts the UEFI specification though the table could be read: one sentence each; at most
 *     {@value GptDefects#MAX} of them
 * @param partitions the used entries in the table's order
 */
public record GptTable(
        int sectorBytes,
        String diskGuid,
        Mbr mbr,
        boolean usedBackup,
        List<String> defects,
        List<GptPartition> partitions) {

    /** What sector 0 holds. */
    public enum Mbr {
        /** Only an entry of type 0xEE from sector 1 on, as UEFI demands. */
        PROTECTIVE,
        /** Such an entry and others beside it. */
        HYBRID,
        /** An MBR without a 0xEE entry: Linux goes by the MBR and ignores the GPT. */
        PLAIN,
        /** No MBR at all: Linux and firmware ignore the GPT. */
        MISSING
    }

    private static final int[] SECTOR_SIZES = {512, 4096};

    public GptTable {
        defects = List.copyOf(defects);
        partitions = List.copyOf(partitions);
    }

    /**
     * Whether the disk is to be read as a GPT: sector 0 has a protective entry, or there is a GPT signature and no plain MBR that would
     * go before it. A table without any MBR may be the leftover of another use of the disk: look for a file system on the whole disk first.
     */
    public static boolean recognises(ByteSource disk) throws ImageException {
        if (disk.size() < 1024) {
            return false;
        }
        return switch (GptSectorZero.read(disk).mbr()) {
            case PROTECTIVE, HYBRID -> true;
            case PLAIN -> false;
            case MISSING -> hasSignature(disk);
        };
    }

    /** Whether there is a GPT header's signature at any place where one belongs, whatever sector 0 says. */
    public static boolean hasSignature(ByteSource disk) throws ImageException {
        for (int sectorBytes : SECTOR_SIZES) {
            if (GptHeader.signatureAt(disk, sectorBytes)
                    || GptHeader.signatureAt(disk, (disk.size() / sectorBytes - 1) * sectorBytes)) {
                return true;
            }
        }
        return false;
    }

    /** Reads the table of a disk whose sector size is not known. */
    public static GptTable read(ByteSource disk, Limits limits) throws ImageException {
        return read(disk, OptionalInt.empty(), limits);
    }

    /**
     * Reads the table from the primary or, if that cannot be believed, from the backup.
     *
     * @param sector the size of the disk's sectors, if it is known: a table in sectors of another size is read if there is no other, with
     *     a defect; empty to take the size for which there is a believable header
     * @throws DamagedImageException if neither can be believed
     */
    public static GptTable read(ByteSource disk, OptionalInt sector, Limits limits) throws ImageException {
        if (disk.size() < 1024) {
            throw new DamagedImageException(
                    "gpt: disk of " + disk.size() + " bytes has no room for one", disk.describe());
        }
        GptSectorZero zero = GptSectorZero.read(disk);
        int sectorBytes = sectorBytes(disk, sector.orElse(SECTOR_SIZES[0]), limits);
        long lastLba = disk.size() / sectorBytes - 1;
        Copy primary = Copy.read(disk, 1, sectorBytes, limits);
        // A believable primary says where its backup is; it may lie before the end of a disk that was enlarged.
        GptHeader first = primary.header;
        long backupLba = first == null || first.alternateLba() <= 1 || first.alternateLba() > lastLba
                ? lastLba
                : first.alternateLba();
        if (first == null && !GptHeader.signatureAt(disk, lastLba * sectorBytes)) {
            // Without a primary, the protective MBR still tells how large an enlarged disk was.
            long covered = zero.coversSectors().orElse(lastLba);
            backupLba = covered < lastLba && GptHeader.signatureAt(disk, covered * sectorBytes) ? covered : lastLba;
        }
        Copy backup = backupLba <= 1
                ? Copy.missing("the disk has no room for one")
                : Copy.read(disk, backupLba, sectorBytes, limits);
        Copy used = primary.entries != null ? primary : backup;
        GptHeader header = used.header;
        Bytes entries = used.entries;
        if (header == null || entries == null) {
            throw GptHeader.neither(disk, primary.problem(), backup.problem());
        }
        List<GptPartition> partitions = partitions(header, entries, limits, disk.describe());
        GptDefects defects = new GptDefects(disk, header, lastLba);
        if (used == backup) {
            defects.primaryDamaged(primary.problem());
        } else if (backup.entries == null) {
            defects.backupDamaged(backup.problem());
        }
        if (sector.isPresent() && sector.getAsInt() != sectorBytes) {
            defects.otherSectors(sector.getAsInt());
        }
        defects.sectorZero(zero);
        defects.headers(primary.header, backup.header);
        defects.partitions(partitions);
        return new GptTable(sectorBytes, header.diskGuid(), zero.mbr(), used == backup, defects.list(), partitions);
    }

    /** The sector size for which there is a header, those that can be believed first; 512 if there is none. */
    public static int sectorBytes(ByteSource disk, Limits limits) throws ImageException {
        return sectorBytes(disk, SECTOR_SIZES[0], limits);
    }

    private static int sectorBytes(ByteSource disk, int preferred, Limits limits) throws ImageException {
        int[] sizes = preferred == SECTOR_SIZES[0] ? SECTOR_SIZES : new int[] {SECTOR_SIZES[1], SECTOR_SIZES[0]};
        // Believable headers first, signatures next; leftovers of another sector size must not win.
        for (boolean whole : new boolean[] {true, false}) {
            for (boolean primary : new boolean[] {true, false}) {
                for (int sectorBytes : sizes) {
                    long lba = primary ? 1 : disk.size() / sectorBytes - 1;
                    if (GptHeader.signatureAt(disk, lba * sectorBytes)
                            && (!whole || Copy.read(disk, lba, sectorBytes, limits).entries != null)) {
                        return sectorBytes;
                    }
                }
            }
        }
        return preferred;
    }

    private static List<GptPartition> partitions(GptHeader header, Bytes entries, Limits limits, String where)
            throws ImageException {
        List<GptPartition> partitions = new ArrayList<>();
        for (int i = 0; i < header.entryCount(); i++) {
            int at = i * header.entryBytes();
            if (entries.isZero(at, 16)) { // PartitionTypeGUID, 0x0, 16: zero is unused
                continue;
            }
            if (partitions.size() >= limits.get(Limits.STORAGE_ENTRIES)) {
                throw new LimitExceededException(
                        "gpt: more than " + partitions.size() + " partitions",
                        Limits.STORAGE_ENTRIES,
                        limits.get(Limits.STORAGE_ENTRIES),
                        where);
            }
            partitions.add(GptPartition.parse(entries.slice(at, header.entryBytes()), i + 1, header.sectorBytes()));
        }
        return partitions;
    }

    /** One copy of the table: its header and entries as far as they can be believed, and what is wrong if they cannot. */
    private static final class Copy {
        private final @Nullable GptHeader header;
        private final @Nullable Bytes entries;
        private final @Nullable String problem;

        private Copy(@Nullable GptHeader header, @Nullable Bytes entries, @Nullable String problem) {
            this.header = header;
            this.entries = entries;
            this.problem = problem;
        }

        static Copy missing(String problem) {
            return new Copy(null, null, problem);
        }

        static Copy read(ByteSource disk, long lba, int sectorBytes, Limits limits) throws ImageException {
            GptHeader header = null;
            try {
                header = GptHeader.read(disk, lba, sectorBytes, limits);
                return new Copy(header, header.entries(disk), null);
            } catch (DamagedImageException e) {
                // The other copy may be whole, and if not, this is told.
                return new Copy(header, null, e.getMessage());
            }
        }

        String problem() {
            return problem == null ? "whole" : problem;
        }
    }
}
