package org.imginspect.engine.disk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.imginspect.engine.SpaceUse;
import org.imginspect.engine.StorageEntry;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
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

    /** Logical volumes whose extents are a stretch of a physical volume each: what they use is used there once. */
    private static final Set<String> PLAIN = Set.of("linear", "striped", "linear+striped", "striped+linear");

    private final DiskFiles files;
    private final DiskStack stack;
    private final Limits limits;
    /** Members of volume groups, and the devices of one file system. */
    private final List<Region> physical = new ArrayList<>();

    private final Map<String, Optional<ImageSpace>> containers = new HashMap<>();
    private long used;
    private long free;
    private long wasted;
    private boolean estimated;

    UsedSpace(DiskFiles files, DiskStack stack, Limits limits) {
        this.files = files;
        this.stack = stack;
        this.limits = limits;
    }

    SpaceUse measure() throws ImageException {
        long fileBytes = 0;
        for (int i = 0; i < files.all().size(); i++) {
            DiskFile file = files.all().get(i);
            Optional<ImageSpace> container = file.image().space();
            List<Region> regions = stack.disks().get(i).regions();
            for (Region region : regions) {
                containers.put(region.path(), container);
                add(region, container);
            }
            for (long[] gap : DiskSpaceReader.gaps(regions, file.disk().size())) {
                unused(container, gap[0], gap[1] - gap[0]);
            }
            fileBytes += file.container().allocatedBytes();
        }
        if (!physical.isEmpty()) {
            logicalVolumes();
        }
        for (int i = 0; i < files.all().size(); i++) {
            DiskFile file = files.all().get(i);
            if (file.image().space().isEmpty()) {
                if (file.image().clusterBytes().isPresent()) {
                    throw new UnsupportedFeatureException(
                            file.image().format() + ": which of its bytes are kept is not read", file.name());
                }
                estimated = true;
                wasted += sample(stack.disks().get(i));
            }
        }
        return new SpaceUse(used, fileBytes, wasted, estimated);
    }

    private void add(Region region, Optional<ImageSpace> container) throws ImageException {
        if (region.failure().isPresent()) {
            throw region.failure().get();
        }
        long start = DiskSpaceReader.start(region);
        long size = region.bytes().size();
        Content content = region.content().content();
        if (content == Content.EMPTY) {
            unused(container, start, size);
            return;
        }
        if (content == Content.SWAP || content == Content.DATA) {
            used += size;
            return;
        }
        if (stack.isMember(region)) {
            physical.add(region);
            return;
        }
        if (!stack.together(region).isEmpty()) {
            throw new UnsupportedFeatureException(
                    region.content().identity().format() + ": which bytes of its several devices are used is not read",
                    region.path());
        }
        Optional<FreeSpace> space = DiskSpaceReader.freeSpace(stack, region, limits);
        if (space.isPresent()) {
            long before = free;
            space.get().free((from, length) -> unused(container, start + from, length));
            used += size - (free - before);
            return;
        }
        byTotals(List.of(region), counted(region));
    }

    /** Which extents a logical volume has is not asked: all of them are compared with all physical volumes. */
    private void logicalVolumes() throws ImageException {
        for (Region member : physical) {
            if (stack.failure(member).isPresent()) {
                throw stack.failure(member).get();
            }
        }
        for (Volume unread : stack.unreadVolumes()) {
            throw unread.failure().orElseThrow();
        }
        for (StorageEntry volume : stack.volumes()) {
            String type = volume.volume().orElseThrow().type();
            if (!volume.format().equals("lvm2") || !PLAIN.contains(type)) {
                throw new UnsupportedFeatureException(type + ": which bytes it uses is not read", volume.path());
            }
        }
        long counted = 0;
        for (Region volume : stack.regions()) {
            if (!volume.place().isLogical()) {
                continue;
            }
            if (stack.isMember(volume)) {
                throw new UnsupportedFeatureException(
                        volume.content().identity().format()
                                + ": inside another volume, which bytes it uses is not read",
                        volume.path());
            }
            Optional<FreeSpace> space = DiskSpaceReader.freeSpace(stack, volume, limits);
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
            Optional<ImageSpace> container = containers.getOrDefault(region.path(), Optional.empty());
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

    private void unused(Optional<ImageSpace> container, long start, long length) throws ImageException {
        free += length;
        if (container.isPresent()) {
            wasted += container.get().storedBytes(start, length);
        }
    }

    /** How much of the free space is likely not zero: places at equal distances are looked at. */
    private long sample(DiskLayout disk) throws ImageException {
        long step = Math.max(SAMPLE_BYTES, free / SAMPLES);
        long[] state = new long[4]; // free bytes passed, the next place, places seen, places that are not zero
        byte[] bytes = new byte[SAMPLE_BYTES];
        for (Region region : disk.regions()) {
            Optional<FreeSpace> space =
                    stack.isMember(region) ? Optional.empty() : DiskSpaceReader.freeSpace(stack, region, limits);
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
