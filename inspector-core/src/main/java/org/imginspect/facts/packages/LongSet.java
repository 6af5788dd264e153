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

    /** 64 bits of a path: FNV-1a with the finish of MurmurHash3, so that the low bits are good too. */
    static long hash(byte[] bytes, int from, int to) {
        long hash = 0xcbf29ce484222325L;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i]) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
