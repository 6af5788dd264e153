package org.imginspect.filesystem.btrfs;

import org.imginspect.compress.LzoBlock;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;

/**
 * LZO as btrfs frames it (fs/btrfs/lzo.c): le32 length of all, then for each sector of content le32 length and a block. The length
 * never lies across the end of a sector: up to three bytes of padding come before it.
 */
final class BtrfsLzo {
    private static final int LENGTH_BYTES = 4;

    private BtrfsLzo() {}

    /** Fills {@code content} as far as there is any. */
    static void unpack(byte[] packed, byte[] content, int sectorSize, String where) throws ImageException {
        Bytes bytes = new Bytes(packed, where, 0);
        long end = bytes.le32(0);
        if (end < LENGTH_BYTES || end > packed.length) {
            throw new DamagedImageException(
                    "btrfs: LZO data of " + end + " bytes in an extent of " + packed.length, where);
        }
        byte[] sector = new byte[sectorSize];
        int at = LENGTH_BYTES;
        int done = 0;
        while (at < end && done < content.length) {
            int left = sectorSize - at % sectorSize;
            if (left < LENGTH_BYTES) {
                at += left;
                if (at >= end) {
                    return;
                }
            }
            long length = bytes.le32(at);
            at += LENGTH_BYTES;
            if (length > end - at) {
                throw new DamagedImageException(
                        "btrfs: an LZO segment of " + length + " bytes, where " + (end - at) + " are left", where);
            }
            int count = LzoBlock.decode(packed, at, (int) length, sector, 0, sectorSize, where);
            int take = Math.min(count, content.length - done);
            System.arraycopy(sector, 0, content, done, take);
            done += take;
            at += (int) length;
        }
    }
}
