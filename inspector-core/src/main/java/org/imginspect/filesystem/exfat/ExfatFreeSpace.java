package org.imginspect.filesystem.exfat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/** Free clusters by the allocation bitmap, and what files' clusters hold behind what was written. */
final class ExfatFreeSpace implements FreeSpace {
    private static final int PIECE_BYTES = 64 * 1024;

    private final ExfatVolume volume;
    private final ExfatBootSector boot;
    private final ExfatTree tree;

    ExfatFreeSpace(ExfatVolume volume) throws ImageException {
        this.volume = volume;
        this.boot = volume.boot();
        this.tree = new ExfatTree(volume);
    }

    @Override
    public long sizeBytes() {
        return boot.clusterStart(boot.clusters() + 2);
    }

    @Override
    public long freeBytes() throws ImageException {
        long[] sum = new long[1];
        freeClusters((start, length) -> sum[0] += length);
        return sum[0];
    }

    @Override
    public void free(Sink sink) throws ImageException {
        freeClusters(sink);
        long size = volume.bytes().size();
        if (size > sizeBytes()) {
            sink.run(sizeBytes(), size - sizeBytes());
        }
    }

    private void freeClusters(Sink sink) throws ImageException {
        ExfatFile bitmap = volume.open(volume.root().bitmap(), "allocation bitmap");
        long start = -1;
        long clusters = boot.clusters();
        for (long from = 0; from < clusters; from += PIECE_BYTES * 8L) {
            int bits = (int) Math.min(PIECE_BYTES * 8L, clusters - from);
            Bytes piece = bitmap.read(from / 8, (bits + 7) / 8);
            for (int bit = 0; bit < bits; bit++) {
                boolean free = (piece.u8(bit >> 3) >> (bit & 7) & 1) == 0;
                long cluster = from + bit + 2;
                if (free && start < 0) {
                    start = cluster;
                } else if (!free && start >= 0) {
                    sink.run(boot.clusterStart(start), (cluster - start) * boot.clusterBytes());
                    start = -1;
                }
            }
        }
        if (start >= 0) {
            sink.run(boot.clusterStart(start), (clusters + 2 - start) * boot.clusterBytes());
        }
    }

    @Override
    public void slack(Sink sink) throws ImageException {
        Limits limits = volume.limits();
        Deque<GuestPath> open = new ArrayDeque<>();
        Set<Long> seen = new HashSet<>();
        open.push(GuestPath.ROOT);
        long nodes = 0;
        long clusters = 0;
        while (!open.isEmpty()) {
            GuestPath path = open.pop();
            for (ExfatEntry entry : tree.entries(path)) {
                if (++nodes > limits.get(Limits.NODES_WALKED)) {
                    throw new LimitExceededException(
                            "exfat: more than " + limits.get(Limits.NODES_WALKED) + " files",
                            Limits.NODES_WALKED,
                            limits.get(Limits.NODES_WALKED),
                            volume.bytes().describe());
                }
                ExfatStream stream = entry.stream();
                if (!entry.isDirectory()) {
                    clusters += slackOf(entry, path, sink);
                    if (clusters > boot.clusters()) {
                        throw new DamagedImageException(
                                "exfat: files have more clusters than there are",
                                volume.bytes().describe());
                    }
                } else if (stream.bytes() > 0) {
                    if (!seen.add(stream.firstCluster())) {
                        throw new DamagedImageException(
                                "exfat: directory " + path.resolve(entry.name()) + " lies in two places",
                                volume.bytes().describe());
                    }
                    open.push(path.resolve(entry.name()));
                }
            }
        }
    }

    /** Answers how many clusters the file has: files that share theirs are damage, and would be gone over again and again. */
    private long slackOf(ExfatEntry entry, GuestPath directory, Sink sink) throws ImageException {
        ExfatStream stream = entry.stream();
        long clusters = boot.clustersFor(stream.bytes());
        if (clusters == 0) {
            return 0;
        }
        if (stream.contiguous()) {
            // Opening checks that its clusters are there.
            volume.open(stream, directory.resolve(entry.name()).toString());
            long end = clusters * boot.clusterBytes();
            if (stream.validBytes() < end) {
                sink.run(boot.clusterStart(stream.firstCluster()) + stream.validBytes(), end - stream.validBytes());
            }
            return clusters;
        }
        ExfatTable.Chain chain = volume.table()
        .new Chain(stream.firstCluster(), directory.resolve(entry.name()).toString());
        long begin = 0;
        clusters = 0;
        do {
            clusters++;
            long hidden = Math.max(0, stream.validBytes() - begin);
            if (hidden < boot.clusterBytes()) {
                sink.run(boot.clusterStart(chain.cluster()) + hidden, boot.clusterBytes() - hidden);
            }
            begin += boot.clusterBytes();
        } while (chain.next());
        return clusters;
    }
}
