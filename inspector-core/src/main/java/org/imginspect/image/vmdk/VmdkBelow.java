package org.imginspect.image.vmdk;

import java.util.Arrays;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * What is seen where an extent keeps nothing: its part of the parent's disk, or zeros.
 *
 * @param parent null if there is none; may be shorter than the child, whose rest reads as zeros then
 * @param start where the extent begins on the disk
 */
record VmdkBelow(@Nullable ByteSource parent, long start) {

    void read(long position, byte[] into, int offset, int length) throws ImageException {
        int there = 0;
        if (parent != null) {
            there = (int) Math.max(0, Math.min(length, parent.size() - start - position));
            if (there > 0) {
                parent.readFully(start + position, into, offset, there);
            }
        }
        Arrays.fill(into, offset + there, offset + length, (byte) 0);
    }

    /** The first position in {@code [position, end)} that may hold data; {@code end} if none does. */
    long nextData(long position, long end) throws ImageException {
        if (parent == null || start + position >= parent.size()) {
            return end;
        }
        long next = parent.nextData(start + position);
        return next >= parent.size() ? end : Math.min(end, next - start);
    }
}
