package org.imginspect.filesystem.btrfs;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Things kept for reuse, each with a weight; the one that was not used for the longest time goes first. */
final class BtrfsCache<K, V> {
    private record Weighed<V>(V value, long bytes) {}

    private final LinkedHashMap<K, Weighed<V>> entries = new LinkedHashMap<>(64, 0.75f, true);
    private final long capacityBytes;
    private long totalBytes;

    BtrfsCache(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    @Nullable
    V get(K key) {
        Weighed<V> found = entries.get(key);
        return found == null ? null : found.value;
    }

    /** What is heavier than a quarter of the whole is not kept, so that one giant cannot drive all others out. */
    void put(K key, V value, long bytes) {
        if (bytes > capacityBytes / 4) {
            return;
        }
        Weighed<V> before = entries.put(key, new Weighed<>(value, bytes));
        totalBytes += bytes - (before == null ? 0 : before.bytes);
        Iterator<Map.Entry<K, Weighed<V>>> oldest = entries.entrySet().iterator();
        while (totalBytes > capacityBytes && oldest.hasNext()) {
            totalBytes -= oldest.next().getValue().bytes;
            oldest.remove();
        }
    }
}
