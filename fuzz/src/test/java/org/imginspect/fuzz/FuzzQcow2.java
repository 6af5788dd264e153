package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.qcow2.Qcow2Format;
import org.imginspect.image.raw.RawFormat;
import org.imginspect.io.ArraySource;

/** A whole file as a qcow2: opened, and read at its beginning, its end and in between. */
class FuzzQcow2 {
    private static final Map<String, ImageFormat> FORMATS = Map.of("raw", new RawFormat(), "qcow2", new Qcow2Format());

    @FuzzTest(maxDuration = "2m")
    void file(byte[] bytes) {
        // Its backing files and its data file are the same bytes again.
        ContainerReads.read(
                new Qcow2Format(),
                new ArraySource(bytes, "fuzz.qcow2"),
                new ContainerReads.Same(bytes, 2, FORMATS, ""));
    }
}
