/**
 * Arrays of Linux software RAID, read only. Specification: {@code include/uapi/linux/raid/md_p.h}, {@code drivers/md/md.c},
 * {@code md-linear.c}, {@code raid0.c}; md(4). Sectors have 512 bytes. Version 0.90 is in the byte order of the machine that wrote it, both are
 * read; 1.x is little-endian.
 *
 * <pre>
 * what                    where                                         read by
 * superblock 0.90         64 KiB before the end, rounded down to that   Md090
 * superblock 1.0          8 KiB before the end, rounded down to 4 KiB   Md1
 * superblock 1.1, 1.2     byte 0, byte 4096                             Md1
 * data                    0.90 from byte 0, 1.x from data_offset on     MdArray
 * </pre>
 *
 * <p>Checksums of superblocks are verified. What an array is, the member says whose events are the most; of a mirror the member in step with the
 * lowest role is read. A member that is a spare or faulty, that is still being rebuilt, or whose events lie behind is not read from unless it is
 * the only one that is given.
 *
 * <table>
 * <caption>Support: Linux RAID (md)</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>Superblocks 0.90 (both byte orders), 1.0, 1.1, 1.2</td><td>read</td><td></td></tr>
 * <tr><td>raid1</td><td>read</td><td>one member in step is enough</td></tr>
 * <tr><td>linear, raid0</td><td>read</td><td>raid0 of unequal members only if the superblock says which layout it has</td></tr>
 * <tr><td>raid4, raid5, raid6, raid10, multipath, faulty, containers</td><td>refused</td><td></td></tr>
 * <tr><td>A reshape in progress, unknown feature bits, logs of bad blocks where no other member is in step</td><td>refused</td><td></td></tr>
 * <tr><td>Bitmaps, journals, the state of a resync</td><td>ignored</td><td>they do not change what is read</td></tr>
 * <tr><td><a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/raid/md_p.h">Linux: include/uapi/linux/raid/md_p.h</a></td>
 *     <td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.volume.md;

import org.jspecify.annotations.NullMarked;
