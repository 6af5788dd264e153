package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.imginspect.compress.LzoBlock;
import org.imginspect.error.ImageException;

/** An LZO1X block, decoded into a sector and into less than there is. */
class FuzzLzo {
    @FuzzTest(maxDuration = "2m")
    void block(byte[] bytes) {
        decode(bytes, 4096);
        decode(bytes, 100);
    }

    private static void decode(byte[] bytes, int cap) {
        byte[] out = new byte[cap + 2];
        try {
            int count = LzoBlock.decode(bytes, 0, bytes.length, out, 1, cap, "fuzz");
            if (count < 0 || count > cap) {
                throw new AssertionError(count + " bytes, though at most " + cap + " may be put out");
            }
        } catch (ImageException e) {
            // Refused.
        }
        if (out[0] != 0 || out[cap + 1] != 0) {
            throw new AssertionError("written outside of the output");
        }
    }
}
