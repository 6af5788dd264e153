package org.imginspect.filesystem.btrfs;

/**
 * Where a tree begins.
 *
 * @param id its number; what {@code subvolid=} says if it is a subvolume
 * @param logical of its top block
 * @param level of its top block, 0 to 7
 * @param generation of its top block
 */
record BtrfsRoot(long id, long logical, int level, long generation) {
    static final long ROOT_TREE = 1;
    static final long CHUNK_TREE = 3;
    static final long FS_TREE = 5;
    static final long CSUM_TREE = 7;
    /** BTRFS_FIRST_FREE_OBJECTID: the first subvolume's number, and that of every subvolume's own top directory. */
    static final long FIRST_FREE = 256;
    /** BTRFS_LAST_FREE_OBJECTID. */
    static final long LAST_FREE = -256;
}
