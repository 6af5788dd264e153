package org.imginspect.facts.packages;

/** A set of 64-bit hashes: open addressing, no boxes. */
final class LongSet {
    private long[] slots = new long[1 << 12];
    private int size;
    private boolean zero;

    void add(long value) {
        if (value == 0) {
            zero = true;
            return;
        }
        int mask = slots.length - 1;
        int at = (int) value & mask;
        while (slots[at] != 0) {
            if (slots[at] == value) {
                return;
            }
            at = (at + 1) & mask;
        }
        slots[at] = value;
        if (++size * 2 > slots.length) {
            grow();
        }
    }

    boolean contains(long value) {
        if (value == 0) {
            return zero;
        }
        int mask = slots.length - 1;
        int at = (int) value & mask;
        while (slots[at] != 0) {
            if (slots[at] == value) {
                return true;
            }
            at = (at + 1) & mask;
        }
        return false;
    }

    int size() {
        return zero ? size + 1 : size;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[Math.multiplyExact(old.length, 2)];
        int mask = slots.length - 1;
        for (long value : old) {
            if (value != 0) {
                int at = (int) value & mask;
                while (slots[at] != 0) {
                    at = (at + 1) & mask;
                }
                slots[at] = value;
            }
        }
    }
}
