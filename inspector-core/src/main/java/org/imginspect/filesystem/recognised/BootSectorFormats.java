package org.imginspect.filesystem.recognised;

import java.util.Locale;
import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.recognised.Recognition.Content;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * NTFS and exFAT, whose labels lie beyond the boot sector. If the geometry leads outside the volume there is no label, as for blkid:
 * whoever opens the file system says what is wrong.
 */
final class BootSectorFormats {
    private static final int MFT_RECORD_VOLUME = 3;
    private static final long ATTRIBUTE_VOLUME_NAME = 0x60;
    private static final long ATTRIBUTE_END = 0xffff_ffffL;
    private static final int EXFAT_ENTRY_BYTES = 32;
    private static final int EXFAT_LABEL = 0x83;
    private static final int EXFAT_LABEL_UNITS = 11;
    private static final int EXFAT_CLUSTERS_SEARCHED = 64;

    private BootSectorFormats() {}

    static Recognition ntfs(ByteSource volume, Bytes boot) throws ImageException {
        String serial = hex(boot.le64(72), 16); // volume_serial
        return new Recognition(
                Content.FILE_SYSTEM, Recogniser.identity("ntfs", serial, ntfsLabel(volume, boot)), Optional.empty());
    }

    private static String ntfsLabel(ByteSource volume, Bytes boot) throws ImageException {
        long sectorBytes = boot.le16(11);
        int clusterCode = boot.u8(13); // sectors_per_cluster; from 0x80 on the negative exponent
        long clusterBytes = sectorBytes * (clusterCode <= 128 ? clusterCode : 1L << Math.min(30, 256 - clusterCode));
        int recordCode = (byte) boot.u8(64); // clusters_per_mft_record
        long recordBytes = recordCode >= 0 ? recordCode * clusterBytes : 1L << Math.min(30, -recordCode);
        long mft = boot.le64(48); // mft_cluster_location
        if (recordBytes < 512
                || recordBytes > 64 * 1024
                || clusterBytes == 0
                || mft < 0
                || mft > volume.size() / clusterBytes) {
            return "";
        }
        long start = mft * clusterBytes + MFT_RECORD_VOLUME * recordBytes;
        if (start > volume.size() - recordBytes) {
            return "";
        }
        Bytes record = volume.read(start, (int) recordBytes);
        if (!record.latin1(0, 4).equals("FILE")) {
            return "";
        }
        int at = record.le16(20); // attrs_offset
        while (at + 24 <= record.length()) {
            long type = record.le32(at);
            long length = record.le32(at + 4);
            if (type == ATTRIBUTE_END || length < 24 || length > record.length() - at) {
                return "";
            }
            if (type == ATTRIBUTE_VOLUME_NAME && record.u8(at + 8) == 0) { // resident
                long valueBytes = record.le32(at + 16);
                int value = record.le16(at + 20);
                if (valueBytes > length || value > length - valueBytes) {
                    return "";
                }
                return Recogniser.utf16(record.slice(at + value, (int) valueBytes));
            }
            at += (int) length;
        }
        return "";
    }

    static Recognition exfat(ByteSource volume, Bytes boot) throws ImageException {
        String serial = hex(boot.le32(100), 8); // VolumeSerialNumber
        return new Recognition(
                Content.FILE_SYSTEM,
                Recogniser.identity(
                        "exfat", serial.substring(0, 4) + "-" + serial.substring(4), exfatLabel(volume, boot)),
                Optional.empty());
    }

    private static String exfatLabel(ByteSource volume, Bytes boot) throws ImageException {
        int sectorShift = boot.u8(108); // BytesPerSectorShift
        int clusterShift = sectorShift + boot.u8(109); // SectorsPerClusterShift
        if (sectorShift < 9 || sectorShift > 12 || clusterShift > 25) {
            return "";
        }
        long fat = boot.le32(80) << sectorShift; // FatOffset
        long heap = boot.le32(88) << sectorShift; // ClusterHeapOffset
        long clusters = boot.le32(92); // ClusterCount
        long cluster = boot.le32(96); // FirstClusterOfRootDirectory
        for (int hop = 0; hop < EXFAT_CLUSTERS_SEARCHED && cluster >= 2 && cluster < clusters + 2; hop++) {
            long start = heap + ((cluster - 2) << clusterShift);
            // The label comes first as formatters write it; a longer search reads 64 KiB of each cluster.
            int length = 1 << Math.min(clusterShift, 16);
            long next = fat + 4 * cluster;
            if (start > volume.size() - length || next > volume.size() - 4) {
                return "";
            }
            Bytes entries = volume.read(start, length);
            for (int at = 0; at < entries.length(); at += EXFAT_ENTRY_BYTES) {
                int type = entries.u8(at);
                if (type == 0) {
                    return "";
                }
                if (type == EXFAT_LABEL) {
                    int units = Math.min(EXFAT_LABEL_UNITS, entries.u8(at + 1));
                    return Recogniser.utf16(entries.slice(at + 2, 2 * units));
                }
            }
            cluster = volume.read(next, 4).le32(0);
        }
        return "";
    }

    private static String hex(long value, int digits) {
        String text = Long.toHexString(value);
        return ("0".repeat(Math.max(0, digits - text.length())) + text).toUpperCase(Locale.ROOT);
    }
}
