package org.imginspect.filesystem.fat;

import org.imginspect.error.DamagedImageException;
import org.imginspect.io.Bytes;

/**
 * The boot sector's parameter block, checked as the kernel does (fs/fat/inode.c, fat_read_bpb and fat_fill_super).
 *
 * @param fatBits 12, 16 or 32
 * @param sectorBytes 512 to 4096
 * @param clusterBytes a sector or more
 * @param fatStartBytes where the first FAT begins
 * @param fatBytes how long it is
 * @param rootStartBytes FAT12 and FAT16: where the root directory begins
 * @param rootEntries FAT12 and FAT16: how many entries it has room for
 * @param rootCluster FAT32: where the root directory's chain begins
 * @param dataStartBytes where cluster 2 begins
 * @param clusters how many clusters there are, as far as the FAT reaches
 * @param volumeId BS_VolID
 * @param mounted whether Linux marked it as mounted
 */
record FatBootSector(
        int fatBits,
        int sectorBytes,
        int clusterBytes,
        long fatStartBytes,
        long fatBytes,
        long rootStartBytes,
        int rootEntries,
        long rootCluster,
        long dataStartBytes,
        long clusters,
        long volumeId,
        boolean mounted) {
    static final int BYTES = 512;
    static final int ENTRY_BYTES = 32;

    private static final int FAT12_CLUSTERS_MAX = 4084;

    static FatBootSector parse(Bytes boot) throws DamagedImageException {
        int sectorBytes = boot.le16(0x0b); // BPB_BytsPerSec
        if (sectorBytes < 512 || sectorBytes > 4096 || Integer.bitCount(sectorBytes) != 1) {
            throw boot.damaged("vfat: sector size " + sectorBytes + " is no power of two from 512 to 4096", 0x0b);
        }
        int sectorsPerCluster = boot.u8(0x0d); // BPB_SecPerClus
        if (Integer.bitCount(sectorsPerCluster) != 1) {
            throw boot.damaged("vfat: " + sectorsPerCluster + " sectors per cluster are no power of two", 0x0d);
        }
        int reserved = boot.le16(0x0e); // BPB_RsvdSecCnt
        if (reserved == 0) {
            throw boot.damaged("vfat: 0 reserved sectors, there must be one or more", 0x0e);
        }
        int fats = boot.u8(0x10); // BPB_NumFATs
        if (fats == 0) {
            throw boot.damaged("vfat: 0 FATs, there must be one or more", 0x10);
        }
        int media = boot.u8(0x15); // BPB_Media
        if (media != 0xf0 && media < 0xf8) {
            throw boot.damaged(
                    "vfat: media byte 0x" + Integer.toHexString(media) + " is neither 0xf0 nor 0xf8 to 0xff", 0x15);
        }
        int rootEntries = boot.le16(0x11); // BPB_RootEntCnt
        int rootBytes = rootEntries * ENTRY_BYTES;
        if (rootBytes % sectorBytes != 0) {
            throw boot.damaged("vfat: " + rootEntries + " root directory entries do not fill whole sectors", 0x11);
        }
        long sectors = boot.le16(0x13) != 0 ? boot.le16(0x13) : boot.le32(0x20); // BPB_TotSec16, BPB_TotSec32
        int fatSectors16 = boot.le16(0x16); // BPB_FATSz16
        boolean fat32 = fatSectors16 == 0;
        long fatSectors = fat32 ? boot.le32(0x24) : fatSectors16; // BPB_FATSz32
        if (fatSectors == 0) {
            throw boot.damaged("vfat: a FAT of 0 sectors", 0x16);
        }
        long rootStart = reserved + fats * fatSectors;
        long dataStart = rootStart + rootBytes / sectorBytes;
        if (dataStart > sectors) {
            throw boot.damaged(
                    "vfat: data begins at sector " + dataStart + ", but there are only " + sectors + " sectors", 0x20);
        }
        long clusters = (sectors - dataStart) / sectorsPerCluster;
        int bits = fat32 ? 32 : clusters > FAT12_CLUSTERS_MAX ? 16 : 12;
        long fatBytes = fatSectors * sectorBytes;
        // The FAT's entries 0 and 1 stand for no cluster.
        clusters = Math.max(0, Math.min(clusters, fatBytes * 8 / bits - 2));
        long limit = bits == 12 ? 0xff4 : bits == 16 ? 0xfff4 : 0x0ffffff6;
        if (clusters > limit) {
            throw boot.damaged("vfat: " + clusters + " clusters exceed the " + limit + " of FAT" + bits, 0x20);
        }
        return new FatBootSector(
                bits,
                sectorBytes,
                sectorBytes * sectorsPerCluster,
                (long) reserved * sectorBytes,
                fatBytes,
                rootStart * sectorBytes,
                rootEntries,
                fat32 ? boot.le32(0x2c) : 0, // BPB_RootClus
                dataStart * sectorBytes,
                clusters,
                boot.le32(fat32 ? 0x43 : 0x27), // BS_VolID
                (boot.u8(fat32 ? 0x41 : 0x25) & 1) != 0); // BS_Reserved1; FAT_STATE_DIRTY
    }

    /** Where a cluster's bytes begin. */
    long clusterStart(long cluster) {
        return dataStartBytes + (cluster - 2) * clusterBytes;
    }

    boolean hasCluster(long number) {
        return number >= 2 && number < clusters + 2;
    }
}
