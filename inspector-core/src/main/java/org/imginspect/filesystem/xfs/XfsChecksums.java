package org.imginspect.filesystem.xfs;

import java.util.zip.CRC32C;
import org.imginspect.error.DamagedImageException;
import org.imginspect.io.Bytes;

/** CRC-32C over a whole block, in which the four bytes of the checksum itself count as zeros. It is the one little-endian number. */
final class XfsChecksums {
    private static final byte[] FOUR_ZEROS = new byte[4];

    private final CRC32C crc = new CRC32C();
    private byte[] scratch = new byte[0];

    /** @param fieldAt where in the block its checksum lies */
    void verify(Bytes block, int fieldAt, String what) throws DamagedImageException {
        int length = block.length();
        if (scratch.length < length) {
            scratch = new byte[length];
        }
        block.copyTo(0, scratch, 0, length);
        long computed = compute(scratch, 0, length, fieldAt);
        if (computed != stored(scratch, fieldAt)) {
            throw block.damaged(mismatch(what, stored(scratch, fieldAt), computed), fieldAt);
        }
    }

    long compute(byte[] bytes, int offset, int length, int fieldAt) {
        crc.reset();
        crc.update(bytes, offset, fieldAt);
        crc.update(FOUR_ZEROS, 0, 4);
        crc.update(bytes, offset + fieldAt + 4, length - fieldAt - 4);
        return crc.getValue();
    }

    static long stored(byte[] bytes, int at) {
        return (bytes[at] & 0xffL)
                | (bytes[at + 1] & 0xffL) << 8
                | (bytes[at + 2] & 0xffL) << 16
                | (bytes[at + 3] & 0xffL) << 24;
    }

    static String mismatch(String what, long stored, long computed) {
        return "xfs: checksum of " + what + " is 0x" + Long.toHexString(stored) + ", but its content gives 0x"
                + Long.toHexString(computed);
    }
}
