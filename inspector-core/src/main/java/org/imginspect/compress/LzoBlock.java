package org.imginspect.compress;

import java.util.Objects;
import org.imginspect.error.DamagedImageException;

/**
 * LZO1X blocks (the kernel's {@code Documentation/staging/lzo.rst}, bitstream version 0): what lzop, btrfs and squashfs put into
 * frames of their own. A block does not say how much it holds.
 */
public final class LzoBlock {
    private final byte[] in;
    private final int inEnd;
    private final byte[] out;
    private final int outStart;
    private final int outEnd;
    private final String where;
    private int ip;
    private int op;

    private LzoBlock(byte[] in, int inOffset, int inLength, byte[] out, int outOffset, int outLength, String where) {
        this.in = in;
        this.ip = inOffset;
        this.inEnd = inOffset + inLength;
        this.out = out;
        this.outStart = outOffset;
        this.op = outOffset;
        this.outEnd = outOffset + outLength;
        this.where = where;
    }

    /**
     * Decodes one block.
     *
     * @param inLength exactly the block's
     * @param outLength the most that may be put out
     * @param where the storage path to name in exceptions
     * @return how many bytes were put out
     * @throws DamagedImageException if the block is damaged, or would put out more
     */
    public static int decode(
            byte[] in, int inOffset, int inLength, byte[] out, int outOffset, int outLength, String where)
            throws DamagedImageException {
        Objects.checkFromIndexSize(inOffset, inLength, in.length);
        Objects.checkFromIndexSize(outOffset, outLength, out.length);
        return new LzoBlock(in, inOffset, inLength, out, outOffset, outLength, where).decode();
    }

    private int decode() throws DamagedImageException {
        // How many literals came before the instruction: 0 to 3, or 4 for a run of them. It decides what a low one
        // means.
        int state = 0;
        int first = peek();
        if (first > 17) {
            ip++;
            literals(first - 17);
            state = Math.min(4, first - 17);
        }
        while (true) {
            int t = next();
            int following;
            if (t >= 64) {
                copy(1 + ((t >> 2) & 7) + (next() << 3), (t >> 5) + 1);
                following = t & 3;
            } else if (t >= 32) {
                int length = length(t & 31, 31) + 2;
                int low = next();
                copy(1 + (low >> 2) + (next() << 6), length);
                following = low & 3;
            } else if (t >= 16) {
                int length = length(t & 7, 7) + 2;
                int low = next();
                int distance = ((t & 8) << 11) + (low >> 2) + (next() << 6);
                if (distance == 0) {
                    return end(length);
                }
                copy(0x4000 + distance, length);
                following = low & 3;
            } else if (state == 0) {
                literals(length(t, 15) + 3);
                state = 4;
                continue;
            } else {
                boolean afterRun = state == 4;
                copy((afterRun ? 0x801 : 1) + (t >> 2) + (next() << 2), afterRun ? 3 : 2);
                following = t & 3;
            }
            literals(following);
            state = following;
        }
    }

    private int end(int length) throws DamagedImageException {
        if (length != 3 || ip != inEnd) {
            throw damaged("its end is at " + ip + " instead of " + inEnd);
        }
        return op - outStart;
    }

    /** A length that does not fit into its bits goes on in bytes: 255 for each zero, and the first other one. */
    private int length(int bits, int base) throws DamagedImageException {
        if (bits != 0) {
            return bits;
        }
        int length = base;
        int more = next();
        while (more == 0) {
            length += 255;
            more = next();
            if (length > outEnd - outStart) {
                throw damaged("a length of " + length + " exceeds what there is room for");
            }
        }
        return length + more;
    }

    private void literals(int count) throws DamagedImageException {
        if (count > inEnd - ip || count > outEnd - op) {
            throw damaged(count + " bytes to copy, " + (inEnd - ip) + " left, room for " + (outEnd - op));
        }
        System.arraycopy(in, ip, out, op, count);
        ip += count;
        op += count;
    }

    private void copy(int distance, int count) throws DamagedImageException {
        if (distance > op - outStart || count > outEnd - op) {
            throw damaged(count + " bytes from " + distance + " back, " + (op - outStart) + " there, room for "
                    + (outEnd - op));
        }
        if (distance >= count) {
            System.arraycopy(out, op - distance, out, op, count);
        } else {
            for (int i = op; i < op + count; i++) {
                out[i] = out[i - distance]; // the copy may run into itself
            }
        }
        op += count;
    }

    private int peek() throws DamagedImageException {
        if (ip >= inEnd) {
            throw damaged("it ends too early");
        }
        return in[ip] & 0xff;
    }

    private int next() throws DamagedImageException {
        int value = peek();
        ip++;
        return value;
    }

    private DamagedImageException damaged(String what) {
        return new DamagedImageException("lzo: compressed data are damaged: " + what, where);
    }
}
