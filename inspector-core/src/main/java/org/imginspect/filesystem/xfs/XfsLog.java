package org.imginspect.filesystem.xfs;

import java.util.Arrays;
import org.imginspect.error.ImageException;
import org.imginspect.guest.Consistency;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * Whether the log has something that a mount would replay. Its head is found as the kernel finds it (fs/xfs/xfs_log_recover.c:
 * xlog_find_head, xlog_find_tail, xlog_check_unmount_rec): every sector of 512 bytes begins with the number of the cycle in which it was
 * written, so the head lies where the numbers fall by one. What it holds is not read. Sectors count from the start of the log.
 */
final class XfsLog {
    private static final int SECTOR_BYTES = 512;
    private static final int CHUNK_BYTES = 64 << 10;
    private static final long HEADER_MAGIC = 0xfeedbabeL;
    /** XLOG_HEADER_CYCLE_SIZE: one header sector for each of these in a record of version 2. */
    private static final long HEADER_CYCLE_BYTES = 32 << 10;
    /** XLOG_MAX_RECORD_BSHIFT: the longest record. */
    private static final int RECORD_SECTORS = (256 << 10) / SECTOR_BYTES;
    /** XLOG_MAX_ICLOGS: what may have been on its way to the disk at once. */
    private static final int RECORDS_IN_FLIGHT = 8;

    private static final int BIG_RECORD_SECTORS = (32 << 10) / SECTOR_BYTES;
    private static final int UNMOUNT = 0x20;

    /** The log contradicts itself: a mount fails. */
    private static final class Inconsistent extends Exception {
        private static final long serialVersionUID = 1L;

        Inconsistent(String message) {
            super(message);
        }
    }

    private final ByteSource source;
    private final XfsSuperblock superblock;
    private final long start;
    private final long sectors;
    private long chunkIndex = -1;
    private Bytes chunk;

    private XfsLog(ByteSource source, XfsSuperblock superblock, long start, long sectors) {
        this.source = source;
        this.superblock = superblock;
        this.start = start;
        this.sectors = sectors;
        this.chunk = new Bytes(new byte[0], source.describe(), start);
    }

    /** Clean if nothing is in the log that is not in place; stale otherwise, or if that cannot be told. */
    static Consistency consistency(ByteSource source, XfsVolume volume) throws ImageException {
        XfsSuperblock superblock = volume.superblock();
        if (superblock.logStart() == 0) {
            return Consistency.stale("its log lies on another device: what it holds is not known");
        }
        volume.checkBlocks(superblock.logStart(), superblock.logBlocks(), "log");
        XfsLog log = new XfsLog(
                source,
                superblock,
                volume.position(superblock.logStart()),
                superblock.logBlocks() * (superblock.blockSize() / SECTOR_BYTES));
        if (log.sectors < 2 * RECORDS_IN_FLIGHT) {
            throw volume.damaged("xfs: log of " + superblock.logBlocks() + " blocks");
        }
        try {
            return log.consistency();
        } catch (Inconsistent e) {
            return Consistency.stale("its log is damaged, so that a mount fails: " + e.getMessage());
        }
    }

    private Consistency consistency() throws ImageException, Inconsistent {
        if (cycle(0) == 0) {
            // Never written to: version 4 of long ago was made like that.
            return Consistency.CLEAN;
        }
        long head = head();
        long record = headerBefore(head);
        Bytes header = sector(record);
        long bodyAt = wrap(record + headerSectors(header));
        long length = header.be32(0xc); // h_len, 0xc, be32, bytes
        long end = wrap(record + headerSectors(header) + (length + SECTOR_BYTES - 1) / SECTOR_BYTES);
        boolean lone = header.be32(0x28) == 1; // h_num_logops, 0x28, be32
        // struct xlog_op_header: oh_flags, 0x9, u8
        if (end == head && lone && (sector(bodyAt).u8(0x9) & UNMOUNT) != 0) {
            return Consistency.CLEAN;
        }
        long tail = header.be64(0x18) & 0xffff_ffffL; // h_tail_lsn, 0x18, be64: the cycle, then the sector
        if (tail >= sectors) {
            throw new Inconsistent("its tail is at sector " + tail + " of " + sectors);
        }
        if (tail == head) {
            return Consistency.CLEAN;
        }
        return Consistency.stale(
                "not cleanly unmounted: its log goes from sector " + tail + " to " + head + " and was not replayed");
    }

    // ---- the head ----

    /** The sector that would be written next. */
    private long head() throws ImageException, Inconsistent {
        long first = cycle(0);
        long last = cycle(sectors - 1);
        if (last == 0) {
            if (first != 1) {
                throw new Inconsistent("it was written to its end " + (first - 1) + " times, and the end was not");
            }
            return headOfOnceWritten();
        }
        long stop;
        long head;
        if (first == last) {
            head = sectors;
            stop = (last - 1) & 0xffff_ffffL;
        } else {
            head = cycleStart(0, sectors - 1, last);
            stop = last;
        }
        // Records are written several at a time: one in the middle may be missing.
        long scan = Math.min(sectors, inFlight());
        long found = -1;
        if (head >= scan) {
            found = firstOfCycle(head - scan, scan, stop);
        } else {
            found = firstOfCycle(sectors - (scan - head), scan - head, (stop - 1) & 0xffff_ffffL);
            if (found < 0) {
                found = firstOfCycle(0, head, stop);
            }
        }
        if (found >= 0) {
            head = found;
        }
        head = wholeRecords(head);
        return head == sectors ? 0 : head;
    }

