package org.imginspect.facts.sqlite;

import java.util.Map;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * The pages of an SQLite database, the newest of each: from the write-ahead log if a committed transaction there holds it, else from
 * the file (https://www.sqlite.org/fileformat2.html, 1.2 to 1.3 and 4).
 */
final class SqlitePages {
    static final int HEADER_BYTES = 100;
    private static final String MAGIC = "SQLite format 3\0";
    private static final int WINDOW_BYTES = 64 << 10;

    private final ByteSource file;
    private final SqliteWal wal;
    private final int pageBytes;
    private final int usableBytes;
    private final long pages;
    private final byte[] window;
    private long windowStart = -1;
    private int windowLength;

    private SqlitePages(ByteSource file, SqliteWal wal, int pageBytes, int usableBytes, long pages) {
        this.file = file;
        this.wal = wal;
        this.pageBytes = pageBytes;
        this.usableBytes = usableBytes;
        this.pages = pages;
        this.window = new byte[Math.max(WINDOW_BYTES, pageBytes)];
    }

    static SqlitePages open(ByteSource file, SqliteWal wal) throws ImageException {
        if (file.size() < HEADER_BYTES) {
            throw new DamagedImageException(
                    "sqlite: " + file.size() + " bytes are less than the header of " + HEADER_BYTES, file.describe());
        }
        int filePageBytes = pageBytes(file.read(0, HEADER_BYTES));
        if (wal.pageBytes() != 0 && wal.pageBytes() != filePageBytes) {
            throw new DamagedImageException(
                    "sqlite: pages of " + wal.pageBytes() + " bytes in the write-ahead log, of " + filePageBytes
                            + " in the database",
                    file.describe());
        }
        // The header that counts is that of the newest page 1.
        Map.Entry<ByteSource, Long> first = wal.find(1, file, 0);
        Bytes header = first.getKey().read(first.getValue(), HEADER_BYTES);
        int pageBytes = pageBytes(header);
        if (pageBytes != filePageBytes) {
            throw header.damaged("sqlite: page size " + pageBytes + " contradicts " + filePageBytes, 16);
        }
        if (header.u8(19) > 2) { // read version: 1 rollback journal, 2 write-ahead log
            throw new UnsupportedFeatureException("sqlite: read version " + header.u8(19), file.describe());
        }
        if (header.be32(56) > 1) { // text encoding, be32
            throw new UnsupportedFeatureException("sqlite: text encoding " + header.be32(56), file.describe());
        }
        int reserved = header.u8(20);
        if (pageBytes - reserved < 480) {
            throw header.damaged("sqlite: " + reserved + " of " + pageBytes + " bytes of a page are reserved", 20);
        }
        long pages = wal.databasePages() > 0 ? wal.databasePages() : file.size() / pageBytes;
        return new SqlitePages(file, wal, pageBytes, pageBytes - reserved, pages);
    }

    private static int pageBytes(Bytes header) throws DamagedImageException {
        if (!header.latin1(0, MAGIC.length()).equals(MAGIC)) {
            throw header.damaged("sqlite: magic is not 'SQLite format 3'", 0);
        }
        int raw = header.be16(16);
        int size = raw == 1 ? 0x1_0000 : raw;
        if (size < 512 || Integer.bitCount(size) != 1) {
            throw header.damaged("sqlite: page size " + raw + " is no power of 2 from 512 to 65536", 16);
        }
        return size;
    }

    int pageBytes() {
        return pageBytes;
    }

    /** The bytes of a page that hold content. */
    int usableBytes() {
        return usableBytes;
    }

    /** How many pages there are; numbers go from 1 to this. */
    long pages() {
        return pages;
    }

    String describe() {
        return file.describe();
    }

    /** A page, as a view that holds until the next call. */
    Bytes page(long number) throws ImageException {
        if (number < 1 || number > pages) {
            throw new DamagedImageException(
                    "sqlite: page " + number + " of 1 to " + pages + " is pointed to", file.describe());
        }
        Map.Entry<ByteSource, Long> place = wal.find(number, file, (number - 1) * pageBytes);
        long start = place.getValue();
        if (place.getKey() != file) {
            return place.getKey().read(start, pageBytes);
        }
        if (start < windowStart || start + pageBytes > windowStart + windowLength || windowStart < 0) {
            if (start + pageBytes > file.size()) {
                throw new DamagedImageException("sqlite: page " + number + " lies beyond the end", file.describe());
            }
            windowLength = (int) Math.min(window.length, file.size() - start);
            windowStart = -1;
            file.readFully(start, window, 0, windowLength);
            windowStart = start;
        }
        return new Bytes(window, file.describe(), windowStart).slice((int) (start - windowStart), pageBytes);
    }
}
