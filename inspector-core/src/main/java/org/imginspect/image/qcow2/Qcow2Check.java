package org.imginspect.image.qcow2;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.image.ImageCheck;
import org.imginspect.image.qcow2.Qcow2Defects.Kind;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/**
 * Walks every table, counts what each refers to and compares that with the reference counts, as {@code qemu-img check} does
 * (block/qcow2-refcount.c). Each L2 table is read once however many snapshots share it, so that time is bounded by the file's size.
 */
final class Qcow2Check {
    private static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;
    private static final long L1_RESERVED_MASK = 0x7f00_0000_0000_01ffL;
    private static final long L2_RESERVED_MASK = 0x3f00_0000_0000_01feL;
    private static final long REFCOUNT_TABLE_RESERVED_MASK = 0x1ffL;
    private static final long COPIED = 1L << 63;
    private static final long COMPRESSED = 1L << 62;
    private static final long SUBCLUSTERS_ALLOCATED = 0xffff_ffffL;
    private static final long AUTOCLEAR_BITMAPS = 1;
    private static final long L1_ENTRIES_MAX = (32 << 20) / 8;

    private final ByteSource file;
    private final ByteSource data;
    private final Qcow2Header header;
    private final Limits limits;
    private final Qcow2Defects defects = new Qcow2Defects();
    private final Qcow2References references;
    private final BitSet countedOnce = new BitSet();

    private Qcow2Check(ByteSource file, ByteSource data, Qcow2Header header, Limits limits) throws ImageException {
        this.file = file;
        this.data = data;
        this.header = header;
        this.limits = limits;
        this.references = new Qcow2References(file, header.clusterBits(), defects, limits);
    }

    /** @param data where the clusters lie: the file itself if there is no external data file */
    static ImageCheck run(ByteSource file, ByteSource data, Qcow2Header header, Limits limits) throws ImageException {
        return new Qcow2Check(file, data, header, limits).run();
    }

    private ImageCheck run() throws ImageException {
        Bytes head = file.read(0, (int) Math.min(file.size(), 104));
        long l1Entries = head.be32(0x24); // l1_size, 0x24, be32
        long tableOffset = head.be64Size(0x30, "qcow2: refcount_table_offset"); // refcount_table_offset, 0x30, be64
        long tableClusters = head.be32(0x38); // refcount_table_clusters, 0x38, be32
        int refcountBits = header.version() == 2 ? 16 : 1 << head.be32(0x60); // refcount_order, 0x60, be32
        boolean bitmaps = header.version() >= 3 && (head.be64(0x58) & AUTOCLEAR_BITMAPS) != 0; // autoclear_features
        references.add(0, header.clusterBytes(), 1, "the header");
        long[] active = l1(header.l1Offset(), l1Entries, "the L1 table");
        long[] tables = Arrays.copyOf(active, active.length);
        int used = active.length;
        Qcow2Snapshots.Table snapshots = Qcow2Snapshots.table(file, header, limits);
        for (Qcow2Snapshots.Snapshot snapshot : snapshots.snapshots()) {
            if (snapshot.l1Entries() > L1_ENTRIES_MAX
                    || (snapshot.l1Offset() & (header.clusterBytes() - 1)) != 0
                    || snapshot.l1Offset() < 0) {
                defects.add(Kind.MISALIGNED, 1, "the L1 table of a snapshot", snapshot.l1Offset());
                continue;
            }
            long[] more = l1(snapshot.l1Offset(), snapshot.l1Entries(), "the L1 table of a snapshot");
            long cap = limits.get(Limits.METADATA_TABLE_BYTES);
            if ((long) used + more.length > cap / Long.BYTES) {
                throw new LimitExceededException(
                        "qcow2: the L1 tables of the snapshots together have more bytes than a table may",
                        Limits.METADATA_TABLE_BYTES,
                        cap,
                        file.describe());
            }
            tables = Arrays.copyOf(tables, used + more.length);
            System.arraycopy(more, 0, tables, used, more.length);
            used += more.length;
        }
        l2Tables(tables);
        references.add(header.snapshotsOffset(), snapshots.bytes(), 1, "the table of snapshots");
        long[] refcountTable = refcountTable(tableOffset, tableClusters);
        long leaked = compare(refcountTable, refcountBits);
        copiedFlags(active, refcountTable, refcountBits);
        List<String> texts = defects.texts();
        // Bitmaps of changed blocks have tables of their own, which were not walked.
        return new ImageCheck(
                texts,
                defects.total(),
                bitmaps ? OptionalLong.empty() : OptionalLong.of(leaked),
                header.clusterBytes());
    }