    /** The log was never filled: zeros follow what was written. */
    private long headOfOnceWritten() throws ImageException, Inconsistent {
        long head = cycleStart(0, sectors - 1, 0);
        long scan = Math.min(head, inFlight());
        long found = firstOfCycle(head - scan, scan, 0);
        if (found >= 0) {
            head = found;
        }
        return wholeRecord(head, head - scan, 0, false);
    }

    private long inFlight() {
        return (long) RECORDS_IN_FLIGHT * (superblock.logVersion2() ? RECORD_SECTORS : BIG_RECORD_SECTORS);
    }

    /** The first sector of the second part of a log whose sectors {@code low} and {@code high} are of different cycles. */
    private long cycleStart(long low, long high, long cycle) throws ImageException {
        long first = low;
        long end = high;
        while (end - first > 1) {
            long middle = (first + end) >>> 1;
            if (cycle(middle) == cycle) {
                end = middle;
            } else {
                first = middle;
            }
        }
        return end;
    }

    /** The first of {@code count} sectors that is of that cycle; -1 if none is. */
    private long firstOfCycle(long from, long count, long cycle) throws ImageException {
        for (long i = from; i < from + count; i++) {
            if (cycle(i) == cycle) {
                return i;
            }
        }
        return -1;
    }

    /** The head, or the start of the record before it if that was not written to its end. */
    private long wholeRecords(long head) throws ImageException, Inconsistent {
        if (head >= RECORD_SECTORS) {
            return wholeRecord(head, head - RECORD_SECTORS, 0, false);
        }
        long found = wholeRecord(head, 0, 0, true);
        if (found >= 0) {
            return found;
        }
        // The record began before the end of the log.
        long from = Math.max(0, sectors - (RECORD_SECTORS - head));
        long atEnd = wholeRecord(sectors, from, head, false);
        return atEnd == sectors ? head : atEnd;
    }

    /**
     * @param extra how many sectors of the record lie at the beginning of the log
     * @param mayGoOn whether -1 is an answer, when no header lies between the start of the log and the head
     */
    private long wholeRecord(long head, long from, long extra, boolean mayGoOn) throws ImageException, Inconsistent {
        for (long i = head - 1; i >= from; i--) {
            Bytes header = sector(i);
            if (header.be32(0) == HEADER_MAGIC) {
                // h_fs_uuid, 0x130; all zeros came from IRIX
                if (!header.isZero(0x130, 16) && !Arrays.equals(header.copy(0x130, 16), superblock.uuid())) {
                    throw new Inconsistent("it is of the file system " + XfsIdentity.text(header.copy(0x130, 16)));
                }
                long length = (header.be32(0xc) + SECTOR_BYTES - 1) / SECTOR_BYTES; // h_len, 0xc, be32
                return head - i + extra == length + headerSectors(header) ? head : i;
            }
        }
        if (mayGoOn) {
            return -1;
        }
        throw new Inconsistent("no record lies before its head at sector " + head);
    }

    private long headerBefore(long head) throws ImageException, Inconsistent {
        long most = Math.min(sectors, inFlight());
        for (long i = 1; i <= most; i++) {
            long at = head - i;
            at = at < 0 ? at + sectors : at;
            if (sector(at).be32(0) == HEADER_MAGIC) {
                return at;
            }
        }
        throw new Inconsistent("no record lies before its head at sector " + head);
    }

    /** How many sectors a record's header takes. */
    private long headerSectors(Bytes header) throws ImageException {
        // h_version, 0x8, be32; h_size, 0x140, be32, the size of the buffer the record was made in
        if ((header.be32(0x8) & 2) == 0 || header.be32(0x140) <= HEADER_CYCLE_BYTES) {
            return 1;
        }
        return (header.be32(0x140) + HEADER_CYCLE_BYTES - 1) / HEADER_CYCLE_BYTES;
    }

    // ---- sectors ----

    private long wrap(long sector) {
        return sector % sectors;
    }

    private long cycle(long sector) throws ImageException {
        Bytes bytes = sector(sector);
        long word = bytes.be32(0);
        return word == HEADER_MAGIC ? bytes.be32(0x4) : word; // h_cycle, 0x4, be32
    }

    private Bytes sector(long sector) throws ImageException {
        long at = sector * SECTOR_BYTES;
        long index = at / CHUNK_BYTES;
        if (index != chunkIndex) {
            long position = index * CHUNK_BYTES;
            chunk = source.read(start + position, (int) Math.min(CHUNK_BYTES, sectors * SECTOR_BYTES - position));
            chunkIndex = index;
        }
        return chunk.slice((int) (at - chunkIndex * CHUNK_BYTES), SECTOR_BYTES);
    }
}
