package org.imginspect.io;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;

/** A window of another source. */
final class SliceSource implements ByteSource {
    private final ByteSource whole;
    private final long start;
    private final long length;
    private final String description;

    SliceSource(ByteSource whole, long start, long length, String description) throws DamagedImageException {
        checkRange(whole, start, length);
        this.whole = whole;
        this.start = start;
        this.length = length;
        this.description = description;
    }

    static void checkRange(ByteSource source, long position, long length) throws DamagedImageException {
        // position + length may overflow: compare by subtraction.
        if (position < 0 || length < 0 || position > source.size() || length > source.size() - position) {
            throw new DamagedImageException(
                    length + " bytes at 0x" + Long.toHexString(position) + " lie outside the " + source.size()
                            + " bytes there are",
                    source.describe());
        }
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int count) throws ImageException {
        checkRange(this, position, count);
        whole.readFully(start + position, into, offset, count);
    }

    @Override
    public long nextData(long position) throws ImageException {
        return position >= length ? length : Math.min(length, whole.nextData(start + position) - start);
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public void close() {
        // The source this was cut from owns the bytes.
    }
}
