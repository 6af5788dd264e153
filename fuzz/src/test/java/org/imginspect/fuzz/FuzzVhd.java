package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Map;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.vhd.VhdFormat;
import org.imginspect.io.ArraySource;

/** A whole file as a VHD, the checksums of its footers and its sparse header put right. */
class FuzzVhd {
    private static final Map<String, ImageFormat> FORMATS = Map.of("vhd", new VhdFormat());

    @FuzzTest(maxDuration = "2m")
    void file(byte[] input) {
        byte[] bytes = input.clone();
        footer(bytes, 0);
        footer(bytes, bytes.length - 512);
        ContainerReads.read(
                new VhdFormat(),
                new ArraySource(bytes, "fuzz.vhd"),
                new ContainerReads.Same(bytes, 1, FORMATS, "50".repeat(16)));
    }

    private static void footer(byte[] bytes, int at) {
        if (at < 0 || at + 512 > bytes.length) {
            return;
        }
        long sparse = ByteBuffer.wrap(bytes).getLong(at + 0x10);
        if (sparse >= 0 && sparse <= bytes.length - 1024) {
            seal(bytes, (int) sparse, 1024, 0x24);
        }
        seal(bytes, at, 512, 0x40);
    }

    private static void seal(byte[] bytes, int at, int length, int checksumAt) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.putInt(at + checksumAt, 0);
        int sum = 0;
        for (int i = at; i < at + length; i++) {
            sum += bytes[i] & 0xff;
        }
        buffer.putInt(at + checksumAt, ~sum);
    }
}
