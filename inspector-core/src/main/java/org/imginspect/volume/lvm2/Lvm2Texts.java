package org.imginspect.volume.lvm2;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/** The texts of all physical volumes; of each group the newest counts. */
final class Lvm2Texts {
    private final Limits limits;
    private final Lvm2Text parser;
    private final Map<String, Lvm2Group> newest = new LinkedHashMap<>();
    private final Map<String, ImageException> conflicts = new HashMap<>();
    private final Map<Long, String> known = new HashMap<>();

    Lvm2Texts(Limits limits) {
        this.limits = limits;
        this.parser = new Lvm2Text(limits);
    }

    /**
     * What one physical volume contributes.
     *
     * @param group the UUID of the group its own texts are of; empty if it has none
     * @param vacant whether an area that is in use holds no text: it is part of no group
     * @param failure why a text that should be there could not be read; empty if all could
     */
    record Contribution(Optional<String> group, boolean vacant, Optional<ImageException> failure) {}

    /** Reads the texts of a physical volume. */
    Contribution add(ByteSource volume, Lvm2Label label) {
        @Nullable String group = null;
        @Nullable ImageException failure = null;
        boolean vacant = false;
        for (long[] area : label.areas()) {
            try {
                Optional<byte[]> text = Lvm2Area.text(volume, area[0], area[1], limits);
                if (text.isPresent() && text.get().length == 0) {
                    vacant = true;
                } else if (text.isPresent()) {
                    group = add(text.get(), volume.describe());
                }
            } catch (ImageException e) {
                failure = failure == null ? e : failure;
            }
        }
        return new Contribution(Optional.ofNullable(group), vacant && group == null, Optional.ofNullable(failure));
    }

    private String add(byte[] text, String where) throws ImageException {
        int sum = Lvm2Crc.update(Lvm2Crc.INITIAL, text, 0, text.length);
        // Most physical volumes of a group carry the same text; it was compared by its checksum already, and by the
        // name it begins with here.
        long key = ((long) sum << 32) ^ Arrays.hashCode(text);
        String seen = known.get(key);
        if (seen != null) {
            return seen;
        }
        Lvm2Group group = Lvm2Group.of(parser.parse(text, where), parser.sectionSum(), where, limits);
        known.put(key, group.uuid());
        Lvm2Group before = newest.get(group.uuid());
        if (before == null || before.seqno() < group.seqno()) {
            newest.put(group.uuid(), group);
            conflicts.remove(group.uuid());
        } else if (before.seqno() == group.seqno() && before.sum() != group.sum()) {
            conflicts.put(
                    group.uuid(),
                    new DamagedImageException(
                            "lvm2: physical volumes of " + group.name() + " carry different texts of seqno "
                                    + group.seqno(),
                            where));
        }
        return group.uuid();
    }

    /** The groups, by their UUID. */
    Map<String, Lvm2Group> newest() {
        return newest;
    }

    /** Why it is not known which text of a group counts; empty if it is. */
    Optional<ImageException> conflict(String group) {
        return Optional.ofNullable(conflicts.get(group));
    }
}
