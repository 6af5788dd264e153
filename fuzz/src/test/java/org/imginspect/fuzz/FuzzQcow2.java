package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.imginspect.error.ImageException;
import org.imginspect.image.qcow2.Qcow2Format;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** A whole file as a qcow2: opened, and read at its beginning, its end and in between. */
class FuzzQcow2 {
    private static final Limits LIMITS = Limits.defaults()
            .with(Limits.DECOMPRESSED_BYTES, 16 << 20)
            .with(Limits.METADATA_TABLE_BYTES, 1 << 20)
            .with(Limits.CACHE_BYTES, 4 << 20);

    @FuzzTest(maxDuration = "2m")
    void file(byte[] bytes) {
        try {
            ByteSource disk = new Qcow2Format()
                    .open(new ArraySource(bytes, "fuzz.qcow2"), LIMITS)
                    .disk();
            byte[] block = new byte[70_000];
            for (int part = 0; part <= 8; part++) {
                long at = disk.size() / 8 * part;
                int length = (int) Math.min(block.length, disk.size() - at);
                try {
                    disk.readFully(at, block, 0, length);
                } catch (ImageException e) {
                    // This range is damaged; the next one may not be.
                }
            }
        } catch (ImageException e) {
            // Refused.
        }
    }
}
