/**
 * Volume groups of LVM2, read only. Specification: {@code lib/format_text/layout.h}, {@code lib/label/label.h}, {@code lib/format_text/}
 * and the manual pages lvm(8), lvmraid(7), lvmthin(7) of LVM2; the kernel's {@code drivers/md/dm-*.c} for what the mapped bytes are. Headers are
 * little-endian; the text counts in extents of {@code extent_size} sectors, sectors have 512 bytes whatever the disk has.
 *
 * <pre>
 * what                    where                                         read by
 * label                   one of the sectors 0 to 3                     Lvm2Label
 * pv_header, extension    behind the label, up to the sector's end      Lvm2Label
 * metadata areas          as the pv_header names them; the text in      Lvm2Area
 *                         a ring behind the header of 512 bytes
 * text                    sections, numbers, strings, arrays            Lvm2Text, Lvm2Section
 * group, volumes          the text of the highest seqno                 Lvm2Group, Lvm2Lv, Lvm2Pv
 * segments                striped, mirror, raid, thin                   Lvm2Mapper, Lvm2Source
 * </pre>
 *
 * <p>Each text counts itself by {@code seqno}; of all areas of all physical volumes the highest counts. Physical volumes are told by their UUID,
 * wherever they lie; one without metadata belongs to the group whose text names it. Logical volumes that touch no missing physical volume are
 * read. Checksums (CRC-32 from 0xf597a6cf on, not inverted) of label, area header and text are verified; an area that is damaged is passed over
 * where another one of the group is sound, as lvm does, and is the group's failure where none is.
 *
 * <p>A thin pool's metadata (drivers/md/dm-thin-metadata.c, persistent-data/dm-btree.c) are blocks of 4096 bytes, each with a crc32c: a superblock,
 * a tree that holds the root of each volume's own tree by its device_id, and in that the data chunk (upper 40 bits) by the volume's chunk. What the
 * superblock names is always whole; needs_check does not change what is read.
 *
 * <table>
 * <caption>Support: LVM2</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>linear and striped volumes of any number of segments, over any number of disks</td><td>read</td><td>those that lie on
 *     missing disks are refused, the physical volume named</td></tr>
 * <tr><td>mirror, pvmove under way</td><td>read</td><td>the first image, which is always right</td></tr>
 * <tr><td>raid1, raid10 (near, two copies)</td><td>read</td><td>images that fell behind, failed or are being rebuilt are not used</td></tr>
 * <tr><td>raid0, raid0_meta, zero</td><td>read</td><td></td></tr>
 * <tr><td>thin volumes, their snapshots, external origins</td><td>read</td><td>checksums verified; what is not provisioned is zeros;
 *     a pool whose transaction is not the group's is refused</td></tr>
 * <tr><td>Physical volumes without metadata, with several areas, ignored areas; exported and incomplete groups</td><td>read</td><td></td></tr>
 * <tr><td>The origin of a snapshot of the old sort</td><td>read</td><td>not while one is being merged into it</td></tr>
 * <tr><td>snapshot (of the old sort)</td><td>refused</td><td>listed</td></tr>
 * <tr><td>raid4, raid5, raid6, reshaping, cache, writecache, vdo, integrity, unknown segment types and status flags</td><td>refused</td>
 *     <td>the others of the group are read</td></tr>
 * <tr><td>One physical volume twice, different texts of one seqno, LVM1</td><td>refused</td><td></td></tr>
 * <tr><td>Host tags, locks, system ids, historical volumes</td><td>ignored</td><td></td></tr>
 * <tr><td><a href="https://sourceware.org/git/?p=lvm2.git;a=tree;f=lib/format_text">LVM2: lib/format_text</a></td><td>specification</td><td></td></tr>
 * <tr><td><a href="https://github.com/torvalds/linux/tree/master/drivers/md">Linux: drivers/md</a></td><td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.volume.lvm2;

import org.jspecify.annotations.NullMarked;
