package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.recognised.Recogniser;
import org.imginspect.io.ArraySource;

/** The beginning of a volume: which signatures it carries. */
class FuzzRecognised {
    @FuzzTest(maxDuration = "1m")
    void volume(byte[] bytes) {
        ArraySource volume = new ArraySource(bytes, "fuzz");
        try {
            Recogniser.signatures(volume);
            Recogniser.unrecognised(volume);
        } catch (ImageException e) {
            // Refused.
        }
    }
}
