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
 * <p><b>Read</b>: raid1 (the member in step with the most recent event that has the lowest role), linear, raid0 with zones of both layouts where
 * the superblock says which. <b>Refused by name</b>: raid4, raid5, raid6, raid10, multipath, faulty, containers; a reshape in progress; unknown
 * feature bits; raid0 of several zones without a layout; members with a log of bad blocks where no other one is in step. Bitmaps, journals and the
 * state of a resync do not change what is read.
 *
 * <p><b>Checksums</b> of superblocks are verified. A member that says it is a spare or faulty, that is still being rebuilt, or whose events lie
 * behind is not read from.
 */
@NullMarked
package org.imginspect.volume.md;

import org.jspecify.annotations.NullMarked;
