package org.imginspect.volume.md;

import java.util.List;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;

/** Members in stretches behind each other; in each stretch chunks are dealt out in turn. Of linear arrays a stretch has one member. */
final class MdSpan implements ByteSource {
    /**
     * A stretch.
     *
     * @param start where it begins in the array
     * @param length a multiple of the chunk and of the members
     * @param parts the members' bytes for it, of equal length
     * @param turn which of them the first chunk lies on
     */
    record Stretch(long start, long length, List<ByteSource> parts, long turn) {
        Stretch {
            parts = List.copyOf(parts);
        }
    }

    private final List<Stretch> stretches;
    private final long chunkBytes;
    private final long size;
    private final String description;

    /** @param chunkBytes of no meaning where every stretch has one member */
    MdSpan(List<Stretch> stretches, long chunkBytes, String description) {
        this.stretches = List.copyOf(stretches);
        this.chunkBytes = chunkBytes;
        this.description = description;
        Stretch last = stretches.get(stretches.size() - 1);
        this.size = last.start + last.length;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        if (position < 0 || length < 0 || position > size || length > size - position) {
            throw new DamagedImageException(
                    length + " bytes at 0x" + Long.toHexString(position) + " lie outside the " + size
                            + " bytes there are",
                    description);
        }
        int done = 0;
        int i = stretch(position);
        while (done < length) {
            Stretch stretch = stretches.get(i++);
            long at = position + done - stretch.start;
            int piece = (int) Math.min(length - done, stretch.length - at);
            read(stretch, at, into, offset + done, piece);
            done += piece;
        }
    }

    private void read(Stretch stretch, long position, byte[] into, int offset, int length) throws ImageException {
        int count = stretch.parts.size();
        if (count == 1) {
            stretch.parts.get(0).readFully(position, into, offset, length);
            return;
        }
        int done = 0;
        while (done < length) {
            long chunk = (position + done) / chunkBytes;
            long inside = (position + done) % chunkBytes;
            int piece = (int) Math.min(length - done, chunkBytes - inside);
            stretch.parts
                    .get((int) ((chunk + stretch.turn) % count))
                    .readFully(chunk / count * chunkBytes + inside, into, offset + done, piece);
            done += piece;
        }
    }

    @Override
    public long nextData(long position) throws ImageException {
        long at = position;
        for (int i = stretch(Math.min(position, size)); i < stretches.size() && at < size; i++) {
            Stretch stretch = stretches.get(i);
            if (stretch.parts.size() > 1) {
                return at;
            }
            long data = stretch.parts.get(0).nextData(at - stretch.start);
            if (data < stretch.length) {
                return stretch.start + data;
            }
            at = stretch.start + stretch.length;
        }
        return size;
    }

    private int stretch(long position) {
        int low = 0;
        int high = stretches.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (stretches.get(middle).start <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public void close() {
        // The disks own the bytes.
    }
}
