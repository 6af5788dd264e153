package org.imginspect.image.qcow2;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * One L2 table. It answers per unit: a cluster or, with extended entries, a subcluster of 1/32. Entries are validated when they are asked
 * for, so that one bad entry spoils only its own range.
 */
final class Qcow2L2Table {
    /** The unit reads as zeros. */
    static final long ZEROS = -1;
    /** The unit's cluster is compressed. */
    static final long COMPRESSED = -2;
    /** The unit is not allocated: it reads as the backing file does, as zeros if there is none. */
    static final long ABSENT = -3;

    private static final int SUBCLUSTER_BITS = 5;
    private static final long FLAG_COMPRESSED = 1L << 62;
    private static final long FLAG_COPIED = 1L << 63;
    private static final long FLAG_ZERO = 1;
    private static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;
    // Bits 1-8 and 56-61; bit 0 too if it is no zero flag
    private static final long RESERVED_MASK = 0x3f00_0000_0000_01feL;

    private final ByteSource file;
    private final Qcow2Header header;
    private final long offset;
    private final long[] words;
    private final long reservedMask;

    private Qcow2L2Table(ByteSource file, Qcow2Header header, long offset, long[] words) {
        this.file = file;
        this.header = header;
        this.offset = offset;
        this.words = words;
        boolean hasZeroFlag = header.version() >= 3 && !header.extendedL2();
        this.reservedMask = hasZeroFlag ? RESERVED_MASK : RESERVED_MASK | FLAG_ZERO;
    }

    static Qcow2L2Table read(ByteSource file, Qcow2Header header, long offset) throws ImageException {
        Bytes bytes = file.read(offset, (int) header.clusterBytes());
        long[] words = new long[bytes.length() / 8];
        for (int i = 0; i < words.length; i++) {
            words[i] = bytes.be64(i * 8);
        }
        return new Qcow2L2Table(file, header, offset, words);
    }

    /** Where the table lies in the file. */
    long offset() {
        return offset;
    }

    /** Logarithm of a unit's bytes. */
    static int unitBits(Qcow2Header header) {
        return header.extendedL2() ? header.clusterBits() - SUBCLUSTER_BITS : header.clusterBits();
    }

    /**
     * Where in the file, or in the external data file, the unit's bytes begin, or {@link #ZEROS}, {@link #COMPRESSED} or
     * {@link #ABSENT}.
     */
    long unit(int unit) throws DamagedImageException {
        if (!header.extendedL2()) {
            long entry = words[unit];
            if ((entry & FLAG_COMPRESSED) != 0) {
                return compressed(unit);
            }
            long host = host(entry, unit);
            if ((entry & FLAG_ZERO) != 0) {
                return ZEROS;
            }
            return isAllocated(entry, host) ? host : ABSENT;
        }
        int index = unit >> SUBCLUSTER_BITS;
        int subcluster = unit & ((1 << SUBCLUSTER_BITS) - 1);
        long entry = words[index * 2];
        long bitmap = words[index * 2 + 1]; // bits 0-31 allocated, 32-63 reads as zeros
        if ((entry & FLAG_COMPRESSED) != 0) {
            return compressed(index);
        }
        long host = host(entry, index);
        boolean allocated = (bitmap >>> subcluster & 1) != 0;
        boolean zeros = (bitmap >>> (subcluster + 32) & 1) != 0;
        if (allocated && (zeros || !isAllocated(entry, host))) {
            throw damaged(
                    "subcluster " + subcluster + " is allocated and " + (zeros ? "zero" : "its cluster is not"), index);
        }
        if (allocated) {
            return host + ((long) subcluster << unitBits(header));
        }
        return zeros ? ZEROS : ABSENT;
    }

    /** Only an external data file has a cluster at 0, told by the copied flag. */
    private boolean isAllocated(long entry, long host) {
        return host != 0 || (header.hasDataFile() && (entry & FLAG_COPIED) != 0);
    }

    private long compressed(int index) throws DamagedImageException {
        if (header.hasDataFile()) {
            throw damaged("compressed cluster beside an external data file", index);
        }
        return COMPRESSED;
    }

    /** Where the compressed cluster's bytes begin; they end at or before {@link #compressedEnd}. */
    long compressedStart(int cluster) throws DamagedImageException {
        long start = entry(cluster) & ((1L << compressedShift()) - 1);
        if (start >= file.size()) {
            throw damaged(
                    "compressed cluster at 0x" + Long.toHexString(start) + " lies beyond the file of " + file.size()
                            + " bytes",
                    cluster);
        }
        return start;
    }

    /** The end of the last sector that the compressed cluster touches, or of the file, which may end inside it. */
    long compressedEnd(int cluster) throws DamagedImageException {
        long additional = (entry(cluster) & ~(3L << 62)) >>> compressedShift();
        long firstSector = compressedStart(cluster) & ~511L;
        return Math.min(file.size(), firstSector + (additional + 1) * 512);
    }

    /** How many bytes of the file hold the cluster: none if nothing is kept for it. */
    long storedBytes(int cluster) throws DamagedImageException {
        long entry = entry(cluster);
        if ((entry & FLAG_COMPRESSED) != 0) {
            return compressedEnd(cluster) - compressedStart(cluster);
        }
        return isAllocated(entry, host(entry, cluster)) ? header.clusterBytes() : 0;
    }

    private int compressedShift() {
        return 62 - (header.clusterBits() - 8);
    }

    private long entry(int cluster) {
        return words[header.extendedL2() ? cluster * 2 : cluster];
    }

    private long host(long entry, int index) throws DamagedImageException {
        if ((entry & reservedMask) != 0) {
            throw damaged("L2 entry 0x" + Long.toHexString(entry) + " has reserved bits set", index);
        }
        long host = entry & OFFSET_MASK;
        if ((host & (header.clusterBytes() - 1)) != 0) {
            throw damaged("cluster at 0x" + Long.toHexString(host) + " is not aligned", index);
        }
        return host;
    }

    private DamagedImageException damaged(String what, int index) {
        return new DamagedImageException(
                "qcow2: " + what, file.describe(), offset + (long) index * (header.extendedL2() ? 16 : 8));
    }
}
