package org.imginspect.image.vhd;

import java.util.LinkedHashMap;
import java.util.Map;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.image.PagedTable;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** The block allocation table, and the bitmaps of blocks as they are asked for. For any number of threads. */
final class VhdBlocks {
    /** A block that is not in the file. */
    static final long ABSENT = -1;

    private static final long ENTRY_ABSENT = 0xffff_ffffL;

    private final ByteSource file;
    private final PagedTable table;
    private final int blockBytes;
    private final int bitmapBytes;
    private final Map<Long, byte[]> bitmaps;

    VhdBlocks(ByteSource file, VhdSparseHeader header, Limits limits) throws ImageException {
        this.file = file;
        this.table =
                new PagedTable(file, header.tableOffset(), header.entries() * 4, "vhd: block allocation table", limits);
        this.blockBytes = header.blockBytes();
        int bits = blockBytes / VhdFooter.SECTOR_BYTES;
        this.bitmapBytes = ((bits + 7) / 8 + VhdFooter.SECTOR_BYTES - 1) & -VhdFooter.SECTOR_BYTES;
        long bitmapsMax = Math.max(1, limits.get(Limits.CACHE_BYTES) / 4 / bitmapBytes);
        this.bitmaps = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
                return size() > bitmapsMax;
            }
        };
    }

    int blockBytes() {
        return blockBytes;
    }

    int bitmapBytes() {
        return bitmapBytes;
    }

    /** Where the block begins in the file, with its bitmap, or {@link #ABSENT}. */
    long start(long block) throws ImageException {
        long entry = table.be32(block);
        return entry == ENTRY_ABSENT ? ABSENT : entry * VhdFooter.SECTOR_BYTES;
    }

    /** Where the block's data begins in the file; refused if it does not end inside. */
    long data(long block, long start) throws ImageException {
        long end = start + bitmapBytes + blockBytes;
        if (end > file.size()) {
            throw new DamagedImageException(
                    "vhd: block " + block + " at 0x" + Long.toHexString(start) + " ends beyond the file of "
                            + file.size() + " bytes",
                    file.describe(),
                    table.positionOf(block, 4));
        }
        return start + bitmapBytes;
    }

    /** The bits of the block's sectors, the highest bit of a byte first. */
    byte[] bitmap(long block, long start) throws ImageException {
        synchronized (bitmaps) {
            byte[] bitmap = bitmaps.get(start);
            if (bitmap != null) {
                return bitmap;
            }
        }
        data(block, start);
        byte[] bitmap = new byte[bitmapBytes];
        file.readFully(start, bitmap, 0, bitmapBytes);
        synchronized (bitmaps) {
            bitmaps.put(start, bitmap);
        }
        return bitmap;
    }

    /** Whether the sector of the block is in this file. */
    static boolean isHere(byte[] bitmap, int sector) {
        return (bitmap[sector >> 3] & 0x80 >> (sector & 7)) != 0;
    }
}
