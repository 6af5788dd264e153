package org.imginspect.filesystem.exfat;

import java.util.Arrays;
import java.util.Objects;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** The content of a file, a directory or a table: its clusters as runs of neighbours. */
final class ExfatFile implements ByteSource {
    private final ByteSource volume;
    private final String description;
    private final long size;
    private final long validBytes;
    private final long[] runStarts; // in the file
    private final long[] runPlaces; // on the volume
    private final int runs;

    private ExfatFile(
            ByteSource volume, String description, ExfatStream stream, long[] runStarts, long[] runPlaces, int runs) {
        this.volume = volume;
        this.description = description;
        this.size = stream.bytes();
        this.validBytes = stream.validBytes();
        this.runStarts = runStarts;
        this.runPlaces = runPlaces;
        this.runs = runs;
    }

    /**
     * Follows the chain as far as the size demands.
     *
     * @param what whose content it is, for messages
     */
    static ExfatFile open(
            ByteSource volume, ExfatBootSector boot, ExfatTable table, ExfatStream stream, String what, Limits limits)
            throws ImageException {
        String description = volume.describe() + " > " + what;
        long clusters = boot.clustersFor(stream.bytes());
        if (clusters > boot.clusters()) {
            throw new DamagedImageException(
                    "exfat: " + stream.bytes() + " bytes are more than the volume's " + boot.clusters()
                            + " clusters of " + boot.clusterBytes() + " bytes",
                    description);
        }
        if (clusters == 0) {
            return new ExfatFile(volume, description, stream, new long[0], new long[0], 0);
        }
        if (stream.contiguous()) {
            long first = stream.firstCluster();
            if (!boot.hasCluster(first) || !boot.hasCluster(first + clusters - 1)) {
                throw new DamagedImageException(
                        "exfat: clusters " + first + " to " + (first + clusters - 1) + ", but they are numbered 2 to "
                                + (boot.clusters() + 1),
                        description);
            }
            return new ExfatFile(volume, description, stream, new long[] {0}, new long[] {boot.clusterStart(first)}, 1);
        }
        long[] starts = new long[4];
        long[] places = new long[4];
        int runs = 0;
        ExfatTable.Chain chain = table.new Chain(stream.firstCluster(), what);
        long previous = -1;
        for (long i = 0; i < clusters; i++) {
            if (i > 0 && !chain.next()) {
                throw chain.damaged(
                        "ends after " + i + " clusters, " + clusters + " are needed for " + stream.bytes() + " bytes");
            }
            if (chain.cluster() != previous + 1) {
                if (runs >= limits.get(Limits.EXTENTS_PER_FILE)) {
                    throw new LimitExceededException(
                            "exfat: file is in more pieces than are followed",
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
        return new ExfatFile(volume, description, stream, starts, places, runs);
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
        int valid = (int) Math.max(0, Math.min(length, validBytes - position));
        int done = 0;
        while (done < valid) {
            long at = position + done;
            int found = Arrays.binarySearch(runStarts, 0, runs, at);
            int run = found >= 0 ? found : -found - 2;
            long runEnd = run + 1 < runs ? runStarts[run + 1] : size;
            int count = (int) Math.min(valid - done, runEnd - at);
            volume.readFully(runPlaces[run] + at - runStarts[run], into, offset + done, count);
            done += count;
        }
        Arrays.fill(into, offset + valid, offset + length, (byte) 0);
    }

    @Override
    public long nextData(long position) {
        return position < validBytes ? position : size;
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
