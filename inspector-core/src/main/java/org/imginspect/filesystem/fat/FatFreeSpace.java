package org.imginspect.filesystem.fat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Free clusters by the first FAT, and what files' last clusters hold behind their end. */
final class FatFreeSpace implements FreeSpace {
    private final ByteSource volume;
    private final FatBootSector boot;
    private final FatTree tree;
    private final Limits limits;

    FatFreeSpace(ByteSource volume, FatBootSector boot, Limits limits) {
        this.volume = volume;
        this.boot = boot;
        this.tree = new FatTree(volume, boot, limits);
        this.limits = limits;
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
        if (volume.size() > sizeBytes()) {
            sink.run(sizeBytes(), volume.size() - sizeBytes());
        }
    }

    private void freeClusters(Sink sink) throws ImageException {
        long start = -1;
        long end = boot.clusters() + 2;
        for (long cluster = 2; cluster <= end; cluster++) {
            boolean free = cluster < end && tree.table().isFree(cluster);
            if (free && start < 0) {
                start = cluster;
            } else if (!free && start >= 0) {
                sink.run(boot.clusterStart(start), (cluster - start) * boot.clusterBytes());
                start = -1;
            }
        }
    }

    @Override
    public void slack(Sink sink) throws ImageException {
        Deque<GuestPath> open = new ArrayDeque<>();
        Set<Long> seen = new HashSet<>();
        open.push(GuestPath.ROOT);
        long nodes = 0;
        long clusters = 0;
        while (!open.isEmpty()) {
            GuestPath path = open.pop();
            for (FatEntry entry : tree.entries(path)) {
                if (++nodes > limits.get(Limits.NODES_WALKED)) {
                    throw new LimitExceededException(
                            "vfat: more than " + limits.get(Limits.NODES_WALKED) + " files",
                            Limits.NODES_WALKED,
                            limits.get(Limits.NODES_WALKED),
                            volume.describe());
                }
                if (!entry.isDirectory()) {
                    clusters += slackOf(entry, path, sink);
                    if (clusters > boot.clusters()) {
                        throw new DamagedImageException(
                                "vfat: files have more clusters than there are", volume.describe());
                    }
                } else if (!seen.add(entry.firstCluster())) {
                    throw new DamagedImageException(
                            "vfat: directory " + path.resolve(entry.name()) + " lies in two places", volume.describe());
                } else {
                    open.push(path.resolve(entry.name()));
                }
            }
        }
    }

    /** Answers how many clusters the file has: files that share theirs are damage, and would be gone over again and again. */
    private long slackOf(FatEntry entry, GuestPath directory, Sink sink) throws ImageException {
        if (entry.firstCluster() == 0) {
            return 0;
        }
        FatTable.Chain chain = tree.table()
        .new Chain(entry.firstCluster(), directory.resolve(entry.name()).toString());
        long begin = 0;
        long clusters = 0;
        do {
            clusters++;
            long hidden = Math.max(0, entry.sizeBytes() - begin);
            if (hidden < boot.clusterBytes()) {
                sink.run(boot.clusterStart(chain.cluster()) + hidden, boot.clusterBytes() - hidden);
            }
            begin += boot.clusterBytes();
        } while (chain.next());
        return clusters;
    }
}
