package org.imginspect.image.qcow2;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what is wrong by kind, and remembers the first of each kind. */
final class Qcow2Defects {
    /** The kinds, in the order in which they are told. */
    enum Kind {
        BEYOND_END("lie beyond the end of the file"),
        UNDERCOUNTED(
                "are used more often than their reference count says, so that a write may overwrite what is in use"),
        REFCOUNT_BLOCK("of the reference count table are damaged"),
        MISALIGNED("do not begin at a cluster"),
        RESERVED("have bits set that must not be"),
        COPIED("have the copied flag wrong, so that a write may overwrite what a snapshot uses");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final Map<Kind, String> firsts = new EnumMap<>(Kind.class);

    /** @param unit what is wrong there: told of the first of a kind */
    void add(Kind kind, long times, String unit, long at) {
        counts.merge(kind, times, Long::sum);
        firsts.putIfAbsent(kind, unit + " at 0x" + Long.toHexString(at));
    }

    long total() {
        long total = 0;
        for (long count : counts.values()) {
            total += count;
        }
        return total;
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>();
        counts.forEach((kind, count) -> texts.add(count + (count == 1 ? " cluster or entry " : " clusters or entries ")
                + kind.text + " (the first: " + firsts.get(kind) + ")"));
        return texts;
    }
}
