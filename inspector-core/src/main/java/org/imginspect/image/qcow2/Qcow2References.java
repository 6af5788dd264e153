package org.imginspect.image.qcow2;

import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.image.qcow2.Qcow2Defects.Kind;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/** How often each cluster of the file is referred to, as found by walking the tables; one number a cluster. */
final class Qcow2References {
    private final ByteSource file;
    private final int clusterBits;
    private final Qcow2Defects defects;
    private final int[] counts;

    Qcow2References(ByteSource file, int clusterBits, Qcow2Defects defects, Limits limits)
            throws LimitExceededException {
        this.file = file;
        this.clusterBits = clusterBits;
        this.defects = defects;
        long clusters = (file.size() + (1L << clusterBits) - 1) >> clusterBits;
        this.counts = new int[entries(clusters, Integer.BYTES, "counts of references", file, limits)];
    }

    /** So many numbers of so many bytes each, if the cap on tables allows them. */
    private static int entries(long count, int bytesEach, String what, ByteSource file, Limits limits)
            throws LimitExceededException {
        long cap = Math.min(limits.get(Limits.METADATA_TABLE_BYTES), Integer.MAX_VALUE - 8);
        if (count > cap / bytesEach) {
            throw new LimitExceededException(
                    "qcow2: " + count + " " + what + " take more bytes than a table may",
                    Limits.METADATA_TABLE_BYTES,
                    cap,
                    file.describe());
        }
        return (int) count;
    }

    int clusters() {
        return counts.length;
    }

    int count(int cluster) {
        return counts[cluster];
    }

    /** Counts a reference to all clusters that a range touches; the file may end inside its last cluster, not before it. */
    void add(long offset, long length, long times, String what) {
        if (length <= 0) {
            return;
        }
        // Offsets have at most 63 bits, lengths 41: no overflow with a file's size taken off.
        if (offset - file.size() + length >= 1L << clusterBits) {
            defects.add(Kind.BEYOND_END, times, what, offset);
            return;
        }
        long last = Math.min((offset + length - 1) >> clusterBits, counts.length - 1L);
        for (long cluster = offset >> clusterBits; cluster <= last; cluster++) {
            counts[(int) cluster] = (int) Math.min(Integer.MAX_VALUE, counts[(int) cluster] + times);
        }
    }

    /** A table of 64-bit numbers, big-endian. What lies behind the end of the file reads as zeros, as it does for qemu. */
    static long[] table(ByteSource file, long offset, long count, Limits limits) throws ImageException {
        long[] words = new long[entries(count, Long.BYTES, "entries of a table", file, limits)];
        int there = (int) Math.max(0, Math.min(words.length, (file.size() - offset) / Long.BYTES));
        Bytes bytes = file.read(there == 0 ? 0 : offset, there * Long.BYTES);
        for (int i = 0; i < there; i++) {
            words[i] = bytes.be64(i * Long.BYTES);
        }
        return words;
    }
}
