package org.imginspect.volume.lvm2;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * A thin pool: data in chunks, and metadata that says which chunk of which volume is which chunk of the data
 * (drivers/md/dm-thin-metadata.c, little-endian). What the superblock names is complete: the next transaction is written elsewhere.
 *
 * @param tree the metadata's nodes
 * @param mappingRoot the tree that holds, by a volume's number, the root of its own tree
 * @param data the chunks
 */
record Lvm2ThinPool(Lvm2ThinTree tree, long mappingRoot, Lvm2Bytes data, long chunkBytes) {
    private static final long SECTOR = 512;
    private static final long MAGIC = 27022010; // THIN_SUPERBLOCK_MAGIC
    private static final int SUPERBLOCK_XOR = 160774; // SUPERBLOCK_CSUM_XOR
    private static final long CHUNK_SECTORS_LEAST = 128; // DATA_DEV_BLOCK_SIZE_MIN_SECTORS
    private static final long CHUNK_SECTORS_MOST = 1 << 21; // DATA_DEV_BLOCK_SIZE_MAX_SECTORS

    static Lvm2ThinPool open(Lvm2Areas areas, Lvm2Section lv) throws ImageException {
        Lvm2Section segment = areas.segments(lv).get(0);
        String type = Lvm2Segment.type(segment);
        if (!type.equals("thin-pool")) {
            throw lv.damaged("type " + type + " is not thin-pool");
        }
        long sectors = segment.number("chunk_size", CHUNK_SECTORS_LEAST, CHUNK_SECTORS_MOST);
        ByteSource metadata =
                areas.bytes(areas.lv(segment.text("metadata"), segment)).bytes();
        Bytes superblock = metadata.read(0, Lvm2ThinTree.BLOCK);
        int computed = Lvm2ThinTree.checksum(superblock, SUPERBLOCK_XOR);
        if ((int) superblock.le32(0) != computed) { // csum
            throw superblock.damaged(
                    Lvm2Label.mismatch("the thin pool's superblock", (int) superblock.le32(0), computed), 0);
        }
        if (superblock.le64(32) != MAGIC) { // magic
            throw superblock.damaged("lvm2: the thin pool's superblock has no magic", 32);
        }
        long version = superblock.le32(40);
        if (version < 1 || version > 2) {
            throw new UnsupportedFeatureException(
                    "lvm2: thin pool metadata of version " + version + " is neither 1 nor 2", areas.path(lv.name()));
        }
        if (superblock.le32(360) != 0) { // incompat_flags
            throw new UnsupportedFeatureException(
                    "lvm2: thin pool with incompatible features 0x" + Long.toHexString(superblock.le32(360)),
                    areas.path(lv.name()));
        }
        if (superblock.le32(336) != sectors) { // data_block_size, sectors
            throw superblock.damaged(
                    "lvm2: thin pool with chunks of " + superblock.le32(336) + " sectors, not " + sectors + " as "
                            + lv.name() + " has it",
                    336);
        }
        if (superblock.le32(340) * SECTOR != Lvm2ThinTree.BLOCK) { // metadata_block_size, sectors
            throw new UnsupportedFeatureException(
                    "lvm2: thin pool with metadata blocks of " + superblock.le32(340) + " sectors",
                    areas.path(lv.name()));
        }
        transaction(areas, lv, segment, superblock.le64(48)); // trans_id
        return new Lvm2ThinPool(
                new Lvm2ThinTree(metadata, areas.limits()),
                superblock.le64(320), // data_mapping_root
                areas.bytes(areas.lv(segment.text("pool"), segment)),
                sectors * SECTOR);
    }

    /** As lvm does before it activates a pool: both sides have counted the same changes, or the last one is still to be told. */
    private static void transaction(Lvm2Areas areas, Lvm2Section lv, Lvm2Section segment, long found)
            throws ImageException {
        long expected = segment.number("transaction_id");
        boolean pending = segment.sections().size() > 0; // messages that the pool has not got yet
        if (found != expected && !(pending && found == expected - 1)) {
            throw new UnsupportedFeatureException(
                    "lvm2: thin pool's transaction is " + found + ", but " + lv.name() + " expects " + expected,
                    areas.path(lv.name()));
        }
    }

    /** The root of a volume's own tree. */
    long root(Lvm2Section segment, long device) throws ImageException {
        Optional<Lvm2ThinTree.Leaf> leaf = tree.leaf(mappingRoot, device);
        int found = leaf.map(one -> one.find(device)).orElse(-1);
        if (found < 0) {
            throw segment.damaged("the thin pool has no volume of device_id " + device);
        }
        return leaf.orElseThrow().value(found);
    }
}
