/**
 * What is recognised and listed, and not read: the sheet of its signatures. Names, UUIDs and labels are those that blkid prints, from
 * the same fields; its sources (libblkid/src/superblocks) and the formats' own headers say where they lie.
 *
 * <table>
 * <caption>Signatures, by volume offset</caption>
 * <tr><th>name</th><th>signature</th><th>UUID</th><th>label</th></tr>
 * <tr><td>crypto_LUKS</td><td>0x0 "LUKS" BA BE, be16 version 1 or 2</td><td>0xa8, text of 40</td><td>v2: 0x18, 48 bytes</td></tr>
 * <tr><td>BitLocker</td><td>0x3 "-FVE-FS-", or "MSWIN4.1" and its GUID at 0x1a8</td><td>-</td><td>-</td></tr>
 * <tr><td>LVM2_member</td><td>sector 0 to 3: "LABELONE", its own number, +0x18 "LVM2 001"</td><td>32 letters where le32 at +0x14
 *     points</td><td>-</td></tr>
 * <tr><td>linux_raid_member</td><td>0xa92b4efc: 1.1 at 0, 1.2 at 0x1000, 1.0 8 to 12 KiB and 0.90 64 to 128 KiB before the
 *     end</td><td>1.x +0x10; 0.90 words 5, 13, 14, 15</td><td>1.x +0x20, 32 bytes</td></tr>
 * <tr><td>zfs_member</td><td>0x20000 and each KiB after it: uberblock 0x00bab10c</td><td>pool_guid of the list at 0x4000</td><td>name,
 *     there</td></tr>
 * <tr><td>gfs2</td><td>0x10000 be32 0x01161970, type 1</td><td>0x10100</td><td>0x100a0, 64 bytes</td></tr>
 * <tr><td>ocfs2</td><td>block 2: "OCFSV2"</td><td>+0x150</td><td>+0x110, 64 bytes</td></tr>
 * <tr><td>oracleasm</td><td>0x20 "ORCLDISK"</td><td>-</td><td>0x28, 24 bytes</td></tr>
 * <tr><td>bcache, bcachefs</td><td>0x1018, UUID c68573f6-…</td><td>0x1028, 0x1038</td><td>0x1048, 32 bytes</td></tr>
 * <tr><td>swap, swsuspend</td><td>10 bytes before the end of the first page (4 to 64 KiB)</td><td>0x40c</td><td>0x41c, 16</td></tr>
 * <tr><td>xfs</td><td>0x0 "XFSB"</td><td>0x20</td><td>0x6c, 12</td></tr>
 * <tr><td>btrfs</td><td>0x10040 "_BHRfS_M"</td><td>0x10020</td><td>0x1012b, 256</td></tr>
 * <tr><td>ntfs</td><td>0x3 "NTFS    "</td><td>le64 at 0x48, upper case</td><td>$VOLUME_NAME of MFT record 3</td></tr>
 * <tr><td>exfat</td><td>0x3 "EXFAT   "</td><td>le32 at 0x64</td><td>root entry 0x83</td></tr>
 * <tr><td>f2fs</td><td>0x400, 0xf2f52010</td><td>0x46c</td><td>0x47c, UTF-16</td></tr>
 * <tr><td>iso9660</td><td>0x8001 "CD001"</td><td>time of modification at 0x833e, else of creation</td><td>0x8028, 32</td></tr>
 * </table>
 *
 * <p>The others: squashfs, erofs, cramfs, romfs, jfs, reiserfs, reiser4, nilfs2, gfs, ufs, hfs, hfsplus, apfs, minix, bfs, udf, ReFS, VMFS,
 * ceph_bluestore, isw_raid_member, vdo, stratis, DM_integrity, DM_verity_hash, DM_snapshot_cow. Of hfsplus, udf and those after it only the
 * name is told.
 *
 * <table>
 * <caption>Support: Recognised only</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>LUKS1, LUKS2, BitLocker, BitLocker To Go</td><td>recognised</td><td>reported as encrypted; LUKS with UUID and label</td></tr>
 * <tr><td>Swap space of either byte order, pages of 4 to 64 KiB</td><td>recognised</td><td>with UUID and label; a suspended system in it is
 *     mentioned</td></tr>
 * <tr><td>ISO 9660, UDF</td><td>recognised</td><td>a whole file of either is refused as an optical disc's image</td></tr>
 * <tr><td>NTFS, ReFS, APFS, HFS, HFS+</td><td>recognised</td><td></td></tr>
 * <tr><td>squashfs, erofs, cramfs, romfs</td><td>recognised</td><td></td></tr>
 * <tr><td>f2fs, jfs, reiserfs, reiser4, nilfs2, gfs, gfs2, ocfs2, ufs, minix, bfs</td><td>recognised</td><td></td></tr>
 * <tr><td>ZFS, bcache, bcachefs, VMFS, VDO, Stratis, Oracle ASM, Ceph, Intel RAID, dm-integrity, dm-verity,
 *     dm-snapshot</td><td>recognised</td><td>members of what needs another layer to be read</td></tr>
 * <tr><td><a href="https://github.com/util-linux/util-linux/tree/master/libblkid/src/superblocks">util-linux: libblkid's
 *     superblocks</a></td><td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.filesystem.recognised;

import org.jspecify.annotations.NullMarked;
