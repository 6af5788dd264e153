package org.imginspect.filesystem;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ByteSource;

/** The content of a file whose blocks a map finds. Any number of threads may read, if the map allows it. */
public final class MappedFile implements ByteSource {
    /** Where the blocks of one file lie. */
    public interface BlockMap {
        /** Reads what lies inside the file's size; holes are zeros. */
        void read(long positionBytes, byte[] into, int offset, int length) throws ImageException;

        /** The first position from {@code positionBytes} on that is in no hole; may lie behind the file's end. */
        long nextData(long positionBytes);
    }

    private final String volume;
    private final BlockMap blocks;
    private final long sizeBytes;
    private final GuestPath path;

    /** @param volume the storage path of the file system */
    public MappedFile(String volume, BlockMap blocks, long sizeBytes, GuestPath path) {
        this.volume = volume;
        this.blocks = blocks;
        this.sizeBytes = sizeBytes;
        this.path = path;
    }

    @Override
    public long size() {
        return sizeBytes;
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        if (position < 0 || length < 0 || position > sizeBytes || length > sizeBytes - position) {
            throw new DamagedImageException(
                    length + " bytes at 0x" + Long.toHexString(position) + " lie outside the " + sizeBytes
                            + " bytes there are",
                    describe());
        }
        blocks.read(position, into, offset, length);
    }

    @Override
    public long nextData(long position) {
        return Math.min(sizeBytes, blocks.nextData(position));
    }

    @Override
    public String describe() {
        return describe(volume, path);
    }

    /** The storage path of a file. */
    public static String describe(String volume, GuestPath path) {
        return volume + " > " + path;
    }

    @Override
    public void close() {
        // The volume owns the bytes.
    }
}
