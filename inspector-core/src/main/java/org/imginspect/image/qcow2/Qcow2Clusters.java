package org.imginspect.image.qcow2;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.imginspect.compress.Codec;
import org.imginspect.compress.Decoders;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Compressed clusters: decodes them, and keeps the latest ones that were read in part. A cluster that is read whole goes straight to its
 * reader, so that one long file does not drive out the metadata. For any number of threads.
 */
final class Qcow2Clusters {
    private final ByteSource file;
    private final Qcow2Header header;
    private final long budgetBytes;
    private final AtomicLong decodedBytes = new AtomicLong();
    private final Map<Long, byte[]> kept;
    // Buffers for compressed bytes, so that each decode need not make and clear one.
    private final ArrayBlockingQueue<byte[]> spare = new ArrayBlockingQueue<>(4);

    Qcow2Clusters(ByteSource file, Qcow2Header header, Limits limits) {
        this.file = file;
        this.header = header;
        this.budgetBytes = limits.get(Limits.DECOMPRESSED_BYTES);
        // The other quarter is for L2 tables.
        long clustersMax = Math.max(1, limits.get(Limits.CACHE_BYTES) / 4 * 3 / header.clusterBytes());
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
                return size() > clustersMax;
            }
        };
    }

    /** Copies {@code length} bytes from {@code start} inside the cluster that {@code table} maps at {@code index}. */
    void read(Qcow2L2Table table, int index, long cluster, int start, byte[] into, int offset, int length)
            throws ImageException {
        byte[] content = kept(cluster);
        if (content == null) {
            if (length == header.clusterBytes()) {
                decode(table, index, into, offset, length);
                return;
            }
            // Also where the disk ends inside its last cluster: zstd decodes a cluster whole or not at all.
            content = new byte[(int) header.clusterBytes()];
            int visible = (int) Math.min(content.length, header.sizeBytes() - (cluster << header.clusterBits()));
            decode(table, index, content, 0, visible);
            synchronized (kept) {
                kept.put(cluster, content);
            }
        }
        System.arraycopy(content, start, into, offset, length);
    }

    private byte @Nullable [] kept(long cluster) {
        synchronized (kept) {
            return kept.get(cluster);
        }
    }

    /** Decodes a cluster; of its bytes {@code needed} must come out. */
    private void decode(Qcow2L2Table table, int index, byte[] out, int offset, int needed) throws ImageException {
        int length = (int) header.clusterBytes();
        // Many entries may name one compressed cluster: each decoding counts.
        if (decodedBytes.addAndGet(length) > budgetBytes) {
            throw new LimitExceededException(
                    "qcow2: compressed clusters decode to more than " + budgetBytes + " bytes",
                    Limits.DECOMPRESSED_BYTES,
                    budgetBytes,
                    file.describe());
        }
        long start = table.compressedStart(index);
        int packedLength = (int) (table.compressedEnd(index) - start);
        byte[] packed = spare.poll();
        if (packed == null || packed.length < packedLength) {
            packed = new byte[Math.max(packedLength, (int) header.clusterBytes())];
        }
        try {
            file.readFully(start, packed, 0, packedLength);
            int count = decode(start, packed, packedLength, out, offset, length);
            if (count < needed) {
                throw new DamagedImageException(
                        "qcow2: compressed cluster decodes to " + count + " of " + needed + " bytes",
                        file.describe(),
                        start);
            }
        } finally {
            spare.offer(packed);
        }
    }

    private int decode(long start, byte[] packed, int packedLength, byte[] out, int offset, int length)
            throws ImageException {
        try {
            return Decoders.decode(
                    header.zstd() ? Codec.ZSTD : Codec.RAW_DEFLATE,
                    packed,
                    0,
                    packedLength,
                    out,
                    offset,
                    length,
                    file.describe());
        } catch (DamagedImageException e) {
            // The decoder cannot know where its bytes come from.
            throw new DamagedImageException("qcow2: " + e.problem().what(), file.describe(), start);
        }
    }
}
