package org.imginspect.filesystem.btrfs;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.jspecify.annotations.Nullable;

/** Where logical addresses lie on the devices. Filled once; then any number of threads may read. */
final class BtrfsChunks {
    static final long TREE = 256; // BTRFS_FIRST_CHUNK_TREE_OBJECTID
    static final int ITEM = 228; // BTRFS_CHUNK_ITEM_KEY

    private static final int KEY_BYTES = 17;

    private final BtrfsDevices devices;
    private final TreeMap<Long, BtrfsChunk> byLogical = new TreeMap<>();
    private volatile @Nullable BtrfsChunk last;

    BtrfsChunks(BtrfsDevices devices) {
        this.devices = devices;
    }

    /** Takes the chunks that the superblock itself names, which hold the tree of all others. */
    void addSystem(BtrfsSuperblock superblock) throws ImageException {
        Bytes array = superblock.systemChunks();
        int at = 0;
        while (at < array.length()) {
            int type = array.u8(at + 8); // key.type, 0x8, u8
            if (array.le64(at) != TREE || type != ITEM) { // key.objectid, 0x0, le64
                throw array.damaged("btrfs: the system chunks hold an item of type " + type, at);
            }
            long logical = array.le64(at + 9); // key.offset, 0x9, le64
            at += KEY_BYTES;
            BtrfsChunk chunk = BtrfsChunk.parse(logical, array.slice(at, array.length() - at), superblock.sectorSize());
            add(chunk);
            at += chunk.recordBytes();
        }
    }

    void add(BtrfsChunk chunk) throws DamagedImageException {
        Map.Entry<Long, BtrfsChunk> below = byLogical.lowerEntry(chunk.logical());
        Long above = byLogical.higherKey(chunk.logical());
        if ((below != null && below.getValue().contains(chunk.logical()))
                || (above != null && above - chunk.logical() < chunk.length())) {
            throw new DamagedImageException(
                    "btrfs: chunk 0x" + Long.toHexString(chunk.logical()) + " overlaps another", devices.where());
        }
        byLogical.put(chunk.logical(), chunk);
    }

    Collection<BtrfsChunk> all() {
        return byLogical.values();
    }

    /** The chunk that holds {@code [logical, logical + length)}. */
    BtrfsChunk find(long logical, long length) throws DamagedImageException {
        BtrfsChunk chunk = last;
        if (chunk == null || !chunk.contains(logical)) {
            Map.Entry<Long, BtrfsChunk> below = byLogical.floorEntry(logical);
            chunk = below == null ? null : below.getValue();
            if (chunk == null || !chunk.contains(logical)) {
                throw new DamagedImageException(
                        "btrfs: no chunk holds the address 0x" + Long.toHexString(logical), devices.where());
            }
            last = chunk;
        }
        if (length > chunk.length() - (logical - chunk.logical())) {
            throw new DamagedImageException(
                    "btrfs: " + length + " bytes at 0x" + Long.toHexString(logical)
                            + " leave their chunk, which ends at 0x"
                            + Long.toHexString(chunk.logical() + chunk.length()),
                    devices.where());
        }
        return chunk;
    }

    /** Whether a copy of some bytes lies on devices that are at hand. */
    boolean hasCopy(BtrfsChunk chunk, long logical, int length, int copy) {
        long offset = logical - chunk.logical();
        long end = offset + length;
        while (offset < end) {
            if (device(chunk, offset, copy) == null) {
                return false;
            }
            offset += chunk.contiguous(offset);
        }
        return true;
    }

    /** Reads one copy of bytes that lie in one chunk and that {@link #hasCopy}. */
    void read(BtrfsChunk chunk, long logical, byte[] into, int at, int length, int copy) throws ImageException {
        long offset = logical - chunk.logical();
        int done = 0;
        while (done < length) {
            ByteSource device = device(chunk, offset, copy);
            if (device == null) {
                throw new UnsupportedFeatureException("btrfs: a device is missing", devices.where());
            }
            int count = (int) Math.min(length - done, chunk.contiguous(offset));
            device.readFully(chunk.physical(offset, copy), into, at + done, count);
            done += count;
            offset += count;
        }
    }

    private @Nullable ByteSource device(BtrfsChunk chunk, long offset, int copy) {
        int stripe = chunk.stripe(offset, copy);
        return devices.find(chunk.deviceIds()[stripe], chunk.deviceUuids()[stripe]);
    }

    /** @throws UnsupportedFeatureException if a device is missing of which some chunk has no other copy */
    void checkComplete() throws UnsupportedFeatureException {
        for (BtrfsChunk chunk : all()) {
            int stripes = chunk.offsets().length;
            int copies = chunk.profile().copies();
            boolean whole = chunk.profile() == BtrfsChunk.Profile.RAID5 || chunk.profile() == BtrfsChunk.Profile.RAID6;
            for (int first = 0; first < stripes; first += copies) {
                boolean found = false;
                for (int i = first; i < Math.min(first + copies, stripes); i++) {
                    found |= devices.find(chunk.deviceIds()[i], chunk.deviceUuids()[i]) != null;
                }
                if (!found) {
                    int missing = devices.missing(this).size();
                    throw new UnsupportedFeatureException(
                            "btrfs: " + missing + " of " + (missing + devices.count())
                                    + " devices missing: chunk 0x" + Long.toHexString(chunk.logical()) + " ("
                                    + chunk.profile() + ") cannot be read without"
                                    + (whole ? "; reconstruction from parity is not supported" : ""),
                            devices.where());
                }
            }
        }
    }
}
