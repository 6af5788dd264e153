package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.imginspect.error.ImageException;
import org.imginspect.io.ArraySource;
import org.imginspect.io.Limits;
import org.imginspect.partition.mbr.MbrBootCode;
import org.imginspect.partition.mbr.MbrTable;

/** A whole disk with an MBR and its chain of logical partitions. */
class FuzzMbr {

    @FuzzTest(maxDuration = "2m")
    void disk(byte[] bytes) {
        ArraySource disk = new ArraySource(bytes, "fuzz");
        try {
            MbrBootCode.of(disk);
            MbrTable.recognises(disk);
            MbrTable.read(disk, Limits.defaults());
        } catch (ImageException e) {
            // Refused.
        }
    }
}
