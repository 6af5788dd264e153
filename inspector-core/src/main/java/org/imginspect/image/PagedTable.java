package org.imginspect.image;

import java.util.LinkedHashMap;
import java.util.Map;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/**
 * A table of numbers in a container's file, read in pages as its entries are asked for, a bounded number of pages kept: a block table may
 * have hundreds of megabytes, of which a scan asks a few. For any number of threads.
 */
public final class PagedTable {
    private static final int PAGE_BITS = 16;
    private static final int PAGE_BYTES = 1 << PAGE_BITS;

    /** Some of the table's bytes. */
    private record Page(long index, Bytes bytes) {}

    private final ByteSource file;
    private final long offset;
    private final long lengthBytes;
    private final Map<Long, Page> kept;
    private volatile @Nullable Page latest;

    /**
     * @param offset where in the file the table begins
     * @param lengthBytes how long it is
     * @param what what it is, for messages: {@code vdi: block map}
     * @throws DamagedImageException if it does not lie inside the file
     */
    public PagedTable(ByteSource file, long offset, long lengthBytes, String what, Limits limits)
            throws DamagedImageException {
        if (offset < 0 || lengthBytes < 0 || offset > file.size() || lengthBytes > file.size() - offset) {
            throw new DamagedImageException(
                    what + " of " + lengthBytes + " bytes at 0x" + Long.toHexString(offset)
                            + " ends beyond the file of " + file.size() + " bytes",
                    file.describe(),
                    offset);
        }
        this.file = file;
        this.offset = offset;
        this.lengthBytes = lengthBytes;
        long pagesMax = Math.max(2, limits.get(Limits.CACHE_BYTES) / 4 / PAGE_BYTES);
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Page> eldest) {
                return size() > pagesMax;
            }
        };
    }

    /** Where in the file the entry of {@code entryBytes} bytes at {@code index} lies. */
    public long positionOf(long index, int entryBytes) {
        return offset + index * entryBytes;
    }

    /** The 32-bit little-endian number at {@code index}. */
    public long le32(long index) throws ImageException {
        return page(index << 2).le32((int) (index << 2) & (PAGE_BYTES - 1));
    }

    /** The 32-bit big-endian number at {@code index}. */
    public long be32(long index) throws ImageException {
        return page(index << 2).be32((int) (index << 2) & (PAGE_BYTES - 1));
    }

    /** The 64-bit little-endian number at {@code index}. */
    public long le64(long index) throws ImageException {
        return page(index << 3).le64((int) (index << 3) & (PAGE_BYTES - 1));
    }

    /** The byte at {@code index}. */
    public int u8(long index) throws ImageException {
        return page(index).u8((int) index & (PAGE_BYTES - 1));
    }

    private Bytes page(long at) throws ImageException {
        long index = at >>> PAGE_BITS;
        Page page = latest;
        if (page != null && page.index == index) {
            return page.bytes;
        }
        synchronized (kept) {
            page = kept.get(index);
        }
        if (page == null) {
            long start = index << PAGE_BITS;
            if (start < 0 || start >= lengthBytes) {
                throw new DamagedImageException(
                        "table of " + lengthBytes + " bytes ends before its byte " + at, file.describe(), offset);
            }
            page = new Page(index, file.read(offset + start, (int) Math.min(PAGE_BYTES, lengthBytes - start)));
            synchronized (kept) {
                kept.put(index, page);
            }
        }
        latest = page;
        return page.bytes;
    }
}
