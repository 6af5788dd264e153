package org.imginspect.fuzz;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;

/** A disk of which some stretches are replaced: a fuzz target changes kilobytes of megabytes. */
final class PatchedSource implements ByteSource {
    private final ByteSource disk;
    private final NavigableMap<Long, byte[]> patches = new TreeMap<>();

    PatchedSource(byte[] disk, String name) {
        this.disk = new ArraySource(disk, name);
    }

    /** Patches that do not overlap each other. */
    PatchedSource with(long position, byte[] bytes) {
        patches.put(position, bytes);
        return this;
    }

    @Override
    public long size() {
        return disk.size();
    }

    @Override
    public void readFully(long position, byte[] into, int offset, int length) throws ImageException {
        disk.readFully(position, into, offset, length);
        for (Map.Entry<Long, byte[]> patch : patches.entrySet()) {
            long from = Math.max(position, patch.getKey());
            long to = Math.min(position + length, patch.getKey() + patch.getValue().length);
            if (from < to) {
                System.arraycopy(
                        patch.getValue(), (int) (from - patch.getKey()), into, offset + (int) (from - position), (int)
                                (to - from));
            }
        }
    }

    @Override
    public String describe() {
        return disk.describe();
    }

    @Override
    public void close() {
        // Nothing to give back.
    }
}
