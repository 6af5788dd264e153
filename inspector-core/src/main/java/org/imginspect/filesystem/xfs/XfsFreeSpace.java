package org.imginspect.filesystem.xfs;

import java.util.Arrays;
import java.util.Comparator;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.guest.Kind;
import org.imginspect.io.ByteSource;

/** Free blocks by the groups' trees and lists, and what files have allocated and do not show. */
final class XfsFreeSpace implements FreeSpace {
    /** How many stretches of slack are put in order before they are told. */
    private static final int BATCH = 1 << 16;

    private static final int INODES_PER_RECORD = 64;

    private final ByteSource source;
    private final XfsVolume volume;
    private final XfsSuperblock superblock;
    private final XfsGroups groups;

    XfsFreeSpace(ByteSource source, XfsVolume volume) {
        this.source = source;
        this.volume = volume;
        this.superblock = volume.superblock();
        this.groups = new XfsGroups(volume);
    }

    @Override
    public long sizeBytes() {
        return superblock.blocks() << volume.blockShift();
    }

    @Override
    public long freeBytes() throws ImageException {
        long[] sum = new long[1];
        freeBlocks((start, length) -> sum[0] += length);
        return sum[0];
    }

    @Override
    public void free(Sink sink) throws ImageException {
        freeBlocks(sink);
        if (source.size() > sizeBytes()) {
            sink.run(sizeBytes(), source.size() - sizeBytes());
        }
    }

    private void freeBlocks(Sink sink) throws ImageException {
        for (long group = 0; group < superblock.agCount(); group++) {
            Joined joined = new Joined(group, sink);
            groups.free(group, (leaf, at) -> joined.extent(leaf.be32(at), leaf.be32(at + 4)));
            joined.end();
        }
    }

    /** One group's extents with the blocks of its free list among them. */
    private final class Joined {
        private final long group;
        private final Sink sink;
        private final long[] list;
        private int nextOfList;
        private long start;
        private long end;

        Joined(long group, Sink sink) throws ImageException {
            this.group = group;
            this.sink = sink;
            this.list = groups.freeList(group);
            Arrays.sort(list);
        }

        void extent(long block, long count) throws ImageException {
            while (nextOfList < list.length && list[nextOfList] < block) {
                add(list[nextOfList++], 1);
            }
            add(block, count);
        }

        void end() throws ImageException {
            while (nextOfList < list.length) {
                add(list[nextOfList++], 1);
            }
            flush();
        }

        private void add(long block, long count) throws ImageException {
            volume.checkBlocks(volume.inGroup(group, block, "free extent"), count, "free extent");
            if (count == 0 || block < end) {
                throw volume.damaged("xfs: " + count + " free blocks at " + block + ", where those before end at " + end
                        + ", in group " + group);
            }
            if (block > end || start == end) {
                flush();
                start = block;
            }
            end = block + count;
        }

        private void flush() throws ImageException {
            if (end > start) {
                sink.run(
                        volume.position(volume.inGroup(group, start, "free extent")),
                        (end - start) << volume.blockShift());
            }
        }
    }

    @Override
    public void slack(Sink sink) throws ImageException {
        XfsInodes inodes = new XfsInodes(volume);
        Batch batch = new Batch(sink);
        int inGroupBits = superblock.agBlockLog() + superblock.inodesPerBlockLog();
        for (long group = 0; group < superblock.agCount(); group++) {
            long base = group << inGroupBits;
            long[] next = new long[1];
            groups.inodes(group, (leaf, at) -> {
                long first = leaf.be32(at);
                if (first < next[0] || first > (1L << inGroupBits) - INODES_PER_RECORD) {
                    throw leaf.damaged(
                            "xfs: record of inodes from " + first + " on, where " + next[0] + " is next", at);
                }
                next[0] = first + INODES_PER_RECORD;
                long free = leaf.be64(at + 8);
                for (int i = 0; i < INODES_PER_RECORD; i++) {
                    if ((free >>> i & 1) == 0) {
                        slackOf(inodes.readAny(base | (first + i)), batch);
                    }
                }
            });
        }
        batch.flush();
    }

    private void slackOf(XfsInode inode, Batch batch) throws ImageException {
        batch.inodes++;
        if (inode.kind() != Kind.FILE || inode.isRealtime() || superblock.isInternal(inode)) {
            return;
        }
        XfsRuns unwritten = new XfsRuns(volume, inode.name());
        XfsRuns runs = XfsMapping.read(volume, inode, inode.data(), unwritten);
        int shift = volume.blockShift();
        // Deleted while it was open: nothing of it is shown any more.
        long shown = inode.links() == 0 ? 0 : inode.sizeBytes();
        for (int i = runs.count() - 1; i >= 0; i--) {
            long begin = runs.logical(i) << shift;
            long end = begin + (runs.length(i) << shift);
            if (end <= shown) {
                break;
            }
            long hidden = Math.max(0, shown - begin);
            batch.add(volume.position(runs.physical(i)) + hidden, end - begin - hidden);
        }
        for (int i = 0; i < unwritten.count(); i++) {
            batch.add(volume.position(unwritten.physical(i)), unwritten.length(i) << shift);
        }
    }

    /** Puts neighbours together, so that a container's clusters are not decoded again and again. */
    private final class Batch {
        private final Sink sink;
        private final long[][] runs = new long[BATCH][];
        private int count;
        private long total;
        private long inodes;

        Batch(Sink sink) {
            this.sink = sink;
        }

        void add(long start, long length) throws ImageException {
            // What is shared by files that were cloned is at most the block that the file ends in.
            total += length;
            if (total > sizeBytes() + inodes * volume.blockSize()) {
                throw new DamagedImageException("xfs: files allocate more blocks than there are", volume.where());
            }
            if (count == BATCH) {
                flush();
            }
            runs[count++] = new long[] {start, length};
        }

        void flush() throws ImageException {
            Arrays.sort(runs, 0, count, Comparator.comparingLong(run -> run[0]));
            for (int i = 0; i < count; i++) {
                sink.run(runs[i][0], runs[i][1]);
            }
            count = 0;
        }
    }
}
