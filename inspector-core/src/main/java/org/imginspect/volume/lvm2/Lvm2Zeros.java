package org.imginspect.volume.lvm2;

import java.util.Arrays;

/** A segment of zeros, as the device mapper's target {@code zero}. */
final class Lvm2Zeros implements Lvm2Mapper {
    @Override
    public void readFully(long position, byte[] into, int offset, int length) {
        Arrays.fill(into, offset, offset + length, (byte) 0);
    }

    @Override
    public long nextData(long position) {
        return Long.MAX_VALUE;
    }

    @Override
    public long fanOut() {
        return 1;
    }
}
