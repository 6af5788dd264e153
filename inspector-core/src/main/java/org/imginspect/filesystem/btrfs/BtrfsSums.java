package org.imginspect.filesystem.btrfs;

import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;
import org.jspecify.annotations.Nullable;

/** The checksums of data: one for each sector, by logical address. Any number of threads. */
final class BtrfsSums {
    private static final long OBJECT = -10; // BTRFS_EXTENT_CSUM_OBJECTID
    private static final int ITEM = 128; // BTRFS_EXTENT_CSUM_KEY

    private final BtrfsVolume volume;
    private final BtrfsCursor cursor;
    private final int sumBytes;
    private final int sectorSize;
    private @Nullable Bytes item;
    private long itemStart;
    private long itemEnd;

    BtrfsSums(BtrfsVolume volume, BtrfsRoot root) {
        this.volume = volume;
        this.cursor = new BtrfsCursor(volume, root);
        this.sumBytes = volume.superblock().checksum().bytes();
        this.sectorSize = volume.superblock().sectorSize();
    }

    /** The sums of {@code count} sectors from {@code logical} on, one behind the other. */
    synchronized byte[] of(long logical, int count) throws ImageException {
        byte[] sums = new byte[count * sumBytes];
        int done = 0;
        while (done < count) {
            long at = logical + (long) done * sectorSize;
            Bytes found = item;
            if (found == null || at < itemStart || at >= itemEnd) {
                found = seek(at);
            }
            int take = (int) Math.min(count - done, (itemEnd - at) / sectorSize);
            found.copyTo((int) ((at - itemStart) / sectorSize) * sumBytes, sums, done * sumBytes, take * sumBytes);
            done += take;
        }
        return sums;
    }

    private Bytes seek(long at) throws ImageException {
        item = null;
        if (!cursor.floor(OBJECT, ITEM, at) || !cursor.is(OBJECT, ITEM)) {
            throw missing(at);
        }
        Bytes found = cursor.item();
        itemStart = cursor.offset();
        itemEnd = itemStart + (long) (found.length() / sumBytes) * sectorSize;
        if (itemStart < 0 || itemEnd < itemStart || itemStart % sectorSize != 0 || at >= itemEnd) {
            throw missing(at);
        }
        item = found;
        return found;
    }

    private ImageException missing(long at) {
        return volume.damaged("there is no checksum of the data at 0x" + Long.toHexString(at));
    }
}
