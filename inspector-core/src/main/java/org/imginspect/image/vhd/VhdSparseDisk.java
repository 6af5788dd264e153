package org.imginspect.image.vhd;

import java.util.Objects;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.image.ParentDisk;
import org.imginspect.io.ByteSource;

/** The guest-visible bytes of a dynamic or differencing disk. */
final class VhdSparseDisk implements ByteSource {
    private final ByteSource file;
    private final long sizeBytes;
    private final VhdBlocks blocks;
    private final ParentDisk parent;
    private final boolean bitmapsDecide;
    private final int blockBits;

    VhdSparseDisk(ByteSource file, VhdFooter footer, VhdBlocks blocks, ParentDisk parent) {
        this.file = file;
        this.sizeBytes = footer.sizeBytes();
        this.blocks = blocks;
        this.parent = parent;
        this.bitmapsDecide = footer.type() == VhdFooter.Type.DIFFERENCING;
        this.blockBits = Integer.numberOfTrailingZeros(blocks.blockBytes());
    }

    @Override
    public long size() {
        return sizeBytes;
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (position < 0 || position > sizeBytes || length > sizeBytes - position) {
            throw new DamagedImageException(
                    length + " bytes at 0x" + Long.toHexString(position) + " lie outside the " + sizeBytes
                            + " bytes there are",
                    describe());
        }
        int done = 0;
        while (done < length) {
            long at = position + done;
            long block = at >>> blockBits;
            int inBlock = (int) at & (blocks.blockBytes() - 1);
            int count = Math.min(length - done, blocks.blockBytes() - inBlock);
            long start = blocks.start(block);
            if (start == VhdBlocks.ABSENT) {
                count = absentRun(block, inBlock, length - done);
                parent.read(at, into, offset + done, count);
            } else if (bitmapsDecide) {
                count = readSectors(block, start, at, into, offset + done, count);
            } else {
                file.readFully(blocks.data(block, start) + inBlock, into, offset + done, count);
            }
            done += count;
        }
    }

    /** How many bytes from there on lie in blocks that are not here. */
    private int absentRun(long block, int inBlock, int wanted) throws ImageException {
        long count = (long) blocks.blockBytes() - inBlock;
        long next = block;
        while (count < wanted && blocks.start(++next) == VhdBlocks.ABSENT) {
            count += blocks.blockBytes();
        }
        return (int) Math.min(wanted, count);
    }

    /** Reads as many bytes as come from the same file, at most {@code wanted}, which end in the block. */
    private int readSectors(long block, long start, long at, byte[] into, int offset, int wanted)
            throws ImageException {
        byte[] bitmap = blocks.bitmap(block, start);
        int inBlock = (int) at & (blocks.blockBytes() - 1);
        int sector = inBlock / VhdFooter.SECTOR_BYTES;
        boolean here = VhdBlocks.isHere(bitmap, sector);
        int count = VhdFooter.SECTOR_BYTES - inBlock % VhdFooter.SECTOR_BYTES;
        while (count < wanted && VhdBlocks.isHere(bitmap, ++sector) == here) {
            count += VhdFooter.SECTOR_BYTES;
        }
        count = Math.min(count, wanted);
        if (here) {
            file.readFully(blocks.data(block, start) + inBlock, into, offset, count);
        } else {
            parent.read(at, into, offset, count);
        }
        return count;
    }

    @Override
    public long nextData(long position) throws ImageException {
        long at = position;
        while (at < sizeBytes) {
            long block = at >>> blockBits;
            long end = Math.min(sizeBytes, (block + 1) << blockBits);
            if (blocks.start(block) != VhdBlocks.ABSENT) {
                return at;
            }
            long next = parent.nextData(at, end);
            if (next < end) {
                return next;
            }
            at = end;
        }
        return sizeBytes;
    }

    @Override
    public String describe() {
        return file.describe();
    }

    @Override
    public void close() throws ImageException {
        try {
            parent.close();
        } finally {
            file.close();
        }
    }
}
