package org.imginspect.filesystem.xfs;

import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ByteSource;

/** The content of a file whose blocks are mapped by runs. */
final class XfsFile implements ByteSource {
    private final XfsVolume volume;
    private final XfsRuns runs;
    private final long sizeBytes;
    private final GuestPath path;

    XfsFile(XfsVolume volume, XfsRuns runs, long sizeBytes, GuestPath path) {
        this.volume = volume;
        this.runs = runs;
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
        runs.read(position, into, offset, length);
    }

    @Override
    public long nextData(long position) {
        return Math.min(sizeBytes, runs.nextData(position));
    }

    @Override
    public String describe() {
        return describe(volume, path);
    }

    static String describe(XfsVolume volume, GuestPath path) {
        return volume.where() + " > " + path;
    }

    @Override
    public void close() {
        // The volume owns the bytes.
    }
}
