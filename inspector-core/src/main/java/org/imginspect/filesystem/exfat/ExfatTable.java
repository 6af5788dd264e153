package org.imginspect.filesystem.exfat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.jspecify.annotations.Nullable;

/** The FAT in use, read in blocks as it is needed. */
final class ExfatTable {
    static final int ENTRY_BYTES = 4;

    private static final int BLOCK_BYTES = 16 * 1024;
    private static final int BLOCKS_KEPT = 64;
    private static final long BAD = 0xffff_fff7L;

    private final ByteSource volume;
    private final ExfatBootSector boot;

    private final Map<Long, Bytes> blocks = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Bytes> eldest) {
            return size() > BLOCKS_KEPT;
        }
    };

    /** The block that was asked for last: a chain mostly stays in it. */
    private long lastNumber = -1;

    private @Nullable Bytes last;

    ExfatTable(ByteSource volume, ExfatBootSector boot) {
        this.volume = volume;
        this.boot = boot;
    }

    private long entry(long cluster) throws ImageException {
        long at = cluster * ENTRY_BYTES;
        long number = at / BLOCK_BYTES;
        Bytes block = last;
        if (block == null || number != lastNumber) {
            block = block(number);
            last = block;
            lastNumber = number;
        }
        return block.le32((int) (at % BLOCK_BYTES));
    }

    private Bytes block(long number) throws ImageException {
        Bytes block = blocks.get(number);
        if (block == null) {
            long start = number * BLOCK_BYTES;
            int length = (int) Math.min(BLOCK_BYTES, boot.fatBytes() - start);
            block = volume.read(boot.fatStartBytes() + start, length);
            blocks.put(number, block);
        }
        return block;
    }

    /** Walks a chain of clusters; a chain that bites its own tail is damage. */
    final class Chain {
        private static final long END = -1;

        private final String what;
        private long cluster;
        // Brent's cycle detection: a mark that is moved after 1, 2, 4, … steps; meeting it again is a cycle.
        private long mark;
        private long stepsSinceMark;
        private long stepsToNextMark = 1;

        /**
         * @param first the chain's first cluster
         * @param what whose chain it is, for messages
         */
        Chain(long first, String what) throws DamagedImageException {
            this.what = what;
            this.cluster = first;
            this.mark = first;
            if (!boot.hasCluster(first)) {
                throw damaged(
                        "begins at cluster " + first + ", but clusters are numbered 2 to " + (boot.clusters() + 1));
            }
        }

        /** The cluster the chain is at; never called behind its end. */
        long cluster() {
            return cluster;
        }

        /** Goes on; false at the end of the chain. */
        boolean next() throws ImageException {
            if (cluster == END) {
                return false;
            }
            long next = entry(cluster);
            if (next > BAD) { // 0xffffffff; as the kernel, 0xfffffff8 and up too
                cluster = END;
                return false;
            }
            if (next == BAD) {
                throw damaged("leads from cluster " + cluster + " to one marked as bad");
            }
            if (!boot.hasCluster(next)) {
                throw damaged("leads from cluster " + cluster + " to " + next + ", but clusters are numbered 2 to "
                        + (boot.clusters() + 1));
            }
            if (next == mark) {
                throw damaged("comes back to cluster " + next);
            }
            cluster = next;
            stepsSinceMark++;
            if (stepsSinceMark == stepsToNextMark) {
                mark = cluster;
                stepsToNextMark *= 2;
                stepsSinceMark = 0;
            }
            return true;
        }

        DamagedImageException damaged(String text) {
            return new DamagedImageException("exfat: the cluster chain of " + what + " " + text, volume.describe());
        }
    }
}
