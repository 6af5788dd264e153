package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;
import org.imginspect.engine.disk.DiskFile;
import org.imginspect.engine.disk.DiskLayout;
import org.imginspect.error.ImageException;
import org.imginspect.io.ArraySource;
import org.imginspect.io.Limits;

/** A file of whatever sort: its container found, its partition table read, what lies in each partition recognised. */
class FuzzProbe {
    private static final Limits LIMITS =
            Limits.defaults().with(Limits.METADATA_TABLE_BYTES, 1 << 20).with(Limits.STORAGE_ENTRIES, 200);

    @FuzzTest(maxDuration = "2m")
    void file(byte[] bytes) {
        try (DiskFile disk = DiskFile.open(new ArraySource(bytes, "fuzz"), Optional.empty(), LIMITS)) {
            DiskLayout layout = DiskLayout.read(disk.disk(), disk.name(), disk.container(), LIMITS);
            layout.regions().forEach(region -> region.unopened("embedded"));
        } catch (ImageException e) {
            // Refused.
        }
    }
}
