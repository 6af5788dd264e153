package org.imginspect.image.vmdk;

import java.util.Arrays;
import java.util.BitSet;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.image.PackedUnits;
import org.imginspect.image.ParentDisk;
import org.imginspect.image.vmdk.VmdkDefects.Kind;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** An extent that keeps only the grains that were written. */
final class VmdkSparseExtent implements VmdkExtent {
    private static final int SECTOR_BYTES = VmdkSparseHeader.SECTOR_BYTES;

    private final ByteSource file;
    private final VmdkSparseHeader header;
    private final long bytes;
    private final VmdkTables tables;
    private final VmdkGrains grains;
    private final ParentDisk parent;
    private final long start;
    private final Limits limits;

    private VmdkSparseExtent(
            ByteSource file,
            VmdkSparseHeader header,
            long bytes,
            VmdkTables tables,
            ParentDisk parent,
            long start,
            Limits limits) {
        this.file = file;
        this.header = header;
        this.bytes = bytes;
        this.tables = tables;
        this.grains = new VmdkGrains(file, header, limits);
        this.parent = parent;
        this.start = start;
        this.limits = limits;
    }

    /**
     * @param parent what is seen where the extent keeps nothing
     * @param start where the extent begins on the disk
     * @param bytes how much of it the descriptor uses; the header's capacity may be rounded up to a grain
     * @throws DamagedImageException if the header disagrees
     */
    static VmdkSparseExtent open(
            ByteSource file, VmdkSparseHeader header, long bytes, ParentDisk parent, long start, Limits limits)
            throws ImageException {
        long capacity = header.capacityBytes();
        if (bytes > capacity || capacity - bytes >= header.grainBytes()) {
            throw new DamagedImageException(
                    "vmdk: the descriptor gives the extent " + bytes / SECTOR_BYTES + " sectors, its own header "
                            + capacity / SECTOR_BYTES,
                    file.describe());
        }
        return new VmdkSparseExtent(file, header, bytes, VmdkTables.open(file, header, limits), parent, start, limits);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws ImageException {
        int done = 0;
        while (done < length) {
            done += readRun(position + done, into, offset + done, length - done);
        }
    }

    /** Reads as many bytes as lie together: absent ones, zeros, neighbouring grains of the file, or compressed grains. */
    private int readRun(long at, byte[] into, int offset, int wanted) throws ImageException {
        long grain = at / header.grainBytes();
        int inGrain = (int) (at - grain * header.grainBytes());
        int count = (int) Math.min(wanted, header.grainBytes() - inGrain);
        long host = tables.grain(grain);
        if (header.compressed() && host >= 0) {
            if (count == header.grainBytes()) {
                return readPacked(grain, into, offset, wanted);
            }
            grains.read(grain, host, inGrain, into, offset, count);
            return count;
        }
        while (count < wanted) {
            long expected = host < 0 ? host : host + inGrain + count;
            if (tables.grain(++grain) != expected) {
                break;
            }
            count += (int) Math.min(wanted - count, header.grainBytes());
        }
        if (host == VmdkTables.ABSENT) {
            parent.read(start + at, into, offset, count);
        } else if (host == VmdkTables.ZEROS) {
            Arrays.fill(into, offset, offset + count, (byte) 0);
        } else if (host + inGrain > file.size() - count) {
            throw new DamagedImageException(
                    "vmdk: " + count + " bytes of the extent at 0x" + Long.toHexString(at)
                            + " lie beyond the end of the file of " + file.size() + " bytes",
                    file.describe(),
                    host + inGrain);
        } else {
            file.readFully(host + inGrain, into, offset, count);
        }
        return count;
    }

    /** Reads whole compressed grains that follow each other. */
    private int readPacked(long grain, byte[] into, int offset, int wanted) throws ImageException {
        int grainBytes = (int) header.grainBytes();
        int whole = 1;
        while (whole < wanted / grainBytes && tables.grain(grain + whole) >= 0) {
            whole++;
        }
        PackedUnits.unpack(
                whole,
                grainBytes,
                i -> grains.read(grain + i, tables.grain(grain + i), 0, into, offset + i * grainBytes, grainBytes));
        return whole * grainBytes;
    }

    @Override
    public long nextData(long position) throws ImageException {
        long at = position;
        while (at < bytes) {
            long grain = at / header.grainBytes();
            long absent = tables.absentTable(grain);
            if (absent == 0) {
                long host = tables.grain(grain);
                if (host >= 0) {
                    return at;
                }
                absent = host == VmdkTables.ABSENT ? 1 : 0;
            }
            long end = Math.min(bytes, (grain + Math.max(1, absent)) * header.grainBytes());
            if (absent > 0) {
                long next = parent.nextData(start + at, start + end);
                if (next < start + end) {
                    return next - start;
                }
            }
            at = end;
        }
        return bytes;
    }

    @Override
    public long storedBytes(long start, long length) throws ImageException {
        long grainBytes = header.grainBytes();
        long grain = (start + grainBytes - 1) / grainBytes;
        // A last grain that the extent ends inside of lies wholly in a range that goes to the end.
        long end = start + length == bytes ? (bytes + grainBytes - 1) / grainBytes : (start + length) / grainBytes;
        long stored = 0;
        while (grain < end) {
            long absent = tables.absentTable(grain);
            if (absent > 0) {
                grain += absent;
                continue;
            }
            long host = tables.grain(grain);
            if (host >= 0) {
                stored += header.compressed() ? grains.storedBytes(grain, host) : grainBytes;
            }
            grain++;
        }
        return stored;
    }

    @Override
    public void check(VmdkDefects defects) throws ImageException {
        long sectors = file.size() / SECTOR_BYTES;
        if (sectors / 8 > limits.get(Limits.METADATA_TABLE_BYTES)) {
            throw new LimitExceededException(
                    "vmdk: a map of " + sectors + " sectors takes more bytes than a table may",
                    Limits.METADATA_TABLE_BYTES,
                    limits.get(Limits.METADATA_TABLE_BYTES),
                    file.describe());
        }
        int[] redundant = header.redundantOffset() == 0
                ? new int[0]
                : VmdkTables.directory(file, header.redundantOffset(), header.directoryEntries(), limits);
        BitSet used = new BitSet();
        for (int index = 0; index < header.directoryEntries(); index++) {
            long offset = tables.tableOffset(index);
            if (offset == 0) {
                continue;
            }
            if (offset > file.size() - header.tableEntries() * 4L) {
                defects.add(Kind.TABLE_OUTSIDE, file.describe(), offset);
                continue;
            }
            int[] entries = tables.entries(offset, index);
            checkGrains(entries, index, offset, used, defects);
            if (redundant.length > 0) {
                checkCopy(entries, (redundant[index] & 0xffff_ffffL) * SECTOR_BYTES, index, defects);
            }
        }
    }

    private void checkGrains(int[] entries, int index, long offset, BitSet used, VmdkDefects defects) {
        for (int i = 0; i < entries.length; i++) {
            long sector = entries[i] & 0xffff_ffffL;
            if (sector == 0 || (sector == 1 && header.zeroedGrains())) {
                continue;
            }
            // The disk may end inside its last grain, and the file with it.
            long left = header.capacityBytes() - ((long) index * entries.length + i) * header.grainBytes();
            long needed = header.compressed() ? VmdkGrains.MARKER_BYTES : Math.min(header.grainBytes(), left);
            if (sector * SECTOR_BYTES > file.size() - needed) {
                defects.add(Kind.GRAIN_OUTSIDE, file.describe(), offset + i * 4L);
            } else if (used.get((int) Math.min(Integer.MAX_VALUE, sector))) {
                defects.add(Kind.GRAIN_SHARED, file.describe(), offset + i * 4L);
            } else {
                used.set((int) Math.min(Integer.MAX_VALUE, sector));
            }
        }
    }

    private void checkCopy(int[] entries, long copy, int index, VmdkDefects defects) throws ImageException {
        if (copy == 0 || copy > file.size() - entries.length * 4L) {
            defects.add(Kind.TABLE_OUTSIDE, file.describe(), copy);
            return;
        }
        int[] others = tables.entries(copy, index);
        for (int i = 0; i < entries.length; i++) {
            if (entries[i] != others[i]) {
                defects.add(Kind.REDUNDANT, file.describe(), copy + i * 4L);
            }
        }
    }
}
