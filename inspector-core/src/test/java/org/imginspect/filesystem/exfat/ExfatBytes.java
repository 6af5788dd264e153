package org.imginspect.filesystem.exfat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.OpenedFileSystem;
import org.imginspect.fixtures.Fixtures;
import org.imginspect.io.ArraySource;
import org.imginspect.io.Limits;

/** A volume of sectors of 512 bytes to be spoiled; checksums are mended on demand, as an attacker would. */
final class ExfatBytes {
    final byte[] bytes;

    ExfatBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    static ExfatBytes fresh() {
        try {
            return new ExfatBytes(Files.readAllBytes(Fixtures.image("exfat/damage")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    ExfatBytes u8(int at, int value) {
        bytes[at] = (byte) value;
        return this;
    }

    ExfatBytes u32(int at, long value) {
        buffer().putInt(at, (int) value);
        return this;
    }

    ExfatBytes u64(int at, long value) {
        buffer().putLong(at, value);
        return this;
    }

    int fat() {
        return buffer().getInt(80) * 512;
    }

    int cluster(int number) {
        return buffer().getInt(88) * 512 + ((number - 2) << (9 + bytes[109]));
    }

    /** Where the entries of a file begin; they must follow each other, and the name fit into one of them. */
    int set(String name) {
        byte[] units = Arrays.copyOf(name.getBytes(StandardCharsets.UTF_16LE), 2 * name.length() + 2);
        int length = Math.min(units.length, 30);
        for (int at = cluster(2); at + 96 <= bytes.length; at += 32) {
            if ((bytes[at] & 0xff) == 0x85
                    && (bytes[at + 32] & 0xff) == 0xc0
                    && (bytes[at + 64] & 0xff) == 0xc1
                    && Arrays.equals(bytes, at + 66, at + 66 + length, units, 0, length)) {
                return at;
            }
        }
        throw new AssertionError("no " + name);
    }

    ExfatBytes mendSet(int at) {
        int length = 32 + 32 * (bytes[at + 1] & 0xff);
        int sum = 0;
        for (int i = 0; i < length; i++) {
            if (i != 2 && i != 3) {
                sum = ((sum << 15 | sum >> 1) + (bytes[at + i] & 0xff)) & 0xffff;
            }
        }
        buffer().putShort(at + 2, (short) sum);
        return this;
    }

    /** Sector 0 and its checksum again, in the backup region too. */
    ExfatBytes mendBoot() {
        int sum = 0;
        for (int i = 0; i < 11 * 512; i++) {
            if (i != 106 && i != 107 && i != 112) {
                sum = Integer.rotateRight(sum, 1) + (bytes[i] & 0xff);
            }
        }
        for (int at = 11 * 512; at < 12 * 512; at += 4) {
            u32(at, sum);
        }
        System.arraycopy(bytes, 0, bytes, 12 * 512, 12 * 512);
        return this;
    }

    ArraySource source() {
        return new ArraySource(bytes, "volume");
    }

    OpenedFileSystem open() throws ImageException {
        return new ExfatFormat().open(source(), Limits.defaults());
    }
}
