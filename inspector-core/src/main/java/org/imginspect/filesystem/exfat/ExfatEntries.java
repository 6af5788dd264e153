package org.imginspect.filesystem.exfat;

import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.jspecify.annotations.Nullable;

/** A directory's entries of 32 bytes, read in pieces. */
final class ExfatEntries {
    static final int BYTES = 32;
    static final int END = 0x00;
    static final int IN_USE = 0x80;

    private static final int PIECE_BYTES = 64 * 1024;

    private final ByteSource content;
    private final long count;
    private @Nullable Bytes piece;
    private long pieceStart; // index of the piece's first entry

    ExfatEntries(ByteSource content) {
        this.content = content;
        this.count = content.size() / BYTES;
    }

    long count() {
        return count;
    }

    /** EntryType: 0 behind the last one; bit 7 in use, bit 6 secondary, bit 5 benign, bits 0 to 4 which. */
    int type(long index) throws ImageException {
        return get(index, 1).u8(0);
    }

    /**
     * Entries that follow each other.
     *
     * @param entries 1 to 256; all of them below {@link #count}
     */
    Bytes get(long index, int entries) throws ImageException {
        Bytes have = piece;
        if (have == null || index < pieceStart || (index - pieceStart + entries) * BYTES > have.length()) {
            long start = index * BYTES;
            have = content.read(start, (int) Math.min(PIECE_BYTES, count * BYTES - start));
            piece = have;
            pieceStart = index;
        }
        return have.slice((int) (index - pieceStart) * BYTES, entries * BYTES);
    }
}
