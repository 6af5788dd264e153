package org.imginspect.engine.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.imginspect.engine.SpaceUse;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FreeSpace;
import org.imginspect.filesystem.recognised.Recognition.Content;
import org.imginspect.filesystem.recognised.UsedBytes;
import org.imginspect.image.ImageSpace;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Compares the file systems' maps with what the container keeps. Of a raw image, which keeps everything, a sample is looked at. */
final class UsedSpace {
    private static final int SAMPLES = 1024;
    private static final int SAMPLE_BYTES = 4096;

    private final DiskFile file;
    private final List<Region> regions;
    private final List<Region> volumes;
    private final List<Region> physical = new ArrayList<>();
    private final Limits limits;
    private final Optional<ImageSpace> container;
    private long used;
    private long free;
    private long wasted;
    private boolean estimated;

    UsedSpace(DiskFile file, List<Region> regions, List<Region> volumes, Limits limits) {
        this.volumes = volumes;
        this.file = file;
        this.regions = regions;
        this.limits = limits;
        this.container = file.image().space();
    }

    SpaceUse measure() throws ImageException {
        for (Region region : regions) {
            add(region);
        }
        if (!physical.isEmpty()) {
            logicalVolumes();
        }
        for (long[] gap : DiskSpaceReader.gaps(regions, file.disk().size())) {
            unused(gap[0], gap[1] - gap[0]);
        }
        if (container.isEmpty()) {
            estimated = true;
            wasted = sample();
        }
        return new SpaceUse(used, file.container().allocatedBytes(), wasted, estimated);
    }

    private void add(Region region) throws ImageException {
        if (region.failure().isPresent()) {
            throw region.failure().get();
        }
        long start = DiskSpaceReader.start(region);
        long size = region.bytes().size();
        Content content = region.content().content();
        if (content == Content.EMPTY) {
            unused(start, size);
            return;
        }
        if (content == Content.SWAP || content == Content.DATA) {
            used += size;
            return;
        }
        if (region.content().identity().format().equals("LVM2_member") && !volumes.isEmpty()) {
            physical.add(region);
            return;
        }
        Optional<FreeSpace> space = DiskSpaceReader.freeSpace(region, limits);
        if (space.isPresent()) {
            long before = free;
            space.get().free((from, length) -> unused(start + from, length));
            used += size - (free - before);
            return;
        }
        byTotals(List.of(region), counted(region));
    }

    /** Which extents a logical volume has is not read: all of them are compared with all physical volumes. */
    private void logicalVolumes() throws ImageException {
        long counted = 0;
        for (Region volume : volumes) {
            Optional<FreeSpace> space = DiskSpaceReader.freeSpace(volume, limits);
            if (space.isPresent()) {
                counted += volume.bytes().size() - space.get().freeBytes();
            } else {
                counted +=
                        volume.isFileSystem() ? counted(volume) : volume.bytes().size();
            }
        }
        byTotals(physical, counted);
    }

    private static long counted(Region region) throws ImageException {
        OptionalLong counted = UsedBytes.of(region.content().identity().format(), region.bytes());
        if (counted.isEmpty()) {
            throw DiskSpaceReader.noMap(region);
        }
        return counted.getAsLong();
    }

    /** Without a map: what is kept beyond what is used must be free. Compressed, it may be more. */
    private void byTotals(List<Region> where, long counted) throws ImageException {
        long size = 0;
        long stored = 0;
        for (Region region : where) {
            size += region.bytes().size();
            if (container.isPresent()) {
                stored += container
                        .get()
                        .storedBytes(
                                DiskSpaceReader.start(region), region.bytes().size());
            }
        }
        used += counted;
        free += Math.max(0, size - counted);
        estimated = true;
        wasted += Math.max(0, stored - counted);
    }

    private void unused(long start, long length) throws ImageException {
        free += length;
        if (container.isPresent()) {
            wasted += container.get().storedBytes(start, length);
        }
    }

    /** How much of the free space is likely not zero: places at equal distances are looked at. */
    private long sample() throws ImageException {
        long step = Math.max(SAMPLE_BYTES, free / SAMPLES);
        long[] state = new long[4]; // free bytes passed, the next place, places seen, places that are not zero
        byte[] bytes = new byte[SAMPLE_BYTES];
        for (Region region : regions) {
            Optional<FreeSpace> space = DiskSpaceReader.freeSpace(region, limits);
            if (space.isPresent()) {
                space.get().free((from, length) -> look(region.bytes(), from, length, step, state, bytes));
            }
        }
        return state[2] == 0 ? 0 : (long) ((double) state[0] * state[3] / state[2]);
    }

    private static void look(ByteSource volume, long from, long length, long step, long[] state, byte[] bytes)
            throws ImageException {
        while (state[1] < state[0] + length) {
            long at = from + state[1] - state[0];
            int count = (int) Math.min(bytes.length, from + length - at);
            volume.readFully(at, bytes, 0, count);
            state[2]++;
            state[3] += isZero(bytes, count) ? 0 : 1;
            state[1] += step;
        }
        state[0] += length;
    }

    private static boolean isZero(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
