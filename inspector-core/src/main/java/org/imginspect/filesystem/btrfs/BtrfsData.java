package org.imginspect.filesystem.btrfs;

import java.util.concurrent.atomic.AtomicLong;
import org.imginspect.compress.Codec;
import org.imginspect.compress.Decoders;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.WeightedCache;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/** The bytes of extents, verified and unpacked. Any number of threads. */
final class BtrfsData {
    /** At most that much is verified at once. */
    private static final int PIECE_BYTES = 1 << 20;

    private final BtrfsVolume volume;
    private final @Nullable BtrfsSums sums;
    private final BtrfsChecksum checksum;
    private final int sectorSize;
    private final long budgetBytes;
    private final AtomicLong decodedBytes = new AtomicLong();
    private final WeightedCache<Long, byte[]> unpacked;

    /** @param sums null if the file system has no tree of checksums, then nothing can be verified that has any */
    BtrfsData(BtrfsVolume volume, @Nullable BtrfsSums sums) {
        this.volume = volume;
        this.sums = sums;
        this.checksum = volume.superblock().checksum();
        this.sectorSize = volume.superblock().sectorSize();
        this.budgetBytes = volume.limits().get(Limits.DECOMPRESSED_BYTES);
        this.unpacked = new WeightedCache<>(
                Math.max(volume.limits().get(Limits.CACHE_BYTES) / 4, 4L * BtrfsExtent.COMPRESSED_MAX_BYTES));
    }

    int sectorSize() {
        return sectorSize;
    }

    /**
     * Reads bytes as they are stored.
     *
     * @param verify whether they have checksums; then they must be whole sectors
     */
    void read(long logical, byte[] into, int at, int length, boolean verify) throws ImageException {
        for (int done = 0; done < length; ) {
            // An extent may reach over the end of a chunk.
            BtrfsChunk chunk = volume.chunks().find(logical + done, 1);
            long left = chunk.length() - (logical + done - chunk.logical());
            int count = (int) Math.min(Math.min(PIECE_BYTES, length - done), left);
            readPiece(chunk, logical + done, into, at + done, count, verify);
            done += count;
        }
    }

    private void readPiece(BtrfsChunk chunk, long logical, byte[] into, int at, int length, boolean verify)
            throws ImageException {
        byte[] expected = verify ? sums(logical, length / sectorSize) : new byte[0];
        ImageException first = null;
        for (int copy = 0; copy < chunk.profile().copies(); copy++) {
            if (!volume.chunks().hasCopy(chunk, logical, length, copy)) {
                continue;
            }
            try {
                volume.chunks().read(chunk, logical, into, at, length, copy);
            } catch (DamagedImageException e) {
                // The device ends before it; another copy may lie on one that does not.
                first = first == null ? e : first;
                continue;
            }
            for (int sector = 0; verify && sector < length / sectorSize; sector++) {
                int place = at + sector * sectorSize;
                if (!checksum.matches(into, place, sectorSize, expected, sector * checksum.bytes())) {
                    readSector(chunk, logical + (long) sector * sectorSize, into, place, expected, sector, copy);
                }
            }
            return;
        }
        // No single copy is whole on the devices there are; sector by sector one may be.
        if (first == null && length > sectorSize) {
            for (int done = 0; done < length; done += sectorSize) {
                readPiece(chunk, logical + done, into, at + done, Math.min(sectorSize, length - done), verify);
            }
            return;
        }
        throw first != null
                ? first
                : new UnsupportedFeatureException(
                        "btrfs: the data at 0x" + Long.toHexString(logical) + " lie on a device that is missing",
                        volume.where());
    }

    /** Takes a sector that is damaged in one copy from another. */
    private void readSector(
            BtrfsChunk chunk, long logical, byte[] into, int at, byte[] expected, int sector, int badCopy)
            throws ImageException {
        int tried = 1;
        for (int copy = 0; copy < chunk.profile().copies(); copy++) {
            if (copy == badCopy || !volume.chunks().hasCopy(chunk, logical, sectorSize, copy)) {
                continue;
            }
            tried++;
            try {
                volume.chunks().read(chunk, logical, into, at, sectorSize, copy);
            } catch (DamagedImageException e) {
                continue;
            }
            if (checksum.matches(into, at, sectorSize, expected, sector * checksum.bytes())) {
                return;
            }
        }
        throw volume.damaged("the checksum of the data at 0x" + Long.toHexString(logical) + " does not match"
                + (tried > 1 ? " in any of " + tried + " copies" : ""));
    }

    private byte[] sums(long logical, int count) throws ImageException {
        if (sums == null) {
            throw volume.damaged("there is no tree of checksums");
        }
        return sums.of(logical, count);
    }

    /** The whole content of a compressed extent. Shared: not to be changed. */
    byte[] unpack(BtrfsExtent extent, boolean verify) throws ImageException {
        byte[] content;
        synchronized (unpacked) {
            content = unpacked.get(extent.disk());
        }
        if (content == null || content.length != extent.ramLength()) {
            byte[] packed = new byte[(int) extent.diskLength()];
            read(extent.disk(), packed, 0, packed.length, verify);
            content = unpack(extent, packed, (int) extent.ramLength());
            synchronized (unpacked) {
                unpacked.put(extent.disk(), content, content.length + 64L);
            }
        }
        return content;
    }

    /** The whole content of an inline extent. */
    byte[] inline(BtrfsExtent extent) throws ImageException {
        Bytes packed = extent.packed();
        byte[] bytes = packed.copy(0, packed.length());
        if (extent.compression() == BtrfsExtent.Compression.NONE) {
            return bytes;
        }
        // Some kernels packed the whole sector.
        return unpack(extent, bytes, Math.max((int) extent.ramLength(), sectorSize));
    }

    /** @param length of the content; what the encoder did not put out reads as zeros, as with the kernel: the end of a file */
    private byte[] unpack(BtrfsExtent extent, byte[] packed, int length) throws ImageException {
        if (decodedBytes.addAndGet(length) > budgetBytes) {
            throw new LimitExceededException(
                    "btrfs: compressed extents decode to more than " + budgetBytes + " bytes",
                    Limits.DECOMPRESSED_BYTES,
                    budgetBytes,
                    volume.where());
        }
        byte[] content = new byte[length];
        String where = volume.where();
        switch (extent.compression()) {
            case ZLIB -> Decoders.decodeMember(Codec.ZLIB, packed, 0, packed.length, content, 0, length, where);
            case ZSTD -> Decoders.decodeMember(Codec.ZSTD, packed, 0, packed.length, content, 0, length, where);
            case LZO -> BtrfsLzo.unpack(packed, content, sectorSize, where);
            case NONE -> throw new IllegalArgumentException("not compressed");
        }
        return content;
    }
}
