package org.imginspect.image.vdi;

import java.util.Arrays;
import java.util.Objects;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.image.PagedTable;
import org.imginspect.io.ByteSource;

/** The guest-visible bytes of a VDI. */
final class VdiDisk implements ByteSource {
    /** A block that is not stored: it reads as zeros. */
    static final long ZEROS = -1;

    private static final long DISCARDED = 0xffff_fffeL;

    private final ByteSource file;
    private final VdiHeader header;
    private final PagedTable map;
    private final int blockBits;

    VdiDisk(ByteSource file, VdiHeader header, PagedTable map) {
        this.file = file;
        this.header = header;
        this.map = map;
        this.blockBits = Long.numberOfTrailingZeros(header.blockBytes());
    }

    @Override
    public long size() {
        return header.sizeBytes();
    }

    /** Which block of the file holds a block of the disk, or {@link #ZEROS}. */
    long stored(long block) throws ImageException {
        long entry = map.le32(block);
        return entry >= DISCARDED ? ZEROS : entry;
    }

    /** Where in the file the data of a block of the file begins. */
    long place(long stored) {
        // 2^32 blocks of at most 2^31 bytes, behind an offset of 32 bits: no overflow.
        return header.dataOffset() + stored * (header.blockBytes() + header.extraBytes()) + header.extraBytes();
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (position < 0 || position > size() || length > size() - position) {
            throw new DamagedImageException(
                    length + " bytes at 0x" + Long.toHexString(position) + " lie outside the " + size()
                            + " bytes there are",
                    describe());
        }
        int done = 0;
        while (done < length) {
            done += readRun(position + done, into, offset + done, length - done);
        }
    }

    /** Reads as many bytes as lie together. */
    private int readRun(long at, byte[] into, int offset, int wanted) throws ImageException {
        long block = at >>> blockBits;
        long inBlock = at & (header.blockBytes() - 1);
        long stored = stored(block);
        long count = Math.min(wanted, header.blockBytes() - inBlock);
        while (count < wanted) {
            long next = stored(++block);
            boolean together = stored == ZEROS
                    ? next == ZEROS
                    : header.extraBytes() == 0 && next == stored + ((inBlock + count) >>> blockBits);
            if (!together) {
                break;
            }
            count = Math.min(wanted, count + header.blockBytes());
        }
        if (stored == ZEROS) {
            Arrays.fill(into, offset, offset + (int) count, (byte) 0);
            return (int) count;
        }
        long place = place(stored) + inBlock;
        if (place > file.size() - count) {
            throw new DamagedImageException(
                    "vdi: " + count + " bytes of the disk at 0x" + Long.toHexString(at)
                            + " lie beyond the end of the file of " + file.size() + " bytes",
                    describe(),
                    place);
        }
        file.readFully(place, into, offset, (int) count);
        return (int) count;
    }

    @Override
    public long nextData(long position) throws ImageException {
        long at = position;
        while (at < size()) {
            if (stored(at >>> blockBits) != ZEROS) {
                return at;
            }
            at = ((at >>> blockBits) + 1) << blockBits;
        }
        return size();
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
