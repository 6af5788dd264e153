package org.imginspect.filesystem.btrfs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** BLAKE2b without a key (RFC 7693). */
final class BtrfsBlake2b {
    private static final VarHandle LE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int BLOCK_BYTES = 128;

    private static final long[] IV = {
        0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L,
        0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L
    };

    // RFC 7693, 2.7; rounds 10 and 11 use the first two again.
    private static final byte[][] SIGMA = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
        {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
        {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
        {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
        {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
        {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
        {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
        {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
        {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
    };

    private BtrfsBlake2b() {}

    static byte[] of256(byte[] bytes, int from, int length) {
        return of(bytes, from, length, 32);
    }

    /** @param digestBytes 1 to 64 */
    static byte[] of(byte[] bytes, int from, int length, int digestBytes) {
        long[] state = IV.clone();
        state[0] ^= 0x01010000L ^ digestBytes;
        long[] message = new long[16];
        long[] work = new long[16];
        int done = 0;
        while (length - done > BLOCK_BYTES) {
            compress(state, message, work, bytes, from + done, done + BLOCK_BYTES, false);
            done += BLOCK_BYTES;
        }
        byte[] last = new byte[BLOCK_BYTES];
        System.arraycopy(bytes, from + done, last, 0, length - done);
        compress(state, message, work, last, 0, length, true);
        byte[] digest = new byte[64];
        for (int i = 0; i < 8; i++) {
            LE64.set(digest, 8 * i, state[i]);
        }
        return Arrays.copyOf(digest, digestBytes);
    }

    private static void compress(
            long[] state, long[] message, long[] work, byte[] block, int at, long total, boolean last) {
        for (int i = 0; i < 16; i++) {
            message[i] = (long) LE64.get(block, at + 8 * i);
        }
        System.arraycopy(state, 0, work, 0, 8);
        System.arraycopy(IV, 0, work, 8, 8);
        work[12] ^= total;
        if (last) {
            work[14] = ~work[14];
        }
        for (int round = 0; round < 12; round++) {
            byte[] order = SIGMA[round % 10];
            mix(work, 0, 4, 8, 12, message[order[0]], message[order[1]]);
            mix(work, 1, 5, 9, 13, message[order[2]], message[order[3]]);
            mix(work, 2, 6, 10, 14, message[order[4]], message[order[5]]);
            mix(work, 3, 7, 11, 15, message[order[6]], message[order[7]]);
            mix(work, 0, 5, 10, 15, message[order[8]], message[order[9]]);
            mix(work, 1, 6, 11, 12, message[order[10]], message[order[11]]);
            mix(work, 2, 7, 8, 13, message[order[12]], message[order[13]]);
            mix(work, 3, 4, 9, 14, message[order[14]], message[order[15]]);
        }
        for (int i = 0; i < 8; i++) {
            state[i] ^= work[i] ^ work[i + 8];
        }
    }

    private static void mix(long[] v, int a, int b, int c, int d, long x, long y) {
        v[a] += v[b] + x;
        v[d] = Long.rotateRight(v[d] ^ v[a], 32);
        v[c] += v[d];
        v[b] = Long.rotateRight(v[b] ^ v[c], 24);
        v[a] += v[b] + y;
        v[d] = Long.rotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = Long.rotateRight(v[b] ^ v[c], 63);
    }
}
