package org.imginspect.volume.lvm2;

import java.util.ArrayList;
import java.util.List;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;

/** The redundant segment types, and raid0 which is called so. */
final class Lvm2Raid {
    private static final long SECTOR = 512;
    private static final long NEAR_TWO = 0x102; // one far copy, two near ones

    private Lvm2Raid() {}

    /** A mirror of dm-mirror: its first image is what is read while not all are in step, and is always right. */
    static Lvm2Mapper mirror(Lvm2Areas areas, Lvm2Section lv, Lvm2Section segment, long length) throws ImageException {
        List<?> pairs = segment.list("mirrors");
        long count = segment.number("mirror_count");
        if (count < 1 || pairs.size() != 2 * count) {
            throw segment.damaged("mirror_count is " + count + ", but mirrors names " + pairs.size() / 2);
        }
        // What pvmove has moved lies on the second one.
        boolean moved = lv.list("status").contains("PVMOVE")
                && count > 1
                && segment.number("extents_moved", 0) == segment.number("extent_count");
        int chosen = moved ? 1 : 0;
        if (!(pairs.get(2 * chosen) instanceof String name) || !(pairs.get(2 * chosen + 1) instanceof Long extent)) {
            throw segment.damaged("mirrors are not names and extents in turn");
        }
        return areas.area(lv, segment, name, extent, length);
    }

    static Lvm2Mapper raid0(Lvm2Areas areas, Lvm2Section lv, Lvm2Section segment, long length) throws ImageException {
        boolean bare = segment.has("raid0_lvs"); // else raids: metadata that says nothing, and image, in turn
        List<?> names = segment.list(bare ? "raid0_lvs" : "raids");
        long count = segment.number("stripe_count", 1, Integer.MAX_VALUE);
        if (names.size() != (bare ? count : 2 * count)) {
            throw segment.damaged("stripe_count is " + count + ", but there are " + names.size() + " names");
        }
        long each = Lvm2Segment.dealtOut(areas, segment, length, count);
        List<Lvm2Linear> stripes = new ArrayList<>();
        for (int i = bare ? 0 : 1; i < names.size(); i += bare ? 1 : 2) {
            stripes.add(areas.area(lv, segment, String.valueOf(names.get(i)), 0, each));
        }
        return new Lvm2Striped(stripes, segment.number("stripe_size") * SECTOR);
    }

    static Lvm2Mapper raid1(Lvm2Areas areas, Lvm2Section lv, Lvm2Section segment, long length) throws ImageException {
        Lvm2RaidImages images = Lvm2RaidImages.read(areas, lv, segment, length);
        for (int i = 0; i < images.count(); i++) {
            Lvm2Linear image = images.image(i);
            if (image != null) {
                return image;
            }
        }
        throw images.missing();
    }

    static Lvm2Mapper raid10(Lvm2Areas areas, Lvm2Section lv, Lvm2Section segment, long length) throws ImageException {
        long count = segment.number("device_count", 2, Integer.MAX_VALUE);
        long copies = segment.number("data_copies", 2);
        long chunk = segment.number("stripe_size", 1, Integer.MAX_VALUE) * SECTOR; // sectors
        if (copies != 2) {
            throw new UnsupportedFeatureException(
                    "lvm2: raid10 of " + copies + " copies is not read", areas.path(lv.name()));
        }
        if (length > Long.MAX_VALUE / 4 || length * copies % count != 0 || length * copies / count % chunk != 0) {
            throw segment.damaged(length + " bytes cannot be dealt out twice to " + count + " images");
        }
        Lvm2RaidImages images = Lvm2RaidImages.read(areas, lv, segment, length * copies / count);
        if (images.layout(NEAR_TWO) != NEAR_TWO) {
            throw new UnsupportedFeatureException(
                    "lvm2: raid10 of layout 0x" + Long.toHexString(images.layout(NEAR_TWO)) + " is not read",
                    images.path());
        }
        return Lvm2Raid10.of(images, (int) copies, chunk);
    }
}
