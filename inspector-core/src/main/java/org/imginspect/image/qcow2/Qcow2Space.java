package org.imginspect.image.qcow2;

import org.imginspect.error.ImageException;
import org.imginspect.image.ImageCheck;
import org.imginspect.image.ImageSpace;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** Where in the file the clusters of the disk are kept. */
final class Qcow2Space implements ImageSpace {
    private final ByteSource file;
    private final ByteSource data;
    private final Qcow2Header header;
    private final Qcow2Map map;
    private final Limits limits;

    Qcow2Space(ByteSource file, ByteSource data, Qcow2Header header, Qcow2Map map, Limits limits) {
        this.file = file;
        this.data = data;
        this.header = header;
        this.map = map;
        this.limits = limits;
    }

    @Override
    public long storedBytes(long start, long length) throws ImageException {
        int bits = header.clusterBits();
        long cluster = (start + header.clusterBytes() - 1) >>> bits;
        long end = (start + length) >>> bits;
        int spanBits = header.l2Bits();
        long stored = 0;
        while (cluster < end) {
            long spanEnd = Math.min(end, ((cluster >>> spanBits) + 1) << spanBits);
            Qcow2L2Table table = map.table(cluster << bits);
            if (table != null) {
                for (long at = cluster; at < spanEnd; at++) {
                    stored += table.storedBytes((int) (at & ((1L << spanBits) - 1)));
                }
            }
            cluster = spanEnd;
        }
        return stored;
    }

    @Override
    public ImageCheck check() throws ImageException {
        return Qcow2Check.run(file, data, header, limits);
    }
}
