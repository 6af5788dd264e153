package org.imginspect.partition.gpt;

import java.util.zip.CRC32;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/** One of the two headers, its own checksum and that of its entries verified. LBAs are unsigned 64-bit in the file, here at most 2^63 - 1. */
record GptHeader(
        int sectorBytes,
        long myLba,
        long alternateLba,
        long firstUsableLba,
        long lastUsableLba,
        String diskGuid,
        long entriesLba,
        int entryCount,
        int entryBytes,
        long entriesCrc,
        long revision) {

    static final String SIGNATURE = "EFI PART";
    private static final int HEADER_MIN_BYTES = 92;
    private static final int ENTRY_MIN_BYTES = 128;

    /** Reads and believes the header at {@code lba}, or says why not. */
    static GptHeader read(ByteSource disk, long lba, int sectorBytes, Limits limits) throws ImageException {
        Bytes sector = disk.read(Math.multiplyExact(lba, (long) sectorBytes), sectorBytes);
        if (!sector.latin1(0, 8).equals(SIGNATURE)) { // Signature, 0x0, 8
            throw sector.damaged("gpt: no signature 'EFI PART'", 0);
        }
        long headerSize = sector.le32(0x0c); // HeaderSize, 0xc, le32, bytes
        if (headerSize < HEADER_MIN_BYTES || headerSize > sectorBytes) {
            throw sector.damaged("gpt: header size " + headerSize + " is not 92.." + sectorBytes + " bytes", 0x0c);
        }
        byte[] covered = sector.copy(0, (int) headerSize);
        long wantedCrc = sector.le32(0x10); // HeaderCRC32, 0x10, le32
        for (int i = 0x10; i < 0x14; i++) {
            covered[i] = 0;
        }
        CRC32 crc = new CRC32();
        crc.update(covered);
        if (crc.getValue() != wantedCrc) {
            throw sector.damaged(
                    "gpt: header checksum " + hex(crc.getValue()) + " found, " + hex(wantedCrc) + " stored", 0x10);
        }
        long myLba = sector.le64Size(0x18, "gpt: my_lba"); // MyLBA, 0x18, le64
        if (myLba != lba) {
            throw sector.damaged("gpt: header says it lies at LBA " + myLba + ", not " + lba, 0x18);
        }
        long count = sector.le32(0x50); // NumberOfPartitionEntries, 0x50, le32
        long size = sector.le32(0x54); // SizeOfPartitionEntry, 0x54, le32, bytes
        if (size < ENTRY_MIN_BYTES || size % 8 != 0) {
            throw sector.damaged("gpt: entry size " + size + " is not a multiple of 8 from 128 bytes on", 0x54);
        }
        long entriesLba = sector.le64Size(0x48, "gpt: partition_entry_lba"); // PartitionEntryLBA, 0x48, le64
        long entriesStart = GptPartition.bytes(entriesLba, sectorBytes);
        if (entriesStart > disk.size() || count > (disk.size() - entriesStart) / size) {
            throw sector.damaged(
                    "gpt: " + count + " entries of " + size + " bytes at LBA " + entriesLba + " end beyond the disk",
                    0x48);
        }
        long cap = Math.min(limits.get(Limits.METADATA_TABLE_BYTES), Integer.MAX_VALUE - 8);
        if (count * size > cap) {
            throw new LimitExceededException(
                    "gpt: " + count + " entries of " + size + " bytes",
                    Limits.METADATA_TABLE_BYTES,
                    cap,
                    disk.describe());
        }
        return new GptHeader(
                sectorBytes,
                myLba,
                sector.le64(0x20), // AlternateLBA, 0x20, le64
                sector.le64Size(0x28, "gpt: first_usable_lba"), // FirstUsableLBA, 0x28, le64
                sector.le64Size(0x30, "gpt: last_usable_lba"), // LastUsableLBA, 0x30, le64, inclusive
                GptPartition.guid(sector, 0x38), // DiskGUID, 0x38, 16
                entriesLba,
                (int) count,
                (int) size,
                sector.le32(0x58), // PartitionEntryArrayCRC32, 0x58, le32
                sector.le32(0x08)); // Revision, 0x8, le32
    }

    /** The array of entries, its checksum verified. */
    Bytes entries(ByteSource disk) throws ImageException {
        Bytes array = disk.read(GptPartition.bytes(entriesLba, sectorBytes), entryCount * entryBytes);
        CRC32 crc = new CRC32();
        crc.update(array.copy(0, array.length()));
        if (crc.getValue() != entriesCrc) {
            throw array.damaged(
                    "gpt: checksum of the entries " + hex(crc.getValue()) + " found, " + hex(entriesCrc) + " stored",
                    0);
        }
        return array;
    }

    /** First byte behind the array; {@code Long.MAX_VALUE} if that is beyond every disk. */
    long entriesEndBytes() {
        long start = GptPartition.bytes(entriesLba, sectorBytes);
        long length = (long) entryCount * entryBytes;
        return start > Long.MAX_VALUE - length ? Long.MAX_VALUE : start + length;
    }

    /** Whether the other copy describes the same table. */
    boolean agreesWith(GptHeader other) {
        return diskGuid.equals(other.diskGuid)
                && firstUsableLba == other.firstUsableLba
                && lastUsableLba == other.lastUsableLba
                && entryCount == other.entryCount
                && entryBytes == other.entryBytes
                && entriesCrc == other.entriesCrc;
    }

    static boolean signatureAt(ByteSource disk, long position) throws ImageException {
        return position >= 0
                && disk.size() - position >= HEADER_MIN_BYTES
                && disk.read(position, 8).latin1(0, 8).equals(SIGNATURE);
    }

    private static String hex(long crc) {
        return "0x" + Long.toHexString(crc);
    }

    static DamagedImageException neither(ByteSource disk, String primary, String backup) {
        return new DamagedImageException(
                "gpt: neither header can be believed; primary: " + primary + "; backup: " + backup, disk.describe());
    }
}
