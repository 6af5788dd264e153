package org.imginspect.volume.lvm2;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The images of a redundant volume, and which of them are up to date. Each has a small volume beside it with a superblock
 * (drivers/md/dm-raid.c, struct dm_raid_superblock, little-endian).
 */
final class Lvm2RaidImages {
    private static final long MAGIC = 0x64526d44L; // "DmRd"
    private static final int SUPERBLOCK = 512;
    private static final long DEVICES_MAX = 253; // MAX_RAID_DEVICES
    private static final long V190 = 1; // FEATURE_FLAG_SUPPORTS_V190
    private static final long NEVER = -1; // MaxSector: nothing left to recover

    private final String path;
    private final List<@Nullable Lvm2Linear> images = new ArrayList<>();
    private final List<@Nullable Bytes> superblocks = new ArrayList<>();
    private @Nullable ImageException why;
    private @Nullable Bytes freshest;

    private Lvm2RaidImages(String path) {
        this.path = path;
    }

    /**
     * Reads the superblocks.
     *
     * @param each how much of the volume lies on each image
     */
    static Lvm2RaidImages read(Lvm2Areas areas, Lvm2Section lv, Lvm2Section segment, long each) throws ImageException {
        Lvm2RaidImages raid = new Lvm2RaidImages(areas.path(lv.name()));
        List<?> names = segment.list("raids"); // metadata and image in turn
        long count = segment.number("device_count", 1, DEVICES_MAX);
        if (names.size() != 2 * count) {
            throw segment.damaged("device_count is " + count + ", but raids names " + names.size() + " volumes");
        }
        for (int i = 0; i < count; i++) {
            raid.add(areas, lv, segment, String.valueOf(names.get(2 * i)), String.valueOf(names.get(2 * i + 1)), each);
        }
        raid.dropOutdated();
        return raid;
    }

    private void add(Lvm2Areas areas, Lvm2Section lv, Lvm2Section segment, String meta, String image, long each)
            throws ImageException {
        int position = images.size();
        Lvm2Linear area = null;
        Bytes superblock = null;
        try {
            if (areas.lv(image, segment).list("status").contains("REBUILD")) {
                throw new UnsupportedFeatureException("lvm2: image " + image + " is still to be rebuilt", path);
            }
            superblock = superblock(areas.bytes(areas.lv(meta, segment)).bytes());
            area = areas.area(lv, segment, image, 0, each);
            if (superblock != null
                    && (superblock.le32(8) != segment.number("device_count") // num_devices
                            || superblock.le32(12) != position)) { // array_position
                throw superblock.damaged(
                        "lvm2: superblock of image " + superblock.le32(12) + " of " + superblock.le32(8)
                                + " is that of " + position + " of " + segment.number("device_count"),
                        8);
            }
        } catch (ImageException e) {
            why = why == null ? e : why;
            area = null;
        }
        images.add(area);
        superblocks.add(area == null ? null : superblock);
    }

    /** Null if there is none yet: the volume was never active. */
    private @Nullable Bytes superblock(ByteSource meta) throws ImageException {
        Bytes bytes = meta.read(0, SUPERBLOCK);
        if (bytes.le32(0) != MAGIC) { // magic
            return null;
        }
        boolean extended = (bytes.le32(4) & V190) != 0; // compat_features
        if ((bytes.le32(4) & ~V190) != 0 || (extended && bytes.le32(144) != 0)) { // incompat_features
            throw new UnsupportedFeatureException(
                    "lvm2: raid superblock with features 0x" + Long.toHexString(bytes.le32(4)) + " and 0x"
                            + Long.toHexString(bytes.le32(144)),
                    path);
        }
        if (extended && (bytes.le32(60) != 0 || bytes.le64(96) != 0)) { // flags, data_offset in sectors
            throw new UnsupportedFeatureException(
                    "lvm2: reshaping of raid volumes is not read (flags 0x" + Long.toHexString(bytes.le32(60))
                            + ", data_offset " + bytes.le64(96) + ")",
                    path);
        }
        return bytes;
    }

    private void dropOutdated() throws ImageException {
        for (Bytes superblock : superblocks) {
            if (superblock != null
                    && (freshest == null
                            || Long.compareUnsigned(superblock.le64(16), freshest.le64(16)) > 0)) { // events
                freshest = superblock;
            }
        }
        if (freshest == null) {
            return;
        }
        for (int i = 0; i < images.size(); i++) {
            Bytes own = superblocks.get(i);
            boolean failed = i < Long.SIZE && (freshest.le64(24) >>> i & 1) != 0; // failed_devices
            if (own == null || failed || own.le64(16) != freshest.le64(16) || own.le64(32) != NEVER) {
                // disk_recovery_offset, sectors
                if (images.get(i) != null && why == null) {
                    why = new UnsupportedFeatureException("lvm2: image " + i + " is not up to date", path);
                }
                images.set(i, null);
            }
        }
    }

    int count() {
        return images.size();
    }

    /** An image, null if it is not at hand or out of date. */
    @Nullable
    Lvm2Linear image(int position) {
        return images.get(position);
    }

    /** Why the first image that cannot be used cannot. */
    ImageException missing() {
        return why == null ? new UnsupportedFeatureException("lvm2: an image is not usable", path) : why;
    }

    /** The algorithm's number in the superblock; {@code otherwise} if there is none yet. */
    long layout(long otherwise) throws ImageException {
        return freshest == null ? otherwise : freshest.le32(52); // layout
    }

    /** The md level in the superblock; {@code otherwise} if there is none yet. */
    long level(long otherwise) throws ImageException {
        return freshest == null ? otherwise : freshest.le32(48); // level
    }

    String path() {
        return path;
    }
}
