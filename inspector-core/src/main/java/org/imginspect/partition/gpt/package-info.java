/**
 * GUID partition tables, UEFI specification 2.10, chapter 5 ("GUID Partition Table (GPT) Disk Layout"). All numbers little-endian, places
 * in sectors (LBA) of 512 or 4096 bytes; which of the two is found by where the signature lies, since an image file does not say.
 *
 * <table>
 * <caption>Header (5.3.2), at LBA 1 and at the last LBA</caption>
 * <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0x00</td><td>8</td><td>Signature "EFI PART"</td></tr>
 * <tr><td>0x08</td><td>4</td><td>Revision, 0x00010000</td></tr>
 * <tr><td>0x0c</td><td>4</td><td>HeaderSize, 92 to one sector</td></tr>
 * <tr><td>0x10</td><td>4</td><td>HeaderCRC32 over HeaderSize bytes, itself taken as 0</td></tr>
 * <tr><td>0x18</td><td>8</td><td>MyLBA</td></tr>
 * <tr><td>0x20</td><td>8</td><td>AlternateLBA</td></tr>
 * <tr><td>0x28</td><td>8</td><td>FirstUsableLBA</td></tr>
 * <tr><td>0x30</td><td>8</td><td>LastUsableLBA, inclusive</td></tr>
 * <tr><td>0x38</td><td>16</td><td>DiskGUID</td></tr>
 * <tr><td>0x48</td><td>8</td><td>PartitionEntryLBA</td></tr>
 * <tr><td>0x50</td><td>4</td><td>NumberOfPartitionEntries</td></tr>
 * <tr><td>0x54</td><td>4</td><td>SizeOfPartitionEntry, 128 times a power of two</td></tr>
 * <tr><td>0x58</td><td>4</td><td>PartitionEntryArrayCRC32</td></tr>
 * </table>
 *
 * <table>
 * <caption>Entry (5.3.3)</caption>
 * <tr><th>offset</th><th>bytes</th><th>field</th></tr>
 * <tr><td>0x00</td><td>16</td><td>PartitionTypeGUID; all zero: unused</td></tr>
 * <tr><td>0x10</td><td>16</td><td>UniquePartitionGUID</td></tr>
 * <tr><td>0x20</td><td>8</td><td>StartingLBA</td></tr>
 * <tr><td>0x28</td><td>8</td><td>EndingLBA, inclusive</td></tr>
 * <tr><td>0x30</td><td>8</td><td>Attributes</td></tr>
 * <tr><td>0x38</td><td>72</td><td>PartitionName, UTF-16LE, ended by 0 if shorter</td></tr>
 * </table>
 *
 * <p>A header or an array whose checksum is wrong is not believed: the other copy is taken, and if that is bad too the table is damaged.
 * Everything else that contradicts the specification is a defect of a table that could be read.
 *
 * <table>
 * <caption>Support: GPT</caption>
 * <tr><th>feature</th><th>state</th><th>remark</th></tr>
 * <tr><td>Sectors of 512 and 4096 bytes, any number and size of entries</td><td>read</td><td>the sector size is found by where the signature
 *     lies; a table in other sectors than the container's is a defect</td></tr>
 * <tr><td>Primary and backup table, their checksums</td><td>read</td><td>the backup if the primary is damaged, which is a defect</td></tr>
 * <tr><td>A backup that is not at the end of the disk</td><td>read</td><td>a defect; found by the protective MBR if the primary is
 *     gone</td></tr>
 * <tr><td>Hybrid and missing protective MBRs</td><td>read</td><td>a defect; behind a plain MBR the GPT is ignored, as Linux does</td></tr>
 * <tr><td>Overlapping partitions, partitions that leave the disk</td><td>read</td><td>a defect; what is there is opened</td></tr>
 * <tr><td><a href="https://uefi.org/specs/UEFI/2.10/05_GUID_Partition_Table_Format.html">UEFI specification 2.10, chapter
 *     5</a></td><td>specification</td><td></td></tr>
 * </table>
 */
@NullMarked
package org.imginspect.partition.gpt;

import org.jspecify.annotations.NullMarked;
