/**
 * FAT12, FAT16 and FAT32 with long names, as the Linux kernel's {@code vfat} shows them. Specification: Microsoft, "FAT: General Overview
 * of On-Disk Format", 1.03; where it and the kernel ({@code fs/fat}) disagree, the kernel is followed, because the other engine is one.
 *
 * <table>
 * <caption>Boot sector (BPB), little-endian</caption>
 * <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0x00</td><td>3</td><td>BS_jmpBoot: EB xx 90 or E9 xx xx</td></tr>
 * <tr><td>0x0b</td><td>2</td><td>BPB_BytsPerSec: 512 to 4096, a power of two</td></tr>
 * <tr><td>0x0d</td><td>1</td><td>BPB_SecPerClus: a power of two</td></tr>
 * <tr><td>0x0e</td><td>2</td><td>BPB_RsvdSecCnt: not 0; the first FAT follows</td></tr>
 * <tr><td>0x10</td><td>1</td><td>BPB_NumFATs: not 0</td></tr>
 * <tr><td>0x11</td><td>2</td><td>BPB_RootEntCnt: 0 for FAT32</td></tr>
 * <tr><td>0x13, 0x20</td><td>2, 4</td><td>BPB_TotSec16, or if 0 BPB_TotSec32</td></tr>
 * <tr><td>0x15</td><td>1</td><td>BPB_Media: 0xf0 or 0xf8 and above</td></tr>
 * <tr><td>0x16, 0x24</td><td>2, 4</td><td>BPB_FATSz16, or if 0 BPB_FATSz32</td></tr>
 * <tr><td>0x25, 0x41</td><td>1</td><td>state: bit 0 is set while Linux has it mounted; FAT32 at 0x41</td></tr>
 * <tr><td>0x27, 0x43</td><td>4</td><td>BS_VolID; FAT32 at 0x43</td></tr>
 * <tr><td>0x2a</td><td>2</td><td>FAT32: BPB_FSVer, 0</td></tr>
 * <tr><td>0x2c</td><td>4</td><td>FAT32: BPB_RootClus</td></tr>
 * </table>
 *
 * <table>
 * <caption>Directory entry of 32 bytes</caption>
 * <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0x00</td><td>11</td><td>DIR_Name: E5 deleted, 0 free, 05 stands for E5</td></tr>
 * <tr><td>0x0b</td><td>1</td><td>DIR_Attr: 1 read-only, 8 volume label, 0x10 directory, 0x0f a part of a long name</td></tr>
 * <tr><td>0x0c</td><td>1</td><td>NT: 8 the base, 0x10 the extension is lower case</td></tr>
 * <tr><td>0x14, 0x1a</td><td>2, 2</td><td>first cluster, high (FAT32 only) and low</td></tr>
 * <tr><td>0x16, 0x18</td><td>2, 2</td><td>time and date of modification, local time: taken as UTC</td></tr>
 * <tr><td>0x1c</td><td>4</td><td>DIR_FileSize</td></tr>
 * </table>
 *
 * <p>FAT32 is told by BPB_FATSz16 being 0 as the kernel does, FAT12 from FAT16 by the number of clusters (up to 4084). Entries of
 * FAT32 have 28 bits; the upper four are kept by who writes them. The dirty bits are the state's bit 0 and, unless set, bit 15 or 27 of
 * the FAT's entry 1. There is no journal: a dirty volume is stale.
 *
 * <table>
 * <caption>Support: FAT12, FAT16, FAT32</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>FAT12, FAT16, FAT32, sectors of 512 to 4096 bytes</td><td>read</td><td>the kind as the kernel tells it: FAT32 by the header, FAT12
 *     by the number of clusters</td></tr>
 * <tr><td>Long names, short names with their lower-case bits</td><td>read</td><td>looked up in either case</td></tr>
 * <tr><td>Dirty bits of Linux and Windows</td><td>read</td><td>the view is stale</td></tr>
 * <tr><td>Second FAT</td><td>ignored</td><td>as the kernel does</td></tr>
 * <tr><td>FAT32 versions other than 0</td><td>refused</td><td></td></tr>
 * <tr><td><a href="https://download.microsoft.com/download/1/6/1/161ba512-40e2-4cc9-843a-923143f3456c/fatgen103.doc">Microsoft: FAT general
 *     overview of on-disk format, 1.03</a></td><td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.filesystem.fat;

import org.jspecify.annotations.NullMarked;
