/**
 * ext2, ext3 and ext4, read only. Specification: the kernel's {@code Documentation/filesystems/ext4/} (super.rst, group_descr.rst,
 * inodes.rst, ifork.rst, directory.rst, attributes.rst, inlinedata.rst, checksums.rst, journal.rst); where it is silent, fs/ext4 and
 * fs/jbd2 decide. All numbers are little-endian, those of the journal big-endian. Positions count from the start of the volume.
 *
 * <pre>
 * what                    where                                         read by
 * superblock              byte 1024, 1024 bytes                         Ext4Superblock, Ext4Identity (blkid's rules)
 * group descriptors       block behind the superblock's; with meta_bg   Ext4Groups, Ext4GroupDescriptor
 *                         from s_first_meta_bg on in their own groups
 * inode tables            bg_inode_table, s_inode_size bytes each       Ext4Inodes, Ext4Inode
 * block maps              i_block: extents (depth up to 5) or 12 direct Ext4Mapping, Ext4Runs
 *                         and 3 indirect blocks
 * directories             blocks of entries, index blocks among them    Ext4DirectoryReader
 * inline content          i_block and the attribute system.data         Ext4Symlink
 * attributes              behind i_extra_isize, block i_file_acl,       Ext4Xattrs
 *                         inodes of their own
 * journal                 file s_journal_inum                           Ext4Journal and its kin, Ext4Overlay
 * </pre>
 *
 * <p><b>Incompatible features</b> (s_feature_incompat). Supported: filetype 0x2, needs_recovery 0x4, meta_bg 0x10, extents 0x40,
 * 64bit 0x80 (descriptors of 64 to 1024 bytes), mmp 0x100 (ignored), flex_bg 0x200, ea_inode 0x400, csum_seed 0x2000, largedir
 * 0x4000, inline_data 0x8000, encrypt 0x10000 (what is encrypted is refused when it is asked for), casefold 0x20000 (names as
 * stored). Refused by name: compression 0x1, journal_dev 0x8, dirdata 0x1000, every unknown bit. Unknown bits of the other two
 * sets are safe to read by definition.
 *
 * <p><b>Checksums</b> (metadata_csum: superblock, group descriptors, inodes, extent, directory, index and attribute blocks;
 * gdt_csum: group descriptors) are verified when the structure is used; a wrong one is damage. Contents of files and targets of
 * long links have none.
 *
 * <p><b>Consistency.</b> needs_recovery: the journal is replayed into memory as the kernel would (versions 1 and 2 of its superblock,
 * checksums 1 to 3, 64-bit tags, revocations, escaped blocks), then the superblock is read anew. Where the kernel would refuse to
 * mount, and for fast commits, journals on other devices and journals beyond the limit, the view is stale and says why. Without
 * needs_recovery a journal is not looked at, as the kernel does. s_state: without EXT4_VALID_FS, or with EXT4_ERROR_FS, stale.
 * Orphans (s_last_orphan, orphan_present) change nothing in the view: a mount, even a read-only one of a device that can be
 * written, frees inodes that no directory names and blocks behind the end of files.
 *
 * <p><b>What else is damage</b>, as in the kernel: entries that name reserved or deleted inodes, names with NUL or slash, a directory
 * below itself; and beyond the kernel: a directory with a hole or with one name twice.
 *
 * <table>
 * <caption>Support: ext2, ext3, ext4</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>Block maps and extents, holes, unwritten extents, bigalloc</td><td>read</td><td></td></tr>
 * <tr><td>Blocks of 1 to 64 KiB, 64bit, flex_bg, meta_bg, inodes of 128 bytes and up</td><td>read</td><td></td></tr>
 * <tr><td>Directories, linear and indexed, largedir, casefold</td><td>read</td><td>names as stored</td></tr>
 * <tr><td>inline_data</td><td>read</td><td></td></tr>
 * <tr><td>Extended attributes, ea_inode</td><td>read</td><td></td></tr>
 * <tr><td>metadata_csum, metadata_csum_seed, gdt_csum</td><td>read</td><td>verified; a wrong checksum is damage</td></tr>
 * <tr><td>needs_recovery</td><td>read</td><td>the journal is replayed in memory; where the kernel would not, the view is stale and says
 *     why</td></tr>
 * <tr><td>fast_commit</td><td>read</td><td>the full commits; with fast ones behind them the view is stale</td></tr>
 * <tr><td>encrypt</td><td>read</td><td>all but encrypted names and contents, which are refused when they are asked for</td></tr>
 * <tr><td>mmp, quota, project, verity, orphan_file, every other unknown compatible or read-only bit</td><td>ignored</td><td>safe to read by
 *     definition</td></tr>
 * <tr><td>journal_dev, dirdata, compression, unknown incompatible bits</td><td>refused</td><td></td></tr>
 * <tr><td><a href="https://docs.kernel.org/filesystems/ext4/index.html">Kernel: ext4 data structures and
 *     algorithms</a></td><td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.filesystem.ext4;

import org.jspecify.annotations.NullMarked;
