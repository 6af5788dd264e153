package org.imginspect.volume.lvm2;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;

/** The segment types: what each makes of its areas. */
final class Lvm2Segment {
    private static final long SECTOR = 512;
    private static final long STRIPES_MAX = 128; // MAX_STRIPES

    /** What they lie on has no extents of its own: only one segment from the beginning on makes sense. */
    private static final Set<String> WHOLE = Set.of("raid0", "raid0_meta", "raid1", "raid10", "raid10_near", "thin");

    /** What may follow a type behind {@code +} without a meaning for what is read. */
    private static final Set<String> HARMLESS = Set.of("METADATA_FORMAT", "CROP_METADATA");

    private Lvm2Segment() {}

    static Lvm2Mapper mapper(Lvm2Areas areas, Lvm2Section lv, Lvm2Section segment, long length) throws ImageException {
        String type = type(segment);
        if (WHOLE.contains(type) && segment.number("start_extent") != 0) {
            throw segment.damaged("type " + type + " does not begin the volume");
        }
        return switch (type) {
            case "striped", "linear" -> striped(areas, lv, segment, length);
            case "zero" -> new Lvm2Zeros();
            case "mirror" -> Lvm2Raid.mirror(areas, lv, segment, length);
            case "raid0", "raid0_meta" -> Lvm2Raid.raid0(areas, lv, segment, length);
            case "raid1" -> Lvm2Raid.raid1(areas, lv, segment, length);
            case "raid10", "raid10_near" -> Lvm2Raid.raid10(areas, lv, segment, length);
            case "thin" -> Lvm2ThinVolume.mapper(areas, lv, segment, length);
            default ->
                throw new UnsupportedFeatureException(
                        "lvm2: segment type '" + type + "' is not read", areas.path(lv.name()));
        };
    }

    /** In LVM's words: a volume striped over one is linear. Flags behind the type stay with it if they change what is read. */
    static String type(Lvm2Section segment) throws ImageException {
        String type = segment.text("type");
        int plus = type.lastIndexOf('+');
        while (plus > 0 && HARMLESS.contains(type.substring(plus + 1))) {
            type = type.substring(0, plus);
            plus = type.lastIndexOf('+');
        }
        return type.equals("striped") && segment.number("stripe_count") == 1 ? "linear" : type;
    }

    private static Lvm2Mapper striped(Lvm2Areas areas, Lvm2Section lv, Lvm2Section segment, long length)
            throws ImageException {
        long count = segment.number("stripe_count", 1, STRIPES_MAX);
        if (segment.list("stripes").size() != 2 * count) {
            throw segment.damaged("stripe_count is " + count + ", but stripes names "
                    + segment.list("stripes").size() / 2);
        }
        if (count == 1) {
            return areas.extents(lv, segment, "stripes", length).get(0);
        }
        return new Lvm2Striped(
                areas.extents(lv, segment, "stripes", dealtOut(areas, segment, length, count)),
                segment.number("stripe_size") * SECTOR);
    }

    /** How much of a segment lies on each of its stripes. */
    static long dealtOut(Lvm2Areas areas, Lvm2Section segment, long length, long count) throws ImageException {
        long chunk = segment.number("stripe_size", 1, Integer.MAX_VALUE) * SECTOR; // sectors
        long each = length / count;
        if (length % count != 0 || each % areas.group().extentBytes() != 0 || each % chunk != 0) {
            throw segment.damaged(length + " bytes cannot be dealt out to " + count + " stripes in chunks of " + chunk);
        }
        return each;
    }

    /** The different types of a volume's segments, joined by {@code +}. */
    static String types(List<Lvm2Section> segments) throws ImageException {
        List<String> types = new ArrayList<>();
        for (Lvm2Section segment : segments) {
            String type = type(segment);
            if (!types.contains(type)) {
                types.add(type);
            }
        }
        return String.join("+", types);
    }
}
