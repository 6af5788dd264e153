package org.imginspect.image.vhd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.imginspect.error.ImageException;
import org.imginspect.image.DiskImage;
import org.imginspect.image.OtherFiles;
import org.imginspect.io.ArraySource;
import org.imginspect.io.Limits;

/**
 * A dynamic or differencing VHD made by hand after Microsoft's specification: footer's copy at 0, sparse header at 512, locators' texts at
 * 0x800, table at 0x1000, blocks of 64 KiB behind their bitmaps from 0x2000 on, footer at the end; each field can be spoiled.
 */
final class VhdBytes {
    static final int SPARSE = 512;
    static final int TEXTS = 0x800;
    static final int TABLE = 0x1000;
    static final int BLOCKS = 0x2000;
    static final int BLOCK = 64 << 10;
    /** A block with its bitmap. */
    static final int STEP = BLOCK + 512;

    private byte[] bytes;

    /** A file that is there already. */
    VhdBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * With no block there yet, and room for some.
     *
     * @param type 3 dynamic, 4 differencing
     */
    VhdBytes(long size, int type, int blocks) {
        this(new byte[BLOCKS + blocks * STEP + 512]);
        text(0, "conectix").u32(8, 2).u32(12, 0x10000).u64(16, SPARSE).text(28, "win ");
        u64(40, size).u64(48, size).u32(60, type);
        u64(0x44, 0x1111222233334444L * type).u64(0x4c, type);
        text(SPARSE, "cxsparse").u64(SPARSE + 8, -1).u64(SPARSE + 16, TABLE).u32(SPARSE + 24, 0x10000);
        u32(SPARSE + 28, (size + BLOCK - 1) / BLOCK).u32(SPARSE + 32, BLOCK);
        Arrays.fill(bytes, TABLE, BLOCKS, (byte) 0xff);
    }

    /** A block of the disk lies at a place of the file. */
    VhdBytes block(int index, int place) {
        return u32(TABLE + index * 4, (BLOCKS + (long) place * STEP) / 512);
    }

    /** Where the bitmap of the block at that place lies; its data follow. */
    static int bitmap(int place) {
        return BLOCKS + place * STEP;
    }

    /** Names the parent in one of the locators. */
    VhdBytes locator(int index, String code, byte[] text) {
        int at = SPARSE + 0x240 + index * 24;
        put(TEXTS + index * 256, text);
        return text(at, code).u32(at + 4, 512).u32(at + 8, text.length).u64(at + 16, TEXTS + index * 256);
    }

    VhdBytes u8(int offset, int value) {
        bytes[offset] = (byte) value;
        return this;
    }

    VhdBytes u32(int offset, long value) {
        ByteBuffer.wrap(bytes).putInt(offset, (int) value);
        return this;
    }

    VhdBytes u64(int offset, long value) {
        ByteBuffer.wrap(bytes).putLong(offset, value);
        return this;
    }

    VhdBytes text(int offset, String text) {
        return put(offset, text.getBytes(StandardCharsets.US_ASCII));
    }

    VhdBytes put(int offset, byte[] content) {
        System.arraycopy(content, 0, bytes, offset, content.length);
        return this;
    }

    VhdBytes truncate(int length) {
        bytes = Arrays.copyOf(bytes, length);
        return this;
    }

    private void checksum(int offset, int length, int at) {
        u32(offset + at, 0);
        int sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += bytes[i] & 0xff;
        }
        u32(offset + at, ~sum);
    }

    /** Puts the checksums right and copies the footer to the end: the last thing to do. */
    VhdBytes sealed() {
        checksum(0, 512, 0x40);
        checksum(SPARSE, 1024, 0x24);
        System.arraycopy(bytes, 0, bytes, bytes.length - 512, 512);
        return this;
    }

    /** The same, of a file that has nothing but the footer at the end. */
    VhdBytes sealedFooter() {
        checksum(bytes.length - 512, 512, 0x40);
        return this;
    }

    byte[] bytes() {
        return bytes;
    }

    DiskImage open() throws ImageException {
        return open(OtherFiles.none("made.vhd"));
    }

    DiskImage open(OtherFiles others) throws ImageException {
        return new VhdFormat().open(new ArraySource(bytes, "made.vhd"), others, Limits.defaults());
    }

    static byte[] all(DiskImage image) throws ImageException {
        byte[] all = new byte[(int) image.disk().size()];
        image.disk().readFully(0, all, 0, all.length);
        return all;
    }
}
