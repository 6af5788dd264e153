package org.imginspect.volume.lvm2;

import java.util.List;
import org.imginspect.error.ImageException;

/** Chunks dealt out to several areas in turn (drivers/md/dm-stripe.c). */
final class Lvm2Striped implements Lvm2Mapper {
    /** More questions than this cost more than reading zeros. */
    private static final long FAN_OUT_MAX = 4096;

    private final List<Lvm2Linear> stripes;
    private final long chunkBytes;
    private final long fanOut;

    /** @param stripes at least one, of equal length */
    Lvm2Striped(List<Lvm2Linear> stripes, long chunkBytes) {
        this.stripes = List.copyOf(stripes);
        this.chunkBytes = chunkBytes;
        long sum = 0;
        for (Lvm2Linear stripe : stripes) {
            sum += stripe.fanOut();
        }
        this.fanOut = sum;
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        int done = 0;
        while (done < length) {
            long chunk = (position + done) / chunkBytes;
            long inside = (position + done) % chunkBytes;
            int piece = (int) Math.min(length - done, chunkBytes - inside);
            stripes.get((int) (chunk % stripes.size()))
                    .readFully(chunk / stripes.size() * chunkBytes + inside, into, offset + done, piece);
            done += piece;
        }
    }

    @Override
    public long nextData(long position) throws ImageException {
        if (fanOut > FAN_OUT_MAX) {
            return position;
        }
        int count = stripes.size();
        long chunk = position / chunkBytes;
        long row = chunk / count;
        long first = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            // Where this stripe goes on from position: in the same row, or at the beginning of the next.
            int current = (int) (chunk % count);
            long from = i > current
                    ? row * chunkBytes
                    : i == current ? row * chunkBytes + position % chunkBytes : (row + 1) * chunkBytes;
            long data = stripes.get(i).nextData(from);
            if (data < Long.MAX_VALUE / count) {
                long found = (data / chunkBytes * count + i) * chunkBytes + data % chunkBytes;
                first = Math.min(first, found);
            }
        }
        return first;
    }

    @Override
    public long fanOut() {
        return Math.min(fanOut, FAN_OUT_MAX + 1);
    }
}
