package org.imginspect.partition.mbr;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** Sector 0 or an EBR: four entries and a signature. */
record MbrSector(boolean signed, boolean zero, String diskSignature, Entry[] entries) {

    private static final int BYTES = 512;

    /**
     * One entry as it stands there.
     *
     * @param startSectors counted from where the kind of entry says
     */
    record Entry(int status, int type, long startSectors, long sectors) {
        boolean used() {
            return type != 0 && sectors != 0;
        }

        boolean isExtended() {
            return MbrPartition.isExtended(type);
        }
    }

    static MbrSector read(ByteSource disk, long position) throws ImageException {
        return parse(disk.read(position, BYTES));
    }

    private static MbrSector parse(Bytes sector) throws DamagedImageException {
        Entry[] entries = new Entry[4];
        for (int i = 0; i < 4; i++) {
            int at = 0x1be + i * 16;
            entries[i] = new Entry(
                    sector.u8(at), // status, 0x0, u8
                    sector.u8(at + 4), // type, 0x4, u8
                    sector.le32(at + 8), // first LBA, 0x8, le32
                    sector.le32(at + 12)); // number of sectors, 0xc, le32
        }
        String signature = Long.toHexString(sector.le32(0x1b8)); // disk signature, 0x1b8, le32
        return new MbrSector(
                sector.le16(0x1fe) == 0xaa55, // 0x1fe, le16
                sector.isZero(0, BYTES),
                "0".repeat(8 - signature.length()) + signature,
                entries);
    }

    /** Whether what stands in the table's place can be one. Code and texts fail by the status byte, zeros by having no entry. */
    boolean isPlausible() {
        boolean any = false;
        for (Entry entry : entries) {
            if (entry.status != 0 && entry.status != 0x80) {
                return false;
            }
            any |= entry.used();
        }
        return any;
    }

    /** Whether at least one used entry lies inside the disk, as in a table and hardly ever in boot code. */
    boolean hasEntryInside(long diskSectors) {
        for (Entry entry : entries) {
            if (entry.used() && entry.startSectors > 0 && entry.startSectors + entry.sectors <= diskSectors) {
                return true;
            }
        }
        return false;
    }
}
