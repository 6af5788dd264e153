package org.imginspect.volume.lvm2;

import java.util.Arrays;
import java.util.List;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;

/** The bytes of a logical volume: segments behind each other. */
final class Lvm2Source implements ByteSource {
    private final long[] starts;
    private final Lvm2Mapper[] mappers;
    private final long size;
    private final String description;

    /**
     * @param starts where each segment begins, ascending from 0
     * @param size where the last one ends
     */
    Lvm2Source(long[] starts, List<Lvm2Mapper> mappers, long size, String description) {
        this.starts = starts.clone();
        this.mappers = mappers.toArray(Lvm2Mapper[]::new);
        this.size = size;
        this.description = description;
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
        int i = segment(position);
        while (done < length) {
            long at = position + done;
            int piece = (int) Math.min(length - done, end(i) - at);
            mappers[i].readFully(at - starts[i], into, offset + done, piece);
            done += piece;
            i++;
        }
    }

    @Override
    public long nextData(long position) throws ImageException {
        long at = position;
        for (int i = segment(position); i < starts.length && at < size; i++) {
            at = starts[i] + Math.max(0, at - starts[i]);
            long data = mappers[i].nextData(at - starts[i]);
            if (data < end(i) - starts[i]) {
                return starts[i] + data;
            }
            at = end(i);
        }
        return size;
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public void close() {
        // The disks own the bytes.
    }

    /** How many questions one nextData asks at most. */
    long fanOut() {
        long sum = 0;
        for (Lvm2Mapper mapper : mappers) {
            sum = Math.min(Integer.MAX_VALUE, sum + mapper.fanOut());
        }
        return sum;
    }

    private long end(int segment) {
        return segment + 1 < starts.length ? starts[segment + 1] : size;
    }

    private int segment(long position) {
        int found = Arrays.binarySearch(starts, position);
        return found >= 0 ? found : -found - 2;
    }
}
