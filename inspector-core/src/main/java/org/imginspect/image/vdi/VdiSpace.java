package org.imginspect.image.vdi;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.image.ImageCheck;
import org.imginspect.image.ImageSpace;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Where in the file the blocks of the disk are kept. */
final class VdiSpace implements ImageSpace {
    private final ByteSource file;
    private final VdiHeader header;
    private final VdiDisk disk;
    private final Limits limits;

    VdiSpace(ByteSource file, VdiHeader header, VdiDisk disk, Limits limits) {
        this.file = file;
        this.header = header;
        this.disk = disk;
        this.limits = limits;
    }

    @Override
    public long storedBytes(long start, long length) throws ImageException {
        long size = header.blockBytes();
        // The last block ends with the disk, and counts as far as the disk goes.
        long end = (start + length >= disk.size() ? disk.size() + size - 1 : start + length) / size;
        long stored = 0;
        for (long block = (start + size - 1) / size; block < end; block++) {
            if (disk.stored(block) != VdiDisk.ZEROS) {
                stored += Math.min(size, disk.size() - block * size);
            }
        }
        return stored;
    }

    /** As qemu-img checks it: no block is used twice or lies outside, and the header counts them right. */
    @Override
    public ImageCheck check() throws ImageException {
        long cap = limits.get(Limits.METADATA_TABLE_BYTES);
        if (header.blocks() / 8 > cap) {
            throw new LimitExceededException(
                    "vdi: " + header.blocks() + " blocks take more bytes than a table may",
                    Limits.METADATA_TABLE_BYTES,
                    cap,
                    file.describe());
        }
        BitSet used = new BitSet();
        long[] counts = new long[3];
        long[] first = new long[3];
        long allocated = 0;
        for (long block = 0; block < header.blocks(); block++) {
            long stored = disk.stored(block);
            if (stored == VdiDisk.ZEROS) {
                continue;
            }
            if (stored >= header.blocks()) {
                count(counts, first, 0, block);
                continue;
            }
            allocated++;
            if (used.get((int) stored)) {
                count(counts, first, 1, block);
            } else if (disk.place(stored) >= file.size()) {
                count(counts, first, 2, block);
            }
            used.set((int) stored);
        }
        List<String> defects = new ArrayList<>();
        String[] texts = {
            "outside the blocks there are", "stored where another block is stored", "behind the end of the file"
        };
        long total = 0;
        for (int kind = 0; kind < texts.length; kind++) {
            if (counts[kind] > 0) {
                defects.add(counts[kind] + (counts[kind] == 1 ? " block is " : " blocks are ") + texts[kind]
                        + ", the first block " + first[kind] + " of the disk");
                total += counts[kind];
            }
        }
        if (allocated != header.blocksAllocated()) {
            defects.add("the header counts " + header.blocksAllocated() + " blocks, and " + allocated + " are used");
            total++;
        }
        return new ImageCheck(defects, total, OptionalLong.empty(), header.blockBytes());
    }

    private static void count(long[] counts, long[] first, int kind, long block) {
        if (counts[kind]++ == 0) {
            first[kind] = block;
        }
    }
}
