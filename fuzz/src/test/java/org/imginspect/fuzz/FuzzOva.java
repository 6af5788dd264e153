package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.imginspect.error.ImageException;
import org.imginspect.image.vmdk.OvaFormat;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;

/** A whole file as an OVA; the checksums of what looks like tar headers are put right first, or nothing would get behind them. */
class FuzzOva {
    private static final int BLOCK_BYTES = 512;

    @FuzzTest(maxDuration = "2m")
    void file(byte[] input) {
        byte[] bytes = input.clone();
        for (int at = 0; at + BLOCK_BYTES <= bytes.length; at += BLOCK_BYTES) {
            if (new String(bytes, at + 0x101, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
                Arrays.fill(bytes, at + 0x94, at + 0x9c, (byte) ' ');
                int sum = 0;
                for (int i = at; i < at + BLOCK_BYTES; i++) {
                    sum += bytes[i] & 0xff;
                }
                byte[] text = String.format("%06o", sum).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(text, 0, bytes, at + 0x94, 6);
            }
        }
        try {
            ByteSource file = new ArraySource(bytes, "fuzz.ova");
            new OvaFormat().recognises(file);
            FuzzVmdk.read(new OvaFormat().open(file, FuzzVmdk.LIMITS));
        } catch (ImageException e) {
            // Refused.
        }
    }
}
