package org.imginspect.facts.sqlite;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/**
 * The write-ahead log beside an SQLite database ({@code -wal}): pages newer than the database's
 * (https://www.sqlite.org/fileformat2.html, 4). All numbers are big-endian.
 *
 * <pre>
 * header  0x00 magic 0x377f0682, or 0x377f0683 if checksums take big-endian words; 0x04 version 3007000; 0x08 page size;
 *         0x0c checkpoint; 0x10 salt; 0x14 salt; 0x18 checksum of the 24 bytes before, two words
 * frame   0x00 page; 0x04 pages of the database after a commit, else 0; 0x08 salt; 0x0c salt; 0x10 running checksum, two words;
 *         0x18 the page
 * </pre>
 *
 * <p>Frames count as far as salts and checksums fit, and of those the ones up to the last commit, as SQLite's recovery has it.
 */
final class SqliteWal {
    private static final int HEADER_BYTES = 32;
    private static final int FRAME_HEADER = 24;
    private static final long MAGIC_LITTLE = 0x377f_0682L;
    private static final long MAGIC_BIG = 0x377f_0683L;
    private static final long VERSION = 3007000;
    /** What an entry of the map takes, roughly. */
    private static final int ENTRY_BYTES = 64;

    private final Optional<ByteSource> log;
    private final int pageBytes;
    private final long databasePages;
    private final Map<Long, Long> frames;

    private SqliteWal(Optional<ByteSource> log, int pageBytes, long databasePages, Map<Long, Long> frames) {
        this.log = log;
        this.pageBytes = pageBytes;
        this.databasePages = databasePages;
        this.frames = frames;
    }

    /** A log without a committed transaction. */
    static SqliteWal none() {
        return new SqliteWal(Optional.empty(), 0, 0, Map.of());
    }

    /** @param log kept open by the caller as long as this is used */
    static SqliteWal read(ByteSource log, Limits limits) throws ImageException {
        if (log.size() < HEADER_BYTES) {
            return none();
        }
        Bytes header = log.read(0, HEADER_BYTES);
        long magic = header.be32(0x00);
        if (magic != MAGIC_LITTLE && magic != MAGIC_BIG) {
            return none(); // SQLite takes such a log for empty.
        }
        boolean big = magic == MAGIC_BIG;
        long[] sum = new long[2];
        add(header, 0, 24, big, sum);
        long size = header.be32(0x08);
        if (sum[0] != header.be32(0x18)
                || sum[1] != header.be32(0x1c)
                || size < 512
                || size > 0x1_0000
                || Long.bitCount(size) != 1) {
            return none();
        }
        if (header.be32(0x04) != VERSION) {
            throw new DamagedImageException(
                    "sqlite: write-ahead log of version " + header.be32(0x04) + ", not " + VERSION, log.describe());
        }
        long cap = limits.get(Limits.METADATA_TABLE_BYTES) / ENTRY_BYTES;
        int pageBytes = (int) size;
        Map<Long, Long> committed = new HashMap<>();
        Map<Long, Long> pending = new HashMap<>();
        long pages = 0;
        int frameBytes = FRAME_HEADER + pageBytes;
        for (long at = HEADER_BYTES; at + frameBytes <= log.size(); at += frameBytes) {
            Bytes frame = log.read(at, frameBytes);
            long page = frame.be32(0x00);
            if (page == 0 || frame.be32(0x08) != header.be32(0x10) || frame.be32(0x0c) != header.be32(0x14)) {
                break;
            }
            add(frame, 0, 8, big, sum);
            add(frame, FRAME_HEADER, pageBytes, big, sum);
            if (sum[0] != frame.be32(0x10) || sum[1] != frame.be32(0x14)) {
                break;
            }
            pending.put(page, at + FRAME_HEADER);
            if (committed.size() + pending.size() > cap) {
                throw new LimitExceededException(
                        "sqlite: more pages in the write-ahead log than are kept account of",
                        Limits.METADATA_TABLE_BYTES,
                        limits.get(Limits.METADATA_TABLE_BYTES),
                        log.describe());
            }
            if (frame.be32(0x04) != 0) {
                committed.putAll(pending);
                pending.clear();
                pages = frame.be32(0x04);
            }
        }
        return committed.isEmpty() ? none() : new SqliteWal(Optional.of(log), pageBytes, pages, committed);
    }

    /** 0 if there is no committed transaction. */
    int pageBytes() {
        return pageBytes;
    }

    /** How many pages the database has after the last transaction; 0 if there is none. */
    long databasePages() {
        return databasePages;
    }

    /** Where a page is: in the log, or at {@code offset} of {@code file}. */
    Map.Entry<ByteSource, Long> find(long page, ByteSource file, long offset) {
        Long frame = frames.get(page);
        return frame == null || log.isEmpty() ? Map.entry(file, offset) : Map.entry(log.get(), frame);
    }

    private static void add(Bytes bytes, int from, int length, boolean big, long[] sum) throws DamagedImageException {
        for (int i = from; i < from + length; i += 8) {
            long first = big ? bytes.be32(i) : bytes.le32(i);
            long second = big ? bytes.be32(i + 4) : bytes.le32(i + 4);
            sum[0] = (sum[0] + first + sum[1]) & 0xffff_ffffL;
            sum[1] = (sum[1] + second + sum[0]) & 0xffff_ffffL;
        }
    }
}
