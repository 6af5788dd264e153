package org.imginspect.image.vmdk;

import java.util.List;
import java.util.Objects;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.image.ImageCheck;
import org.imginspect.image.ImageSpace;
import org.imginspect.io.ByteSource;

/** The guest-visible bytes: the extents one behind the other. */
final class VmdkDisk implements ByteSource, ImageSpace {
    private final String description;
    private final VmdkExtent[] extents;
    private final long[] starts;
    private final long size;
    private final long unitBytes;
    private final List<ByteSource> opened;

    /**
     * @param unitBytes the size of the largest grain; 1 if there are none
     * @param opened what is closed with the disk
     */
    VmdkDisk(String description, List<VmdkExtent> extents, long unitBytes, List<ByteSource> opened)
            throws DamagedImageException {
        this.description = description;
        this.extents = extents.toArray(VmdkExtent[]::new);
        this.starts = new long[this.extents.length];
        this.unitBytes = unitBytes;
        this.opened = List.copyOf(opened);
        long end = 0;
        for (int i = 0; i < this.extents.length; i++) {
            starts[i] = end;
            // Each is below 2^51 bytes, and there are at most 2^16.
            end += this.extents[i].bytes();
            if (end < 0) {
                throw new DamagedImageException("vmdk: the extents together exceed 2^63 bytes", description);
            }
        }
        this.size = end;
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
                    description);
        }
        int done = 0;
        while (done < length) {
            int index = extent(position + done);
            long inside = position + done - starts[index];
            int count = (int) Math.min(length - done, extents[index].bytes() - inside);
            extents[index].read(inside, into, offset + done, count);
            done += count;
        }
    }

    @Override
    public long nextData(long position) throws ImageException {
        long at = position;
        while (at < size) {
            int index = extent(at);
            long next = extents[index].nextData(at - starts[index]);
            if (next < extents[index].bytes()) {
                return starts[index] + next;
            }
            at = starts[index] + extents[index].bytes();
        }
        return size;
    }

    @Override
    public long storedBytes(long start, long length) throws ImageException {
        long stored = 0;
        for (int i = 0; i < extents.length; i++) {
            long from = Math.max(0, start - starts[i]);
            long to = Math.min(extents[i].bytes(), start - starts[i] + length);
            if (from < to) {
                stored += extents[i].storedBytes(from, to - from);
            }
        }
        return stored;
    }

    /** Leaks are not looked for: what no table names may be a marker, a descriptor or room. */
    @Override
    public ImageCheck check() throws ImageException {
        VmdkDefects defects = new VmdkDefects();
        for (VmdkExtent extent : extents) {
            extent.check(defects);
        }
        return new ImageCheck(defects.texts(), defects.total(), java.util.OptionalLong.empty(), unitBytes);
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public void close() throws ImageException {
        ImageException first = null;
        for (ByteSource source : opened) {
            try {
                source.close();
            } catch (ImageException e) {
                first = e;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** The index of the extent that holds a position of the disk. */
    private int extent(long position) {
        int low = 0;
        int high = starts.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts[middle] <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
