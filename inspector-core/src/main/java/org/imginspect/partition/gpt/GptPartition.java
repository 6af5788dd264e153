package org.imginspect.partition.gpt;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.imginspect.error.DamagedImageException;
import org.imginspect.io.Bytes;

/**
 * One used entry of the table.
 *
 * @param number the entry's index plus 1, as Linux numbers partitions
 * @param typeGuid PartitionTypeGUID in upper-case text
 * @param uniqueGuid UniquePartitionGUID in upper-case text
 * @param startLba StartingLBA as it stands there, unsigned
 * @param endLba EndingLBA as it stands there, unsigned, inclusive
 * @param startBytes where it begins on the disk; {@code Long.MAX_VALUE} if that is beyond every disk
 * @param sizeBytes its length; 0 if it ends before it begins; at most {@code Long.MAX_VALUE}. It may lie outside the disk: then the
 *     table lists that among its defects, and slicing the disk is refused as damage
 * @param attributes the 64 attribute bits
 * @param name up to its first zero; malformed UTF-16 is replaced by U+FFFD; empty if it has none
 */
public record GptPartition(
        int number,
        String typeGuid,
        String uniqueGuid,
        long startLba,
        long endLba,
        long startBytes,
        long sizeBytes,
        long attributes,
        String name) {

    private static final String UNUSED = "00000000-0000-0000-0000-000000000000";

    static GptPartition parse(Bytes entry, int number, int sectorBytes) throws DamagedImageException {
        long start = entry.le64(0x20); // StartingLBA, 0x20, le64
        long end = entry.le64(0x28); // EndingLBA, 0x28, le64, inclusive
        long startBytes = bytes(start, sectorBytes);
        long size = 0;
        if (Long.compareUnsigned(end, start) >= 0) {
            long sectors = end - start + 1; // 0: the whole range of 2^64
            size = sectors == 0 ? Long.MAX_VALUE : bytes(sectors, sectorBytes);
        }
        return new GptPartition(
                number,
                guid(entry, 0), // PartitionTypeGUID, 0x0, 16
                guid(entry, 0x10), // UniquePartitionGUID, 0x10, 16
                start,
                end,
                startBytes,
                size,
                entry.le64(0x30), // Attributes, 0x30, le64
                name(entry));
    }

    boolean hasUniqueGuid() {
        return !uniqueGuid.equals(UNUSED);
    }

    /** Sectors as bytes, {@code Long.MAX_VALUE} if they are too many. */
    static long bytes(long sectors, int sectorBytes) {
        return sectors < 0 || sectors > Long.MAX_VALUE / sectorBytes ? Long.MAX_VALUE : sectors * sectorBytes;
    }

    /** UEFI appendix A: the first three fields are little-endian, the rest is bytes. */
    static String guid(Bytes bytes, int offset) throws DamagedImageException {
        return (hex(bytes.le32(offset), 8)
                        + "-" + hex(bytes.le16(offset + 4), 4)
                        + "-" + hex(bytes.le16(offset + 6), 4)
                        + "-" + hex(bytes.be16(offset + 8), 4)
                        + "-" + hex(((long) bytes.be16(offset + 10) << 32) | bytes.be32(offset + 12), 12))
                .toUpperCase(Locale.ROOT);
    }

    private static String hex(long value, int digits) {
        String text = Long.toHexString(value);
        return "0".repeat(digits - text.length()) + text;
    }

    private static String name(Bytes entry) throws DamagedImageException {
        int length = 0;
        while (length < 72 && entry.le16(0x38 + length) != 0) {
            length += 2;
        }
        return new String(entry.copy(0x38, length), StandardCharsets.UTF_16LE); // PartitionName, 0x38, 72
    }
}
