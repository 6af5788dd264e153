package org.imginspect.filesystem.btrfs;

import java.util.Arrays;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.filesystem.WeightedCache;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/** The blocks of metadata by their logical address, each verified, from the first copy that is sound. Any number of threads. */
final class BtrfsVolume {
    private final BtrfsDevices devices;
    private final BtrfsSuperblock superblock;
    private final BtrfsChunks chunks;
    private final Limits limits;
    private final WeightedCache<Long, BtrfsNode> nodes;

    private BtrfsVolume(BtrfsDevices devices, BtrfsChunks chunks, Limits limits) {
        this.devices = devices;
        this.superblock = devices.superblock();
        this.chunks = chunks;
        this.limits = limits;
        this.nodes = new WeightedCache<>(Math.max(limits.get(Limits.CACHE_BYTES) / 2, 16L * superblock.nodeSize()));
    }

    /** Reads the map of addresses and nothing else. */
    static BtrfsVolume open(BtrfsDevices devices, Limits limits) throws ImageException {
        BtrfsChunks chunks = new BtrfsChunks(devices);
        BtrfsVolume volume = new BtrfsVolume(devices, chunks, limits);
        BtrfsSuperblock superblock = volume.superblock;
        chunks.addSystem(superblock);
        BtrfsChunks all = new BtrfsChunks(devices);
        long most = limits.get(Limits.METADATA_TABLE_BYTES);
        long bytes = 0;
        BtrfsCursor cursor = new BtrfsCursor(
                volume,
                new BtrfsRoot(
                        BtrfsRoot.CHUNK_TREE,
                        superblock.chunkRoot(),
                        superblock.chunkRootLevel(),
                        superblock.chunkRootGeneration()));
        for (boolean found = cursor.seek(BtrfsChunks.TREE, BtrfsChunks.ITEM, 0);
                found && cursor.objectId() == BtrfsChunks.TREE && cursor.type() == BtrfsChunks.ITEM;
                found = cursor.next()) {
            Bytes item = cursor.item();
            bytes += 64L + item.length();
            if (bytes > most) {
                throw new LimitExceededException(
                        "btrfs: chunks of " + bytes + " bytes", Limits.METADATA_TABLE_BYTES, most, volume.where());
            }
            all.add(BtrfsChunk.parse(cursor.offset(), item, superblock.sectorSize()));
        }
        all.checkComplete();
        return new BtrfsVolume(devices, all, limits);
    }

    BtrfsSuperblock superblock() {
        return superblock;
    }

    BtrfsDevices devices() {
        return devices;
    }

    BtrfsChunks chunks() {
        return chunks;
    }

    Limits limits() {
        return limits;
    }

    String where() {
        return devices.where();
    }

    DamagedImageException damaged(String what) {
        return new DamagedImageException("btrfs: " + what, where());
    }

    /**
     * A block of a tree.
     *
     * @param level that it must have
     * @param generation that it must have
     */
    BtrfsNode node(long logical, int level, long generation) throws ImageException {
        BtrfsNode node;
        synchronized (nodes) {
            node = nodes.get(logical);
        }
        if (node == null) {
            node = read(logical, level, generation);
            synchronized (nodes) {
                nodes.put(logical, node, superblock.nodeSize() + 96L);
            }
        } else if (node.level() != level || node.generation() != generation) {
            throw wrong(node, level, generation);
        }
        return node;
    }

    private BtrfsNode read(long logical, int level, long generation) throws ImageException {
        int size = superblock.nodeSize();
        if (logical % superblock.sectorSize() != 0) {
            throw damaged("tree block 0x" + Long.toHexString(logical) + " does not begin with a sector");
        }
        BtrfsChunk chunk = chunks.find(logical, size);
        ImageException first = null;
        for (int copy = 0; copy < chunk.profile().copies(); copy++) {
            if (!chunks.hasCopy(chunk, logical, size, copy)) {
                continue;
            }
            try {
                byte[] raw = new byte[size];
                chunks.read(chunk, logical, raw, 0, size, copy);
                BtrfsNode node = verify(raw, logical);
                if (node.level() != level || node.generation() != generation) {
                    throw wrong(node, level, generation);
                }
                return node;
            } catch (DamagedImageException e) {
                // Another copy may be sound; the damage is told of if none is.
                first = remember(first, e);
            }
        }
        throw first != null ? first : new UnsupportedFeatureException("btrfs: a device is missing", where());
    }

    private static ImageException remember(@Nullable ImageException first, ImageException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    private BtrfsNode verify(byte[] raw, long logical) throws DamagedImageException {
        String block = "tree block 0x" + Long.toHexString(logical);
        if (!superblock.checksum().matches(raw, 0x20, raw.length - 0x20, raw, 0)) { // csum, 0x0, 32 bytes
            throw damaged(block + ": the checksum does not match");
        }
        byte[] uuid = superblock.metadataUuid();
        if (!Arrays.equals(raw, 0x20, 0x30, uuid, 0, uuid.length)) { // fsid, 0x20, 16 bytes
            throw damaged(block + " belongs to another file system");
        }
        Bytes bytes = new Bytes(raw, where(), logical);
        if (bytes.le64(0x30) != logical) { // bytenr, 0x30, le64
            throw damaged(block + " says that it lies at 0x" + Long.toHexString(bytes.le64(0x30)));
        }
        return new BtrfsNode(raw, logical, where());
    }

    private static DamagedImageException wrong(BtrfsNode node, int level, long generation) {
        return node.level() != level
                ? node.damaged("has level " + node.level() + " instead of " + level)
                : node.damaged("is of generation " + Long.toUnsignedString(node.generation()) + " instead of "
                        + Long.toUnsignedString(generation));
    }
}
