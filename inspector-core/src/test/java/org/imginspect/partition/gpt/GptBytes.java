package org.imginspect.partition.gpt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.imginspect.error.ImageException;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** A disk that sgdisk made, to be spoiled; checksums are mended on demand, as an attacker would. */
final class GptBytes {
    byte[] bytes;
    final int sector;

    GptBytes(String fixture, int sectorBytes) {
        try {
            this.bytes = Files.readAllBytes(Fixtures.image(fixture));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.sector = sectorBytes;
    }

    static GptBytes fresh() {
        return new GptBytes("partition/gpt", 512);
    }

    int primary() {
        return sector;
    }

    int backup() {
        return bytes.length / sector * sector - sector;
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    GptBytes u8(int offset, int value) {
        bytes[offset] = (byte) value;
        return this;
    }

    GptBytes u32(int offset, long value) {
        buffer().putInt(offset, (int) value);
        return this;
    }

    GptBytes u64(int offset, long value) {
        buffer().putLong(offset, value);
        return this;
    }

    GptBytes zero(int offset, int length) {
        Arrays.fill(bytes, offset, offset + length, (byte) 0);
        return this;
    }

    GptBytes resize(int length) {
        bytes = Arrays.copyOf(bytes, length);
        return this;
    }

    /** Both copies say the same of entry {@code index}, checksums right. */
    GptBytes entry(int index, int field, long value) {
        for (int header : new int[] {primary(), backup()}) {
            int array = (int) (buffer().getLong(header + 0x48) * sector);
            u64(array + index * 128 + field, value);
        }
        return mend();
    }

    /** Both headers say the same, checksums right. */
    GptBytes header(int field, long value) {
        u64(primary() + field, value).u64(backup() + field, value);
        return mend();
    }

    GptBytes mend() {
        for (int header : new int[] {primary(), backup()}) {
            long array = buffer().getLong(header + 0x48) * sector;
            long length =
                    (buffer().getInt(header + 0x50) & 0xffffffffL) * (buffer().getInt(header + 0x54) & 0xffffffffL);
            if (array >= 0 && length >= 0 && array + length <= bytes.length) {
                u32(header + 0x58, crc((int) array, (int) length));
            }
            u32(header + 0x10, 0);
            u32(header + 0x10, crc(header, 92));
        }
        return this;
    }

    ByteSource source() {
        return new ArraySource(bytes, "disk");
    }

    GptTable read() throws ImageException {
        return GptTable.read(source(), Limits.defaults());
    }

    private long crc(int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, offset, length);
        return crc.getValue();
    }
}
