package org.imginspect.image.vmdk;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What {@link VmdkSparseExtent#check} finds: how many of each kind, and where the first is. */
final class VmdkDefects {
    /** In the order in which they are told. */
    enum Kind {
        TABLE_OUTSIDE("grain tables lie outside the file"),
        GRAIN_OUTSIDE("grains lie outside the file"),
        GRAIN_SHARED("grains lie where another one does"),
        REDUNDANT("entries differ between the grain tables and their redundant copies");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private record Found(long count, String first) {}

    private final Map<Kind, Found> found = new EnumMap<>(Kind.class);

    void add(Kind kind, String file, long at) {
        Found known = found.get(kind);
        found.put(
                kind,
                known == null
                        ? new Found(1, file + " @ 0x" + Long.toHexString(at))
                        : new Found(known.count + 1, known.first));
    }

    long total() {
        long total = 0;
        for (Found one : found.values()) {
            total += one.count;
        }
        return total;
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        found.forEach((kind, one) -> texts.add(one.count + " " + kind.text + ", the first at " + one.first));
        return texts;
    }
}
