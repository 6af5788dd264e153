package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.imginspect.error.ImageException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.vmdk.VmdkFormat;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** A whole file as a VMDK: opened, read at its beginning, its end and in between, and checked. */
class FuzzVmdk {
    static final Limits LIMITS = Limits.defaults()
            .with(Limits.DECOMPRESSED_BYTES, 16 << 20)
            .with(Limits.METADATA_TABLE_BYTES, 1 << 20)
            .with(Limits.CACHE_BYTES, 4 << 20);

    @FuzzTest(maxDuration = "2m")
    void file(byte[] bytes) {
        try {
            read(new VmdkFormat().open(new ArraySource(bytes, "fuzz.vmdk"), LIMITS));
        } catch (ImageException e) {
            // Refused.
        }
    }

    static void read(DiskImage image) throws ImageException {
        ByteSource disk = image.disk();
        byte[] block = new byte[70_000];
        for (int part = 0; part <= 8; part++) {
            long at = disk.size() / 8 * part;
            int length = (int) Math.min(block.length, disk.size() - at);
            try {
                disk.readFully(at, block, 0, length);
                // Of 2^50 bytes without a table that takes long; of those that a file of this size can have it does
                // not.
                long next = disk.size() < 1L << 30 ? disk.nextData(at) : at;
                if (next < at || next > disk.size()) {
                    throw new AssertionError("data from " + at + " on at " + next);
                }
            } catch (ImageException e) {
                // This range is damaged; the next one may not be.
            }
        }
        if (image.space().isPresent()) {
            image.space().get().check();
            image.space().get().storedBytes(0, Math.min(disk.size(), 1L << 32));
        }
    }
}
