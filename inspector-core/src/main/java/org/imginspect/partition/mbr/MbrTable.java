package org.imginspect.partition.mbr;

import java.util.List;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/**
 * An MBR partition table with its logical partitions.
 *
 * @param sectorBytes what the caller said: the table does not tell
 * @param diskSignature eight lower-case hex digits; {@code 00000000} if the disk has none. A PARTUUID is this, a hyphen and the
 *     partition's number as two hex digits
 * @param defects what contradicts the customs though the table could be read: one sentence each, with the place
 * @param partitions the used entries, extended ones among them, ordered by number
 * @param brokenChain why the chain of logical partitions could not be followed to its end: then there may be more of them than
 *     {@code partitions} lists, and the scan is incomplete; empty if all are listed
 */
public record MbrTable(
        int sectorBytes,
        String diskSignature,
        List<String> defects,
        List<MbrPartition> partitions,
        Optional<Problem> brokenChain) {

    private static final int SECTOR_BYTES = 512;

    public MbrTable {
        defects = List.copyOf(defects);
        partitions = List.copyOf(partitions);
    }

    /**
     * Whether sector 0 holds an MBR with at least one entry, rather than the boot sector of a file system on the whole disk, which ends
     * in 55 AA too. A table whose only entries are of type 0xEE counts: look for a GPT first.
     */
    public static boolean recognises(ByteSource disk) throws ImageException {
        if (disk.size() < SECTOR_BYTES) {
            return false;
        }
        MbrSector sector = MbrSector.read(disk, 0);
        return sector.signed()
                && sector.isPlausible()
                && (!looksLikeBootSector(disk) || sector.hasEntryInside(disk.size() / SECTOR_BYTES));
    }

    /** Reads the table with sectors of 512 bytes. */
    public static MbrTable read(ByteSource disk, Limits limits) throws ImageException {
        return read(disk, SECTOR_BYTES, limits);
    }

    /**
     * Reads the table.
     *
     * @param sectorBytes in what the table counts: 512, or 4096 on a 4Kn disk
     * @throws DamagedImageException if sector 0 has no signature 55 AA
     */
    public static MbrTable read(ByteSource disk, int sectorBytes, Limits limits) throws ImageException {
        MbrSector sector = MbrSector.read(disk, 0);
        if (!sector.signed()) {
            throw new DamagedImageException("mbr: sector 0 does not end in 55 aa", disk.describe(), 0x1fe);
        }
        MbrReader reader = new MbrReader(disk, sectorBytes, limits);
        reader.primaries(sector);
        reader.logicals();
        return reader.table(sector.diskSignature());
    }

    /** BIOS parameter block of FAT and NTFS: a jump, then plausible numbers. */
    private static boolean looksLikeBootSector(ByteSource disk) throws ImageException {
        Bytes sector = disk.read(0, SECTOR_BYTES);
        int jump = sector.u8(0); // BS_jmpBoot, 0x0
        int bytesPerSector = sector.le16(0x0b); // BPB_BytsPerSec, 0xb, le16
        int sectorsPerCluster = sector.u8(0x0d); // BPB_SecPerClus, 0xd, u8
        int media = sector.u8(0x15); // BPB_Media, 0x15, u8
        return (jump == 0xeb || jump == 0xe9)
                && bytesPerSector >= 512
                && bytesPerSector <= 4096
                && Integer.bitCount(bytesPerSector) == 1
                // NTFS writes big clusters as a negative power of two.
                && (Integer.bitCount(sectorsPerCluster) == 1 || sectorsPerCluster >= 0xf4)
                && (media == 0xf0 || media >= 0xf8);
    }
}
