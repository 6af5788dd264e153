package org.imginspect.volume.lvm2;

import org.imginspect.error.ImageException;

/** Where the bytes of one segment lie. Positions count from the segment's beginning; ranges never leave the segment. */
interface Lvm2Mapper {
    void readFully(long position, byte[] into, int offset, int length) throws ImageException;

    /** The first position from {@code position} on that may hold anything but zeros; the segment's length or more if none does. */
    long nextData(long position) throws ImageException;

    /** How many questions one {@link #nextData} asks at most: stripes of stripes would multiply them. */
    long fanOut();
}
