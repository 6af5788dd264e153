package org.imginspect.filesystem.recognised;

import org.imginspect.error.ImageException;
import org.imginspect.io.Bytes;

/** The Minix file system: a two-byte magic, so that the geometry has to make sense too, as it has for blkid. */
final class Minix {
    private static final int SUPERBLOCK = 0x400;

    private Minix() {}

    static boolean recognises(Bytes head) throws ImageException {
        int magic = head.le16(SUPERBLOCK + 16); // s_magic of versions 1 and 2
        boolean version1 = magic == 0x137f || magic == 0x138f;
        boolean version2 = magic == 0x2468 || magic == 0x2478;
        if (version1 || version2) {
            return isSound(
                    head.le16(SUPERBLOCK), // s_ninodes
                    head.le16(SUPERBLOCK + 4), // s_imap_blocks
                    head.le16(SUPERBLOCK + 6), // s_zmap_blocks
                    head.le16(SUPERBLOCK + 8), // s_firstdatazone
                    version1 ? head.le16(SUPERBLOCK + 2) : head.le32(SUPERBLOCK + 20), // s_nzones, s_zones
                    1024);
        }
        if (head.le16(SUPERBLOCK + 24) == 0x4d5a) { // s_magic of version 3
            return isSound(
                    head.le32(SUPERBLOCK),
                    head.le16(SUPERBLOCK + 6),
                    head.le16(SUPERBLOCK + 8),
                    head.le16(SUPERBLOCK + 10),
                    head.le32(SUPERBLOCK + 20),
                    head.le16(SUPERBLOCK + 28)); // s_blocksize
        }
        return false;
    }

    private static boolean isSound(long inodes, int inodeMap, int zoneMap, int firstZone, long zones, int blockBytes) {
        return inodes > 0
                && inodeMap > 0
                && zoneMap > 0
                && firstZone >= 2 + inodeMap + zoneMap
                && firstZone < zones
                && (long) inodeMap * blockBytes * 8 >= inodes + 1
                && (long) zoneMap * blockBytes * 8 >= zones - firstZone + 1;
    }
}
