package org.imginspect.image.vhdx;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** The ring of sectors that the log is. */
final class VhdxLogSectors {
    static final int SECTOR_BYTES = 4096;

    // The search reads each sector once; entries that are torn, or left over from earlier rounds of the ring, some more
    // often.
    private static final long READS_PER_SECTOR = 16;

    private final ByteSource file;
    private final long offset;
    private final long count;
    private long readsLeft;

    VhdxLogSectors(ByteSource file, VhdxHeader header) throws ImageException {
        this.file = file;
        this.offset = header.logOffset();
        this.count = header.logBytes() / SECTOR_BYTES;
        if (header.logBytes() == 0
                || header.logBytes() % VhdxHeader.MEGABYTE != 0
                || offset % VhdxHeader.MEGABYTE != 0
                || offset < VhdxHeader.MEGABYTE
                || offset > file.size() - header.logBytes()) {
            throw new DamagedImageException(
                    "vhdx: log of " + header.logBytes() + " bytes at 0x" + Long.toHexString(offset)
                            + " is not whole megabytes behind the first inside the file of " + file.size() + " bytes",
                    file.describe());
        }
        this.readsLeft = count * READS_PER_SECTOR;
    }

    /** How many there are. */
    long count() {
        return count;
    }

    /** The sector at an index, which goes round. */
    Bytes read(long index) throws ImageException {
        if (readsLeft-- == 0) {
            throw new DamagedImageException(
                    "vhdx: entries of the log overlap: its " + count + " sectors would be read more than "
                            + READS_PER_SECTOR + " times each",
                    file.describe(),
                    offset);
        }
        return file.read(offset + index % count * SECTOR_BYTES, SECTOR_BYTES);
    }
}
