package org.imginspect.io;

import java.io.Closeable;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;

/**
 * Random access to bytes without a position of its own: a host file, a container's guest-visible disk, a partition, a guest file.
 *
 * <p>Any number of threads may read at once. Slices share the source they were cut from; closing a slice does nothing, closing the
 * source ends them all.
 */
public interface ByteSource extends Closeable {

    /** How many bytes there are, 0 or more. */
    long size();

    /**
     * Fills {@code into[offset .. offset + length)} from {@code position}.
     *
     * @throws DamagedImageException if the range leaves {@code [0, size())}: whoever computed it believed a number of the image's
     * @throws ImageException if the bytes cannot be delivered
     * @throws IndexOutOfBoundsException if the array is too small
     */
    void readFully(long position, byte[] into, int offset, int length) throws ImageException;

    /**
     * The first position from {@code position} on that may hold anything but zeros; {@link #size} if none does. A source that does not
     * know its holes answers {@code position}.
     */
    default long nextData(long position) throws ImageException {
        return Math.min(position, size());
    }

    /** The storage path: {@code disk.qcow2 > gpt:2 > vg0/root}. */
    String describe();

    /**
     * The bytes {@code [start, start + length)} as a source of their own.
     *
     * @param name what it is called inside this source; {@code describe()} of the slice is this source's with {@code " > name"}
     * @throws DamagedImageException if the range leaves {@code [0, size())}
     */
    default ByteSource slice(long start, long length, String name) throws ImageException {
        return new SliceSource(this, start, length, describe() + " > " + name);
    }

    /** {@code length} bytes from {@code position} as a checked view that knows where it came from. */
    default Bytes read(long position, int length) throws ImageException {
        byte[] bytes = new byte[length];
        readFully(position, bytes, 0, length);
        return new Bytes(bytes, describe(), position);
    }

    @Override
    void close() throws ImageException;
}
