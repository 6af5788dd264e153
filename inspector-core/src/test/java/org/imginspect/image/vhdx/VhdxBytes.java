package org.imginspect.image.vhdx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.imginspect.error.ImageException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.OtherFiles;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/**
 * A VHDX file made by hand after MS-VHDX: log at 1 MiB, BAT at 2 MiB, metadata at 3 MiB, each 1 MiB long, blocks from 4 MiB on; each field
 * can be spoiled.
 */
final class VhdxBytes {
    static final int MIB = 1 << 20;
    static final int[] HEADERS = {0x10000, 0x20000};
    static final int[] REGIONS = {0x30000, 0x40000};
    static final int LOG = MIB;
    static final int BAT = 2 * MIB;
    static final int METADATA = 3 * MIB;
    static final int ITEMS = METADATA + 0x10000;
    static final int DATA = 4 * MIB;

    static final String DATA_WRITE_GUID = "11223344-5566-7788-99aa-bbccddeeff00";
    static final String LOG_GUID = "0badcafe-0000-4000-8000-00000000beef";

    private byte[] bytes;

    /** A file that is there already. */
    VhdxBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Blocks of 1 MiB, none of them there yet, and room for {@code blocks} of them in the file. */
    VhdxBytes(long size, int sectorBytes, int blocks) {
        this(new byte[DATA + blocks * MIB]);
        text(0, "vhdxfile");
        for (int i = 0; i < 2; i++) {
            int head = HEADERS[i];
            text(head, "head").u64(head + 8, i + 1).guid(head + 0x20, DATA_WRITE_GUID);
            u16(head + 0x42, 1).u32(head + 0x44, MIB).u64(head + 0x48, LOG);
            int region = REGIONS[i];
            text(region, "regi").u32(region + 8, 2);
            guid(region + 16, "2dc27766-f623-4200-9d64-115e9bfd4a08");
            u64(region + 32, BAT).u32(region + 40, MIB).u32(region + 44, 1);
            guid(region + 48, "8b7ca206-4790-4b9a-b8fe-575f050f886e");
            u64(region + 64, METADATA).u32(region + 72, MIB).u32(region + 76, 1);
        }
        text(METADATA, "metadata");
        item(0, "caa16737-fa36-4d43-b3b6-33f0aa44e76b", 8).u32(ITEMS, MIB);
        item(1, "2fa54224-cd1b-4876-b211-5dbed83bf4b8", 8).u64(ITEMS + 64, size);
        item(2, "beca12ab-b2e6-4523-93ef-c309e000c746", 16);
        item(3, "8141bf1d-a96f-4709-ba47-f233a8faab5f", 4).u32(ITEMS + 3 * 64, sectorBytes);
        item(4, "cda348c7-445d-4471-9cc9-e9885251c556", 4).u32(ITEMS + 4 * 64, 4096);
    }

    /** The entry and the place of a metadata item, 64 bytes for each. */
    VhdxBytes item(int index, String guid, int length) {
        int at = METADATA + 32 + index * 32;
        guid(at, guid).u32(at + 16, 0x10000 + index * 64).u32(at + 20, length).u32(at + 24, 4);
        return u16(
                METADATA + 10,
                Math.max(
                        index + 1,
                        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(METADATA + 10)));
    }

    /** Makes it differencing, with keys and values. */
    VhdxBytes parent(String... keysAndValues) {
        u32(ITEMS + 4, 2);
        int start = ITEMS + 5 * 64;
        guid(start, "b04aefb7-d19e-4a81-b789-25b8e9445913").u16(start + 18, keysAndValues.length / 2);
        int entry = start + 20;
        int end = entry + 12 * (keysAndValues.length / 2);
        for (int i = 0; i < keysAndValues.length; i++) {
            byte[] text = keysAndValues[i].getBytes(StandardCharsets.UTF_16LE);
            int at = entry + i / 2 * 12;
            u32(at + i % 2 * 4, end - start).u16(at + 8 + i % 2 * 2, text.length);
            System.arraycopy(text, 0, bytes, end, text.length);
            end += text.length;
        }
        return item(5, "a8d35f2d-b30b-454d-abf7-d3d84834ab0c", end - start);
    }

    /** A BAT entry: a state, and which megabyte of the file. */
    VhdxBytes bat(int index, int state, long megabyte) {
        return u64(BAT + index * 8, megabyte << 20 | state);
    }

    VhdxBytes u8(int offset, int value) {
        bytes[offset] = (byte) value;
        return this;
    }

    VhdxBytes u16(int offset, int value) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(offset, (short) value);
        return this;
    }

    VhdxBytes u32(int offset, long value) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, (int) value);
        return this;
    }

    VhdxBytes u64(int offset, long value) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(offset, value);
        return this;
    }

    long u64(int offset) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(offset);
    }

    long u32(int offset) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(offset) & 0xffff_ffffL;
    }

    VhdxBytes guid(int offset, String text) {
        String hex = text.replace("-", "");
        u32(offset, Long.parseLong(hex.substring(0, 8), 16));
        u16(offset + 4, Integer.parseInt(hex.substring(8, 12), 16));
        u16(offset + 6, Integer.parseInt(hex.substring(12, 16), 16));
        for (int i = 0; i < 8; i++) {
            u8(offset + 8 + i, Integer.parseInt(hex.substring(16 + i * 2, 18 + i * 2), 16));
        }
        return this;
    }

    VhdxBytes text(int offset, String text) {
        return put(offset, text.getBytes(StandardCharsets.US_ASCII));
    }

    VhdxBytes put(int offset, byte[] content) {
        System.arraycopy(content, 0, bytes, offset, content.length);
        return this;
    }

    VhdxBytes fill(int offset, int length, int value) {
        Arrays.fill(bytes, offset, offset + length, (byte) value);
        return this;
    }

    VhdxBytes truncate(int length) {
        bytes = Arrays.copyOf(bytes, length);
        return this;
    }

    static long crc(byte[] content, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(content, offset, 4);
        crc.update(new byte[4]);
        crc.update(content, offset + 8, length - 8);
        return crc.getValue();
    }

    /** Puts the checksums right: the last thing to do. */
    VhdxBytes sealed() {
        for (int i = 0; i < 2; i++) {
            u32(HEADERS[i] + 4, crc(bytes, HEADERS[i], 4096));
            u32(REGIONS[i] + 4, crc(bytes, REGIONS[i], 0x10000));
        }
        return this;
    }

    byte[] bytes() {
        return bytes;
    }

    ByteSource source() {
        return new ArraySource(bytes, "made.vhdx");
    }

    DiskImage open() throws ImageException {
        return open(OtherFiles.none("made.vhdx"), Limits.defaults());
    }

    DiskImage open(OtherFiles others, Limits limits) throws ImageException {
        return new VhdxFormat().open(source(), others, limits);
    }

    static byte[] all(DiskImage image) throws ImageException {
        byte[] all = new byte[(int) image.disk().size()];
        image.disk().readFully(0, all, 0, all.length);
        return all;
    }
}
