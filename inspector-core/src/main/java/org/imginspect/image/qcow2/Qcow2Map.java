package org.imginspect.image.qcow2;

import java.util.LinkedHashMap;
import java.util.Map;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/** The L1 table, and L2 tables as they are asked for, a bounded number of them kept. For any number of threads. */
final class Qcow2Map {
    // Bits 9-55 of L1 and uncompressed L2 entries
    private static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;
    // Bits 0-8 and 56-62; bit 63 tells that the refcount is 1
    private static final long L1_RESERVED_MASK = 0x7f00_0000_0000_01ffL;

    private final ByteSource file;
    private final Qcow2Header header;
    private final long[] l1;
    private final Map<Long, Qcow2L2Table> kept;
    private volatile @Nullable Qcow2L2Table latest;

    private Qcow2Map(ByteSource file, Qcow2Header header, long[] l1, int tablesMax) {
        this.file = file;
        this.header = header;
        this.l1 = l1;
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Qcow2L2Table> eldest) {
                return size() > tablesMax;
            }
        };
    }

    static Qcow2Map open(ByteSource file, Qcow2Header header, Limits limits) throws ImageException {
        int length = header.l1Entries() * 8; // at most 32 MiB
        if (length > limits.get(Limits.METADATA_TABLE_BYTES)) {
            throw new LimitExceededException(
                    "qcow2: L1 table of " + length + " bytes",
                    Limits.METADATA_TABLE_BYTES,
                    limits.get(Limits.METADATA_TABLE_BYTES),
                    file.describe());
        }
        Bytes table = file.read(header.l1Offset(), length);
        long[] l1 = new long[header.l1Entries()];
        for (int i = 0; i < l1.length; i++) {
            l1[i] = table.be64(i * 8);
        }
        // A quarter of the cache for tables: with 64 KiB clusters each maps 512 MiB of the disk.
        long tablesMax = limits.get(Limits.CACHE_BYTES) / 4 / header.clusterBytes();
        return new Qcow2Map(file, header, l1, (int) Math.max(2, Math.min(tablesMax, 1 << 16)));
    }

    /** The L2 table that maps {@code position}; null if it is not allocated, and everything it would map reads as zeros. */
    @Nullable
    Qcow2L2Table table(long position) throws ImageException {
        int index = (int) (position >>> (header.clusterBits() + header.l2Bits()));
        long entry = l1[index];
        long offset = entry & OFFSET_MASK;
        if ((entry & L1_RESERVED_MASK) != 0) {
            throw damaged("L1 entry 0x" + Long.toHexString(entry) + " has reserved bits set", index);
        }
        if (offset == 0) {
            return null;
        }
        Qcow2L2Table recent = latest;
        if (recent != null && recent.offset() == offset) {
            return recent;
        }
        Qcow2L2Table table = kept(offset);
        if (table == null) {
            table = load(offset, index);
        }
        latest = table;
        return table;
    }

    private @Nullable Qcow2L2Table kept(long offset) {
        synchronized (kept) {
            return kept.get(offset);
        }
    }

    private Qcow2L2Table load(long offset, int index) throws ImageException {
        if ((offset & (header.clusterBytes() - 1)) != 0) {
            throw damaged("L2 table at 0x" + Long.toHexString(offset) + " is not aligned to a cluster", index);
        }
        if (offset > file.size() - header.clusterBytes()) {
            throw damaged(
                    "L2 table at 0x" + Long.toHexString(offset) + " ends beyond the file of " + file.size() + " bytes",
                    index);
        }
        Qcow2L2Table table = Qcow2L2Table.read(file, header, offset);
        synchronized (kept) {
            kept.put(offset, table);
        }
        return table;
    }

    private DamagedImageException damaged(String what, int index) {
        return new DamagedImageException("qcow2: " + what, file.describe(), header.l1Offset() + index * 8L);
    }
}
