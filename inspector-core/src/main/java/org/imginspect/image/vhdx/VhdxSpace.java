package org.imginspect.image.vhdx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.image.ImageCheck;
import org.imginspect.image.ImageSpace;
import org.imginspect.image.vhdx.VhdxBlocks.Block;
import org.imginspect.image.vhdx.VhdxBlocks.State;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Where in the file the payload blocks are kept. */
final class VhdxSpace implements ImageSpace {
    private final ByteSource file;
    private final VhdxRegions regions;
    private final VhdxMetadata metadata;
    private final VhdxBlocks blocks;
    private final Limits limits;

    VhdxSpace(ByteSource file, VhdxRegions regions, VhdxMetadata metadata, VhdxBlocks blocks, Limits limits) {
        this.file = file;
        this.regions = regions;
        this.metadata = metadata;
        this.blocks = blocks;
        this.limits = limits;
    }

    @Override
    public long storedBytes(long start, long length) throws ImageException {
        long size = metadata.blockBytes();
        // The last block ends with the disk, and counts as far as the disk goes.
        long end = start + length >= metadata.sizeBytes() ? blocks.count() : (start + length) / size;
        long stored = 0;
        for (long block = (start + size - 1) / size; block < end; block++) {
            State state = blocks.block(block).state();
            if (state == State.HERE || state == State.MIXED) {
                stored += Math.min(size, metadata.sizeBytes() - block * size);
            }
        }
        return stored;
    }

    /** No two blocks may share bytes, nor lie over a region, nor end behind the file, nor be in an unknown state. */
    @Override
    public ImageCheck check() throws ImageException {
        long cap = limits.get(Limits.METADATA_TABLE_BYTES);
        if (blocks.count() * Long.BYTES > cap) {
            throw new LimitExceededException(
                    "vhdx: " + blocks.count() + " places of blocks take more bytes than a table may",
                    Limits.METADATA_TABLE_BYTES,
                    cap,
                    file.describe());
        }
        long[] starts = new long[(int) blocks.count()];
        int count = 0;
        long unknown = 0;
        long outside = 0;
        long onRegion = 0;
        long bytes = metadata.blockBytes();
        for (long index = 0; index < blocks.count(); index++) {
            Block block;
            try {
                block = blocks.block(index);
            } catch (DamagedImageException e) {
                unknown++;
                continue;
            }
            if (block.state() != State.HERE && block.state() != State.MIXED) {
                continue;
            }
            if (block.offset() < 0 || block.offset() > file.size() - bytes) {
                outside++;
                continue;
            }
            for (VhdxRegions.Region region : regions.all()) {
                onRegion += region.touches(block.offset(), bytes) ? 1 : 0;
            }
            starts[count++] = block.offset();
        }
        Arrays.sort(starts, 0, count);
        long shared = 0;
        for (int i = 1; i < count; i++) {
            shared += starts[i] - starts[i - 1] < bytes ? 1 : 0;
        }
        List<String> defects = new ArrayList<>();
        add(defects, unknown, "in a state that is not known");
        add(defects, outside, "behind the end of the file");
        add(defects, onRegion, "over a region of metadata");
        add(defects, shared, "over another block");
        return new ImageCheck(
                defects, unknown + outside + onRegion + shared, OptionalLong.empty(), metadata.blockBytes());
    }

    private static void add(List<String> defects, long count, String where) {
        if (count > 0) {
            defects.add(count + (count == 1 ? " block is " : " blocks are ") + where);
        }
    }
}
