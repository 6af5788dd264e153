package org.imginspect.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.imginspect.error.ImageException;
import org.imginspect.io.ArraySource;
import org.imginspect.io.Limits;
import org.imginspect.partition.gpt.GptTable;

/** A whole disk with a GPT: as it is, and with its checksums mended, so that mutations get behind them. */
class FuzzGpt {
    private static final Limits LIMITS = Limits.defaults().with(Limits.METADATA_TABLE_BYTES, 1 << 20);

    @FuzzTest(maxDuration = "2m")
    void disk(byte[] bytes) {
        read(bytes);
        byte[] mended = bytes.clone();
        for (int sector : new int[] {512, 4096}) {
            mend(mended, sector, sector);
            mend(mended, bytes.length / sector * sector - sector, sector);
        }
        read(mended);
    }

    private static void read(byte[] bytes) {
        ArraySource disk = new ArraySource(bytes, "fuzz");
        try {
            GptTable.recognises(disk);
            GptTable.read(disk, LIMITS);
        } catch (ImageException e) {
            // Refused.
        }
    }

    private static void mend(byte[] bytes, int header, int sectorBytes) {
        if (header < 0 || header > bytes.length - 512) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long array = buffer.getLong(header + 0x48);
        long length = (buffer.getInt(header + 0x50) & 0xffffL) * (buffer.getInt(header + 0x54) & 0xffffL);
        if (array >= 0 && array < bytes.length / sectorBytes && length <= bytes.length - array * sectorBytes) {
            buffer.putInt(header + 0x58, crc(bytes, (int) (array * sectorBytes), (int) length));
        }
        int headerBytes = buffer.getInt(header + 0x0c);
        if (headerBytes >= 92 && headerBytes <= 512) {
            buffer.putInt(header + 0x10, 0);
            buffer.putInt(header + 0x10, crc(bytes, header, headerBytes));
        }
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
