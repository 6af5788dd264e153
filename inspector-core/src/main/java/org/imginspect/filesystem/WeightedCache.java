package org.imginspect.filesystem;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Things kept for reuse, each with a weight; the one that was not used for the longest time goes first. One thread at a time. */
public final class WeightedCache<K, V> {
    private record Weighed<V>(V value, long bytes) {}

    private final LinkedHashMap<K, Weighed<V>> entries = new LinkedHashMap<>(64, 0.75f, true);
    private final long capacityBytes;
    private long totalBytes;

    /** @param capacityBytes the most that all weights together may be */
    public WeightedCache(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /** Null if it is not kept. */
    public @Nullable V get(K key) {
        Weighed<V> found = entries.get(key);
        return found == null ? null : found.value;
    }

    /** What is heavier than a quarter of the whole is not kept, so that one giant cannot drive all others out. */
    public void put(K key, V value, long bytes) {
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
