package org.imginspect.image.vhdx;

import java.util.Arrays;
import java.util.Objects;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.image.ParentDisk;
import org.imginspect.image.vhdx.VhdxBlocks.Block;
import org.imginspect.image.vhdx.VhdxBlocks.State;
import org.imginspect.io.ByteSource;

/** The guest-visible bytes of a VHDX. */
final class VhdxDisk implements ByteSource {
    private final ByteSource file;
    private final long sizeBytes;
    private final int blockBits;
    private final int sectorBits;
    private final VhdxBlocks blocks;
    private final ParentDisk parent;

    VhdxDisk(ByteSource file, VhdxMetadata metadata, VhdxBlocks blocks, ParentDisk parent) {
        this.file = file;
        this.sizeBytes = metadata.sizeBytes();
        this.blockBits = Integer.numberOfTrailingZeros(metadata.blockBytes());
        this.sectorBits = Integer.numberOfTrailingZeros(metadata.sectorBytes());
        this.blocks = blocks;
        this.parent = parent;
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
            int inBlock = (int) at & ((1 << blockBits) - 1);
            int count = Math.min(length - done, (1 << blockBits) - inBlock);
            Block block = blocks.block(at >>> blockBits);
            State state = block.state();
            if (state == State.MIXED) {
                boolean here = blocks.isHere(at >>> blockBits, at >>> sectorBits);
                count = run(at, count, here);
                state = here ? State.HERE : State.ABSENT;
            }
            switch (state) {
                case HERE -> {
                    blocks.requireInside(at >>> blockBits, block.offset());
                    file.readFully(block.offset() + inBlock, into, offset + done, count);
                }
                case ABSENT -> parent.read(at, into, offset + done, count);
                default -> Arrays.fill(into, offset + done, offset + done + count, (byte) 0);
            }
            done += count;
        }
    }

    /** How many bytes from there on, at most {@code most} and in one block, come from the same file. */
    private int run(long at, int most, boolean here) throws ImageException {
        int sectorBytes = 1 << sectorBits;
        int count = sectorBytes - ((int) at & (sectorBytes - 1));
        while (count < most && blocks.isHere(at >>> blockBits, (at + count) >>> sectorBits) == here) {
            count += sectorBytes;
        }
        return Math.min(count, most);
    }

    @Override
    public long nextData(long position) throws ImageException {
        long at = position;
        while (at < sizeBytes) {
            long end = Math.min(sizeBytes, ((at >>> blockBits) + 1) << blockBits);
            State state = blocks.block(at >>> blockBits).state();
            if (state == State.HERE || state == State.MIXED) {
                return at;
            }
            if (state == State.ABSENT) {
                long next = parent.nextData(at, end);
                if (next < end) {
                    return next;
                }
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
