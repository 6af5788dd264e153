package org.imginspect.filesystem.btrfs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.imginspect.error.DamagedImageException;
import org.imginspect.io.Bytes;

/**
 * A block of a tree ({@code struct btrfs_header} and what follows it), verified when it is made: its keys ascend and its items lie
 * inside. Immutable.
 */
final class BtrfsNode {
    static final int HEADER_BYTES = 101;
    static final int MAX_LEVEL = 7;

    private static final int KEY_BYTES = 17;
    private static final int ITEM_BYTES = KEY_BYTES + 8;
    private static final int POINTER_BYTES = KEY_BYTES + 16;
    private static final VarHandle LE32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LE64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] raw;
    private final Bytes bytes;
    private final long logical;
    private final long generation;
    private final int level;
    private final int count;
    private final int recordBytes;

    /** @param raw the block, whose checksum was verified; not copied */
    BtrfsNode(byte[] raw, long logical, String where) throws DamagedImageException {
        this.raw = raw;
        this.bytes = new Bytes(raw, where, logical);
        this.logical = logical;
        this.generation = bytes.le64(0x50); // generation, 0x50, le64
        this.level = bytes.u8(0x64); // level, 0x64, u8
        long items = bytes.le32(0x60); // nritems, 0x60, le32
        this.recordBytes = level == 0 ? ITEM_BYTES : POINTER_BYTES;
        if (level > MAX_LEVEL) {
            throw damaged("tree level " + level + " exceeds " + MAX_LEVEL);
        }
        if (items > (raw.length - HEADER_BYTES) / recordBytes) {
            throw damaged(items + " items do not fit");
        }
        if (level > 0 && items == 0) {
            throw damaged("a node without pointers");
        }
        this.count = (int) items;
        for (int i = 0; i < count; i++) {
            if (i > 0 && compare(i - 1, objectId(i), type(i), offset(i)) >= 0) {
                throw damaged("the keys of items " + (i - 1) + " and " + i + " do not ascend");
            }
            if (level == 0) {
                long start = HEADER_BYTES + ((int) LE32.get(raw, at(i) + KEY_BYTES) & 0xffff_ffffL);
                long size = (int) LE32.get(raw, at(i) + KEY_BYTES + 4) & 0xffff_ffffL;
                if (start < HEADER_BYTES + (long) count * ITEM_BYTES || start + size > raw.length) {
                    throw damaged("item " + i + " lies outside");
                }
            }
        }
    }

    long logical() {
        return logical;
    }

    long generation() {
        return generation;
    }

    /** 0 for a leaf. */
    int level() {
        return level;
    }

    int count() {
        return count;
    }

    long objectId(int slot) {
        return (long) LE64.get(raw, at(slot)); // key.objectid, 0x0, le64
    }

    int type(int slot) {
        return raw[at(slot) + 8] & 0xff; // key.type, 0x8, u8
    }

    long offset(int slot) {
        return (long) LE64.get(raw, at(slot) + 9); // key.offset, 0x9, le64
    }

    /** The item of a leaf. */
    Bytes item(int slot) throws DamagedImageException {
        int start = HEADER_BYTES + (int) LE32.get(raw, at(slot) + KEY_BYTES); // item.offset, 0x11, le32
        return bytes.slice(start, (int) LE32.get(raw, at(slot) + KEY_BYTES + 4)); // item.size, 0x15, le32
    }

    /** Where the child of a node lies. */
    long child(int slot) {
        return (long) LE64.get(raw, at(slot) + KEY_BYTES); // blockptr, 0x11, le64
    }

    long childGeneration(int slot) {
        return (long) LE64.get(raw, at(slot) + KEY_BYTES + 8); // generation, 0x19, le64
    }

    /** How the key at {@code slot} compares with another; its numbers are unsigned. */
    int compare(int slot, long objectId, int type, long offset) {
        int order = Long.compareUnsigned(objectId(slot), objectId);
        if (order == 0) {
            order = type(slot) - type;
        }
        return order == 0 ? Long.compareUnsigned(offset(slot), offset) : order;
    }

    /** The last slot whose key is not above that one; -1 if all are. */
    int floor(long objectId, int type, long offset) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (compare(middle, objectId, type, offset) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    DamagedImageException damaged(String what) {
        return bytes.damaged("btrfs: tree block 0x" + Long.toHexString(logical) + ": " + what, 0);
    }

    private int at(int slot) {
        return HEADER_BYTES + slot * recordBytes;
    }
}
