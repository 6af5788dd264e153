package org.imginspect.image.qcow2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.imginspect.error.ImageException;
import org.imginspect.image.DiskImage;
import org.imginspect.io.ArraySource;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Limits;

/** A qcow2 file of eight 4 KiB clusters made by hand: header, L1 at 0x1000, L2 at 0x2000, data from 0x3000 on; each field can be spoiled. */
final class Qcow2Bytes {
    static final int CLUSTER = 4096;
    static final int L1 = 0x1000;
    static final int L2 = 0x2000;
    static final int DATA = 0x3000;

    private byte[] bytes = new byte[8 * CLUSTER];
    private int clusterBits = 12;

    Qcow2Bytes() {
        u32(0, 0x514649fb)
                .u32(4, 3)
                .u32(0x14, 12)
                .u64(0x18, 16 * CLUSTER)
                .u32(0x24, 1)
                .u64(0x28, L1);
        u32(0x60, 4).u32(0x64, 104);
        u64(L1, 1L << 63 | L2);
        u64(L2, 1L << 63 | DATA);
        Arrays.fill(bytes, DATA, DATA + CLUSTER, (byte) 'd');
    }

    /** The same with clusters of 16 KiB and extended L2 entries; tables and data at 16 KiB steps. */
    static Qcow2Bytes extended() {
        Qcow2Bytes image = new Qcow2Bytes();
        image.clusterBits = 14;
        image.bytes = new byte[4 << 14];
        image.u32(0, 0x514649fb)
                .u32(4, 3)
                .u32(0x14, 14)
                .u64(0x18, 4 << 14)
                .u32(0x24, 1)
                .u64(0x28, 1 << 14);
        image.u64(0x48, 1 << 4).u32(0x60, 4).u32(0x64, 104);
        image.u64(1 << 14, 1L << 63 | 2 << 14);
        image.u64(2 << 14, 1L << 63 | 3 << 14);
        Arrays.fill(image.bytes, 3 << 14, 4 << 14, (byte) 'd');
        return image;
    }

    int clusterBytes() {
        return 1 << clusterBits;
    }

    Qcow2Bytes u8(int offset, int value) {
        bytes[offset] = (byte) value;
        return this;
    }

    Qcow2Bytes u16(int offset, int value) {
        ByteBuffer.wrap(bytes).putShort(offset, (short) value);
        return this;
    }

    Qcow2Bytes u32(int offset, long value) {
        ByteBuffer.wrap(bytes).putInt(offset, (int) value);
        return this;
    }

    Qcow2Bytes u64(int offset, long value) {
        ByteBuffer.wrap(bytes).putLong(offset, value);
        return this;
    }

    Qcow2Bytes text(int offset, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, bytes, offset, ascii.length);
        return this;
    }

    Qcow2Bytes put(int offset, byte[] content) {
        System.arraycopy(content, 0, bytes, offset, content.length);
        return this;
    }

    Qcow2Bytes truncate(int length) {
        bytes = Arrays.copyOf(bytes, length);
        return this;
    }

    /** An L2 entry for {@code length} compressed bytes at {@code offset}. */
    static long compressedEntry(int offset, int length) {
        long additional = (offset + length - 1L) / 512 - offset / 512;
        return 1L << 62 | additional << 58 | offset;
    }

    static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(plain);
        deflater.finish();
        byte[] out = new byte[plain.length + 100];
        int count = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, count);
    }

    ByteSource source() {
        return new ArraySource(bytes, "hostile.qcow2");
    }

    DiskImage open() throws ImageException {
        return open(Limits.defaults());
    }

    DiskImage open(Limits limits) throws ImageException {
        return new Qcow2Format().open(source(), limits);
    }

    byte[] read(long position, int length) throws ImageException {
        byte[] into = new byte[length];
        open().disk().readFully(position, into, 0, length);
        return into;
    }
}
