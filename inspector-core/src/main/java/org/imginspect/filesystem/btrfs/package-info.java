/**
 * btrfs, read only, on one device or several. Specification: btrfs-progs' {@code Documentation/dev/On-disk-format.rst} and
 * {@code kernel-shared/uapi/btrfs_tree.h}; where they are silent, fs/btrfs decides. All numbers are little-endian. Positions of
 * trees and data are logical addresses, which chunks map to devices.
 *
 * <pre>
 * what                    where                                         read by
 * superblock              byte 64 KiB of each device, 4096 bytes;       BtrfsSuperblock, BtrfsDevices, BtrfsFeatures
 *                         copies at 64 MiB and 256 GiB
 * chunks                  sys_chunk_array, then the chunk tree          BtrfsChunk, BtrfsChunks
 * trees                   blocks of nodesize bytes                      BtrfsVolume, BtrfsNode, BtrfsCursor
 * roots, subvolumes       root tree: ROOT_ITEM, ROOT_REF, ROOT_BACKREF  BtrfsRoots, BtrfsRootItem, BtrfsSubvolumes
 * inodes                  INODE_ITEM, 160 bytes                         BtrfsInode, BtrfsSubtree
 * directories             DIR_INDEX                                     BtrfsDirectories, BtrfsDirectory, BtrfsDirItem
 * attributes              XATTR_ITEM                                    BtrfsXattrs
 * content                 EXTENT_DATA: inline, regular, prealloc        BtrfsExtent, BtrfsFile, BtrfsData, BtrfsLzo
 * checksums of data       checksum tree: EXTENT_CSUM                    BtrfsSums, BtrfsChecksum
 * </pre>
 *
 * <p><b>Incompatible features</b> (incompat_flags). Supported: mixed_backref 0, default_subvol 1, mixed_groups 2, compress_lzo 3,
 * compress_zstd 4, big_metadata 5, extended_iref 6, raid56 7 (see below), skinny_metadata 8, no_holes 9, metadata_uuid 10,
 * raid1c34 11, simple_quota 16. Refused by name: zoned 12, extent_tree_v2 13, raid_stripe_tree 14, remap_tree 17, every unknown
 * bit; and by the superblock's flags: images of metadata alone, and file systems whose conversion to another UUID, checksum or
 * block group tree was interrupted. compat_ro_flags (free_space_tree, verity, block_group_tree and unknown ones) are safe to read by
 * definition. Extents: zlib, LZO, zstd; another compression and encryption are refused.
 *
 * <p><b>Profiles</b>: single, DUP, RAID0, RAID1, RAID10, RAID1C3, RAID1C4; RAID5 and RAID6 only with all devices and without
 * reconstruction from parity. Devices belong to stripes by number and UUID. If one is missing and some chunk has no other copy of
 * what lies there, the file system is refused; otherwise it is read, with a warning.
 *
 * <p><b>Checksums</b> (crc32c, xxhash64, sha256, blake2b-256): of the superblock and each block of metadata, and of data when they
 * are read, but for inodes marked NODATASUM. A block of metadata must also carry its own address, the UUID, and the level, generation
 * and first key that its parent names. If a copy is damaged the next one is taken; if none is sound it is damage.
 *
 * <p><b>Superblock</b>: the first one, as the kernel does; if it is damaged the newest sound copy, with a warning. Of several
 * devices the one with the highest generation counts.
 *
 * <p><b>Consistency.</b> The trees of the last commit are consistent by themselves. A log tree (log_root), which holds what was
 * fsynced since then, is not replayed: stale. So is what the kernel marked as having errors.
 *
 * <p><b>Subvolumes.</b> The tree is the default subvolume ("default" in the root tree's directory). A subvolume that hangs in
 * another shows its files there, as in a mount; where a snapshot has none an empty directory stands, with mode 0755 and, as it has no
 * time of its own, its parent's. Deleted subvolumes that wait to be freed are not listed.
 *
 * <table>
 * <caption>Support: btrfs</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>single, DUP, RAID0, RAID1, RAID10, RAID1C3, RAID1C4 on the devices given</td><td>read</td><td>without a missing device if each
 *     chunk has another copy, with a warning</td></tr>
 * <tr><td>RAID5, RAID6</td><td>read</td><td>with all devices; nothing is reconstructed from parity</td></tr>
 * <tr><td>Inline, regular and preallocated extents, holes, reflinks</td><td>read</td><td></td></tr>
 * <tr><td>zlib, LZO, zstd</td><td>read</td><td>unknown compressions and encryption are refused</td></tr>
 * <tr><td>crc32c, xxhash64, sha256, blake2b</td><td>read</td><td>verified for metadata, and for data when they are read; the next copy is
 *     taken if one is damaged</td></tr>
 * <tr><td>Superblock copies</td><td>read</td><td>the newest sound one with a warning if the first is damaged</td></tr>
 * <tr><td>Subvolumes, snapshots, the default subvolume</td><td>read</td><td>listed; each can be mounted by itself</td></tr>
 * <tr><td>mixed_groups, metadata_uuid, simple_quota, no_holes, skinny_metadata</td><td>read</td><td></td></tr>
 * <tr><td>Log tree</td><td>recognised</td><td>not replayed: the view is stale, the state of the last commit</td></tr>
 * <tr><td>free_space_tree, verity, block_group_tree, unknown compat_ro bits</td><td>ignored</td><td>safe to read by definition</td></tr>
 * <tr><td>zoned, extent_tree_v2, raid_stripe_tree, remap_tree, unknown incompatible bits</td><td>refused</td><td></td></tr>
 * <tr><td>Images of metadata alone, interrupted conversions of UUID, checksum or block group tree</td><td>refused</td><td></td></tr>
 * <tr><td><a href="https://btrfs.readthedocs.io/en/latest/dev/On-disk-format.html">btrfs-progs: on-disk
 *     format</a></td><td>specification</td><td></td></tr>
 * <tr><td><a href="https://github.com/kdave/btrfs-progs/blob/devel/kernel-shared/uapi/btrfs_tree.h">btrfs-progs:
 *     kernel-shared/uapi/btrfs_tree.h</a></td><td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.filesystem.btrfs;

import org.jspecify.annotations.NullMarked;
