package org.imginspect.image.vmdk;

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
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Compressed grains: decodes them, and keeps the latest ones that were read in part. A grain that is read whole goes straight to its
 * reader. For any number of threads.
 */
final class VmdkGrains {
    /** lba, 0x0, le64, sectors of the extent; size, 0x8, le32, bytes; then the deflated bytes */
    static final int MARKER_BYTES = 12;

    private final ByteSource file;
    private final VmdkSparseHeader header;
    private final long budgetBytes;
    private final AtomicLong decodedBytes = new AtomicLong();
    private final Map<Long, byte[]> kept;
    // Buffers for compressed bytes, so that each decode need not make and clear one.
    private final ArrayBlockingQueue<byte[]> spare = new ArrayBlockingQueue<>(4);

    VmdkGrains(ByteSource file, VmdkSparseHeader header, Limits limits) {
        this.file = file;
        this.header = header;
        this.budgetBytes = limits.get(Limits.DECOMPRESSED_BYTES);
        // The other quarter is for grain tables.
        long grainsMax = Math.max(1, limits.get(Limits.CACHE_BYTES) / 4 * 3 / header.grainBytes());
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
                return size() > grainsMax;
            }
        };
    }

    /** Copies {@code length} bytes from {@code start} inside the grain that lies at {@code host} in the file. */
    void read(long grain, long host, int start, byte[] into, int offset, int length) throws ImageException {
        byte[] content = kept(grain);
        if (content == null) {
            if (length == header.grainBytes()) {
                decode(grain, host, into, offset, length);
                return;
            }
            // The extent may end inside its last grain.
            content = new byte[(int) header.grainBytes()];
            decode(grain, host, content, 0, (int)
                    Math.min(content.length, header.capacityBytes() - grain * header.grainBytes()));
            synchronized (kept) {
                kept.put(grain, content);
            }
        }
        System.arraycopy(content, start, into, offset, length);
    }

    /** How many bytes of the file the compressed grain takes with its marker. */
    long storedBytes(long grain, long host) throws ImageException {
        return MARKER_BYTES + (long) packedBytes(grain, host);
    }

    private byte @Nullable [] kept(long grain) {
        synchronized (kept) {
            return kept.get(grain);
        }
    }

    private int packedBytes(long grain, long host) throws ImageException {
        if (host > file.size() - MARKER_BYTES) {
            throw new DamagedImageException(
                    "vmdk: compressed grain " + grain + " lies beyond the end of the file of " + file.size() + " bytes",
                    file.describe(),
                    host);
        }
        return packedBytes(grain, host, file.read(host, MARKER_BYTES));
    }

    private int packedBytes(long grain, long host, Bytes marker) throws ImageException {
        long sector = grain * header.grainBytes() / VmdkSparseHeader.SECTOR_BYTES;
        if (marker.le64(0) != sector) {
            throw marker.damaged(
                    "vmdk: the marker of a compressed grain names sector " + Long.toUnsignedString(marker.le64(0))
                            + ", the grain table has it for sector " + sector,
                    0);
        }
        long size = marker.le32(8);
        // As qemu: twice a grain's bytes is more than deflate makes of anything.
        if (size == 0 || size > 2 * header.grainBytes() || size > file.size() - host - MARKER_BYTES) {
            throw marker.damaged(
                    "vmdk: compressed grain of " + size + " bytes is empty, larger than two grains, or ends beyond"
                            + " the file",
                    8);
        }
        return (int) size;
    }

    /** Decodes a grain; of its bytes {@code needed} must come out. */
    private void decode(long grain, long host, byte[] out, int offset, int needed) throws ImageException {
        // Many entries may name one compressed grain: each decoding counts.
        if (decodedBytes.addAndGet(header.grainBytes()) > budgetBytes) {
            throw new LimitExceededException(
                    "vmdk: compressed grains decode to more than " + budgetBytes + " bytes",
                    Limits.DECOMPRESSED_BYTES,
                    budgetBytes,
                    file.describe());
        }
        int most = (int) header.grainBytes() * 2 + MARKER_BYTES;
        byte[] packed = spare.poll();
        if (packed == null) {
            packed = new byte[most];
        }
        try {
            // Most grains shrink, or grow by some bytes at most: one read does for marker and content.
            int guess = (int) Math.min(header.grainBytes() + 64, file.size() - host);
            if (guess < MARKER_BYTES) {
                packedBytes(grain, host);
                return;
            }
            file.readFully(host, packed, 0, guess);
            int size = packedBytes(grain, host, new Bytes(packed, file.describe(), host));
            if (size > guess - MARKER_BYTES) {
                file.readFully(host + guess, packed, guess, size + MARKER_BYTES - guess);
            }
            int count = inflate(host, packed, size, out, offset);
            if (count < needed) {
                throw new DamagedImageException(
                        "vmdk: compressed grain decodes to " + count + " of " + needed + " bytes",
                        file.describe(),
                        host);
            }
        } finally {
            spare.offer(packed);
        }
    }

    private int inflate(long host, byte[] packed, int size, byte[] out, int offset) throws ImageException {
        try {
            return Decoders.decode(
                    Codec.ZLIB, packed, MARKER_BYTES, size, out, offset, (int) header.grainBytes(), file.describe());
        } catch (DamagedImageException e) {
            // The decoder cannot know where its bytes come from.
            throw new DamagedImageException("vmdk: " + e.problem().what(), file.describe(), host);
        }
    }
}
