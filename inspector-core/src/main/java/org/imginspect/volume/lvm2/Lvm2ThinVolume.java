package org.imginspect.volume.lvm2;

import java.util.Arrays;
import java.util.Optional;
import org.imginspect.error.DamagedImageException;
import org.imginspect.error.ImageException;
import org.jspecify.annotations.Nullable;

/** A thin volume: chunks that the pool maps; others are zeros, or those of the volume it was made upon. */
final class Lvm2ThinVolume implements Lvm2Mapper {
    private static final int TIME_BITS = 24; // a value is the chunk's number, and below it when it was written
    private static final long DEVICE_MOST = (1 << 24) - 1; // DM_THIN_MAX_DEVICE_ID

    private final Lvm2ThinPool pool;
    private final long root;
    private final long length;
    private final @Nullable Lvm2Bytes origin;
    private final String path;
    private volatile Lvm2ThinTree.@Nullable Leaf last;

    Lvm2ThinVolume(Lvm2ThinPool pool, long root, long length, @Nullable Lvm2Bytes origin, String path) {
        this.pool = pool;
        this.root = root;
        this.length = length;
        this.origin = origin;
        this.path = path;
    }

    static Lvm2Mapper mapper(Lvm2Areas areas, Lvm2Section lv, Lvm2Section segment, long length) throws ImageException {
        Lvm2ThinPool pool = areas.pool(areas.lv(segment.text("thin_pool"), segment));
        Lvm2Bytes origin =
                segment.has("external_origin") ? areas.bytes(areas.lv(segment.text("external_origin"), segment)) : null;
        long root = pool.root(segment, segment.number("device_id", 0, DEVICE_MOST));
        return new Lvm2ThinVolume(pool, root, length, origin, areas.path(lv.name()));
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int count) throws ImageException {
        long chunkBytes = pool.chunkBytes();
        int done = 0;
        while (done < count) {
            long at = position + done;
            long chunk = at / chunkBytes;
            int piece = (int) Math.min(count - done, chunkBytes - at % chunkBytes);
            Optional<Lvm2ThinTree.Leaf> leaf = leaf(chunk);
            int found = leaf.isPresent() ? leaf.get().find(chunk) : -1;
            if (found >= 0) {
                long start = dataChunk(leaf.get().value(found)) * chunkBytes + at % chunkBytes;
                pool.data().bytes().readFully(start, into, offset + done, piece);
            } else {
                unmapped(at, into, offset + done, piece);
            }
            done += piece;
        }
    }

    private long dataChunk(long value) throws DamagedImageException {
        long chunk = value >>> TIME_BITS;
        if (chunk >= pool.data().bytes().size() / pool.chunkBytes()) {
            throw new DamagedImageException(
                    "lvm2: thin volume's chunk " + chunk + " lies behind the "
                            + pool.data().bytes().size() / pool.chunkBytes() + " that the pool has",
                    path);
        }
        return chunk;
    }

    private void unmapped(long at, byte[] into, int offset, int count) throws ImageException {
        int below = 0;
        if (origin != null && at < origin.bytes().size()) {
            below = (int) Math.min(count, origin.bytes().size() - at);
            origin.bytes().readFully(at, into, offset, below);
        }
        Arrays.fill(into, offset + below, offset + count, (byte) 0);
    }

    @Override
    public long nextData(long position) throws ImageException {
        long below = origin == null || position >= origin.bytes().size()
                ? Long.MAX_VALUE
                : origin.bytes().nextData(position);
        if (origin != null && below >= origin.bytes().size()) {
            below = Long.MAX_VALUE;
        }
        if (below <= position) {
            return position;
        }
        long chunk = nextMapped(position / pool.chunkBytes());
        if (chunk > length / pool.chunkBytes()) {
            return below;
        }
        return Math.min(below, Math.max(position, chunk * pool.chunkBytes()));
    }

    /** The first chunk from this one on that is mapped; {@link Long#MAX_VALUE} if none is. */
    private long nextMapped(long from) throws ImageException {
        long chunk = from;
        Optional<Lvm2ThinTree.Leaf> leaf = leaf(chunk);
        if (leaf.isEmpty()) {
            chunk = pool.tree().firstKey(root);
            leaf = leaf(chunk);
        }
        while (leaf.isPresent()) {
            long[] keys = leaf.get().keys();
            int found = leaf.get().find(chunk);
            int next = found >= 0 ? found : -found - 1;
            if (next < keys.length) {
                return keys[next];
            }
            // Its upper bound is greater than every key so far.
            chunk = leaf.get().upper();
            if (chunk == Long.MAX_VALUE) {
                break;
            }
            leaf = leaf(chunk);
        }
        return Long.MAX_VALUE;
    }

    private Optional<Lvm2ThinTree.Leaf> leaf(long chunk) throws ImageException {
        Lvm2ThinTree.@Nullable Leaf recent = last;
        if (recent != null && recent.keys().length > 0 && recent.keys()[0] <= chunk && chunk < recent.upper()) {
            return Optional.of(recent);
        }
        Optional<Lvm2ThinTree.Leaf> leaf = pool.tree().leaf(root, chunk);
        leaf.ifPresent(one -> last = one);
        return leaf;
    }

    @Override
    public long fanOut() {
        return origin == null ? 1 : 1 + origin.fanOut();
    }
}
