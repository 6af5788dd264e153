package org.imginspect.filesystem.fat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestName;
import org.imginspect.io.Bytes;

/** One directory, parsed as the kernel's readdir does (fs/fat/dir.c, fat_readdir and fat_parse_long). */
final class FatDirectory {
    private static final int FREE = 0x00;
    private static final int DELETED = 0xe5;
    private static final int ATTR_VOLUME = 0x08;
    private static final int ATTR_LONG_NAME = 0x0f;
    private static final int LAST_PART = 0x40;
    private static final int PARTS_MAX = 20;
    private static final int UNITS_PER_PART = 13;
    /** Where a part keeps its UTF-16 units. */
    private static final int[] UNIT_OFFSETS = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};

    private final List<FatEntry> entries = new ArrayList<>();
    private final Map<String, FatEntry> byName = new HashMap<>();
    private Optional<String> volumeLabel = Optional.empty();

    private FatDirectory() {}

    /** In the directory's order. */
    List<FatEntry> entries() {
        return entries;
    }

    /** The entry whose long or short name this is, ASCII letters of either case; the first one wins. */
    Optional<FatEntry> find(GuestName name) {
        String folded = FatName.folded(name);
        return folded.isEmpty() ? Optional.empty() : Optional.ofNullable(byName.get(folded));
    }

    /** The volume label, which only a root directory holds. */
    Optional<String> volumeLabel() {
        return volumeLabel;
    }

    /**
     * Parses a directory.
     *
     * @param content whole entries
     * @param fat32 whether the high half of the first cluster counts
     */
    static FatDirectory parse(Bytes content, boolean fat32) throws ImageException {
        FatDirectory directory = new FatDirectory();
        int count = content.length() / FatBootSector.ENTRY_BYTES;
        int at = 0;
        while (at < count) {
            Bytes entry = entry(content, at);
            int first = entry.u8(0);
            int attributes = entry.u8(0x0b); // DIR_Attr
            if (first == DELETED) {
                at++;
            } else if (attributes == ATTR_LONG_NAME) {
                at = directory.longName(content, at, count, fat32);
            } else {
                directory.shortEntry(entry, fat32, null);
                at++;
            }
        }
        return directory;
    }

    /** Reads a long name and the entry behind it; answers where to go on. */
    private int longName(Bytes content, int start, int count, boolean fat32) throws ImageException {
        int at = start;
        while (true) {
            Bytes part = entry(content, at);
            int id = part.u8(0); // LDIR_Ord
            int parts = id & ~LAST_PART;
            if ((id & LAST_PART) == 0 || parts == 0 || parts > PARTS_MAX) {
                return at + 1; // an orphan
            }
            int checksum = part.u8(0x0d); // LDIR_Chksum
            char[] units = new char[parts * UNITS_PER_PART];
            boolean again = false;
            for (int slot = parts - 1; ; slot--) {
                for (int i = 0; i < UNITS_PER_PART; i++) {
                    units[slot * UNITS_PER_PART + i] = (char) part.le16(UNIT_OFFSETS[i]);
                }
                at++;
                if (at >= count) {
                    return at;
                }
                part = entry(content, at);
                if (slot == 0) {
                    break;
                }
                if (part.u8(0x0b) != ATTR_LONG_NAME) {
                    return at; // parts are missing: what follows is read for itself
                }
                if ((part.u8(0) & ~LAST_PART) != slot || part.u8(0x0d) != checksum) {
                    again = true;
                    break;
                }
            }
            if (again) {
                continue;
            }
            int first = part.u8(0);
            if (first == DELETED) {
                return at + 1;
            }
            if (part.u8(0x0b) == ATTR_LONG_NAME) {
                continue;
            }
            // A long name whose checksum belongs to another short one is an orphan: the short name counts.
            GuestName name = FatName.checksum(part) == checksum ? FatName.longName(units, units.length) : null;
            shortEntry(part, fat32, name);
            return at + 1;
        }
    }

    private void shortEntry(Bytes entry, boolean fat32, @org.jspecify.annotations.Nullable GuestName longName)
            throws ImageException {
        int attributes = entry.u8(0x0b);
        if (entry.u8(0) == FREE) {
            return;
        }
        long cluster = entry.le16(0x1a) | (fat32 ? (long) entry.le16(0x14) << 16 : 0); // DIR_FstClusLO, DIR_FstClusHI
        if ((attributes & ATTR_VOLUME) != 0) {
            // blkid takes the first that is no directory and has no cluster.
            if (volumeLabel.isEmpty() && (attributes & 0x10) == 0 && cluster == 0) {
                volumeLabel = Optional.of(FatName.label(entry));
            }
            return;
        }
        GuestName shortName = FatName.shortName(entry);
        GuestName name = longName == null ? shortName : longName;
        if (isDots(shortName)) {
            return;
        }
        if (!isUsable(name) || !isUsable(shortName)) {
            throw new DamagedImageException(
                    "vfat: a directory entry is called '" + name + "'", entry.where(), entry.positionOf(0));
        }
        FatEntry parsed = new FatEntry(
                name,
                shortName,
                attributes,
                cluster,
                (attributes & 0x10) != 0 ? 0 : entry.le32(0x1c), // DIR_FileSize
                modified(entry.le16(0x16), entry.le16(0x18))); // DIR_WrtTime, DIR_WrtDate
        entries.add(parsed);
        byName.putIfAbsent(FatName.folded(shortName), parsed);
        byName.putIfAbsent(FatName.folded(name), parsed);
    }

    private static boolean isDots(GuestName name) {
        return name.length() > 0
                && name.length() <= 2
                && name.byteAt(0) == '.'
                && (name.length() == 1 || name.byteAt(1) == '.');
    }

    private static boolean isUsable(GuestName name) {
        if (name.length() == 0 || isDots(name)) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.byteAt(i) == '/' || name.byteAt(i) == 0) {
                return false;
            }
        }
        return true;
    }

    private static final int[] DAYS_BEFORE_MONTH = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 0, 0, 0};
    private static final long DAYS_1970_TO_1980 = 365 * 10 + 2;

    /** fs/fat/misc.c, fat_time_fat2unix: nonsense such as month 15 gives some time, not an error. */
    private static Instant modified(int time, int date) {
        int year = date >> 9;
        int month = Math.max(1, (date >> 5) & 0xf);
        int day = Math.max(1, date & 0x1f) - 1;
        int leapDays = (year + 3) / 4;
        if (year > 120) { // 2100 is no leap year
            leapDays--;
        }
        if (year % 4 == 0 && year != 120 && month > 2) {
            leapDays++;
        }
        long seconds = (time & 0x1f) * 2L + ((time >> 5) & 0x3f) * 60L + (time >> 11) * 3600L;
        seconds += (year * 365L + leapDays + DAYS_BEFORE_MONTH[month] + day + DAYS_1970_TO_1980) * 86_400L;
        return Instant.ofEpochSecond(seconds);
    }

    private static Bytes entry(Bytes content, int index) throws ImageException {
        return content.slice(index * FatBootSector.ENTRY_BYTES, FatBootSector.ENTRY_BYTES);
    }
}
