package org.imginspect.filesystem.exfat;

import org.imginspect.error.ImageException;
import org.imginspect.error.UnsupportedFeatureException;
import org.imginspect.io.Bytes;

/**
 * The main or the backup boot sector (specification, section 3.1).
 *
 * @param volumeBytes VolumeLength; the volume given may be larger
 * @param fatStartBytes where the FAT in use begins
 * @param fatBytes how long each FAT is
 * @param heapStartBytes where cluster 2 begins
 * @param clusters how many clusters there are
 * @param rootCluster where the root directory's chain begins
 * @param activeFat 0, or 1 if a second FAT and a second allocation bitmap are in use (TexFAT)
 * @param serial VolumeSerialNumber
 * @param dirty whether it is marked as mounted or inconsistent
 * @param mediaFailure whether a sector could once not be read or written
 */
record ExfatBootSector(
        int sectorBytes,
        int clusterBytes,
        long volumeBytes,
        long fatStartBytes,
        long fatBytes,
        long heapStartBytes,
        long clusters,
        long rootCluster,
        int activeFat,
        long serial,
        boolean dirty,
        boolean mediaFailure) {
    static final int BYTES = 512;
    static final int FLAGS_OFFSET = 106;
    static final int PERCENT_IN_USE_OFFSET = 112;
    static final int SECTOR_SHIFT_MIN = 9;
    static final int SECTOR_SHIFT_MAX = 12;

    private static final int CLUSTER_SHIFT_MAX = 25;
    private static final long CLUSTERS_MAX = 0xffff_fff5L; // 2^32 - 11
    private static final int FAT_OFFSET_MIN = 24; // behind the two boot regions

    static ExfatBootSector parse(Bytes boot) throws ImageException {
        if (boot.le16(0x1fe) != 0xaa55) { // BootSignature, 510, le16
            throw boot.damaged("exfat: boot sector does not end in 55 aa", 0x1fe);
        }
        if (!boot.isZero(11, 53)) { // MustBeZero, 11, 53
            throw boot.damaged("exfat: bytes 11 to 63 of the boot sector are not zero", 11);
        }
        int revision = boot.le16(104); // FileSystemRevision, 104, le16: major in the high byte
        if (revision >> 8 != 1) {
            throw new UnsupportedFeatureException(
                    "exfat: revision " + (revision >> 8) + "." + (revision & 0xff) + " is not 1.x",
                    boot.where(),
                    boot.positionOf(104));
        }
        int sectorShift = sectorShift(boot);
        int clusterShift = sectorShift + boot.u8(109); // SectorsPerClusterShift, 109, u8
        if (clusterShift > CLUSTER_SHIFT_MAX) {
            throw boot.damaged("exfat: clusters of 2^" + clusterShift + " bytes exceed 32 MiB (2^25)", 109);
        }
        int fats = boot.u8(110); // NumberOfFats, 110, u8
        if (fats != 1 && fats != 2) {
            throw boot.damaged("exfat: " + fats + " FATs, there must be 1 or 2", 110);
        }
        long volumeSectors = boot.le64(72); // VolumeLength, 72, le64, sectors
        if (volumeSectors <= 0 || volumeSectors > Long.MAX_VALUE >> sectorShift) {
            throw boot.damaged("exfat: volume length of " + Long.toUnsignedString(volumeSectors) + " sectors", 72);
        }
        long fatOffset = boot.le32(80); // FatOffset, 80, le32, sectors
        long fatLength = boot.le32(84); // FatLength, 84, le32, sectors
        long heapOffset = boot.le32(88); // ClusterHeapOffset, 88, le32, sectors
        long clusters = boot.le32(92); // ClusterCount, 92, le32
        long root = boot.le32(96); // FirstClusterOfRootDirectory, 96, le32
        if (fatOffset < FAT_OFFSET_MIN) {
            throw boot.damaged("exfat: the FAT at sector " + fatOffset + " overlaps the boot regions", 80);
        }
        if (clusters > CLUSTERS_MAX || clusters == 0) {
            throw boot.damaged("exfat: " + clusters + " clusters, there must be 1 to " + CLUSTERS_MAX, 92);
        }
        if (fatLength << sectorShift < (clusters + 2) * ExfatTable.ENTRY_BYTES) {
            throw boot.damaged(
                    "exfat: FAT of " + fatLength + " sectors is too short for " + clusters + " clusters", 84);
        }
        if (heapOffset < fatOffset + fatLength * fats) {
            throw boot.damaged("exfat: the clusters at sector " + heapOffset + " overlap the FAT", 88);
        }
        long heapEnd = (heapOffset << sectorShift) + (clusters << clusterShift);
        if (heapEnd > volumeSectors << sectorShift) {
            throw boot.damaged(
                    "exfat: " + clusters + " clusters end at 0x" + Long.toHexString(heapEnd) + ", the volume has only "
                            + volumeSectors + " sectors",
                    92);
        }
        if (root < 2 || root > clusters + 1) {
            throw boot.damaged(
                    "exfat: root directory at cluster " + root + ", clusters are numbered 2 to " + (clusters + 1), 96);
        }
        int flags = boot.le16(FLAGS_OFFSET); // VolumeFlags, 106, le16
        int activeFat = fats == 2 ? flags & 1 : 0; // ActiveFat
        return new ExfatBootSector(
                1 << sectorShift,
                1 << clusterShift,
                volumeSectors << sectorShift,
                (fatOffset + activeFat * fatLength) << sectorShift,
                fatLength << sectorShift,
                heapOffset << sectorShift,
                clusters,
                root,
                activeFat,
                boot.le32(100), // VolumeSerialNumber, 100, le32
                (flags & 2) != 0, // VolumeDirty
                (flags & 4) != 0); // MediaFailure
    }

    /** The sector size's power of two, 9 to 12. */
    static int sectorShift(Bytes boot) throws ImageException {
        int shift = boot.u8(108); // BytesPerSectorShift, 108, u8
        if (shift < SECTOR_SHIFT_MIN || shift > SECTOR_SHIFT_MAX) {
            throw boot.damaged("exfat: sector size shift " + shift + " is not 9 to 12", 108);
        }
        return shift;
    }

    /** Where a cluster's bytes begin. */
    long clusterStart(long cluster) {
        return heapStartBytes + (cluster - 2) * clusterBytes;
    }

    boolean hasCluster(long number) {
        return number >= 2 && number < clusters + 2;
    }

    /** How many clusters so many bytes take. */
    long clustersFor(long bytes) {
        return bytes / clusterBytes + (bytes % clusterBytes == 0 ? 0 : 1);
    }
}
