package org.imginspect.filesystem.btrfs;

import org.imginspect.error.ImageException;
import org.imginspect.error.LimitExceededException;
import org.imginspect.io.Bytes;
import org.imginspect.io.Limits;

/** Reads whole directories: the entries by their index, each of which has one. */
final class BtrfsDirectories {
    private static final int INDEX = 96; // BTRFS_DIR_INDEX_KEY
    private static final int TYPE_MAX = 7; // BTRFS_FT_SYMLINK

    private BtrfsDirectories() {}

    static BtrfsDirectory read(BtrfsVolume volume, BtrfsCursor cursor, long inode) throws ImageException {
        BtrfsDirectory.Builder entries = new BtrfsDirectory.Builder();
        long cap = volume.limits().get(Limits.DIRECTORY_ENTRIES);
        for (boolean found = cursor.seek(inode, INDEX, 0); found && cursor.is(inode, INDEX); found = cursor.next()) {
            if (entries.count() >= cap) {
                throw new LimitExceededException(
                        "btrfs: directory inode " + inode + " has more than " + cap + " entries",
                        Limits.DIRECTORY_ENTRIES,
                        cap,
                        volume.where());
            }
            Bytes item = cursor.item();
            BtrfsDirItem entry = BtrfsDirItem.parse(item, 0);
            boolean subvolume = entry.targetType() == BtrfsRootItem.ITEM;
            if (!subvolume && entry.targetType() != BtrfsInode.ITEM) {
                throw item.damaged("btrfs: a directory entry names an item of type " + entry.targetType(), 8);
            }
            if (entry.bytes() != item.length() || entry.valueLength() != 0 || entry.type() > TYPE_MAX) {
                throw item.damaged("btrfs: a directory entry of type " + entry.type() + " is not alone", 0);
            }
            checkName(item, entry.name());
            entries.add(entry.name(), entry.target(), subvolume, entry.type());
        }
        BtrfsDirectory directory = entries.build();
        var twice = directory.duplicate();
        if (twice != null) {
            throw volume.damaged("directory inode " + inode + " has the name " + twice + " twice");
        }
        return directory;
    }

    private static void checkName(Bytes item, byte[] name) throws ImageException {
        boolean dots = name.length <= 2 && name[0] == '.' && name[name.length - 1] == '.';
        boolean bad = dots;
        for (byte b : name) {
            bad |= b == 0 || b == '/';
        }
        if (bad) {
            throw item.damaged("btrfs: directory entry whose name is dots, or holds a NUL or a slash", 0);
        }
    }
}
