package org.imginspect.image.vhdx;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/** The file as it is once its log is replayed: sectors of data and ranges of zeros in memory above it. */
final class VhdxOverlay implements ByteSource {
    // What an entry of the map takes besides its data, about
    private static final int PIECE_BYTES = 128;

    /** What lies from its key to {@code end}: one sector of the log, or zeros. */
    private record Piece(long end, byte @Nullable [] data) {}

    private final ByteSource file;
    private final long capBytes;
    private final TreeMap<Long, Piece> pieces = new TreeMap<>();
    private long size;
    private long heldBytes;

    VhdxOverlay(ByteSource file, Limits limits) {
        this.file = file;
        this.size = file.size();
        this.capBytes = limits.get(Limits.JOURNAL_OVERLAY_BYTES);
    }

    /** The file has at least that many bytes, zeros where it does not reach so far. */
    void extend(long bytes) {
        size = Math.max(size, bytes);
    }

    /** One sector of data, a multiple of its length from the beginning. */
    void put(long start, byte[] data) throws ImageException {
        put(start, start + data.length, data);
    }

    /** Zeros; both ends are multiples of a sector. */
    void zero(long start, long end) throws ImageException {
        if (end > start) {
            put(start, end, null);
        }
    }

    private void put(long start, long end, byte @Nullable [] data) throws ImageException {
        heldBytes += PIECE_BYTES + (data == null ? 0 : data.length);
        if (heldBytes > capBytes) {
            throw new LimitExceededException(
                    "vhdx: the log's entries take more memory", Limits.JOURNAL_OVERLAY_BYTES, capBytes, describe());
        }
        // Only ranges of zeros are ever cut: sectors of data are as small as what covers them.
        Map.Entry<Long, Piece> before = pieces.lowerEntry(start);
        if (before != null && before.getValue().end > start) {
            pieces.put(before.getKey(), new Piece(start, null));
            if (before.getValue().end > end) {
                pieces.put(end, new Piece(before.getValue().end, null));
            }
        }
        Map.Entry<Long, Piece> covered = pieces.ceilingEntry(start);
        while (covered != null && covered.getKey() < end) {
            pieces.remove(covered.getKey());
            if (covered.getValue().end > end) {
                pieces.put(end, new Piece(covered.getValue().end, null));
            }
            covered = pieces.ceilingEntry(start);
        }
        pieces.put(start, new Piece(end, data));
        extend(end);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (position < 0 || position > size || length > size - position) {
            throw new DamagedImageException(
                    length + " bytes at 0x" + Long.toHexString(position) + " lie outside the " + size
                            + " bytes there are",
                    describe());
        }
        int done = 0;
        while (done < length) {
            long at = position + done;
            Map.Entry<Long, Piece> piece = pieces.floorEntry(at);
            int count;
            if (piece != null && piece.getValue().end > at) {
                count = (int) Math.min(length - done, piece.getValue().end - at);
                byte[] data = piece.getValue().data;
                if (data == null) {
                    Arrays.fill(into, offset + done, offset + done + count, (byte) 0);
                } else {
                    System.arraycopy(data, (int) (at - piece.getKey()), into, offset + done, count);
                }
            } else {
                Long next = pieces.higherKey(at);
                count = (int) Math.min(length - done, next == null ? Long.MAX_VALUE : next - at);
                int there = (int) Math.max(0, Math.min(count, file.size() - at));
                if (there > 0) {
                    file.readFully(at, into, offset + done, there);
                }
                Arrays.fill(into, offset + done + there, offset + done + count, (byte) 0);
            }
            done += count;
        }
    }

    @Override
    public String describe() {
        return file.describe();
    }

    @Override
    public void close() throws ImageException {
        file.close();
    }
}
