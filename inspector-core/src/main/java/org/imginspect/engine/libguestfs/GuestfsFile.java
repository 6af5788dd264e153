package org.imginspect.engine.libguestfs;

import java.util.Objects;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ByteSource;

/** A regular file read in chunks through the appliance. */
record GuestfsFile(FileContents contents, GuestPath file, long size, String describe) implements ByteSource {
    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (position < 0 || position > size - length) {
            throw new DamagedImageException(
                    "read of " + length + " bytes leaves the file of " + size + " bytes", describe, position);
        }
        long at = position;
        int done = 0;
        while (done < length) {
            long index = at / FileContents.CHUNK_BYTES;
            long start = index * FileContents.CHUNK_BYTES;
            byte[] chunk =
                    contents.chunk(file, index, (int) Math.min(FileContents.CHUNK_BYTES, size - start), describe);
            int count = Math.min(length - done, (int) (start + chunk.length - at));
            System.arraycopy(chunk, (int) (at - start), into, offset + done, count);
            done += count;
            at += count;
        }
    }

    @Override
    public void close() {
        // Nothing is held for one file alone.
    }
}
