package org.imginspect.filesystem.btrfs;

import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;

/**
 * An entry of a directory, or an extended attribute ({@code struct btrfs_dir_item}).
 *
 * @param target the number of the inode or subvolume
 * @param targetType what kind of item that number belongs to
 * @param type BTRFS_FT_*
 * @param valueAt where an attribute's value begins in the item
 * @param bytes all of it: another one may follow
 */
record BtrfsDirItem(long target, int targetType, int type, byte[] name, int valueAt, int valueLength, int bytes) {
    private static final int HEAD_BYTES = 30;
    private static final int NAME_MAX_BYTES = 255;

    static BtrfsDirItem parse(Bytes item, int at) throws ImageException {
        int valueLength = item.le16(at + 0x19); // data_len, 0x19, le16
        int nameLength = item.le16(at + 0x1b); // name_len, 0x1b, le16
        if (nameLength == 0 || nameLength > NAME_MAX_BYTES) {
            throw item.damaged(
                    "btrfs: a name of " + nameLength + " bytes is none of 1 to " + NAME_MAX_BYTES, at + 0x1b);
        }
        int valueAt = at + HEAD_BYTES + nameLength;
        if (valueAt + valueLength > item.length()) {
            throw item.damaged("btrfs: an entry's value of " + valueLength + " bytes ends behind its item", at);
        }
        return new BtrfsDirItem(
                item.le64(at), // location.objectid, 0x0, le64
                item.u8(at + 8), // location.type, 0x8, u8
                item.u8(at + 0x1d), // type, 0x1d, u8
                item.copy(at + HEAD_BYTES, nameLength),
                valueAt,
                valueLength,
                HEAD_BYTES + nameLength + valueLength);
    }
}
