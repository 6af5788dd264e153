package org.imginspect.filesystem.btrfs;

import java.util.Arrays;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.guest.GuestPath;
import org.imginspect.io.ByteSource;
import org.jspecify.annotations.Nullable;

/** The content of a file or link. Its extents are looked up as they are read. */
final class BtrfsFile implements ByteSource {
    private static final int WINDOW_BYTES = 64 << 10;

    /** Verified bytes that were read for a request for less than whole sectors. */
    private record Window(long logical, byte[] bytes) {
        boolean holds(long from, long to) {
            return from >= logical && to <= logical + bytes.length;
        }
    }

    private final BtrfsVolume volume;
    private final BtrfsData data;
    private final BtrfsCursor cursor;
    private final BtrfsInode inode;
    private final GuestPath path;
    private @Nullable BtrfsExtent last;
    private volatile @Nullable Window window;

    BtrfsFile(BtrfsVolume volume, BtrfsData data, BtrfsRoot root, BtrfsInode inode, GuestPath path) {
        this.volume = volume;
        this.data = data;
        this.cursor = new BtrfsCursor(volume, root);
        this.inode = inode;
        this.path = path;
    }

    @Override
    public long size() {
        return inode.sizeBytes();
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        long size = inode.sizeBytes();
        if (position < 0 || length < 0 || position > size || length > size - position) {
            throw new DamagedImageException(
                    length + " bytes at 0x" + Long.toHexString(position) + " lie outside the " + size
                            + " bytes there are",
                    describe());
        }
        for (int done = 0; done < length; ) {
            long at = position + done;
            BtrfsExtent extent = extent(at);
            int count = (int) Math.min(length - done, extent.end() - at);
            done += read(extent, at, into, offset + done, count);
        }
    }

    /** Reads some of {@code count} bytes of one extent; how many they were. */
    private int read(BtrfsExtent extent, long at, byte[] into, int offset, int count) throws ImageException {
        int from = (int) Math.min(Integer.MAX_VALUE, at - extent.start() + extent.offset());
        if (extent.type() == BtrfsExtent.Type.ZEROS) {
            Arrays.fill(into, offset, offset + count, (byte) 0);
            return count;
        }
        if (extent.type() == BtrfsExtent.Type.INLINE) {
            System.arraycopy(data.inline(extent), from, into, offset, count);
            return count;
        }
        if (extent.compression() != BtrfsExtent.Compression.NONE) {
            System.arraycopy(data.unpack(extent, inode.hasDataSums()), from, into, offset, count);
            return count;
        }
        long logical = extent.disk() + extent.offset() + (at - extent.start());
        if (!inode.hasDataSums()) {
            data.read(logical, into, offset, count, false);
            return count;
        }
        int whole = count & -data.sectorSize();
        if ((logical & (data.sectorSize() - 1)) == 0 && (whole == count || whole >= WINDOW_BYTES)) {
            data.read(logical, into, offset, whole, true);
            return whole;
        }
        return readFromWindow(extent, logical, into, offset, count);
    }

    private int readFromWindow(BtrfsExtent extent, long logical, byte[] into, int offset, int count)
            throws ImageException {
        Window known = window;
        if (known == null || !known.holds(logical, logical + 1)) {
            long start = logical & -data.sectorSize();
            long end = extent.disk() + extent.offset() + (extent.end() - extent.start());
            // What lies behind the end of the file is not asked for.
            long used = extent.disk() + extent.offset() + Math.min(extent.end(), size()) - extent.start();
            long wanted = (used + data.sectorSize() - 1) & -data.sectorSize();
            byte[] bytes = new byte[(int) Math.min(Math.min(end, wanted) - start, WINDOW_BYTES)];
            data.read(start, bytes, 0, bytes.length, true);
            known = new Window(start, bytes);
            window = known;
        }
        int take = (int) Math.min(count, known.logical + known.bytes.length - logical);
        System.arraycopy(known.bytes, (int) (logical - known.logical), into, offset, take);
        return take;
    }

    @Override
    public long nextData(long position) throws ImageException {
        long at = Math.max(0, position);
        while (at < size()) {
            BtrfsExtent extent = extent(at);
            if (extent.type() != BtrfsExtent.Type.ZEROS) {
                return at;
            }
            at = extent.end();
        }
        return size();
    }

    /** The extent or hole that holds a byte of the file. */
    private synchronized BtrfsExtent extent(long at) throws ImageException {
        BtrfsExtent known = last;
        if (known == null || at < known.start() || at >= known.end()) {
            known = find(at);
            last = known;
        }
        return known;
    }

    private BtrfsExtent find(long at) throws ImageException {
        long number = inode.number();
        long holeStart = 0;
        boolean more;
        if (cursor.floor(number, BtrfsExtent.ITEM, at) && cursor.is(number, BtrfsExtent.ITEM)) {
            BtrfsExtent extent = BtrfsExtent.parse(number, cursor.offset(), cursor.item(), data.sectorSize());
            more = cursor.next() && cursor.is(number, BtrfsExtent.ITEM);
            if (more && cursor.offset() < extent.end()) {
                throw volume.damaged("extents 0x" + Long.toHexString(extent.start()) + " and 0x"
                        + Long.toHexString(cursor.offset()) + " of inode " + number + " overlap");
            }
            if (at < extent.end()) {
                return extent;
            }
            holeStart = extent.end();
        } else {
            more = cursor.next() && cursor.is(number, BtrfsExtent.ITEM);
        }
        long holeEnd = more ? cursor.offset() : Long.MAX_VALUE;
        if (holeEnd <= at) {
            throw volume.damaged("extent 0x" + Long.toHexString(holeEnd) + " of inode " + number + " is misplaced");
        }
        return BtrfsExtent.hole(holeStart, holeEnd);
    }

    @Override
    public String describe() {
        return volume.where() + " > " + path;
    }

    @Override
    public void close() {
        // The volume owns the bytes.
    }
}
