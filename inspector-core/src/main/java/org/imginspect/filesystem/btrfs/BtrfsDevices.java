package org.imginspect.filesystem.btrfs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.Problem;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.jspecify.annotations.Nullable;

/** The devices at hand, each with the superblock that it is known by. */
final class BtrfsDevices {
    /** @param bad why the first superblock could not be used; null if it could */
    private record Device(
            ByteSource source,
            BtrfsSuperblock superblock,
            @Nullable Problem bad) {}

    private final Map<Long, Device> byId = new HashMap<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final Device newest;

    private BtrfsDevices(List<Device> devices) throws DamagedImageException {
        Device latest = devices.get(0);
        for (Device device : devices) {
            if (!device.superblock.isOfSameFileSystem(latest.superblock)) {
                throw device.superblock
                        .raw()
                        .damaged(
                                "btrfs: the device belongs to the file system "
                                        + BtrfsSuperblock.text(device.superblock.uuid()) + ", not to "
                                        + BtrfsSuperblock.text(latest.superblock.uuid()),
                                0x20);
            }
            if (Long.compareUnsigned(device.superblock.generation(), latest.superblock.generation()) > 0) {
                latest = device;
            }
        }
        newest = latest;
        for (Device device : devices) {
            if (device.bad != null) {
                warnings.add(device.bad);
            }
            Device other = byId.get(device.superblock.deviceId());
            // Of two with one number, one of which may be an old copy, the newer one counts.
            if (other == null
                    || Long.compareUnsigned(other.superblock.generation(), device.superblock.generation()) < 0) {
                byId.put(device.superblock.deviceId(), device);
            }
        }
    }

    static BtrfsDevices of(List<ByteSource> sources) throws ImageException {
        List<Device> devices = new ArrayList<>();
        for (ByteSource source : sources) {
            devices.add(device(source));
        }
        return new BtrfsDevices(devices);
    }

    /**
     * A device with its first superblock, as the kernel takes it; if that one is damaged, with the newest copy of it that is
     * sound.
     */
    private static Device device(ByteSource source) throws ImageException {
        DamagedImageException damage;
        try {
            return new Device(source, superblock(source, BtrfsSuperblock.POSITIONS[0]), null);
        } catch (DamagedImageException e) {
            damage = e;
        }
        BtrfsSuperblock newest = null;
        for (int i = 1; i < BtrfsSuperblock.POSITIONS.length; i++) {
            long position = BtrfsSuperblock.POSITIONS[i];
            if (source.size() - BtrfsSuperblock.BYTES < position) {
                continue;
            }
            try {
                BtrfsSuperblock copy = superblock(source, position);
                if (newest == null || Long.compareUnsigned(copy.generation(), newest.generation()) > 0) {
                    newest = copy;
                }
            } catch (DamagedImageException e) {
                damage.addSuppressed(e);
            }
        }
        if (newest == null) {
            throw damage;
        }
        Problem bad = damage.problem();
        return new Device(
                source,
                newest,
                new Problem(bad.kind(), bad.what() + "; one of its copies was used", bad.where(), bad.offsetBytes()));
    }

    private static BtrfsSuperblock superblock(ByteSource source, long position) throws ImageException {
        Bytes raw = source.read(position, BtrfsSuperblock.BYTES);
        return BtrfsSuperblock.parse(raw, position);
    }

    /** That of the newest commit. */
    BtrfsSuperblock superblock() {
        return newest.superblock;
    }

    /** The storage path of the device with the newest superblock, for errors of the whole. */
    String where() {
        return newest.source.describe();
    }

    int count() {
        return byId.size();
    }

    /** First superblocks that could not be used. */
    List<Problem> warnings() {
        return warnings;
    }

    /** The device that a stripe lies on, or null if it is not at hand. */
    @Nullable
    ByteSource find(long id, byte[] uuid) {
        Device device = byId.get(id);
        return device != null && Arrays.equals(device.superblock.deviceUuid(), uuid) ? device.source : null;
    }

    /** Which devices chunks lie on that are not at hand. */
    Set<Long> missing(BtrfsChunks chunks) {
        Set<Long> missing = new HashSet<>();
        for (BtrfsChunk chunk : chunks.all()) {
            for (int i = 0; i < chunk.offsets().length; i++) {
                if (find(chunk.deviceIds()[i], chunk.deviceUuids()[i]) == null) {
                    missing.add(chunk.deviceIds()[i]);
                }
            }
        }
        return missing;
    }
}
