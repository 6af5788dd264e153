package org.imginspect.image.vmdk;

import java.util.LinkedHashMap;
import java.util.Map;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/** The grain directory and the grain tables of a sparse extent: where each grain lies in the file. For any number of threads. */
final class VmdkTables {
    /** The grain reads as zeros. */
    static final long ZEROS = -1;
    /** The extent does not have the grain. */
    static final long ABSENT = -2;

    private static final int SECTOR_BYTES = VmdkSparseHeader.SECTOR_BYTES;
    private static final int ENTRY_ZEROED = 1;

    /** One grain table; {@code entries} is empty for one that is not there. */
    private record Table(int index, int[] entries) {}

    private final ByteSource file;
    private final VmdkSparseHeader header;
    private final int[] directory;
    private final Map<Integer, Table> kept;
    private volatile @Nullable Table latest;

    private VmdkTables(ByteSource file, VmdkSparseHeader header, int[] directory, long tablesMax) {
        this.file = file;
        this.header = header;
        this.directory = directory;
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Table> eldest) {
                return size() > tablesMax;
            }
        };
    }

    static VmdkTables open(ByteSource file, VmdkSparseHeader header, Limits limits) throws ImageException {
        int[] directory = directory(file, header.directoryOffset(), header.directoryEntries(), limits);
        // A quarter of the cache for tables: 2 KiB map 32 MiB of the disk.
        long tablesMax = limits.get(Limits.CACHE_BYTES) / 4 / (header.tableEntries() * 4L);
        return new VmdkTables(file, header, directory, Math.max(2, tablesMax));
    }

    /** As many entries of a grain directory at {@code offset}: sectors of the file. */
    static int[] directory(ByteSource file, long offset, int entries, Limits limits) throws ImageException {
        long length = entries * 4L;
        if (length > limits.get(Limits.METADATA_TABLE_BYTES)) {
            throw new LimitExceededException(
                    "vmdk: grain directory of " + length + " bytes",
                    Limits.METADATA_TABLE_BYTES,
                    limits.get(Limits.METADATA_TABLE_BYTES),
                    file.describe());
        }
        if (offset > file.size() || length > file.size() - offset) {
            throw new DamagedImageException(
                    "vmdk: grain directory of " + length + " bytes at 0x" + Long.toHexString(offset)
                            + " ends beyond the file of " + file.size() + " bytes",
                    file.describe());
        }
        return words(file.read(offset, (int) length));
    }

    /** Where in the file the grain lies, or {@link #ZEROS} or {@link #ABSENT}. */
    long grain(long grain) throws ImageException {
        int index = (int) (grain / header.tableEntries());
        Table table = latest;
        if (table == null || table.index != index) {
            table = table(index);
            latest = table;
        }
        if (table.entries.length == 0) {
            return ABSENT;
        }
        int entry = table.entries[(int) (grain - (long) index * header.tableEntries())];
        if (entry == 0) {
            return ABSENT;
        }
        if (entry == ENTRY_ZEROED) {
            if (header.zeroedGrains()) {
                return ZEROS;
            }
            throw damaged("grain " + grain + " is marked as zeroed, which the header's flags do not allow", index);
        }
        return (entry & 0xffff_ffffL) * SECTOR_BYTES;
    }

    /** How many grains from {@code grain} on are absent because their whole table is; 0 if the table is there. */
    long absentTable(long grain) throws ImageException {
        int index = (int) (grain / header.tableEntries());
        return directory[index] == 0 ? (index + 1L) * header.tableEntries() - grain : 0;
    }

    /** Where the grain table of that index lies; 0 if there is none. */
    long tableOffset(int index) {
        return (directory[index] & 0xffff_ffffL) * SECTOR_BYTES;
    }

    /** The entries of a grain table, as they are. */
    int[] entries(long offset, int index) throws ImageException {
        int length = header.tableEntries() * 4;
        if (offset > file.size() - length) {
            throw damaged(
                    "grain table at 0x" + Long.toHexString(offset) + " ends beyond the file of " + file.size()
                            + " bytes",
                    index);
        }
        return words(file.read(offset, length));
    }

    private Table table(int index) throws ImageException {
        if (directory[index] == 0) {
            return new Table(index, new int[0]);
        }
        synchronized (kept) {
            Table known = kept.get(index);
            if (known != null) {
                return known;
            }
        }
        Table table = new Table(index, entries(tableOffset(index), index));
        synchronized (kept) {
            kept.put(index, table);
        }
        return table;
    }

    private static int[] words(Bytes bytes) throws DamagedImageException {
        int[] words = new int[bytes.length() / 4];
        for (int i = 0; i < words.length; i++) {
            words[i] = (int) bytes.le32(i * 4);
        }
        return words;
    }

    private DamagedImageException damaged(String what, int index) {
        return new DamagedImageException("vmdk: " + what, file.describe(), header.directoryOffset() + index * 4L);
    }
}