    private long[] l1(long offset, long entries, String what) throws ImageException {
        references.add(offset, entries * Long.BYTES, 1, what);
        long[] l1 = Qcow2References.table(file, offset, entries, limits);
        for (int i = 0; i < l1.length; i++) {
            if ((l1[i] & L1_RESERVED_MASK) != 0) {
                defects.add(Kind.RESERVED, 1, "the entry of an L1 table", offset + i * 8L);
            }
        }
        return l1;
    }

    /** Walks the L2 tables, each as often as it is referred to, but read once. */
    private void l2Tables(long[] entries) throws ImageException {
        long[] offsets = new long[entries.length];
        int count = 0;
        for (long entry : entries) {
            if (entry != 0) {
                offsets[count++] = entry & OFFSET_MASK;
            }
        }
        Arrays.sort(offsets, 0, count);
        for (int i = 0; i < count; ) {
            int from = i;
            while (i < count && offsets[i] == offsets[from]) {
                i++;
            }
            int times = i - from;
            references.add(offsets[from], header.clusterBytes(), times, "an L2 table");
            if ((offsets[from] & (header.clusterBytes() - 1)) != 0) {
                defects.add(Kind.MISALIGNED, times, "an L2 table", offsets[from]);
            }
            l2(offsets[from], times);
        }
    }

    private void l2(long offset, int times) throws ImageException {
        long[] words = Qcow2References.table(file, offset, header.clusterBytes() / 8, limits);
        int step = header.extendedL2() ? 2 : 1;
        for (int i = 0; i < words.length; i += step) {
            long entry = words[i];
            long bitmap = step == 2 ? words[i + 1] : 0;
            long at = offset + i * 8L;
            if ((entry & COMPRESSED) != 0) {
                compressed(entry, bitmap, times, at);
                continue;
            }
            if ((entry & L2_RESERVED_MASK) != 0) {
                defects.add(Kind.RESERVED, times, "the entry of an L2 table", at);
            }
            long host = entry & OFFSET_MASK;
            if (host == 0 && !(header.hasDataFile() && (entry & COPIED) != 0)) {
                if ((bitmap & SUBCLUSTERS_ALLOCATED) != 0) {
                    defects.add(Kind.RESERVED, times, "the entry of an L2 table", at);
                }
                continue;
            }
            if ((bitmap >>> 32 & bitmap) != 0) {
                defects.add(Kind.RESERVED, times, "the entry of an L2 table", at);
                continue;
            }
            if ((host & (header.clusterBytes() - 1)) != 0) {
                defects.add(Kind.MISALIGNED, times, "a cluster", host);
            }
            // Those of an external data file are not counted.
            if (header.hasDataFile()) {
                if (host >= data.size()) {
                    defects.add(Kind.BEYOND_END, times, "a cluster of the external data file", host);
                }
            } else {
                references.add(host, header.clusterBytes(), times, "a cluster");
            }
        }
    }

    private void compressed(long entry, long bitmap, int times, long at) {
        if ((entry & COPIED) != 0) {
            defects.add(Kind.COPIED, times, "the entry of a compressed cluster", at);
        }
        if (bitmap != 0) {
            defects.add(Kind.RESERVED, times, "the entry of a compressed cluster", at);
        }
        int shift = 62 - (header.clusterBits() - 8);
        long start = entry & ((1L << shift) - 1);
        long sectors = ((entry & ~(3L << 62)) >>> shift) + 1;
        references.add(start, sectors * 512 - (start & 511), times, "a compressed cluster");
    }

