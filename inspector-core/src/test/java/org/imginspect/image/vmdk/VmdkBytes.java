package org.imginspect.image.vmdk;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import org.imginspect.error.ImageException;
import org.imginspect.image.DiskImage;
import org.imginspect.io.ArraySource;
import org.imginspect.io.Limits;

/** Sparse extents made by hand: 64 grains of 8 sectors, the first one full of "d". */
final class VmdkBytes {
    static final long CAPACITY = 512;
    static final int GRAIN = 8;
    static final int DIRECTORY = 4 * 512;
    static final int TABLE = 5 * 512;
    static final int DATA = 16 * 512;

    private final ByteBuffer bytes;

    private VmdkBytes(int size) {
        bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    static VmdkBytes sparse() {
        VmdkBytes made = new VmdkBytes(DATA + GRAIN * 512);
        made.header(3, 0);
        Arrays.fill(made.bytes.array(), DATA, DATA + GRAIN * 512, (byte) 'd');
        return made;
    }

    static VmdkBytes compressed() {
        byte[] packed = deflated(GRAIN * 512);
        VmdkBytes made = new VmdkBytes(DATA + (12 + packed.length + 511) / 512 * 512);
        made.header(3 | 3 << 16, 1);
        made.bytes.putLong(DATA, 0).putInt(DATA + 8, packed.length).put(DATA + 12, packed);
        return made;
    }

    static byte[] deflated(int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] plain = new byte[count];
        Arrays.fill(plain, (byte) 'd');
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(plain);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private void header(int flags, int algorithm) {
        text(0, "KDMV")
                .u32(4, 1)
                .u32(8, flags)
                .u64(0xc, CAPACITY)
                .u64(0x14, GRAIN)
                .u64(0x1c, 1)
                .u64(0x24, 3);
        u32(0x2c, 512)
                .u64(0x30, 4)
                .u64(0x38, 4)
                .u64(0x40, 16)
                .text(0x49, "\n \r\n")
                .u8(0x4d, algorithm);
        text(512, descriptor("monolithicSparse", "RW 512 SPARSE \"disk.vmdk\""));
        u32(DIRECTORY, TABLE / 512).u32(TABLE, DATA / 512);
    }

    static String descriptor(String createType, String... extents) {
        return "# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\ncreateType=\"" + createType
                + "\"\n# Extent description\n" + String.join("\n", extents) + "\n\nddb.adapterType = \"ide\"\n";
    }

    VmdkBytes u8(int at, int value) {
        bytes.put(at, (byte) value);
        return this;
    }

    VmdkBytes u32(int at, long value) {
        bytes.putInt(at, (int) value);
        return this;
    }

    VmdkBytes u64(int at, long value) {
        bytes.putLong(at, value);
        return this;
    }

    VmdkBytes text(int at, String latin1) {
        bytes.put(at, latin1.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Another descriptor in the place of the one there is. */
    VmdkBytes embedded(String descriptor) {
        Arrays.fill(bytes.array(), 512, DIRECTORY, (byte) 0);
        return text(512, descriptor);
    }

    byte[] bytes() {
        return bytes.array().clone();
    }

    DiskImage open() throws ImageException {
        return open(Limits.defaults());
    }

    DiskImage open(Limits limits) throws ImageException {
        return new VmdkFormat().open(new ArraySource(bytes(), "disk.vmdk"), limits);
    }

    byte[] read(long position, int length) throws ImageException {
        return open().disk().read(position, length).copy(0, length);
    }
}
