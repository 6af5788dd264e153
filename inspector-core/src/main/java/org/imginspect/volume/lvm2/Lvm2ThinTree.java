package org.imginspect.volume.lvm2;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;
import org.jspecify.annotations.Nullable;

/** The b-trees of the kernel's persistent-data library (drivers/md/persistent-data/dm-btree.c), whose keys and values are 64 bits wide. */
final class Lvm2ThinTree {
    /** THIN_METADATA_BLOCK_SIZE. */
    static final int BLOCK = 4096;

    private static final int NODE_XOR = 121107; // BTREE_CSUM_XOR
    private static final int HEADER = 32; // sizeof(struct node_header)
    private static final long INTERNAL = 1; // INTERNAL_NODE
    private static final long LEAF = 2; // LEAF_NODE
    private static final int VALUE = 8;
    /** 2^64 keys at a third of 252 entries a node need ten levels. */
    private static final int DEPTH_MAX = 16;

    private final ByteSource metadata;
    private final int capacity;
    private final LinkedHashMap<Long, Node> nodes = new LinkedHashMap<>(16, 0.75f, true);

    /** A node as it is used: its keys ascend. */
    private record Node(boolean internal, long[] keys, long[] values) {}

    /**
     * A node without children.
     *
     * @param upper where the keys of the node behind it begin; {@link Long#MAX_VALUE} if there is none
     */
    record Leaf(long[] keys, long[] values, long upper) {
        /** The index of a key; below 0 if it is not there, then {@code -(where it would be) - 1}. */
        int find(long key) {
            return Arrays.binarySearch(keys, key);
        }

        long value(int index) {
            return values[index];
        }
    }

    Lvm2ThinTree(ByteSource metadata, Limits limits) {
        this.metadata = metadata;
        this.capacity = (int) Math.max(16, Math.min(Integer.MAX_VALUE, limits.get(Limits.CACHE_BYTES) / BLOCK / 4));
    }

    /** The leaf that holds a key if any does. Empty if the key is less than all there are. */
    Optional<Leaf> leaf(long root, long key) throws ImageException {
        long block = root;
        long lower = 0;
        long upper = Long.MAX_VALUE;
        for (int depth = 0; depth < DEPTH_MAX; depth++) {
            Node node = node(block);
            int count = node.keys.length;
            if (count > 0 && (node.keys[0] < lower || node.keys[count - 1] >= upper)) {
                throw damaged(
                        "lvm2: thin pool: keys " + node.keys[0] + " to " + node.keys[count - 1] + " are not between "
                                + lower + " and " + upper,
                        block);
            }
            if (!node.internal) {
                return Optional.of(new Leaf(node.keys, node.values, upper));
            }
            if (count == 0) {
                throw damaged("lvm2: thin pool: a node has no children", block);
            }
            int at = Arrays.binarySearch(node.keys, key);
            at = at < 0 ? -at - 2 : at;
            if (at < 0) {
                return Optional.empty();
            }
            lower = node.keys[at];
            upper = at + 1 < count ? node.keys[at + 1] : upper;
            block = node.values[at];
        }
        throw damaged("lvm2: thin pool: a tree is deeper than " + DEPTH_MAX, block);
    }

    /** The least key of all: that of the first leaf, which may be empty; empty if the tree is. */
    long firstKey(long root) throws ImageException {
        Node node = node(root);
        return node.keys.length == 0 ? Long.MAX_VALUE : node.keys[0];
    }

    private Node node(long block) throws ImageException {
        synchronized (nodes) {
            @Nullable Node known = nodes.get(block);
            if (known != null) {
                return known;
            }
        }
        Node node = read(block);
        synchronized (nodes) {
            nodes.put(block, node);
            Iterator<Map.Entry<Long, Node>> oldest = nodes.entrySet().iterator();
            while (nodes.size() > capacity && oldest.hasNext()) {
                oldest.next();
                oldest.remove();
            }
        }
        return node;
    }

    private Node read(long block) throws ImageException {
        if (block < 1 || block >= metadata.size() / BLOCK) {
            throw damaged("lvm2: thin pool: metadata has no block " + block, 0);
        }
        Bytes bytes = metadata.read(block * BLOCK, BLOCK);
        int computed = checksum(bytes, NODE_XOR);
        if ((int) bytes.le32(0) != computed) { // csum
            throw bytes.damaged(Lvm2Label.mismatch("a thin pool's node", (int) bytes.le32(0), computed), 0);
        }
        long flags = bytes.le32(4);
        long count = bytes.le32(16); // nr_entries
        long most = bytes.le32(20); // max_entries
        long value = bytes.le32(24); // value_size, bytes
        if (bytes.le64(8) != block) { // blocknr
            throw bytes.damaged("lvm2: thin pool: node " + block + " says that it is " + bytes.le64(8), 8);
        }
        if ((flags != INTERNAL && flags != LEAF)
                || value != VALUE
                || most > (BLOCK - HEADER) / (8 + VALUE)
                || count > most) {
            throw bytes.damaged(
                    "lvm2: thin pool: node with flags 0x" + Long.toHexString(flags) + ", " + count + " of " + most
                            + " values of " + value + " bytes",
                    4);
        }
        long[] keys = new long[(int) count];
        long[] values = new long[(int) count];
        for (int i = 0; i < count; i++) {
            keys[i] = bytes.le64Size(HEADER + 8 * i, "lvm2: thin pool: key");
            values[i] = bytes.le64(HEADER + 8 * (int) most + VALUE * i);
            if (i > 0 && keys[i] <= keys[i - 1]) {
                throw bytes.damaged("lvm2: thin pool: key " + keys[i] + " follows " + keys[i - 1], HEADER + 8 * i);
            }
        }
        return new Node(flags == INTERNAL, keys, values);
    }

    /** dm_bm_checksum: crc32c over all but the sum itself, mixed with a number for the kind of block. */
    static int checksum(Bytes block, int xor) throws ImageException {
        CRC32C crc = new CRC32C();
        crc.update(block.copy(4, BLOCK - 4), 0, BLOCK - 4);
        // The kernel does not invert the result.
        return ~(int) crc.getValue() ^ xor;
    }

    private DamagedImageException damaged(String what, long block) {
        return new DamagedImageException(
                what, metadata.describe(), Math.max(0, block) % (Long.MAX_VALUE / BLOCK) * BLOCK);
    }
}
