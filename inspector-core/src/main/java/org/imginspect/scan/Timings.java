package org.imginspect.scan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the time went.
 *
 * @param totalNanos the whole scan of the image
 * @param openNanos opening container, partitions and file systems
 * @param checkNanos each check by id, what it was the first to gather included; in the order they ran
 */
public record Timings(long totalNanos, long openNanos, Map<String, Long> checkNanos) {
    public Timings {
        checkNanos = Collections.unmodifiableMap(new LinkedHashMap<>(checkNanos));
    }
}
