package org.imginspect.filesystem.exfat;

import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * A boot region of twelve sectors, its checksum verified: the main one or, if that is damaged, its backup right behind it.
 *
 * @param mainDamage what is wrong with the main one; empty if it was used
 */
record ExfatBootRegion(ExfatBootSector sector, Optional<DamagedImageException> mainDamage) {
    private static final int SECTORS = 12;
    private static final int SECTORS_SUMMED = 11;

    /** @throws DamagedImageException if both are damaged */
    static ExfatBootRegion read(ByteSource volume) throws ImageException {
        DamagedImageException mainDamage;
        try {
            return new ExfatBootRegion(region(volume, 0), Optional.empty());
        } catch (DamagedImageException e) {
            mainDamage = e;
        }
        // The sector size stands in the boot sector alone, so the backup may lie in four places.
        for (int shift = ExfatBootSector.SECTOR_SHIFT_MIN; shift <= ExfatBootSector.SECTOR_SHIFT_MAX; shift++) {
            try {
                long start = (long) SECTORS << shift;
                ExfatBootSector backup = region(volume, start);
                // Its VolumeFlags are not kept up (3.1.13): of two FATs it does not tell which one is in use.
                boolean oneFat = volume.read(start, ExfatBootSector.BYTES).u8(110) == 1; // NumberOfFats, 110, u8
                if (backup.sectorBytes() == 1 << shift && oneFat) {
                    return new ExfatBootRegion(backup, Optional.of(mainDamage));
                }
            } catch (DamagedImageException e) {
                // There is none in this place; the main one's damage is told.
            }
        }
        throw mainDamage;
    }

    /** The boot sector as it stands there, for what is asked of a damaged volume too. */
    static Bytes sector(ByteSource volume) throws ImageException {
        return volume.read(0, ExfatBootSector.BYTES);
    }

    private static ExfatBootSector region(ByteSource volume, long start) throws ImageException {
        Bytes boot = volume.read(start, ExfatBootSector.BYTES);
        if (!boot.latin1(3, 8).equals(ExfatFormat.NAME)) { // FileSystemName, 3, 8
            throw boot.damaged("exfat: the boot sector has no name 'EXFAT   '", 3);
        }
        // The checksum first: what a flipped bit says is neither believed nor told.
        int sectorBytes = 1 << ExfatBootSector.sectorShift(boot);
        verify(volume.read(start, SECTORS * sectorBytes), sectorBytes);
        return ExfatBootSector.parse(boot);
    }

    /** Section 3.4: the sum of eleven sectors, repeated all over the twelfth. */
    private static void verify(Bytes region, int sectorBytes) throws ImageException {
        byte[] bytes = region.copy(0, SECTORS_SUMMED * sectorBytes);
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            // These change while it is mounted.
            if (i != ExfatBootSector.FLAGS_OFFSET
                    && i != ExfatBootSector.FLAGS_OFFSET + 1
                    && i != ExfatBootSector.PERCENT_IN_USE_OFFSET) {
                sum = Integer.rotateRight(sum, 1) + (bytes[i] & 0xff);
            }
        }
        for (int at = bytes.length; at < region.length(); at += 4) {
            long stored = region.le32(at);
            if (stored != (sum & 0xffff_ffffL)) {
                throw region.damaged(
                        "exfat: boot checksum 0x" + Integer.toHexString(sum) + " found, 0x" + Long.toHexString(stored)
                                + " stored",
                        at);
            }
        }
    }
}
