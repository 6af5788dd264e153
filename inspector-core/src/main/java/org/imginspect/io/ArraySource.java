package org.imginspect.io;

import org.imginspect.error.DamagedImageException;

/** Bytes that are already in memory. */
public final class ArraySource implements ByteSource {
    private final byte[] bytes;
    private final String description;

    /**
     * @param bytes the content; not copied
     * @param description what {@link #describe()} answers
     */
    public ArraySource(byte[] bytes, String description) {
        this.bytes = bytes;
        this.description = description;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws DamagedImageException {
        SliceSource.checkRange(this, position, length);
        System.arraycopy(bytes, (int) position, into, offset, length);
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public void close() {
        // Nothing to give back.
    }
}
