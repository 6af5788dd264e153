package org.imginspect.filesystem.btrfs;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;

/** Extended attributes: items of their own, under their whole names. */
final class BtrfsXattrs {
    private static final int ITEM = 24; // BTRFS_XATTR_ITEM_KEY

    private BtrfsXattrs() {}

    static Map<String, byte[]> all(BtrfsCursor cursor, long inode) throws ImageException {
        Map<String, byte[]> all = new TreeMap<>();
        for (boolean found = cursor.seek(inode, ITEM, 0); found && cursor.is(inode, ITEM); found = cursor.next()) {
            Bytes item = cursor.item();
            for (int at = 0; at < item.length(); ) { // those with the same hash share an item
                BtrfsDirItem entry = BtrfsDirItem.parse(item, at);
                byte[] before = all.put(
                        new String(entry.name(), StandardCharsets.UTF_8),
                        item.copy(entry.valueAt(), entry.valueLength()));
                if (before != null) {
                    throw item.damaged("btrfs: inode " + inode + " has an extended attribute twice", at);
                }
                at += entry.bytes();
            }
        }
        return all;
    }
}
