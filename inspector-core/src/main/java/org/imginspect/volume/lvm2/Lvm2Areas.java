package org.imginspect.volume.lvm2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** What segments lie on: physical volumes that are at hand, and logical volumes put together when one is asked for. */
final class Lvm2Areas {
    /** A thin volume on a mirrored pool on mirrors being moved needs six. */
    private static final int DEPTH_MAX = 12;

    /** lib/format_text/flags.c: what is not there to be ignored must be known. */
    private static final Set<?> STATUS = Set.of(
            "READ",
            "WRITE",
            "WRITE_LOCKED",
            "FIXED_MINOR",
            "VISIBLE",
            "PVMOVE",
            "LOCKED",
            "NOTSYNCED",
            "REBUILD",
            "WRITEMOSTLY",
            "ACTIVATION_SKIP");

    private final Lvm2Group group;
    private final Map<String, ByteSource> present;
    private final String where;
    private final Limits limits;
    private final Map<String, Lvm2Bytes> known = new HashMap<>();
    private final Map<String, Lvm2ThinPool> pools = new HashMap<>();
    private final Set<String> beingPutTogether = new HashSet<>();

    /**
     * @param present the physical volumes at hand, by their name in the text
     * @param where the path that volumes' names are added to
     */
    Lvm2Areas(Lvm2Group group, Map<String, ByteSource> present, String where, Limits limits) {
        this.group = group;
        this.present = Map.copyOf(present);
        this.where = where;
        this.limits = limits;
    }

    Lvm2Group group() {
        return group;
    }

    Limits limits() {
        return limits;
    }

    /** The storage path of a logical volume. */
    String path(String lv) {
        return where + " > " + group.name() + "/" + lv;
    }

    Lvm2Section lv(String name, Lvm2Section user) throws DamagedImageException {
        Lvm2Section lv = group.lvs().get(name);
        if (lv == null) {
            throw user.damaged("there is no logical volume '" + name + "'");
        }
        return lv;
    }

    /** The bytes of a logical volume, hidden or not. */
    Lvm2Bytes bytes(Lvm2Section lv) throws ImageException {
        Lvm2Bytes made = known.get(lv.name());
        if (made != null) {
            return made;
        }
        if (!beingPutTogether.add(lv.name())) {
            throw lv.damaged("the logical volume is made of itself");
        }
        try {
            if (beingPutTogether.size() > DEPTH_MAX) {
                throw lv.damaged("logical volumes lie on each other more than " + DEPTH_MAX + " deep");
            }
            Lvm2Source source = source(lv);
            made = new Lvm2Bytes(source, source.fanOut());
            known.put(lv.name(), made);
            return made;
        } finally {
            beingPutTogether.remove(lv.name());
        }
    }

    /** The thin pool that a logical volume is, opened once for all its volumes. */
    Lvm2ThinPool pool(Lvm2Section lv) throws ImageException {
        Lvm2ThinPool pool = pools.get(lv.name());
        if (pool == null) {
            pool = Lvm2ThinPool.open(this, lv);
            pools.put(lv.name(), pool);
        }
        return pool;
    }

    private Lvm2Source source(Lvm2Section lv) throws ImageException {
        for (Object flag : lv.list("status")) {
            if (!STATUS.contains(flag)) {
                throw new UnsupportedFeatureException(
                        "lvm2: status '" + flag + "' of a logical volume is not known", path(lv.name()));
            }
        }
        List<Lvm2Section> segments = segments(lv);
        long[] starts = new long[segments.size()];
        List<Lvm2Mapper> mappers = new ArrayList<>(segments.size());
        long at = 0;
        for (int i = 0; i < segments.size(); i++) {
            Lvm2Section segment = segments.get(i);
            starts[i] = at;
            long length = length(segment);
            mappers.add(Lvm2Segment.mapper(this, lv, segment, length));
            at += length;
        }
        return new Lvm2Source(starts, mappers, at, path(lv.name()));
    }

    /** The segments, which follow each other without a gap from extent 0 on; at least one. */
    List<Lvm2Section> segments(Lvm2Section lv) throws DamagedImageException {
        List<Lvm2Section> segments = lv.sections();
        if (segments.size() != lv.number("segment_count") || segments.isEmpty()) {
            throw lv.damaged("segment_count is " + lv.number("segment_count") + ", but there are " + segments.size());
        }
        long next = 0;
        for (Lvm2Section segment : segments) {
            if (segment.number("start_extent") != next) {
                throw lv.damaged(
                        segment.name() + " begins at extent " + segment.number("start_extent") + ", not at " + next);
            }
            next += segment.number("extent_count", 1, 0xffff_ffffL); // 32 bits in LVM
        }
        if (next > Long.MAX_VALUE / 2 / group.extentBytes()) {
            throw lv.damaged(next + " extents of " + group.extentBytes() + " bytes exceed 2^62");
        }
        return segments;
    }

    long length(Lvm2Section segment) throws DamagedImageException {
        return segment.number("extent_count") * group.extentBytes();
    }

    /** The areas of an array that names volumes and extents in turn: {@code ["pv0", 0, "pv1", 128]}. */
    List<Lvm2Linear> extents(Lvm2Section user, Lvm2Section segment, String key, long length) throws ImageException {
        List<?> pairs = segment.list(key);
        List<Lvm2Linear> areas = new ArrayList<>(pairs.size() / 2);
        for (int i = 0; i < pairs.size(); i += 2) {
            if (i + 1 >= pairs.size()
                    || !(pairs.get(i) instanceof String name)
                    || !(pairs.get(i + 1) instanceof Long extent)) {
                throw segment.damaged(key + " are not names and extents in turn");
            }
            areas.add(area(user, segment, name, extent, length));
        }
        return areas;
    }

    /** {@code length} bytes from an extent on of a physical volume, or of a logical one. */
    Lvm2Linear area(Lvm2Section user, Lvm2Section segment, String name, long extent, long length)
            throws ImageException {
        Lvm2Pv pv = group.pvs().get(name);
        if (extent < 0 || extent > 0xffff_ffffL) {
            throw segment.damaged("extent " + extent + " of " + name);
        }
        if (extent > Long.MAX_VALUE / 2 / group.extentBytes()) {
            throw segment.damaged("extent " + extent + " of " + group.extentBytes() + " bytes exceeds 2^62");
        }
        long at = extent * group.extentBytes();
        if (pv == null) {
            Lvm2Bytes below = bytes(lv(name, segment));
            if (at > below.bytes().size() || length > below.bytes().size() - at) {
                throw segment.damaged("extent " + extent + " and what follows leave logical volume " + name);
            }
            return new Lvm2Linear(below, at);
        }
        if (extent > pv.extents() || length / group.extentBytes() > pv.extents() - extent) {
            throw segment.damaged("extent " + extent + " and what follows leave " + name + " of " + pv.extents());
        }
        ByteSource bytes = present.get(name);
        if (bytes == null) {
            throw new UnsupportedFeatureException(
                    "lvm2: physical volume " + pv.describe() + " is not among the disks given", path(user.name()));
        }
        if (pv.startBytes() > bytes.size()
                || at > bytes.size() - pv.startBytes()
                || length > bytes.size() - pv.startBytes() - at) {
            throw new DamagedImageException(
                    "lvm2: extent " + extent + " of " + name + " lies behind the end of the physical volume",
                    bytes.describe());
        }
        return new Lvm2Linear(new Lvm2Bytes(bytes, 1), pv.startBytes() + at);
    }
}
