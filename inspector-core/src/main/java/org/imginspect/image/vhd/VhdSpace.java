package org.imginspect.image.vhd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.image.ImageCheck;
import org.imginspect.image.ImageSpace;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Where in the file the blocks of a dynamic or differencing disk are kept. */
final class VhdSpace implements ImageSpace {
    private final ByteSource file;
    private final long sizeBytes;
    private final VhdSparseHeader header;
    private final VhdBlocks blocks;
    private final Limits limits;

    VhdSpace(ByteSource file, long sizeBytes, VhdSparseHeader header, VhdBlocks blocks, Limits limits) {
        this.file = file;
        this.sizeBytes = sizeBytes;
        this.header = header;
        this.blocks = blocks;
        this.limits = limits;
    }

    @Override
    public long storedBytes(long start, long length) throws ImageException {
        long size = blocks.blockBytes();
        // The last block ends with the disk, and counts as far as the disk goes.
        long end = (start + length >= sizeBytes ? sizeBytes + size - 1 : start + length) / size;
        long stored = 0;
        for (long block = (start + size - 1) / size; block < end; block++) {
            if (blocks.start(block) != VhdBlocks.ABSENT) {
                stored += Math.min(size, sizeBytes - block * size);
            }
        }
        return stored;
    }

    /** No two blocks may share bytes, nor lie over the header and the table, nor end behind the file. */
    @Override
    public ImageCheck check() throws ImageException {
        long cap = limits.get(Limits.METADATA_TABLE_BYTES);
        if (header.entries() * Long.BYTES > cap) {
            throw new LimitExceededException(
                    "vhd: " + header.entries() + " places of blocks take more bytes than a table may",
                    Limits.METADATA_TABLE_BYTES,
                    cap,
                    file.describe());
        }
        long[] starts = new long[(int) header.entries()];
        int count = 0;
        long outside = 0;
        long onTable = 0;
        long bytes = (long) blocks.bitmapBytes() + blocks.blockBytes();
        for (long block = 0; block < header.entries(); block++) {
            long start = blocks.start(block);
            if (start == VhdBlocks.ABSENT) {
                continue;
            }
            outside += start > file.size() - bytes ? 1 : 0;
            boolean before = start + bytes <= header.tableOffset();
            boolean behind = start >= header.tableOffset() + header.entries() * 4;
            onTable += start < VhdFooter.BYTES || !(before || behind) ? 1 : 0;
            starts[count++] = start;
        }
        Arrays.sort(starts, 0, count);
        long shared = 0;
        for (int i = 1; i < count; i++) {
            shared += starts[i] - starts[i - 1] < bytes ? 1 : 0;
        }
        List<String> defects = new ArrayList<>();
        add(defects, outside, "behind the end of the file");
        add(defects, onTable, "over the header or the block allocation table");
        add(defects, shared, "over another block");
        return new ImageCheck(defects, outside + onTable + shared, OptionalLong.empty(), blocks.blockBytes());
    }

    private static void add(List<String> defects, long count, String where) {
        if (count > 0) {
            defects.add(count + (count == 1 ? " block lies " : " blocks lie ") + where);
        }
    }
}