    /** Where the blocks of reference counts lie; 0 for those that are not there or cannot be used. */
    private long[] refcountTable(long offset, long clusters) throws ImageException {
        references.add(offset, clusters << header.clusterBits(), 1, "the reference count table");
        long[] table = Qcow2References.table(file, offset, (clusters << header.clusterBits()) / Long.BYTES, limits);
        for (int i = 0; i < table.length; i++) {
            long block = table[i] & ~REFCOUNT_TABLE_RESERVED_MASK;
            if ((table[i] & REFCOUNT_TABLE_RESERVED_MASK) != 0
                    || (block & (header.clusterBytes() - 1)) != 0
                    || block >>> header.clusterBits() >= references.clusters()) {
                defects.add(Kind.REFCOUNT_BLOCK, 1, "entry", offset + i * 8L);
                table[i] = 0;
            } else if (block != 0) {
                references.add(block, header.clusterBytes(), 1, "a block of reference counts");
                if (references.count((int) (block >>> header.clusterBits())) != 1) {
                    defects.add(Kind.REFCOUNT_BLOCK, 1, "a block of reference counts that is used twice", block);
                }
            }
        }
        return table;
    }

    /** Compares what is stored with what was found. */
    private long compare(long[] table, int refcountBits) throws ImageException {
        long perBlock = header.clusterBytes() * 8 / refcountBits;
        long leaked = 0;
        Bytes block = null;
        long loaded = -1;
        for (int cluster = 0; cluster < references.clusters(); cluster++) {
            long index = cluster / perBlock;
            if (index != loaded) {
                loaded = index;
                long at = index < table.length ? table[(int) index] : 0;
                block = at == 0 ? null : blockAt(at);
            }
            long stored = block == null ? 0 : refcount(block, (int) (cluster % perBlock), refcountBits);
            int found = references.count(cluster);
            if (stored == 1) {
                countedOnce.set(cluster);
            }
            // Counts of 64 bits are unsigned.
            int order = Long.compareUnsigned(stored, found);
            if (order < 0) {
                defects.add(
                        Kind.UNDERCOUNTED,
                        1,
                        "counted " + Long.toUnsignedString(stored) + ", used " + found + " times,",
                        (long) cluster << header.clusterBits());
            } else if (order > 0) {
                leaked++;
            }
        }
        return leaked;
    }

    private Bytes blockAt(long offset) throws ImageException {
        byte[] bytes = new byte[(int) header.clusterBytes()];
        file.readFully(offset, bytes, 0, (int) Math.min(bytes.length, file.size() - offset));
        return new Bytes(bytes, file.describe(), offset);
    }

    private static long refcount(Bytes block, int index, int bits) throws DamagedImageException {
        return switch (bits) {
            case 1, 2, 4 -> block.u8(index * bits / 8) >> (index * bits % 8) & ((1 << bits) - 1);
            case 8 -> block.u8(index);
            case 16 -> block.be16(index * 2);
            case 32 -> block.be32(index * 4);
            default -> block.be64(index * 8);
        };
    }

    /** The copied flag says that a reference count is exactly one; only the active tables have it right. */
    private void copiedFlags(long[] active, long[] refcountTable, int refcountBits) throws ImageException {
        for (int i = 0; i < active.length; i++) {
            long table = active[i] & OFFSET_MASK;
            if (table == 0) {
                continue;
            }
            copiedFlag(active[i], "the entry of an L1 table", header.l1Offset() + i * 8L, refcountTable, refcountBits);
            if (header.hasDataFile()) {
                continue;
            }
            long[] words = Qcow2References.table(file, table, header.clusterBytes() / 8, limits);
            int step = header.extendedL2() ? 2 : 1;
            for (int j = 0; j < words.length; j += step) {
                if ((words[j] & COMPRESSED) == 0 && (words[j] & OFFSET_MASK) != 0) {
                    copiedFlag(words[j], "the entry of an L2 table", table + j * 8L, refcountTable, refcountBits);
                }
            }
        }
    }

    private void copiedFlag(long entry, String what, long at, long[] refcountTable, int refcountBits)
            throws ImageException {
        long cluster = (entry & OFFSET_MASK) >>> header.clusterBits();
        boolean once = cluster < references.clusters()
                ? countedOnce.get((int) cluster)
                : isCountedOnce(cluster, refcountTable, refcountBits);
        if (once != ((entry & COPIED) != 0)) {
            defects.add(Kind.COPIED, 1, what, at);
        }
    }

    /** Of a cluster behind the end of the file, which may be counted all the same. */
    private boolean isCountedOnce(long cluster, long[] table, int bits) throws ImageException {
        long perBlock = header.clusterBytes() * 8 / bits;
        long block = cluster / perBlock < table.length ? table[(int) (cluster / perBlock)] : 0;
        return block != 0 && refcount(blockAt(block), (int) (cluster % perBlock), bits) == 1;
    }
}
