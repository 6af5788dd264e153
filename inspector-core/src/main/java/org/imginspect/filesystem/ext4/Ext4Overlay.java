package org.imginspect.filesystem.ext4;

import java.util.Arrays;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;

/**
 * What replaying the journal would write: for each block the place of its newest copy in the journal. Only places are kept, so a
 * journal of any size costs a few bytes a block.
 */
final class Ext4Overlay {
    private static final byte[] JBD2_MAGIC = {(byte) 0xc0, 0x3b, 0x39, (byte) 0x98};

    private final int blockSize;
    private final long[] blocks;
    private final long[] copies;

    /**
     * @param blocks the blocks that are replaced, ascending
     * @param copies for each the position of its copy in bytes, plus 1 if its first four bytes were the journal's magic (a copy
     *     begins at an even position)
     */
    Ext4Overlay(int blockSize, long[] blocks, long[] copies) {
        this.blockSize = blockSize;
        this.blocks = blocks;
        this.copies = copies;
    }

    /** Replaces in a range that was read from the volume what the journal has newer. */
    void patch(ByteSource volume, long positionBytes, byte[] into, int offset, int length) throws ImageException {
        long end = positionBytes + length;
        int at = Arrays.binarySearch(blocks, positionBytes / blockSize);
        for (int i = at < 0 ? -at - 1 : at; i < blocks.length && blocks[i] * blockSize < end; i++) {
            long blockStart = blocks[i] * blockSize;
            long from = Math.max(positionBytes, blockStart);
            long to = Math.min(end, blockStart + blockSize);
            int target = offset + (int) (from - positionBytes);
            volume.readFully((copies[i] & ~1L) + (from - blockStart), into, target, (int) (to - from));
            if ((copies[i] & 1) != 0) {
                for (long b = from; b < Math.min(to, blockStart + JBD2_MAGIC.length); b++) {
                    into[offset + (int) (b - positionBytes)] = JBD2_MAGIC[(int) (b - blockStart)];
                }
            }
        }
    }
}
