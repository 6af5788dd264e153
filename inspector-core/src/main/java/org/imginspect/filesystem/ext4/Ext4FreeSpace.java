package org.imginspect.filesystem.ext4;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.guest.Kind;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/** Free blocks by the groups' bitmaps, and what files have allocated and do not show. */
final class Ext4FreeSpace implements FreeSpace {
    /** How many stretches of slack are put in order before they are told. */
    private static final int BATCH = 1 << 16;

    private final ByteSource source;
    private final Ext4Volume volume;
    private final Ext4Superblock superblock;
    private final Ext4Groups groups;
    private final int clusterBlocks;

    Ext4FreeSpace(ByteSource source, Ext4Volume volume) throws ImageException {
        this.source = source;
        this.volume = volume;
        this.superblock = volume.superblock();
        this.groups = new Ext4Groups(volume);
        this.clusterBlocks = superblock.clusterSize() / superblock.blockSize();
    }

    @Override
    public long sizeBytes() {
        return superblock.blocksCount() << volume.blockShift();
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
        long start = 0;
        long end = 0;
        int shift = volume.blockShift();
        for (long group = 0; group < superblock.groups(); group++) {
            long first = superblock.firstBlock(group);
            long blocks = superblock.blocksIn(group);
            BitSet used = usedClusters(group);
            int clusters = (int) ((blocks + clusterBlocks - 1) / clusterBlocks);
            for (int from = used.nextClearBit(0); from < clusters; ) {
                int set = used.nextSetBit(from);
                int to = set < 0 ? clusters : Math.min(set, clusters);
                long runStart = first + (long) from * clusterBlocks;
                long runEnd = first + Math.min(blocks, (long) to * clusterBlocks);
                if (runStart == end) {
                    end = runEnd;
                } else {
                    if (end > start) {
                        sink.run(start << shift, (end - start) << shift);
                    }
                    start = runStart;
                    end = runEnd;
                }
                from = used.nextClearBit(to);
            }
        }
        if (end > start) {
            sink.run(start << shift, (end - start) << shift);
        }
    }

    private BitSet usedClusters(long group) throws ImageException {
        Ext4GroupDescriptor descriptor = groups.descriptor(group);
        if (descriptor.blocksUninitialised()) {
            return ownMetadata(group, descriptor);
        }
        int clusters = (int) (superblock.blocksPerGroup() / clusterBlocks);
        return bitmap(
                descriptor.blockBitmap(), clusters, descriptor.blockBitmapChecksum(), "block bitmap of group " + group);
    }

    /** What is in use in a group whose bitmap was never written (kernel: ext4_init_block_bitmap). */
    private BitSet ownMetadata(long group, Ext4GroupDescriptor descriptor) {
        BitSet used = new BitSet();
        long first = superblock.firstBlock(group);
        mark(used, first, first, groups.headBlocks(group));
        mark(used, first, descriptor.blockBitmap(), 1);
        mark(used, first, descriptor.inodeBitmap(), 1);
        mark(used, first, descriptor.inodeTable(), groups.inodeTableBlocks());
        return used;
    }

    private void mark(BitSet used, long first, long block, long count) {
        long from = Math.max(0, block - first);
        long to = Math.min(superblock.blocksPerGroup(), block - first + count);
        if (from < to) {
            used.set((int) (from / clusterBlocks), (int) ((to - 1) / clusterBlocks) + 1);
        }
    }

    private BitSet bitmap(long block, int bits, long checksum, String what) throws ImageException {
        Bytes bytes = volume.block(block, what);
        byte[] content = bytes.copy(0, bytes.length());
        if (volume.checksums().enabled()) {
            long computed = volume.checksums().begin().add(content, 0, bits / 8).value();
            if (superblock.descSize() < Ext4GroupDescriptor.WIDE_CHECKSUM_BYTES) {
                computed &= 0xffff;
            }
            if (computed != checksum) {
                throw bytes.damaged(Ext4Checksums.mismatch(what, checksum, computed), 0);
            }
        }
        return BitSet.valueOf(Arrays.copyOf(content, (bits + 7) / 8));
    }

