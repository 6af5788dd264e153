package org.imginspect.image.vmdk;

import org.imginspect.error.ImageException;

/** One stretch of the disk. Positions are relative to its beginning; whoever asks has checked that they lie inside. */
interface VmdkExtent {
    /** How long it is. */
    long bytes();

    void read(long position, byte[] into, int offset, int length) throws ImageException;

    /** As {@link org.imginspect.io.ByteSource#nextData}. */
    long nextData(long position) throws ImageException;

    /** As {@link org.imginspect.image.ImageSpace#storedBytes}. */
    long storedBytes(long start, long length) throws ImageException;

    /** Compares the metadata with itself. */
    void check(VmdkDefects defects) throws ImageException;
}
