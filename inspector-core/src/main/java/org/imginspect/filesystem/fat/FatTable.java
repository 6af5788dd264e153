package org.imginspect.filesystem.fat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** The first FAT, read in blocks as it is needed. */
final class FatTable {
    private static final int BLOCK_BYTES = 16 * 1024;
    private static final int BLOCKS_KEPT = 64;

    private final ByteSource volume;
    private final FatBootSector boot;

    private final Map<Long, Bytes> blocks = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Bytes> eldest) {
            return size() > BLOCKS_KEPT;
        }
    };

    FatTable(ByteSource volume, FatBootSector boot) {
        this.volume = volume;
        this.boot = boot;
    }

    /** Entry 1, where Windows keeps its two bits. */
    boolean isMarkedDirty() throws ImageException {
        return switch (boot.fatBits()) {
            case 16 -> (entry(1) & 0x8000) == 0; // ClnShutBitMask
            case 32 -> (entry(1) & 0x0800_0000L) == 0;
            default -> false; // FAT12 has none.
        };
    }

    /** Whether no chain holds the cluster. */
    boolean isFree(long cluster) throws ImageException {
        return entry(cluster) == 0;
    }

    private long entry(long cluster) throws ImageException {
        return switch (boot.fatBits()) {
            case 12 -> {
                long at = cluster + cluster / 2;
                int pair = u8(at) | u8(at + 1) << 8;
                yield (cluster & 1) == 0 ? pair & 0xfff : pair >> 4;
            }
            case 16 -> u8(2 * cluster) | (long) u8(2 * cluster + 1) << 8;
            default -> {
                long at = 4 * cluster;
                yield block(at).le32((int) (at % BLOCK_BYTES)) & 0x0fff_ffffL;
            }
        };
    }

    private int u8(long at) throws ImageException {
        return block(at).u8((int) (at % BLOCK_BYTES));
    }

    private Bytes block(long at) throws ImageException {
        long number = at / BLOCK_BYTES;
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
            long bad = boot.fatBits() == 12 ? 0xff7 : boot.fatBits() == 16 ? 0xfff7 : 0x0fff_fff7L;
            if (next > bad) {
                cluster = END;
                return false;
            }
            if (next == bad) {
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
            return new DamagedImageException("vfat: the cluster chain of " + what + " " + text, volume.describe());
        }
    }
}
