/**
 * XFS versions 4 and 5, read only. Specification: "XFS Algorithms and Data Structures" (xfs-documentation, design/XFS_Filesystem_Structure);
 * where it is silent or older than 2018, the kernel's fs/xfs/libxfs/xfs_format.h, xfs_da_format.h, xfs_log_format.h and the code beside
 * them decide. All numbers are big-endian but for checksums, which are little-endian. Positions count from the start of the volume,
 * which is cut into groups of sb_agblocks blocks. A block number has its group in the bits from sb_agblklog on; an inode number is a block
 * number with the inode's place in the block in the sb_inopblog lowest bits; sectors ("daddr") have 512 bytes whatever sb_sectsize says.
 *
 * <pre>
 * what                  where                                          read by
 * superblock            byte 0, sb_sectsize bytes                      XfsSuperblock, XfsFeatures, XfsIdentity (blkid's rules)
 * inodes                where their number says, sb_inodesize bytes    XfsInodes, XfsInode
 * block maps            fork: records, or B+tree of up to 9 levels     XfsMapping, XfsRuns
 *                       (BMAP, BMA3)
 * directories           fork: in the inode; one block (XD2B, XDB3);    XfsDirectoryReader
 *                       data blocks (XD2D, XDD3) before 32 GiB,
 *                       their index behind it
 * symbolic links        fork: in the inode; blocks (XSLM)              XfsSymlink
 * attributes            second fork: in the inode; leaves (0xfbee,     XfsXattrs, XfsAttributeLeaves
 *                       0x3bee) below nodes (0xfebe, 0x3ebe); values
 *                       in blocks of their own (XARM)
 * log                   sb_logstart                                    XfsLog
 * group headers         sectors 1 (AGF), 2 (AGI), 3 (AGFL) of a group  XfsGroups
 * free space            tree by block (ABTB, AB3B) and the AGFL;       XfsFreeSpace
 *                       files by the tree of inodes (IABT, IAB3)
 * </pre>
 *
 * <p><b>Sizes.</b> Blocks of 512 bytes to 64 KiB, sectors of 512 bytes to 32 KiB, inodes of 256 bytes to 2 KiB, directory blocks up to
 * 64 KiB.
 *
 * <p><b>Version 4</b> with directories of version 2 and unwritten extents, with or without types in directory entries, log versions 1 and
 * 2. Refused by name: versions 1 to 3, and unknown bits of sb_versionnum and sb_features2.
 *
 * <p><b>Version 5, incompatible features</b> (sb_features_incompat). Supported: FTYPE 0x1, SPINODES 0x2, META_UUID 0x4, BIGTIME 0x8,
 * NEEDSREPAIR 0x10 (opened with a warning: the kernel does not mount it), NREXT64 0x20, EXCHRANGE 0x40, PARENT 0x80 (those attributes are
 * never shown), METADIR 0x100. Refused by name: ZONED 0x200, ZONE_GAPS 0x400, every unknown bit. Unknown bits of the other sets are
 * safe to read by definition.
 *
 * <p><b>Checksums</b> of version 5 (superblock, inodes, directory blocks, block maps, attribute blocks and values, targets of links) are
 * verified when the structure is used, and so is what each says of its place, its owner and its file system; what contradicts is damage.
 * Contents of files have none. The index of directories and their free space are not read.
 *
 * <p><b>Consistency.</b> The log's head is found as a mount finds it; if the record before it is not that of an unmount, the view is stale
 * and says why. The log is not replayed. A log on another device makes the view stale, for it cannot be looked at.
 *
 * <p><b>Not read.</b> Contents on a realtime device: such a file is listed, and refused when it is opened. Names of file systems made for
 * comparing without case are taken as stored.
 *
 * <p><b>What else is damage</b>, as in the kernel: inodes in use that are free or of an unknown type, names with NUL or slash, more or
 * fewer extents than the inode counts, a directory below itself; and beyond it: a directory with one name twice.
 *
 * <table>
 * <caption>Support: XFS</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>Version 5 and version 4, with or without types in directory entries</td><td>read</td><td></td></tr>
 * <tr><td>Blocks of 512 bytes to 64 KiB, sectors to 32 KiB, inodes of 256 bytes to 2 KiB</td><td>read</td><td></td></tr>
 * <tr><td>Data forks: extents and B+trees, unwritten extents, reflinks</td><td>read</td><td></td></tr>
 * <tr><td>Directories in all forms</td><td>read</td><td>their index is not needed</td></tr>
 * <tr><td>Symbolic links and extended attributes, in the inode and in blocks</td><td>read</td><td></td></tr>
 * <tr><td>ftype, spinodes, meta_uuid, bigtime, nrext64, exchrange, parent, metadir</td><td>read</td><td></td></tr>
 * <tr><td>Checksums of version 5</td><td>read</td><td>verified with place and owner; what contradicts is damage</td></tr>
 * <tr><td>needsrepair</td><td>read</td><td>a warning: the kernel does not mount it</td></tr>
 * <tr><td>Log that is not clean, log on another device</td><td>recognised</td><td>not replayed: the view is stale and says why</td></tr>
 * <tr><td>finobt, rmapbt, reflink, inobtcount, unknown read-only compatible bits</td><td>ignored</td><td>safe to read by
 *     definition</td></tr>
 * <tr><td>Files on a realtime device</td><td>refused</td><td>when they are opened</td></tr>
 * <tr><td>Versions 1 to 3, zoned, unknown incompatible bits</td><td>refused</td><td></td></tr>
 * <tr><td><a href="https://git.kernel.org/pub/scm/fs/xfs/xfs-documentation.git/">XFS algorithms and data
 *     structures</a></td><td>specification</td><td></td></tr>
 * <tr><td><a href="https://github.com/torvalds/linux/blob/master/fs/xfs/libxfs/xfs_format.h">Linux:
 *     fs/xfs/libxfs/xfs_format.h</a></td><td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.filesystem.xfs;

import org.jspecify.annotations.NullMarked;
