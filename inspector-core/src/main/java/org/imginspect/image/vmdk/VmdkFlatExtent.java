package org.imginspect.image.vmdk;

import java.util.Arrays;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a file as they are, or zeros that no file has.
 *
 * @param source those of the file that belong to the extent; null for zeros
 */
record VmdkFlatExtent(@Nullable ByteSource source, long bytes) implements VmdkExtent {

    @Override
    public void read(long position, byte[] into, int offset, int length) throws ImageException {
        if (source == null) {
            Arrays.fill(into, offset, offset + length, (byte) 0);
        } else {
            source.readFully(position, into, offset, length);
        }
    }

    @Override
    public long nextData(long position) throws ImageException {
        return source == null ? bytes : source.nextData(position);
    }

    @Override
    public long storedBytes(long start, long length) {
        return source == null ? 0 : length;
    }

    @Override
    public void check(VmdkDefects defects) {
        // There are no tables.
    }
}
