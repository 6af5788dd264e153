package org.imginspect.filesystem.recognised;

import java.util.Optional;
import org.imginspect.error.ImageException;
import org.imginspect.filesystem.FileSystemIdentity;
import org.imginspect.filesystem.recognised.Recognition.Content;
import org.imginspect.io.ByteSource;
import org.imginspect.io.Bytes;

/**
 * Members of ZFS pools: uberblocks from 128 KiB on, and the pool's name and GUID in the list of names and values at 16 KiB (OpenZFS,
 * vdev_label.c; XDR, big-endian).
 */
final class ZfsPool {
    private static final int LABEL_BYTES = 0x40000;
    private static final int UBERBLOCKS = 0x20000;
    private static final int UBERBLOCKS_BYTES = 0x20000;
    /** One may be left from a pool that was destroyed: as many as blkid asks for. */
    private static final int UBERBLOCKS_MIN = 4;

    private static final int NVLIST = 0x4000;
    private static final int NVLIST_BYTES = 4096; // what blkid looks at
    private static final int NVLIST_HEADER_BYTES = 12; // encoding, nvl_version, nvl_flag
    private static final long TYPE_UINT64 = 8;
    private static final long TYPE_STRING = 9;

    private ZfsPool() {}

    static Optional<Recognition> recognise(ByteSource volume) throws ImageException {
        if (volume.size() < LABEL_BYTES) {
            return Optional.empty();
        }
        Bytes uberblocks = volume.read(UBERBLOCKS, UBERBLOCKS_BYTES);
        int count = 0;
        for (int at = 0; at < UBERBLOCKS_BYTES; at += 1024) {
            if (uberblocks.le64(at) == 0x00bab10cL || uberblocks.be64(at) == 0x00bab10cL) { // ub_magic
                count++;
            }
        }
        return count < UBERBLOCKS_MIN
                ? Optional.empty()
                : Optional.of(
                        new Recognition(Content.VOLUME, identity(volume.read(NVLIST, NVLIST_BYTES)), Optional.empty()));
    }

    private static FileSystemIdentity identity(Bytes list) throws ImageException {
        String name = "";
        String guid = "";
        int at = NVLIST_HEADER_BYTES;
        while (at + 12 <= list.length()) {
            long size = list.be32(at); // encoded size
            long nameBytes = list.be32(at + 8);
            long padded = (nameBytes + 3) & ~3L;
            // The pair that ends the list has no size; one that is cut off says nothing.
            if (size < 20 || size > list.length() - at || padded > size - 20) {
                break;
            }
            String key = list.latin1(at + 12, (int) nameBytes);
            int value = at + 12 + (int) padded; // type, number of elements, then the value
            long type = list.be32(value);
            int room = (int) size - (value - at) - 8;
            if (type == TYPE_STRING && key.equals("name") && room >= 4) {
                int length = (int) Math.min(room - 4L, list.be32(value + 8));
                name = Recogniser.text(list.slice(value + 12, length));
            } else if (type == TYPE_UINT64 && key.equals("pool_guid") && room >= 8) {
                guid = Long.toUnsignedString(list.be64(value + 8));
            }
            at += (int) size;
        }
        return Recogniser.identity("zfs_member", guid, name);
    }
}
