package org.imginspect.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.imginspect.error.DamagedImageException;

/**
 * A structure read from disk: fixed-width numbers at byte offsets, each access checked against the end.
 *
 * <p>An access outside is damage of the image ("the record ends before its field"), never an {@code IndexOutOfBoundsException}.
 * Unsigned 64-bit fields come back as {@code long}; {@link #le64Size} and {@link #be64Size} refuse those that do not fit.
 */
public final class Bytes {
    private static final VarHandle LE16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BE16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle BE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle BE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] array;
    private final int start;
    private final int length;
    private final String where;
    private final long positionBytes;

    /**
     * @param array the content; not copied
     * @param where the storage path it was read from
     * @param positionBytes the offset of {@code array[0]} there
     */
    public Bytes(byte[] array, String where, long positionBytes) {
        this(array, 0, array.length, where, positionBytes);
    }

    private Bytes(byte[] array, int start, int length, String where, long positionBytes) {
        this.array = array;
        this.start = start;
        this.length = length;
        this.where = where;
        this.positionBytes = positionBytes;
    }

    /** How many bytes the view has. */
    public int length() {
        return length;
    }

    /** The storage path the bytes came from. */
    public String where() {
        return where;
    }

    /** The offset inside {@link #where()} of this view's byte {@code offset}. */
    public long positionOf(int offset) {
        return positionBytes + offset;
    }

    public int u8(int offset) throws DamagedImageException {
        return array[at(offset, 1)] & 0xff;
    }

    public int le16(int offset) throws DamagedImageException {
        return (short) LE16.get(array, at(offset, 2)) & 0xffff;
    }

    public long le32(int offset) throws DamagedImageException {
        return (int) LE32.get(array, at(offset, 4)) & 0xffff_ffffL;
    }

    public long le64(int offset) throws DamagedImageException {
        return (long) LE64.get(array, at(offset, 8));
    }

    public int be16(int offset) throws DamagedImageException {
        return (short) BE16.get(array, at(offset, 2)) & 0xffff;
    }

    public long be32(int offset) throws DamagedImageException {
        return (int) BE32.get(array, at(offset, 4)) & 0xffff_ffffL;
    }

    public long be64(int offset) throws DamagedImageException {
        return (long) BE64.get(array, at(offset, 8));
    }

    /** An unsigned 64-bit size or position; one of 2^63 or more is damage. */
    public long le64Size(int offset, String field) throws DamagedImageException {
        return nonNegative(le64(offset), offset, field);
    }

    /** An unsigned 64-bit size or position; one of 2^63 or more is damage. */
    public long be64Size(int offset, String field) throws DamagedImageException {
        return nonNegative(be64(offset), offset, field);
    }

    /** A copy of {@code count} bytes. */
    public byte[] copy(int offset, int count) throws DamagedImageException {
        int from = at(offset, count);
        return Arrays.copyOfRange(array, from, from + count);
    }

    /** Copies {@code count} bytes into {@code into} at {@code intoOffset}. */
    public void copyTo(int offset, byte[] into, int intoOffset, int count) throws DamagedImageException {
        System.arraycopy(array, at(offset, count), into, intoOffset, count);
    }

    /** The bytes {@code [offset, offset + count)} as a view of their own, without a copy. */
    public Bytes slice(int offset, int count) throws DamagedImageException {
        return new Bytes(array, at(offset, count), count, where, positionBytes + offset);
    }

    /** {@code count} bytes as ISO 8859-1, one character a byte: for magics and fixed ASCII fields. */
    public String latin1(int offset, int count) throws DamagedImageException {
        return new String(array, at(offset, count), count, StandardCharsets.ISO_8859_1);
    }

    /** Whether all of {@code count} bytes are zero. */
    public boolean isZero(int offset, int count) throws DamagedImageException {
        int from = at(offset, count);
        for (int i = from; i < from + count; i++) {
            if (array[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Damage at the byte {@code offset} of this view. */
    public DamagedImageException damaged(String what, int offset) {
        return new DamagedImageException(what, where, positionBytes + offset);
    }

    private long nonNegative(long value, int offset, String field) throws DamagedImageException {
        if (value < 0) {
            throw damaged(field + " 0x" + Long.toHexString(value) + " exceeds 2^63 - 1", offset);
        }
        return value;
    }

    private int at(int offset, int count) throws DamagedImageException {
        if (offset < 0 || count < 0 || count > length || offset > length - count) {
            throw new DamagedImageException(
                    "record of " + length + " bytes ends before its field of " + count + " bytes at " + offset,
                    where,
                    positionBytes);
        }
        return start + offset;
    }
}
