package org.imginspect.facts.packages;

/** 64 bits of a path: FNV-1a with the finish of MurmurHash3, so that the low bits are good too. Fed in parts, it needs no copies. */
final class PathHash {
    static final long START = 0xcbf29ce484222325L;

    private PathHash() {}

    static long of(byte[] bytes, int from, int to) {
        return finish(feed(START, bytes, from, to));
    }

    /** A state after more bytes. */
    static long feed(long state, byte[] bytes, int from, int to) {
        long hash = state;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i]) * 0x100000001b3L;
        }
        return hash;
    }

    static long finish(long state) {
        long hash = state;
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
