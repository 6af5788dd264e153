package org.imginspect.engine.libguestfs;

import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ByteSource;

/** A file's content that lies in an archive, under the file's own name. */
record RenamedSource(ByteSource bytes, String volume, GuestPath file) implements ByteSource {
    @Override
    public long size() {
        return bytes.size();
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        bytes.readFully(position, into, offset, length);
    }

    @Override
    public String describe() {
        return volume + " > " + file;
    }

    @Override
    public void close() {
        // The archive stays open for the other files in it.
    }
}