    @Override
    public void slack(Sink sink) throws ImageException {
        Ext4Inodes inodes = new Ext4Inodes(volume, groups);
        Batch batch = new Batch(sink);
        for (long group = 0; group < superblock.groups(); group++) {
            Ext4GroupDescriptor descriptor = groups.descriptor(group);
            if (descriptor.inodesUninitialised()) {
                continue;
            }
            BitSet used = bitmap(
                    descriptor.inodeBitmap(),
                    (int) superblock.inodesPerGroup(),
                    descriptor.inodeBitmapChecksum(),
                    "inode bitmap of group " + group);
            for (int i = used.nextSetBit(0); i >= 0 && i < superblock.inodesPerGroup(); i = used.nextSetBit(i + 1)) {
                long number = group * superblock.inodesPerGroup() + i + 1;
                if (number >= superblock.firstInode()) {
                    slackOf(inodes.readAny(number), batch);
                }
            }
        }
        batch.flush();
    }

    private void slackOf(Ext4Inode inode, Batch batch) throws ImageException {
        if (inode.kind() != Kind.FILE || inode.hasFlag(Ext4Inode.FLAG_INLINE_DATA)) {
            return;
        }
        Ext4Runs unwritten = new Ext4Runs(volume, inode.name());
        Ext4Runs runs = Ext4Mapping.read(volume, inode, unwritten);
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
            batch.add((runs.physical(i) << shift) + hidden, end - begin - hidden);
        }
        for (int i = 0; i < unwritten.count(); i++) {
            batch.add(unwritten.physical(i) << shift, unwritten.length(i) << shift);
        }
        if (clusterBlocks > 1) {
            clusterTails(runs, unwritten, batch);
        }
    }

    /** With bigalloc a file owns whole clusters: the blocks of them that it maps nowhere. */
    private void clusterTails(Ext4Runs runs, Ext4Runs unwritten, Batch batch) throws ImageException {
        long[][] mapped = new long[runs.count() + unwritten.count()][];
        for (int i = 0; i < mapped.length; i++) {
            boolean written = i < runs.count();
            Ext4Runs from = written ? runs : unwritten;
            int at = written ? i : i - runs.count();
            mapped[i] = new long[] {from.physical(at), from.physical(at) + from.length(at)};
        }
        Arrays.sort(mapped, Comparator.comparingLong(run -> run[0]));
        long covered = 0;
        for (int i = 0; i < mapped.length; i++) {
            if (mapped[i][0] < covered) {
                throw new DamagedImageException("ext4: a file maps block " + mapped[i][0] + " twice", volume.where());
            }
            long clusterStart = align(mapped[i][0]);
            gap(Math.max(covered, clusterStart), mapped[i][0], batch);
            covered = mapped[i][1];
            long clusterEnd = Math.min(align(covered + clusterBlocks - 1), superblock.blocksCount());
            if (i + 1 == mapped.length || mapped[i + 1][0] >= clusterEnd) {
                gap(covered, clusterEnd, batch);
                covered = clusterEnd;
            }
        }
    }

    private long align(long block) {
        long inGroups = block - superblock.firstDataBlock();
        return inGroups - inGroups % clusterBlocks + superblock.firstDataBlock();
    }

    private void gap(long from, long to, Batch batch) throws ImageException {
        if (from < to) {
            batch.add(from << volume.blockShift(), (to - from) << volume.blockShift());
        }
    }

    /** Puts neighbours together, so that a container's clusters are not decoded again and again. */
    private final class Batch {
        private final Sink sink;
        private final long[][] runs = new long[BATCH][];
        private int count;
        private long total;

        Batch(Sink sink) {
            this.sink = sink;
        }

        void add(long start, long length) throws ImageException {
            // Files that share their blocks could make a reader go over the volume again and again.
            total += length;
            if (total > sizeBytes()) {
                throw new DamagedImageException("ext4: files allocate more blocks than there are", volume.where());
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
