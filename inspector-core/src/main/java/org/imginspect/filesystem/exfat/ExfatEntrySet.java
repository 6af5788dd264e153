package org.imginspect.filesystem.exfat;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.guest.GuestName;
import org.imginspect.io.Bytes;

/** A file's entries: the file itself, its stream extension, its name, and what may be ignored (section 7.4 and on). */
final class ExfatEntrySet {
    static final int FILE = 0x85;

    private static final int STREAM = 0xc0;
    private static final int NAME = 0xc1;
    private static final int SECONDARY = 0xc0;
    private static final int BENIGN = 0x20;
    private static final int UNITS_PER_NAME_ENTRY = 15;
    private static final int DIRECTORY_BYTES_MAX = 256 << 20;

    private ExfatEntrySet() {}

    /** How many entries follow the first one. */
    static int secondaries(Bytes file) throws DamagedImageException {
        return file.u8(1); // SecondaryCount, 1, u8
    }

    /**
     * Parses a set.
     *
     * @param set the file entry and its secondaries
     */
    static ExfatEntry parse(Bytes set, ExfatBootSector boot) throws ImageException {
        int entries = set.length() / ExfatEntries.BYTES;
        verify(set);
        if (entries < 3 || set.u8(ExfatEntries.BYTES) != STREAM) {
            throw set.damaged("exfat: no stream extension follows a file entry", 0);
        }
        Bytes stream = set.slice(ExfatEntries.BYTES, ExfatEntries.BYTES);
        int units = stream.u8(3); // NameLength, 3, u8, UTF-16 units
        int nameEntries = (units + UNITS_PER_NAME_ENTRY - 1) / UNITS_PER_NAME_ENTRY;
        if (units == 0 || nameEntries > entries - 2) {
            throw stream.damaged("exfat: name of " + units + " characters in " + (entries - 2) + " entries", 3);
        }
        char[] name = new char[units];
        for (int i = 0; i < entries - 2; i++) {
            Bytes entry = set.slice((i + 2) * ExfatEntries.BYTES, ExfatEntries.BYTES);
            int type = entry.u8(0);
            if (i < nameEntries) {
                if (type != NAME) {
                    throw entry.damaged(
                            "exfat: entry of type 0x" + Integer.toHexString(type) + " where a part of a name belongs",
                            0);
                }
                for (int j = 0; j < UNITS_PER_NAME_ENTRY && i * UNITS_PER_NAME_ENTRY + j < units; j++) {
                    name[i * UNITS_PER_NAME_ENTRY + j] = (char) entry.le16(2 + 2 * j); // FileName, 2, 15 × le16
                }
            } else if ((type & SECONDARY) != SECONDARY) {
                throw entry.damaged("exfat: the entries of a file end after " + (i + 2) + " of " + entries, 0);
            } else if ((type & BENIGN) == 0) {
                throw new UnsupportedFeatureException(
                        "exfat: critical directory entry of type 0x" + Integer.toHexString(type)
                                + " beside a file is not known",
                        entry.where(),
                        entry.positionOf(0));
            }
        }
        int attributes = set.le16(4); // FileAttributes, 4, le16
        ExfatEntry parsed = new ExfatEntry(
                ExfatName.of(name, units),
                attributes,
                stream(stream, boot),
                ExfatTime.of(
                        set.le32(12), // LastModifiedTimestamp, 12, le32
                        set.u8(21), // LastModified10msIncrement, 21, u8
                        set.u8(23))); // LastModifiedUtcOffset, 23, u8
        checkName(parsed.name(), stream);
        if (parsed.isDirectory()) {
            if (parsed.stream().bytes() > DIRECTORY_BYTES_MAX) {
                throw stream.damaged("exfat: directory of " + parsed.stream().bytes() + " bytes exceeds 256 MiB", 24);
            }
            if (parsed.stream().validBytes() != parsed.stream().bytes()) {
                throw stream.damaged(
                        "exfat: directory of " + parsed.stream().bytes() + " bytes of which "
                                + parsed.stream().validBytes() + " are valid",
                        8);
            }
        }
        return parsed;
    }

    private static ExfatStream stream(Bytes stream, ExfatBootSector boot) throws ImageException {
        int flags = stream.u8(1); // GeneralSecondaryFlags, 1, u8: bit 0 AllocationPossible, bit 1 NoFatChain
        long valid = stream.le64Size(8, "exfat: valid data length"); // ValidDataLength, 8, le64
        long bytes = stream.le64Size(24, "exfat: data length"); // DataLength, 24, le64
        if (valid > bytes) {
            throw stream.damaged("exfat: " + valid + " valid bytes exceed the " + bytes + " there are", 8);
        }
        if (boot.clustersFor(bytes) > boot.clusters()) {
            throw stream.damaged(
                    "exfat: " + bytes + " bytes are more than the volume's " + boot.clusters() + " clusters of "
                            + boot.clusterBytes() + " bytes",
                    24);
        }
        if (bytes > 0 && (flags & 1) == 0) {
            throw stream.damaged("exfat: " + bytes + " bytes of a file that has no clusters", 1);
        }
        return new ExfatStream(
                stream.le32(20), // FirstCluster, 20, le32
                (flags & 2) != 0,
                bytes,
                valid);
    }

    private static void verify(Bytes set) throws ImageException {
        int sum = 0;
        byte[] bytes = set.copy(0, set.length());
        for (int i = 0; i < bytes.length; i++) {
            if (i != 2 && i != 3) {
                sum = ((sum << 15 | sum >> 1) + (bytes[i] & 0xff)) & 0xffff;
            }
        }
        int stored = set.le16(2); // SetChecksum, 2, le16
        if (sum != stored) {
            throw set.damaged(
                    "exfat: checksum of a file's entries 0x" + Integer.toHexString(sum) + " found, 0x"
                            + Integer.toHexString(stored) + " stored",
                    2);
        }
    }

    private static void checkName(GuestName name, Bytes stream) throws DamagedImageException {
        boolean usable = name.length() > 0
                && !(name.byteAt(0) == '.' && (name.length() == 1 || (name.length() == 2 && name.byteAt(1) == '.')));
        for (int i = 0; i < name.length() && usable; i++) {
            usable = name.byteAt(i) != '/' && name.byteAt(i) != 0;
        }
        if (!usable) {
            throw stream.damaged("exfat: a file is called '" + name + "'", 3);
        }
    }
}
