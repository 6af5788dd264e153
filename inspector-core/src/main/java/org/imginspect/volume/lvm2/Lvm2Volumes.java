package org.imginspect.volume.lvm2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.volume.LogicalVolume;
import org.jspecify.annotations.Nullable;

/** The logical volumes of a group as they are shown: not those that are parts of others. */
final class Lvm2Volumes {
    /** Their bytes belong to the volumes that are in them. */
    private static final Set<String> POOLS = Set.of("thin-pool", "cache-pool", "vdo-pool");

    private final Lvm2Areas areas;
    private final Map<String, String> snapshots = new HashMap<>();
    private final Map<String, String> merging = new HashMap<>();
    private final Map<String, ImageException> damaged = new HashMap<>();

    Lvm2Volumes(Lvm2Areas areas) {
        this.areas = areas;
    }

    List<LogicalVolume> list() {
        for (Lvm2Section lv : areas.group().lvs().values()) {
            noteSnapshot(lv);
        }
        List<LogicalVolume> volumes = new ArrayList<>();
        for (Lvm2Section lv : areas.group().lvs().values()) {
            if (isShown(lv)) {
                volumes.add(volume(lv));
            }
        }
        return volumes;
    }

    /** A snapshot with a store of its own is an entry {@code snapshot0}, which names the origin and the volume that is the store. */
    private void noteSnapshot(Lvm2Section lv) {
        try {
            for (Lvm2Section segment : lv.sections()) {
                if (segment.optionalText("type").equals(Optional.of("snapshot"))) {
                    String origin = segment.text("origin");
                    if (segment.has("merging_store")) {
                        merging.put(origin, segment.text("merging_store"));
                        snapshots.put(segment.text("merging_store"), origin);
                    } else {
                        snapshots.put(segment.text("cow_store"), origin);
                    }
                } else if (segment.has("merge")) {
                    // A thin snapshot takes its origin's place when that is active next.
                    merging.put(segment.text("merge"), lv.name());
                }
            }
        } catch (ImageException e) {
            // It is shown as a volume that cannot be read.
            damaged.put(lv.name(), e);
        }
    }

    private boolean isShown(Lvm2Section lv) {
        if (damaged.containsKey(lv.name())) {
            return true;
        }
        try {
            for (Lvm2Section segment : lv.sections()) {
                if (segment.optionalText("type").equals(Optional.of("snapshot"))) {
                    return false;
                }
            }
            // The store stands for the snapshot, which lvm shows until it is merged.
            boolean store = snapshots.containsKey(lv.name()) && !merging.containsValue(lv.name());
            return store || lv.list("status").contains("VISIBLE");
        } catch (ImageException e) {
            damaged.put(lv.name(), e);
            return true;
        }
    }

    private LogicalVolume volume(Lvm2Section lv) {
        Optional<String> uuid = Optional.empty();
        String type = "";
        OptionalLong size = OptionalLong.empty();
        Optional<String> origin = Optional.empty();
        boolean pool = false;
        try {
            ImageException why = damaged.get(lv.name());
            if (why != null) {
                throw why;
            }
            uuid = Optional.of(Lvm2Group.uuid(lv));
            List<Lvm2Section> segments = areas.segments(lv);
            type = Lvm2Segment.types(segments);
            origin = origin(lv, segments);
            pool = POOLS.contains(type);
            Lvm2Section sized = snapshots.containsKey(lv.name()) ? areas.lv(snapshots.get(lv.name()), lv) : lv;
            long bytes = 0;
            for (Lvm2Section segment : areas.segments(sized)) {
                bytes += areas.length(segment);
            }
            size = OptionalLong.of(bytes);
            if (pool) {
                return made(lv, uuid, type, size, origin, false, Optional.empty(), Optional.empty());
            }
            if (snapshots.containsKey(lv.name())) {
                type = "snapshot";
                throw new UnsupportedFeatureException(
                        "lvm2: segment type 'snapshot' is not read: what changed since is in its store, the rest in "
                                + snapshots.get(lv.name()),
                        areas.path(lv.name()));
            }
            if (merging.containsKey(lv.name())) {
                throw new UnsupportedFeatureException(
                        "lvm2: snapshot " + merging.get(lv.name()) + " is being merged into it", areas.path(lv.name()));
            }
            ByteSource source = areas.bytes(lv).bytes();
            return made(lv, uuid, type, size, origin, true, Optional.of(source), Optional.empty());
        } catch (ImageException e) {
            return made(lv, uuid, type, size, origin, !pool, Optional.empty(), Optional.of(e));
        }
    }

    private Optional<String> origin(Lvm2Section lv, List<Lvm2Section> segments) throws ImageException {
        @Nullable String origin = snapshots.get(lv.name());
        for (Lvm2Section segment : segments) {
            if (origin == null && segment.text("type").equals("thin")) {
                origin = segment.optionalText("origin").orElse(null);
                if (origin == null) {
                    origin = segment.optionalText("external_origin").orElse(null);
                }
            }
        }
        return Optional.ofNullable(origin).map(name -> areas.group().name() + "/" + name);
    }

    private LogicalVolume made(
            Lvm2Section lv,
            Optional<String> uuid,
            String type,
            OptionalLong size,
            Optional<String> origin,
            boolean holdsData,
            Optional<ByteSource> bytes,
            Optional<ImageException> failure) {
        return new LogicalVolume(
                areas.group().name() + "/" + lv.name(),
                uuid,
                type,
                size,
                areas.group().devices(lv.name()),
                origin,
                holdsData,
                bytes,
                failure);
    }
}
