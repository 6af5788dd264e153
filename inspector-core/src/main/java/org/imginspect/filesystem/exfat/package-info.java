/**
 * exFAT, as the Linux kernel shows it. Specification: Microsoft, "exFAT file system specification", 1.00
 * (learn.microsoft.com/windows/win32/fileio/exfat-specification); where it leaves something open, the kernel ({@code fs/exfat}) is
 * followed, because the other engine is one. All numbers are little-endian.
 *
 * <table>
 * <caption>Boot sector; its backup is the thirteenth sector</caption>
 * <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 * <tr><td>3</td><td>8</td><td>FileSystemName: "EXFAT   "</td></tr>
 * <tr><td>11</td><td>53</td><td>MustBeZero</td></tr>
 * <tr><td>72</td><td>8</td><td>VolumeLength, sectors</td></tr>
 * <tr><td>80, 84</td><td>4, 4</td><td>FatOffset and FatLength, sectors</td></tr>
 * <tr><td>88, 92</td><td>4, 4</td><td>ClusterHeapOffset, sectors; ClusterCount</td></tr>
 * <tr><td>96</td><td>4</td><td>FirstClusterOfRootDirectory; the first cluster is 2</td></tr>
 * <tr><td>100</td><td>4</td><td>VolumeSerialNumber</td></tr>
 * <tr><td>104</td><td>2</td><td>FileSystemRevision, major in the high byte</td></tr>
 * <tr><td>106</td><td>2</td><td>VolumeFlags: 1 the second FAT is in use, 2 dirty, 4 media failure</td></tr>
 * <tr><td>108, 109</td><td>1, 1</td><td>shifts: bytes per sector, 9 to 12; sectors per cluster, up to 32 MiB</td></tr>
 * <tr><td>110</td><td>1</td><td>NumberOfFats: 1, or 2 with TexFAT</td></tr>
 * <tr><td>510</td><td>2</td><td>55 AA</td></tr>
 * </table>
 *
 * <table>
 * <caption>Directory entries of 32 bytes</caption>
 * <tr><th>type</th><th>what</th><th>fields: offset and bytes</th></tr>
 * <tr><td>0x81</td><td>allocation bitmap</td><td>flags 1, 1 (which FAT's); first cluster 20, 4; bytes 24, 8</td></tr>
 * <tr><td>0x82</td><td>up-case table</td><td>checksum 4, 4; first cluster 20, 4; bytes 24, 8</td></tr>
 * <tr><td>0x83</td><td>volume label</td><td>characters 1, 1; UTF-16 2, 22</td></tr>
 * <tr><td>0x85</td><td>file</td><td>entries that follow 1, 1; checksum of the set 2, 2; attributes 4, 2; modified 12, 4, its 10 ms 21, 1,
 *     its offset from UTC in quarters of an hour 23, 1</td></tr>
 * <tr><td>0xc0</td><td>stream extension</td><td>flags 1, 1 (2: clusters are neighbours); name length 3, 1; valid bytes 8, 8; first cluster
 *     20, 4; bytes 24, 8</td></tr>
 * <tr><td>0xc1</td><td>name</td><td>UTF-16 2, 30</td></tr>
 * </table>
 *
 * <p>Type 0 ends a directory; bit 7: in use, bit 6: belongs to the file before, bit 5: may be ignored. There is no journal: a dirty volume
 * is stale. Links, owners and permissions do not exist; what a mount without options shows is answered.
 *
 * <p>The kernel up to 6.7 takes ValidDataLength for a file's size; as newer ones and the specification, DataLength is answered here, and
 * zeros behind what is valid. It reads the first FAT alone; here ActiveFat decides. A damaged main boot region it does not mount; here the
 * backup region is used with a warning, and the view is stale, for its flags are not kept up. A damaged up-case table it replaces by its
 * own; here it is damage.
 *
 * <table>
 * <caption>Support: exFAT</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>Sectors of 512 to 4096 bytes, clusters up to 32 MiB</td><td>read</td><td></td></tr>
 * <tr><td>Files and directories with and without a chain in the FAT (NoFatChain)</td><td>read</td><td></td></tr>
 * <tr><td>Main and backup boot region</td><td>read</td><td>the backup, with a warning and as stale, if the main one is damaged</td></tr>
 * <tr><td>Checksums of the boot region, the up-case table and each file's entries</td><td>read</td><td>verified; a wrong one is
 *     damage</td></tr>
 * <tr><td>Up-case table</td><td>read</td><td>names are looked up in either case by it</td></tr>
 * <tr><td>ValidDataLength</td><td>read</td><td>zeros behind it; Linux up to 6.7 shows the file cut there</td></tr>
 * <tr><td>TexFAT: second FAT and allocation bitmap</td><td>read</td><td>ActiveFat decides; Linux reads the first alone</td></tr>
 * <tr><td>VolumeDirty</td><td>read</td><td>the view is stale</td></tr>
 * <tr><td>MediaFailure</td><td>read</td><td>a warning</td></tr>
 * <tr><td>Benign entries: vendor extensions, volume GUID, TexFAT padding</td><td>ignored</td><td></td></tr>
 * <tr><td>Critical entries of unknown types, revisions other than 1.x</td><td>refused</td><td></td></tr>
 * <tr><td><a href="https://learn.microsoft.com/windows/win32/fileio/exfat-specification">Microsoft: exFAT file system
 *     specification</a></td><td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.filesystem.exfat;

import org.jspecify.annotations.NullMarked;
