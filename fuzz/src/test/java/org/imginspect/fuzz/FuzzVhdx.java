package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32C;
import org.imginspect.image.ImageFormat;
import org.imginspect.image.vhdx.VhdxFormat;
import org.imginspect.io.ArraySource;

/**
 * A VHDX whose structures are the input's, one behind the other at the places where they lie in the file, checksums put right: header,
 * region table, metadata table, its items, BAT, and the first sectors of the log. Anything else is as in a file of eight megabytes.
 */
class FuzzVhdx {
    private static final Map<String, ImageFormat> FORMATS = Map.of("vhdx", new VhdxFormat());
    private static final String ID = "0badcafe-0000-4000-8000-00000000beef";
    private static final int MIB = 1 << 20;
    private static final int HEADER = 0x10000;
    private static final int REGIONS = 0x30000;
    private static final int LOG = MIB;
    private static final int BAT = 2 * MIB;
    private static final int METADATA = 3 * MIB;
    private static final int LOG_BYTES = 16 << 10;
    /** Where the input's parts go, and how long each is. */
    private static final int[][] PARTS = {
        {HEADER, 80}, {REGIONS, 112}, {METADATA, 256}, {METADATA + 0x10000, 512}, {BAT, 128}, {LOG, LOG_BYTES}
    };

    @FuzzTest(maxDuration = "2m")
    void structures(byte[] input) {
        byte[] file = new byte[8 * MIB];
        put(file, 0, "vhdxfile");
        int taken = 0;
        for (int[] part : PARTS) {
            int length = Math.min(part[1], input.length - taken);
            System.arraycopy(input, taken, file, part[0], length);
            taken += length;
        }
        put(file, HEADER, "head");
        put(file, REGIONS, "regi");
        seal(file, HEADER, 4096);
        seal(file, REGIONS, 0x10000);
        for (int at = LOG; at < LOG + LOG_BYTES; at += 4096) {
            int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(at + 8);
            if (length > 0 && length <= LOG_BYTES && length % 4096 == 0) {
                seal(file, at, length);
            }
        }
        ContainerReads.read(
                new VhdxFormat(), new ArraySource(file, "fuzz.vhdx"), new ContainerReads.Same(file, 1, FORMATS, ID));
    }

    private static void put(byte[] file, int at, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, file, at, ascii.length);
    }

    private static void seal(byte[] file, int at, int length) {
        Arrays.fill(file, at + 4, at + 8, (byte) 0);
        CRC32C crc = new CRC32C();
        crc.update(file, at, length);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(at + 4, (int) crc.getValue());
    }
}
