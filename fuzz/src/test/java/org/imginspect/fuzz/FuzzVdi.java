package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.imginspect.image.OtherFiles;
import org.imginspect.image.vdi.VdiFormat;
import org.imginspect.io.ArraySource;

/** A whole file as a VDI. */
class FuzzVdi {

    @FuzzTest(maxDuration = "2m")
    void file(byte[] bytes) {
        ContainerReads.read(new VdiFormat(), new ArraySource(bytes, "fuzz.vdi"), OtherFiles.none("fuzz.vdi"));
    }
}
