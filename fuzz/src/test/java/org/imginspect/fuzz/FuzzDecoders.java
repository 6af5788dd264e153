package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.imginspect.compress.Codec;
import org.imginspect.compress.Decoders;
import org.imginspect.error.ImageException;

/** Compressed bytes, decoded as what their magic says and as deflate, by both ways. */
class FuzzDecoders {
    private static final int CAP_BYTES = 1 << 20;

    @FuzzTest(maxDuration = "2m")
    void stream(byte[] bytes) {
        decode(Codec.detect(bytes).orElse(Codec.RAW_DEFLATE), bytes);
        decode(Codec.ZLIB, bytes);
    }

    private static void decode(Codec codec, byte[] bytes) {
        try (InputStream in = Decoders.stream(codec, new ByteArrayInputStream(bytes), CAP_BYTES, "fuzz")) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (ImageException e) {
            // Refused.
        } catch (IOException e) {
            throw new AssertionError("no ImageException", e);
        }
        try {
            Decoders.decode(codec, bytes, 0, bytes.length, new byte[4096], 0, 4096, "fuzz");
        } catch (ImageException e) {
            // Refused.
        }
    }
}
