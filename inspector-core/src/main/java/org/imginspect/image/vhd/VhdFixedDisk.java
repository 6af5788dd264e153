package org.imginspect.image.vhd;

import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;

/** The bytes of a fixed disk: the file without its footer. */
final class VhdFixedDisk implements ByteSource {
    private final ByteSource file;
    private final ByteSource data;

    VhdFixedDisk(ByteSource file, VhdFooter footer) throws ImageException {
        this.file = file;
        this.data = file.slice(0, footer.sizeBytes(), "disk");
    }

    @Override
    public long size() {
        return data.size();
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        data.readFully(position, into, offset, length);
    }

    @Override
    public long nextData(long position) throws ImageException {
        return data.nextData(position);
    }

    @Override
    public String describe() {
        return file.describe();
    }

    @Override
    public void close() throws ImageException {
        file.close();
    }
}
