package org.imginspect.image.qcow2;

import java.util.Arrays;
import java.util.Objects;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.image.PackedUnits;
import org.imginspect.image.ParentDisk;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** The guest-visible bytes of a qcow2 file. */
final class Qcow2Disk implements ByteSource {
    private final ByteSource file;
    private final ByteSource data;
    private final ParentDisk parent;
    private final Qcow2Header header;
    private final Qcow2Map map;
    private final Qcow2Clusters clusters;
    private final int unitBits;

    private Qcow2Disk(
            ByteSource file,
            ByteSource data,
            ParentDisk parent,
            Qcow2Header header,
            Qcow2Map map,
            Qcow2Clusters clusters) {
        this.file = file;
        this.data = data;
        this.parent = parent;
        this.header = header;
        this.map = map;
        this.clusters = clusters;
        this.unitBits = Qcow2L2Table.unitBits(header);
    }

    /**
     * The disk of a file.
     *
     * @param data where its clusters lie: the file itself if there is no external data file
     */
    static Qcow2Disk open(
            ByteSource file, ByteSource data, ParentDisk parent, Qcow2Header header, Qcow2Map map, Limits limits) {
        return new Qcow2Disk(file, data, parent, header, map, new Qcow2Clusters(file, header, limits));
    }

    @Override
    public long size() {
        return header.sizeBytes();
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (position < 0 || position > size() || length > size() - position) {
            throw new DamagedImageException(
                    length + " bytes at 0x" + Long.toHexString(position) + " lie outside the " + size()
                            + " bytes there are",
                    describe());
        }
        int spanBits = header.clusterBits() + header.l2Bits();
        int done = 0;
        while (done < length) {
            long at = position + done;
            long spanLeft = (1L << spanBits) - (at & ((1L << spanBits) - 1));
            int wanted = (int) Math.min(length - done, spanLeft);
            Qcow2L2Table table = map.table(at);
            if (table == null) {
                parent.read(at, into, offset + done, wanted);
                done += wanted;
            } else {
                done += readRun(table, at, into, offset + done, wanted);
            }
        }
    }

    @Override
    public long nextData(long position) throws ImageException {
        long at = position;
        int spanBits = header.clusterBits() + header.l2Bits();
        while (at < size()) {
            Qcow2L2Table table = map.table(at);
            long spanEnd = Math.min(size(), ((at >>> spanBits) + 1) << spanBits);
            if (table == null) {
                long next = parent.nextData(at, spanEnd);
                if (next < spanEnd) {
                    return next;
                }
                at = spanEnd;
                continue;
            }
            int unit = (int) ((at >>> unitBits) & ((1L << (spanBits - unitBits)) - 1));
            while (at < spanEnd) {
                long host = table.unit(unit);
                long end = Math.min(spanEnd, ((at >>> unitBits) + 1) << unitBits);
                if (host == Qcow2L2Table.ABSENT) {
                    long next = parent.nextData(at, end);
                    if (next < end) {
                        return next;
                    }
                } else if (host != Qcow2L2Table.ZEROS) {
                    return at;
                }
                unit++;
                at = end;
            }
        }
        return size();
    }

    @Override
    public String describe() {
        return file.describe();
    }

    @Override
    public void close() throws ImageException {
        try (file;
                data) {
            parent.close();
        }
    }

    /** Reads as many bytes as lie together: zeros, neighbouring clusters of the file, or compressed clusters. */
    private int readRun(Qcow2L2Table table, long at, byte[] into, int offset, int wanted) throws ImageException {
        int unit = (int) ((at >>> unitBits) & ((1L << (header.clusterBits() + header.l2Bits() - unitBits)) - 1));
        int unitBytes = 1 << unitBits;
        int inUnit = (int) (at & (unitBytes - 1));
        long host = table.unit(unit);
        if (host == Qcow2L2Table.COMPRESSED) {
            return readCompressed(table, unit, at, into, offset, wanted);
        }
        int count = Math.min(wanted, unitBytes - inUnit);
        while (count < wanted) {
            long expected = host < 0 ? host : host + inUnit + count;
            if (table.unit(++unit) != expected) {
                break;
            }
            count += Math.min(wanted - count, unitBytes);
        }
        if (host == Qcow2L2Table.ZEROS) {
            Arrays.fill(into, offset, offset + count, (byte) 0);
        } else if (host == Qcow2L2Table.ABSENT) {
            parent.read(at, into, offset, count);
        } else {
            readHost(host + inUnit, at, into, offset, count);
        }
        return count;
    }

    /** Reads a part of one compressed cluster, or whole ones that follow each other. */
    private int readCompressed(Qcow2L2Table table, int unit, long at, byte[] into, int offset, int wanted)
            throws ImageException {
        int clusterBytes = (int) header.clusterBytes();
        int inCluster = (int) (at & (clusterBytes - 1));
        int step = 1 << (header.clusterBits() - unitBits);
        int index = unit / step;
        long cluster = at >>> header.clusterBits();
        if (inCluster > 0 || wanted < clusterBytes) {
            int count = Math.min(wanted, clusterBytes - inCluster);
            clusters.read(table, index, cluster, inCluster, into, offset, count);
            return count;
        }
        int whole = 1;
        while (whole < wanted / clusterBytes && table.unit((index + whole) * step) == Qcow2L2Table.COMPRESSED) {
            whole++;
        }
        PackedUnits.unpack(
                whole,
                clusterBytes,
                i -> clusters.read(table, index + i, cluster + i, 0, into, offset + i * clusterBytes, clusterBytes));
        return whole * clusterBytes;
    }

    private void readHost(long host, long at, byte[] into, int offset, int count) throws ImageException {
        if (host > data.size() - count) {
            throw new DamagedImageException(
                    "qcow2: " + count + " bytes of the disk at 0x" + Long.toHexString(at)
                            + " lie beyond the end of the file of " + data.size() + " bytes",
                    data.describe(),
                    host);
        }
        data.readFully(host, into, offset, count);
    }
}
