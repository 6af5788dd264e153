package org.imginspect.filesystem.xfs;

import java.util.Arrays;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.filesystem.MappedFile;
import org.imginspect.io.Limits;

/** Which blocks of the volume hold which blocks of a file, ascending; what no run covers reads as zeros. */
final class XfsRuns implements MappedFile.BlockMap {
    private static final int FIRST_CAPACITY = 4;

    private final XfsVolume volume;
    private final String owner;
    private long[] logical = new long[FIRST_CAPACITY];
    private long[] physical = new long[FIRST_CAPACITY];
    private long[] lengths = new long[FIRST_CAPACITY];
    private int count;

    XfsRuns(XfsVolume volume, String owner) {
        this.volume = volume;
        this.owner = owner;
    }

    /** Adds a run behind all others; one that continues the last becomes part of it. */
    void add(long logicalBlock, long physicalBlock, long blocks) throws ImageException {
        volume.checkBlocks(physicalBlock, blocks, owner);
        if (logicalBlock > (Long.MAX_VALUE >> volume.blockShift()) - blocks) {
            throw new DamagedImageException(
                    "xfs: " + owner + ": file block " + logicalBlock + " lies behind 2^63 bytes", volume.where());
        }
        if (count > 0) {
            long end = logical[count - 1] + lengths[count - 1];
            if (logicalBlock < end) {
                throw new DamagedImageException(
                        "xfs: " + owner + ": file block " + logicalBlock + " is mapped twice or out of order",
                        volume.where());
            }
            // Each was checked to lie inside its group, so runs of two groups are never neighbours by their numbers.
            if (logicalBlock == end && physicalBlock == physical[count - 1] + lengths[count - 1]) {
                lengths[count - 1] += blocks;
                return;
            }
        }
        if (count == logical.length) {
            if (count >= volume.limits().get(Limits.EXTENTS_PER_FILE)) {
                throw new LimitExceededException(
                        "xfs: " + owner + " has more than " + count + " extents",
                        Limits.EXTENTS_PER_FILE,
                        volume.limits().get(Limits.EXTENTS_PER_FILE),
                        volume.where());
            }
            int capacity = (int) Math.min(2L * count, volume.limits().get(Limits.EXTENTS_PER_FILE));
            logical = Arrays.copyOf(logical, capacity);
            physical = Arrays.copyOf(physical, capacity);
            lengths = Arrays.copyOf(lengths, capacity);
        }
        logical[count] = logicalBlock;
        physical[count] = physicalBlock;
        lengths[count] = blocks;
        count++;
    }

    int count() {
        return count;
    }

    /** The file's block that run {@code i} begins with. */
    long logical(int i) {
        return logical[i];
    }

    /** The volume's block that run {@code i} begins with. */
    long physical(int i) {
        return physical[i];
    }

    /** How many blocks run {@code i} has. */
    long length(int i) {
        return lengths[i];
    }

    /** The block of the volume that holds the file's block, or 0 for a hole. */
    long physicalBlock(long logicalBlock) {
        int run = runAtOrBefore(logicalBlock);
        if (run < 0 || logicalBlock >= logical[run] + lengths[run]) {
            return 0;
        }
        return physical[run] + (logicalBlock - logical[run]);
    }

    /** Fills a range of the file, each run at once and holes with zeros. Any number of threads at once. */
    @Override
    public void read(long positionBytes, byte[] into, int offset, int length) throws ImageException {
        int shift = volume.blockShift();
        long position = positionBytes;
        long end = positionBytes + length;
        int target = offset;
        int run = Math.max(runAtOrBefore(position >> shift), 0);
        while (position < end) {
            while (run < count && (logical[run] + lengths[run]) << shift <= position) {
                run++;
            }
            long runStart = run < count ? logical[run] << shift : Long.MAX_VALUE;
            int step;
            if (position < runStart) {
                step = (int) (Math.min(end, runStart) - position);
                Arrays.fill(into, target, target + step, (byte) 0);
            } else {
                step = (int) (Math.min(end, (logical[run] + lengths[run]) << shift) - position);
                volume.read(volume.position(physical[run]) + (position - runStart), into, target, step);
            }
            position += step;
            target += step;
        }
    }

    /** The first position from {@code positionBytes} on that a run covers; {@link Long#MAX_VALUE} if none does. */
    @Override
    public long nextData(long positionBytes) {
        long block = positionBytes >> volume.blockShift();
        int run = Math.max(runAtOrBefore(block), 0);
        while (run < count && logical[run] + lengths[run] <= block) {
            run++;
        }
        return run == count ? Long.MAX_VALUE : Math.max(positionBytes, logical[run] << volume.blockShift());
    }

    private int runAtOrBefore(long logicalBlock) {
        int at = Arrays.binarySearch(logical, 0, count, logicalBlock);
        return at >= 0 ? at : -at - 2;
    }
}
