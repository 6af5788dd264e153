package org.imginspect.image.vhdx;

import java.util.LinkedHashMap;
import java.util.Map;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.image.PagedTable;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** The block allocation table, and pieces of the sector bitmaps as they are asked for. For any number of threads. */
final class VhdxBlocks {
    /** What a payload block is. */
    enum State {
        /** Not here: the parent's. */
        ABSENT,
        ZEROS,
        HERE,
        /** Sectors of this file and of the parent. */
        MIXED
    }

    /** A payload block, and where it lies if it is here. */
    record Block(State state, long offset) {}

    private static final int CHUNK_SECTOR_BITS = 23;
    private static final int PIECE_BYTES = 4096;
    private static final int PIECE_BITS = 15;
    private static final int SECTOR_BITMAP_PRESENT = 6;

    // PAYLOAD_BLOCK_…
    private static final int NOT_PRESENT = 0;
    private static final int UNDEFINED = 1;
    private static final int ZERO = 2;
    private static final int UNMAPPED = 3;
    private static final int UNMAPPED_095 = 5;
    private static final int FULLY_PRESENT = 6;
    private static final int PARTIALLY_PRESENT = 7;

    private final ByteSource file;
    private final VhdxMetadata metadata;
    private final PagedTable bat;
    private final int ratioBits;
    private final Map<Long, byte[]> bitmaps;

    VhdxBlocks(ByteSource file, VhdxRegions.Region region, VhdxMetadata metadata, Limits limits) throws ImageException {
        this.file = file;
        this.metadata = metadata;
        // As many payload blocks as there are for 2^23 sectors: 16 to 32768
        this.ratioBits = CHUNK_SECTOR_BITS
                + Integer.numberOfTrailingZeros(metadata.sectorBytes())
                - Integer.numberOfTrailingZeros(metadata.blockBytes());
        long count = count();
        long entries = count == 0 ? 0 : index(count - 1) + 1;
        if (metadata.parent().isPresent() && count > 0) {
            entries = bitmapIndex(count - 1) + 1;
        }
        if (entries * Long.BYTES > region.length()) {
            throw new DamagedImageException(
                    "vhdx: block allocation table of " + region.length() + " bytes is too small for " + entries
                            + " entries",
                    file.describe(),
                    region.offset());
        }
        this.bat = new PagedTable(file, region.offset(), entries * Long.BYTES, "vhdx: block allocation table", limits);
        long piecesMax = Math.max(1, limits.get(Limits.CACHE_BYTES) / 4 / PIECE_BYTES);
        this.bitmaps = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
                return size() > piecesMax;
            }
        };
    }

    /** How many payload blocks the disk has. */
    long count() {
        return (metadata.sizeBytes() + metadata.blockBytes() - 1) / metadata.blockBytes();
    }

    /** Where in the table a payload block is: each chunk before it has one more entry. */
    private long index(long block) {
        return block + (block >>> ratioBits);
    }

    private long bitmapIndex(long block) {
        return (((block >>> ratioBits) + 1) << ratioBits) + (block >>> ratioBits);
    }

    /** A payload block of the disk. */
    Block block(long block) throws ImageException {
        long entry = bat.le64(index(block));
        int state = (int) entry & 7;
        boolean differencing = metadata.parent().isPresent();
        if (state == NOT_PRESENT) {
            return new Block(State.ABSENT, 0);
        }
        if (state == FULLY_PRESENT || (state == PARTIALLY_PRESENT && differencing)) {
            return new Block(state == FULLY_PRESENT ? State.HERE : State.MIXED, place(entry));
        }
        if (state == UNDEFINED || state == ZERO || state == UNMAPPED || state == UNMAPPED_095) {
            return new Block(State.ZEROS, 0);
        }
        throw damaged(
                "payload block " + block + " is in state " + state
                        + (state == PARTIALLY_PRESENT
                                ? ", partially present, and there is no parent"
                                : ", which is not known"),
                index(block));
    }

    /** Where an entry's block begins in the file. */
    private static long place(long entry) {
        return (entry >>> 20) << 20; // FileOffsetMB, bits 20-63
    }

    /** Refuses a block that does not end inside the file. */
    void requireInside(long block, long offset) throws ImageException {
        if (offset < 0 || offset > file.size() - metadata.blockBytes()) {
            throw damaged(
                    "payload block " + block + " at 0x" + Long.toHexString(offset) + " ends beyond the file of "
                            + file.size() + " bytes",
                    index(block));
        }
    }

    /** Whether a sector of the disk, counted from its beginning, is in this file. */
    boolean isHere(long block, long sector) throws ImageException {
        long inChunk = sector & ((1L << CHUNK_SECTOR_BITS) - 1);
        byte[] piece = piece(block, inChunk >>> PIECE_BITS);
        int bit = (int) inChunk & ((1 << PIECE_BITS) - 1);
        return (piece[bit >> 3] >> (bit & 7) & 1) != 0;
    }

    private byte[] piece(long block, long index) throws ImageException {
        long entry = bat.le64(bitmapIndex(block));
        if ((entry & 7) != SECTOR_BITMAP_PRESENT) {
            throw damaged(
                    "payload block " + block + " is partially present, and its sector bitmap is not",
                    bitmapIndex(block));
        }
        long start = place(entry) + index * PIECE_BYTES;
        if (start < 0 || start > file.size() - PIECE_BYTES) {
            throw damaged(
                    "sector bitmap at 0x" + Long.toHexString(start) + " ends beyond the file of " + file.size()
                            + " bytes",
                    bitmapIndex(block));
        }
        synchronized (bitmaps) {
            byte[] piece = bitmaps.get(start);
            if (piece != null) {
                return piece;
            }
        }
        byte[] piece = new byte[PIECE_BYTES];
        file.readFully(start, piece, 0, PIECE_BYTES);
        synchronized (bitmaps) {
            bitmaps.put(start, piece);
        }
        return piece;
    }

    private DamagedImageException damaged(String what, long index) {
        return new DamagedImageException("vhdx: " + what, file.describe(), bat.positionOf(index, Long.BYTES));
    }
}
