package org.imginspect.volume.lvm2;

import org.imginspect.error.ImageException;

/**
 * A run of bytes of a physical or logical volume.
 *
 * @param source what it lies on
 * @param start where it begins there
 */
record Lvm2Linear(Lvm2Bytes source, long start) implements Lvm2Mapper {
    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        source.bytes().readFully(start + position, into, offset, length);
    }

    @Override
    public long nextData(long position) throws ImageException {
        return source.bytes().nextData(start + position) - start;
    }

    @Override
    public long fanOut() {
        return source.fanOut();
    }
}
