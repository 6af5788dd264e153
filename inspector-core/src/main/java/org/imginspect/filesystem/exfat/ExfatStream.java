package org.imginspect.filesystem.exfat;

/**
 * Where some content lies: a stream extension's fields, or those of an allocation bitmap or up-case table entry.
 *
 * @param firstCluster undefined if {@code bytes} is 0
 * @param contiguous NoFatChain: the clusters are neighbours, and the FAT says nothing of them
 * @param bytes DataLength
 * @param validBytes ValidDataLength: behind it nothing was ever written, zeros are read
 */
record ExfatStream(long firstCluster, boolean contiguous, long bytes, long validBytes) {
    /** Content that is valid to its end and follows the FAT. */
    static ExfatStream chained(long firstCluster, long bytes) {
        return new ExfatStream(firstCluster, false, bytes, bytes);
    }
}
