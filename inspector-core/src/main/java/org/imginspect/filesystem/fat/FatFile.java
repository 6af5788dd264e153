package org.imginspect.filesystem.fat;

import java.util.Arrays;
import java.util.Objects;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** A file's content: its clusters as runs of neighbours. */
final class FatFile implements ByteSource {
    private final ByteSource volume;
    private final String description;
    private final long size;
    private final long[] runStarts; // in the file
    private final long[] runPlaces; // on the volume
    private final int runs;

    private FatFile(ByteSource volume, String description, long size, long[] runStarts, long[] runPlaces, int runs) {
        this.volume = volume;
        this.description = description;
        this.size = size;
        this.runStarts = runStarts;
        this.runPlaces = runPlaces;
        this.runs = runs;
    }

    /** Follows the chain as far as the size demands. */
    static FatFile open(
            ByteSource volume, FatBootSector boot, FatTable table, FatEntry entry, String path, Limits limits)
            throws ImageException {
        String description = volume.describe() + " > " + path;
        long size = entry.sizeBytes();
        long clusters = (size + boot.clusterBytes() - 1) / boot.clusterBytes();
        if (clusters > boot.clusters()) {
            throw new DamagedImageException(
                    "vfat: file of " + size + " bytes is longer than the volume's " + boot.clusters() + " clusters of "
                            + boot.clusterBytes() + " bytes",
                    description);
        }
        long[] starts = new long[4];
        long[] places = new long[4];
        int runs = 0;
        if (clusters > 0) {
            FatTable.Chain chain = table.new Chain(entry.firstCluster(), path);
            long previous = -1;
            for (long i = 0; i < clusters; i++) {
                if (i > 0 && !chain.next()) {
                    throw chain.damaged(
                            "ends after " + i + " clusters, " + clusters + " are needed for " + size + " bytes");
                }
                if (chain.cluster() != previous + 1) {
                    if (runs >= limits.get(Limits.EXTENTS_PER_FILE)) {
                        throw new LimitExceededException(
                                "vfat: file is in more pieces than are followed",
                                Limits.EXTENTS_PER_FILE,
                                limits.get(Limits.EXTENTS_PER_FILE),
                                description);
                    }
                    if (runs == starts.length) {
                        starts = Arrays.copyOf(starts, 2 * runs);
                        places = Arrays.copyOf(places, 2 * runs);
                    }
                    starts[runs] = i * boot.clusterBytes();
                    places[runs] = boot.clusterStart(chain.cluster());
                    runs++;
                }
                previous = chain.cluster();
            }
        }
        return new FatFile(volume, description, size, starts, places, runs);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (position < 0 || position > size || length > size - position) {
            throw new DamagedImageException(
                    length + " bytes at 0x" + Long.toHexString(position) + " lie outside the " + size
                            + " bytes there are",
                    description);
        }
        int done = 0;
        while (done < length) {
            long at = position + done;
            int found = Arrays.binarySearch(runStarts, 0, runs, at);
            int run = found >= 0 ? found : -found - 2;
            long runEnd = run + 1 < runs ? runStarts[run + 1] : size;
            int count = (int) Math.min(length - done, runEnd - at);
            volume.readFully(runPlaces[run] + at - runStarts[run], into, offset + done, count);
            done += count;
        }
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public void close() {
        // The volume owns the bytes.
    }
}
